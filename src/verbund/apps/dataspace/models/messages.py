"""Every protocol message, either way: what makes a repeated one harmless and a negotiation readable."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel

from .negotiations import Negotiation
from .transfers import Transfer


class ProtocolMessage(OwnedModel):
    """A message keeps its @id over all attempts; a repeated (peer, @id) gets the first answer."""

    class Direction(models.TextChoices):
        IN = "in"
        OUT = "out"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    direction = models.CharField(max_length=3, choices=Direction)
    peer_did = models.CharField(max_length=400)
    message_id = models.CharField(max_length=500)
    type = models.CharField(max_length=60)
    path = models.CharField(max_length=300, blank=True, help_text="outgoing: below the peer's base address")
    body = models.JSONField()
    negotiation = models.ForeignKey(
        Negotiation, null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    state_after = models.CharField(max_length=10, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="HTTP status of the answer")
    answer = models.JSONField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "direction", "peer_did", "message_id"],
                condition=~Q(message_id=""),
                name="message_once",
            ),
            models.CheckConstraint(name="message_direction", condition=Q(direction__in=["in", "out"])),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.type} {self.status}"
