"""What others tried, and what it brought: ideas, running projects, implemented ones, failures among them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Project(models.Model):
    """An entry of the library. Public to whoever uses this node; empty is unknown, never zero."""

    class State(models.TextChoices):
        IDEA = "idea", _("idea")
        RUNNING = "running", _("running")
        IMPLEMENTED = "implemented", _("implemented")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60, blank=True, help_text="where external_id comes from")
    external_id = models.CharField(max_length=200, blank=True)
    verbund_id = models.UUIDField(null=True, blank=True, unique=True, help_text="the Verbund whose outcome this is")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State)
    title_de = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=300, blank=True)
    purpose_de = models.TextField(blank=True)
    purpose_en = models.TextField(blank=True)
    expected_de = models.TextField(blank=True)
    expected_en = models.TextField(blank=True)
    measured_de = models.TextField(blank=True)
    measured_en = models.TextField(blank=True)
    figures = models.JSONField(default=list, help_text="[{measure_de, measure_en, expected, measured, unit}]")
    lesson_de = models.TextField(blank=True)
    lesson_en = models.TextField(blank=True)
    funding = models.CharField(max_length=300, blank=True)
    grant = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    started = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)
    provenance = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = [F("ended").desc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="project_once"
            ),
            models.CheckConstraint(name="project_titled", condition=~Q(title_de="") | ~Q(title_en="")),
            models.CheckConstraint(name="project_state", condition=Q(state__in=["idea", "running", "implemented"])),
            models.CheckConstraint(
                name="project_dates",
                condition=Q(started__isnull=True) | Q(ended__isnull=True) | Q(started__lte=F("ended")),
            ),
            models.CheckConstraint(name="project_grant", condition=Q(grant__isnull=True) | Q(grant__gte=0)),
        ]
        indexes = [models.Index(fields=["state", "kind", "ended", "id"]), models.Index(fields=["external_id"])]

    def __str__(self) -> str:
        return self.title_de or self.title_en

    @property
    def has_result(self) -> bool:
        return bool(self.measured_de or self.measured_en or any(f.get("measured") for f in self.figures))


class ProjectMember(models.Model):
    """Who took part: a company this node knows, or a name and DID from elsewhere."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    company = models.ForeignKey(
        "core.Company", null=True, blank=True, on_delete=models.CASCADE, related_name="project_members"
    )
    name = models.CharField(max_length=300, blank=True)
    did = models.CharField(max_length=400, blank=True)
    grant = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "company"], condition=Q(company__isnull=False), name="project_member_once"
            ),
            models.CheckConstraint(name="project_member_named", condition=Q(company__isnull=False) | ~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name or str(self.company_id)
