"""The audit log: per company, append-only, hash-chained over salted payload hashes.

An entry hashes `SHA-256(salt‖payload)`; payload and salt lie beside the chain and can be erased without breaking
it. Only `core.actions.record` writes here.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce


class AuditHead(models.Model):
    """Last link of a company's chain; its row is locked while an entry is appended. Company null: the node."""

    company = models.OneToOneField("core.Company", null=True, blank=True, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(  # also the node's own, which has no company
                Coalesce("company", Value(UUID(int=0), output_field=models.UUIDField())), name="audit_head_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id}#{self.seq}"


class AuditEntry(models.Model):
    company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.PROTECT)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80, help_text="typed, e.g. cooperation.charter_signed")
    actor = models.CharField(max_length=80, help_text="pseudonym of a person, or system, job, peer DID")
    via = models.CharField(max_length=12, help_text="page, api, command, job, dsp")
    prev_hash = models.CharField(max_length=64, blank=True)
    payload_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["company_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["company", "seq"], name="audit_seq_once"),
            models.UniqueConstraint(fields=["seq"], condition=Q(company=None), name="audit_node_seq_once"),
            models.CheckConstraint(name="audit_seq_from_one", condition=Q(seq__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.event}#{self.seq}"


class AuditPayload(models.Model):
    """Beside the chain, erasable."""

    entry = models.OneToOneField(AuditEntry, primary_key=True, on_delete=models.CASCADE, related_name="payload")
    salt = models.BinaryField(max_length=32)
    data = models.JSONField()

    def __str__(self) -> str:
        return str(self.entry_id)
