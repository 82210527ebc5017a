"""What was said in the interview and counts for nothing before the company releases it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel


class InterviewDraft(OwnedModel):
    """`answers`: question → what was said. `by_centre`: staff wrote something down, e.g. on the telephone. One is open
    at a time; a released one keeps what was released, a discarded one nothing."""

    class State(models.TextChoices):
        OPEN = "open"
        RELEASED = "released"
        DISCARDED = "discarded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = models.JSONField(default=dict)
    by_centre = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-begun_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(state="open"), name="interview_once"),
            models.CheckConstraint(
                name="interview_closed", condition=Q(state="open") | Q(closed_at__isnull=False) & ~Q(closed_by="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id}: {len(self.answers)} {self.state}"
