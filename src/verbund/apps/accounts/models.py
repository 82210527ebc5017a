"""Persons, their roles in companies, who may sign, who was invited, tokens, staff sessions."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Role


def _pseudonym() -> str:
    return f"person-{uuid.uuid4().hex[:12]}"


class EmailUserManager(UserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **extra):  # type: ignore[override]
        return super().create_user(username=email.lower(), email=email.lower(), password=password, **extra)


class Person(AbstractUser):
    """A person who signs in. Logs and registers know the pseudonym only."""

    email = models.EmailField(unique=True)
    pseudonym = models.CharField(max_length=40, unique=True, default=_pseudonym, editable=False)
    language = models.CharField(max_length=2, choices=[("de", "Deutsch"), ("en", "English")], default="de")
    is_centre = models.BooleanField(default=False, help_text=_("works for the centre that runs this node"))

    objects: ClassVar[EmailUserManager] = EmailUserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.get_full_name() or self.pseudonym


class Membership(models.Model):
    """A person's role in a company."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=8,
        choices=[(Role.OWNER, _("owner")), (Role.EDITOR, _("editor")), (Role.VIEWER, _("viewer"))],
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "company"], name="membership_once"),
            models.CheckConstraint(name="membership_role", condition=Q(role__in=["owner", "editor", "viewer"])),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Mandate(models.Model):
    """Who may sign for whom, from, to."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates")
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="mandates")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_order",
                condition=Q(valid_until__isnull=True) | Q(valid_from__lt=F("valid_until")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.company_id}"


class Invitation(models.Model):
    """A letter or link with a code that makes a person a member of a company."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        REVOKED = "revoked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE)
    role = models.CharField(max_length=8)
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    invited_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return f"{self.company_id} {self.state}"


class ApiToken(models.Model):
    """A company's token for machines; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, help_text="e.g. read, write, sign, import, admin")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class StaffSession(models.Model):
    """Centre staff see a company's private data only in a reasoned session that ends by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE)
    reason = models.TextField()
    started_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="staff_reason", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.company_id}"
