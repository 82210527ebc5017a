"""The public side of a company: sites, competences in three layers, what it could share."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Site(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    nuts3 = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="site_once"),
            models.CheckConstraint(
                name="site_place",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """What a company can do, and how near it lies to what customers come for."""

    class Layer(models.TextChoices):
        CORE = "core", _("core")
        COMPLEMENTARY = "complementary", _("complementary")
        PERIPHERAL = "peripheral", _("peripheral")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="competences")
    layer = models.CharField(max_length=14, choices=Layer)
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    wz_code = models.CharField(max_length=8, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True, help_text="how many are able; empty: unknown")
    tags = models.JSONField(default=list, blank=True)
    public = models.BooleanField(default=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["layer", "name_de", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name_de"], name="competence_once"),
            models.CheckConstraint(
                name="competence_layer", condition=Q(layer__in=["core", "complementary", "peripheral"])
            ),
        ]
        indexes = [models.Index(fields=["wz_code"])]

    def __str__(self) -> str:
        return self.name_de


class Resource(models.Model):
    """What could be shared."""

    class Type(models.TextChoices):
        MACHINE = "machine", _("machine")
        CAPACITY = "capacity", _("free capacity")
        PROTOTYPE = "prototype", _("prototype")
        DEMONSTRATOR = "demonstrator", _("demonstrator")
        LABORATORY = "laboratory", _("laboratory")
        DATA_SET = "data_set", _("data set")
        TRAINING_PLACE = "training_place", _("training place")
        EXPERTISE = "expertise", _("expertise")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="resources")
    type = models.CharField(max_length=14, choices=Type)
    name_de = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True, help_text="UCUM, e.g. h/mo")
    free_share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    price_unit = models.CharField(max_length=20, blank=True)
    bound_until = models.DateField(null=True, blank=True, help_text="funded and bound to a purpose until")
    note_de = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    public = models.BooleanField(default=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["type", "name_de", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name_de"], name="resource_once"),
            models.CheckConstraint(
                name="resource_share", condition=Q(free_share__isnull=True) | Q(free_share__range=(0, 1))
            ),
            models.CheckConstraint(
                name="resource_dates",
                condition=Q(available_from__isnull=True)
                | Q(available_until__isnull=True)
                | Q(available_from__lte=F("available_until")),
            ),
            models.CheckConstraint(name="resource_quantity", condition=Q(quantity__isnull=True) | Q(quantity__gte=0)),
        ]

    def __str__(self) -> str:
        return self.name_de
