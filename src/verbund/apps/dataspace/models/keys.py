"""Signing keys of the companies hosted here, and of the node itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager


class CompanyKey(models.Model):
    """A key pair. The private half is sealed by the vault (`core/vault.py`) and wiped when the key is retired.

    Company null: the node's own key.
    """

    class State(models.TextChoices):
        CURRENT = "current"
        RETIRED = "retired"
        REVOKED = "revoked"

    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kid = models.CharField(max_length=100, help_text="fragment of the DID URL")
    algorithm = models.CharField(max_length=10)
    thumbprint = models.CharField(max_length=64, unique=True, help_text="RFC 7638, SHA-256")
    public_jwk = models.JSONField()
    sealed = models.BinaryField(null=True, help_text="private JWK, AES-256-GCM under the vault secret")
    state = models.CharField(max_length=8, choices=State, default=State.CURRENT)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    successor_proof = models.TextField(blank=True, help_text="JWS of the old key over the new thumbprint")

    objects = ScopedManager(company="company_id")

    class Meta:
        ordering = ["company_id", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(state="current"), name="key_one_current"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="current", company=None), name="key_one_current_of_node"
            ),
            models.UniqueConstraint(fields=["company", "kid"], name="key_kid_once"),
            models.CheckConstraint(
                name="key_private_only_current", condition=Q(state="current", sealed__isnull=False) | Q(sealed=None)
            ),
            models.CheckConstraint(name="key_retired_when", condition=Q(state="current") | Q(retired_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kid} {self.state}"
