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
