"""Company: any participant. Identity and public profile only; what is private lives in ecosystem."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OwnershipGroup(models.Model):
    """Companies under one owner count as one in every concentration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    class Kind(models.TextChoices):
        SME = "sme", _("small or medium company")
        LARGE = "large", _("large company")
        STARTUP = "startup", _("start-up")
        INSTITUTE = "institute", _("research institute")
        PUBLIC = "public", _("public body")
        ASSOCIATION = "association", _("association")
        SCHOOL = "school", _("school or university")

    class Hosting(models.TextChoices):
        HERE = "here", _("on this node")
        ELSEWHERE = "elsewhere", _("on another node")
        LISTED = "listed", _("only listed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=300)
    named = models.BooleanField(default=True, help_text="False: the label was made from branch and place")
    legal_form = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SME)
    hosting = models.CharField(max_length=10, choices=Hosting, default=Hosting.LISTED)
    claimed = models.BooleanField(default=False)
    did = models.CharField(max_length=400, null=True, blank=True, unique=True)
    node = models.ForeignKey("core.Node", null=True, blank=True, on_delete=models.PROTECT)
    owner_group = models.ForeignKey(OwnershipGroup, null=True, blank=True, on_delete=models.SET_NULL)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    city = models.CharField(max_length=120, blank=True)
    nuts3 = models.CharField(max_length=5, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    wz_code = models.CharField(max_length=8, blank=True, help_text="WZ 2008, e.g. 25.62")
    nace = models.CharField(max_length=5, blank=True, help_text="NACE Rev. 2 class without dot, e.g. 2562")
    branch = models.CharField(max_length=200, blank=True)
    employees_min = models.PositiveIntegerField(null=True, blank=True)
    employees_max = models.PositiveIntegerField(null=True, blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    website = models.URLField(max_length=300, blank=True)
    summary_de = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True, help_text="file, row, mapping version, when, who")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="company_latitude", condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90))
            ),
            models.CheckConstraint(
                name="company_longitude",
                condition=Q(longitude__isnull=True) | Q(longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="company_employees",
                condition=Q(employees_min__isnull=True)
                | Q(employees_max__isnull=True)
                | Q(employees_min__lte=models.F("employees_max")),
            ),
            models.CheckConstraint(name="company_hosted_has_did", condition=~Q(hosting="here") | Q(did__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["nace", "latitude", "longitude"]),
            models.Index(  # the directory in order of name: holds every column it filters by, so rows stay unread
                fields=["name", "id", "city", "kind", "nace", "employees_min", "latitude", "longitude"],
                name="company_directory",
            ),
            models.Index(fields=["city", "name", "id", "kind", "nace", "employees_min"], name="company_by_city"),
            models.Index(fields=["id"], condition=Q(claimed=True), name="company_claimed"),
            models.Index(fields=["city", "postcode", "latitude", "longitude"], name="company_places"),
            models.Index(fields=["hosting"]),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyIdentifier(models.Model):
    """One of several identifiers; scheme is e.g. `vat`, `lei`, `hr`, `ihk`, `cordis`, `import:<source>`."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
