"""Verifiable credentials: asked for, held and shown by a company, or issued by it and revoked."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel


class CredentialRequest(OwnedModel):
    """One side of a credential request (DCP 1.0, section 6). RECEIVED moves once, to ISSUED or REJECTED."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED"
        ISSUED = "ISSUED"
        REJECTED = "REJECTED"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=6, choices=[("ISSUER", "ISSUER"), ("HOLDER", "HOLDER")], help_text="our side")
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    peer_did = models.CharField(max_length=400)
    peer_pid = models.CharField(max_length=500, blank=True, help_text="empty until the peer told it")
    kinds = models.JSONField(help_text="ids of the issuer's metadata")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was rejected")
    problem = models.CharField(max_length=1000, blank=True, help_text="why it does not go on")
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "role", "peer_did", "peer_pid"],
                condition=~Q(peer_pid=""),
                name="credential_request_peer_pid_once",
            ),
            models.CheckConstraint(name="credential_request_role", condition=Q(role__in=["ISSUER", "HOLDER"])),
            models.CheckConstraint(
                name="credential_request_state", condition=Q(state__in=["RECEIVED", "ISSUED", "REJECTED"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.peer_did} {self.state}"

    @property
    def pid(self) -> str:
        """Our process identifier on the wire."""
        return f"urn:uuid:{self.pk}"


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
    request = models.ForeignKey(CredentialRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=400)
    types = models.JSONField()
    claims = models.JSONField()
    profile = models.CharField(max_length=40, default="vc20-bssl/jwt")
    jwt = models.TextField(blank=True)
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "id"]
        constraints = [models.UniqueConstraint(fields=["company", "status_index"], name="credential_status_once")]

    def __str__(self) -> str:
        return f"{self.types} for {self.subject}"
