"""Aggregates of private statements, kept as they were published: one figure per period, never computed again."""

from __future__ import annotations

from django.db import models


class FrozenFigure(models.Model):
    """`value`: what is shown, null: withheld. `as_of`: the period whose population it describes; earlier than `period`
    where too few joined or left to tell the two apart safely. `basis`: true counts a table is made of, shown to nobody.
    `population`: company id → id of the company that stands
    for its owner; `about`: companies a bottleneck rests on, named to nobody without their own release."""

    publication = models.CharField(max_length=40)
    period = models.CharField(max_length=6, help_text="2026Q4")
    key = models.CharField(max_length=200)
    as_of = models.CharField(max_length=6)
    value = models.JSONField(null=True)
    basis = models.JSONField(null=True)
    population = models.JSONField(default=dict)
    about = models.JSONField(default=list)
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "period", "id"]
        constraints = [models.UniqueConstraint(fields=["publication", "period", "key"], name="figure_once")]

    def __str__(self) -> str:
        return f"{self.publication} {self.period} {self.key}"
