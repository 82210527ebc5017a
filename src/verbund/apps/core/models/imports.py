"""Imports: what came from which file, what was refused and why."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class ImportMapping(models.Model):
    """Saved column mapping; a change makes a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE)
    target = models.CharField(max_length=40, help_text="companies, relations, projects, …")
    name = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    columns = models.JSONField(help_text="{target field: source column}")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "target", "name", "version"], name="mapping_version"),
            models.UniqueConstraint(
                fields=["target", "name", "version"], condition=Q(company=None), name="mapping_of_node_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class ImportRun(models.Model):
    class State(models.TextChoices):
        PREVIEW = "preview"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE)
    target = models.CharField(max_length=40)
    file = models.ForeignKey("core.StoredFile", null=True, blank=True, on_delete=models.SET_NULL)
    file_name = models.CharField(max_length=255)
    source = models.CharField(max_length=60, help_text="identifier scheme of external ids, e.g. ihk-berlin")
    mapping = models.ForeignKey(ImportMapping, null=True, blank=True, on_delete=models.SET_NULL)
    columns = models.JSONField(default=dict)
    options = models.JSONField(default=dict, help_text="format, encoding, separator, decimal marks, country")
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    job = models.ForeignKey("core.Job", null=True, blank=True, on_delete=models.SET_NULL)
    rows_read = models.PositiveBigIntegerField(default=0)
    created_count = models.PositiveBigIntegerField(default=0)
    updated_count = models.PositiveBigIntegerField(default=0)
    unchanged_count = models.PositiveBigIntegerField(default=0)
    quarantined_count = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)
    started_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class QuarantinedRow(models.Model):
    """A row that was refused: where, why, how to mend it; can be mended and retried."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantine")
    row = models.PositiveBigIntegerField(help_text="1 is the first row after the header")
    data = models.JSONField()
    problems = models.JSONField(help_text="[{column, code, reason, remedy}]")
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="quarantine_row_once")]

    def __str__(self) -> str:
        return f"{self.run_id} row {self.row}"
