"""Long work: progress, cancel, retry with back-off, survives kill -9, runs once."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=100, help_text="registered job, e.g. core.import_file")
    args = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, blank=True, help_text="at most one waiting job with this key")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done_count = models.PositiveBigIntegerField(default=0)
    total_count = models.PositiveBigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=5)
    cancel_asked = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=80, blank=True)
    started_by = models.CharField(max_length=80, blank=True, help_text="pseudonym")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state="waiting") & ~Q(unique_key=""), name="job_unique_key"
            )
        ]
        indexes = [models.Index(fields=["not_before"], condition=Q(state__in=["waiting", "running"]), name="job_due")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"
