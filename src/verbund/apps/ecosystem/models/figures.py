"""A company's own figures of a year: private."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel


class CompanyFigures(OwnedModel):
    """Revenue and material cost of a year; empty is unknown, never zero."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    revenue = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    material_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    core_question_de = models.TextField(blank=True, help_text="Weshalb rufen Kunden gerade Sie an?")
    core_question_en = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "year"], name="figures_once"),
            models.CheckConstraint(name="figures_revenue", condition=Q(revenue__isnull=True) | Q(revenue__gte=0)),
            models.CheckConstraint(
                name="figures_material", condition=Q(material_cost__isnull=True) | Q(material_cost__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.year}"
