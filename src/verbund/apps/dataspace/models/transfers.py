"""Transfers, what travelled in them, and who had access when."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel

from .negotiations import ROLES, Agreement


class Transfer(OwnedModel):
    """One side of a transfer process. Moved only by `actions`, by the table of `protocols.dsp`."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED"
        STARTED = "STARTED"
        COMPLETED = "COMPLETED"
        SUSPENDED = "SUSPENDED"
        TERMINATED = "TERMINATED"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=8, choices=ROLES)
    state = models.CharField(max_length=10, choices=State)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="transfers")
    peer_did = models.CharField(max_length=400)
    peer_pid = models.CharField(max_length=500, blank=True)
    callback_address = models.CharField(max_length=500)
    dataset_id = models.CharField(max_length=500)
    format = models.CharField(max_length=60)
    query = models.JSONField(default=dict, blank=True, help_text="parameters of a pull")
    data_address = models.BinaryField(null=True, help_text="the peer's data address, sealed by the vault")
    token_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the token we gave out")
    media_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    bytes_done = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    last_seq = models.PositiveBigIntegerField(default=0, help_text="last item pushed")
    reason = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "role", "peer_did", "peer_pid"],
                condition=~Q(peer_pid=""),
                name="transfer_peer_pid_once",
            ),
            models.CheckConstraint(name="transfer_role", condition=Q(role__in=["CONSUMER", "PROVIDER"])),
            models.CheckConstraint(
                name="transfer_state",
                condition=Q(state__in=["REQUESTED", "STARTED", "COMPLETED", "SUSPENDED", "TERMINATED"]),
            ),
        ]
        indexes = [models.Index(fields=["company", "peer_did", "dataset_id"], name="transfer_about")]

    def __str__(self) -> str:
        return f"{self.role} {self.dataset_id} {self.state}"

    @property
    def pid(self) -> str:
        """Our process identifier on the wire."""
        return f"urn:uuid:{self.pk}"

    @property
    def pushes(self) -> bool:
        """Whether the provider sends, rather than the consumer fetches."""
        return self.format.endswith("-PUSH")


class PushItem(OwnedModel):
    """Bytes that wait to be pushed in a transfer; the body is dropped once it was taken."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="items")
    seq = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    body = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["transfer", "seq"], name="push_seq_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}#{self.seq}"


class ReceivedPush(OwnedModel):
    """An item that was pushed to us: a repeated one is acknowledged and not taken again."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="received")
    key = models.CharField(max_length=200, help_text="Idempotency-Key of the sender")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "key"], name="push_taken_once")]

    def __str__(self) -> str:
        return self.key


class AccessLog(OwnedModel):
    """Every access to data under an agreement, on either side."""

    class Outcome(models.TextChoices):
        GRANTED = "granted"
        REFUSED = "refused"
        CUT = "cut"
        FAILED = "failed"

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="accesses")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="accesses")
    role = models.CharField(max_length=8, choices=ROLES, help_text="our side")
    peer_did = models.CharField(max_length=400)
    dataset_id = models.CharField(max_length=500)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=500, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["company", "-at"], name="access_latest")]

    def __str__(self) -> str:
        return f"{self.peer_did} {self.dataset_id} {self.outcome}"
