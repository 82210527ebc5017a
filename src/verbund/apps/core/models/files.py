"""Files beside the database: written once, addressed by digest, streamed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120, default="application/octet-stream")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True, help_text="relative to the node's files folder")
    origin = models.CharField(max_length=300, blank=True, help_text="upload, or the agreement it came under")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="file_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$"))]

    def __str__(self) -> str:
        return self.name
