"""A company may let the centre know by name that many rely on it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel


class NameRelease(OwnedModel):
    """While it is in force the centre sees the company's name beside its bottleneck, else input and branch alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    valid_until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company"], condition=Q(revoked_at=None), name="name_release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} since {self.given_at:%Y-%m-%d}"
