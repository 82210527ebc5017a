"""Matching events, workshops, exchange rounds; and calls for funding. Read only: they come by import."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    class Format(models.TextChoices):
        MATCHING = "matching", _("matching event")
        CONSULTATION = "consultation", _("consultation hour")
        VISIT = "visit", _("visit")
        EXCHANGE = "exchange", _("exchange round")
        WORKSHOP = "workshop", _("workshop")
        ROADSHOW = "roadshow", _("roadshow")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    title_de = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    format = models.CharField(max_length=12, choices=Format)
    date = models.DateField()
    starts = models.TimeField(null=True, blank=True)
    ends = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=120, blank=True)
    host = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    seats = models.PositiveIntegerField(null=True, blank=True)
    text_de = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["date", "starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="event_once"),
            models.CheckConstraint(name="event_titled", condition=~Q(title_de="") | ~Q(title_en="")),
        ]
        indexes = [models.Index(fields=["date"])]

    def __str__(self) -> str:
        return self.title_de or self.title_en


class Funding(models.Model):
    """A call: who pays which share of what, until when one applies."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    title_de = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    funder = models.CharField(max_length=300, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True, help_text="of the cost")
    maximum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    apply_by = models.DateField(null=True, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    min_companies = models.PositiveSmallIntegerField(null=True, blank=True)
    text_de = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["apply_by", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="funding_once"),
            models.CheckConstraint(name="funding_titled", condition=~Q(title_de="") | ~Q(title_en="")),
            models.CheckConstraint(name="funding_share", condition=Q(share__isnull=True) | Q(share__range=(0, 1))),
            models.CheckConstraint(name="funding_maximum", condition=Q(maximum__isnull=True) | Q(maximum__gte=0)),
        ]

    def __str__(self) -> str:
        return self.title_de or self.title_en
