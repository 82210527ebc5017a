"""Verifiable credentials: those a company holds and shows, those it issued and can revoke."""

from __future__ import annotations

import uuid

from django.db import models

from verbund.apps.core.scoping import OwnedModel


class HeldCredential(OwnedModel):
    """A credential about the company, as its issuer signed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issuer = models.CharField(max_length=400)
    types = models.JSONField()
    profile = models.CharField(max_length=40)
    jwt = models.TextField()
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "id"]

    def __str__(self) -> str:
        return f"{self.types} from {self.issuer}"


class IssuedCredential(OwnedModel):
    """A credential the company issued; its bit in the status list is `status_index`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=400)
    types = models.JSONField()
    claims = models.JSONField()
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "id"]
        constraints = [models.UniqueConstraint(fields=["company", "status_index"], name="credential_status_once")]

    def __str__(self) -> str:
        return f"{self.types} for {self.subject}"
