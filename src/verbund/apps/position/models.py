"""What a company's position was: kept reports, so that a trend can be shown and early detection documented."""

from __future__ import annotations

import uuid

from django.db import models

from verbund.apps.core.scoping import OwnedModel


class PositionReport(OwnedModel):
    """The six dependences as they stood; `figures` {code: [low, high]} of shares."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    computed_at = models.DateTimeField()
    quarter = models.CharField(max_length=6, help_text="2026Q4")
    figures = models.JSONField()
    role = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["quarter"]
        constraints = [models.UniqueConstraint(fields=["company", "quarter"], name="position_once_a_quarter")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.quarter}"


class PositionAnswers(OwnedModel):
    """What a company answered about itself beyond its lists; `said`: question → choice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    said = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="position_answers_once")]

    def __str__(self) -> str:
        return f"{self.company_id}: {len(self.said)}"


class KeptReport(OwnedModel):
    """A position as it stood on a day, and what the management decided on it: shows that risks were detected early.

    `content` is never changed afterwards; a decision is written once beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept_at = models.DateTimeField()
    content = models.JSONField()
    decision = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-kept_at", "id"]
        indexes = [models.Index(fields=["company", "kept_at"])]
        constraints = [
            models.CheckConstraint(
                name="kept_decision_dated",
                condition=models.Q(decision="", decided_at=None)
                | (~models.Q(decision="") & models.Q(decided_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.kept_at:%Y-%m-%d}"


class DiamondAnswers(OwnedModel):
    """What a company thinks of its branch where it is; `said`: question → 0 weak, 1 medium, 2 strong."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    said = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company"], name="diamond_answers_once")]

    def __str__(self) -> str:
        return f"{self.company_id}: {len(self.said)}"


class Essential(models.Model):
    """How essential an input of one NACE class is to another (0 negligible, 1 non-essential, 2 essential).

    Imported by the operator (survey data by Pichler et al., CC BY 4.0); only 1 and 2 are kept.
    """

    supplier = models.CharField(max_length=4)
    customer = models.CharField(max_length=4)
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supplier", "customer"], name="essential_once"),
            models.CheckConstraint(name="essential_value", condition=models.Q(value__in=[1, 2])),
        ]
        indexes = [models.Index(fields=["customer", "value"])]

    def __str__(self) -> str:
        return f"{self.supplier} for {self.customer}: {self.value}"
