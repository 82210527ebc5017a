"""What is offered: our own files under a policy, and what the catalogues of others showed."""

from __future__ import annotations

import uuid

from django.db import models

from verbund.apps.core.scoping import OwnedModel


class DataOffer(OwnedModel):
    """A stored file that the company offers under an ODRL policy; dataset id `file:<id>`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    verbund_id = models.CharField(max_length=200, blank=True, help_text="the Verbund it is offered to, if one")
    policy = models.JSONField(help_text="ODRL offer without ids")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def dataset_id(self) -> str:
        """Its name in the catalogue."""
        return f"file:{self.pk}"


class CatalogEntry(models.Model):
    """A dataset seen in the catalogue of a participant, as shown to this node."""

    participant_did = models.CharField(max_length=400)
    dataset_id = models.CharField(max_length=500)
    title = models.CharField(max_length=300, blank=True)
    offers = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    properties = models.JSONField(default=dict)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["participant_did", "dataset_id"]
        constraints = [models.UniqueConstraint(fields=["participant_did", "dataset_id"], name="catalog_entry_once")]
        indexes = [models.Index(fields=["dataset_id"], name="entry_dataset")]

    def __str__(self) -> str:
        return f"{self.participant_did} {self.dataset_id}"
