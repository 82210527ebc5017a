"""Messages that wait to leave: leased, ordered per stream (a negotiation, a transfer, a register pair)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OutboxMessage(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, help_text="who sends")
    handler = models.CharField(max_length=60, help_text="who knows how to send it, e.g. dataspace.dsp")
    stream = models.CharField(max_length=200, help_text="messages of one stream leave in order")
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    last_error = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="waiting"), name="outbox_due"),
            models.Index(fields=["stream", "id"], condition=Q(state="waiting"), name="outbox_stream"),
        ]

    def __str__(self) -> str:
        return f"{self.handler}:{self.stream}#{self.pk}"
