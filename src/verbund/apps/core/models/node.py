"""Nodes this node knows, itself among them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Node(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    base_url = models.CharField(max_length=300, unique=True, help_text="without trailing slash")
    name = models.CharField(max_length=200)
    did = models.CharField(max_length=400, null=True, blank=True, unique=True)
    is_self = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    crawled_at = models.DateTimeField(null=True, blank=True)
    crawl_error = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_self"], condition=Q(is_self=True), name="node_one_self")]

    def __str__(self) -> str:
        return self.name
