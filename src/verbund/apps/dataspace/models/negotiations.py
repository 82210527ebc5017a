"""Contract negotiations and the agreements that come of them. States as the Dataspace Protocol names them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from verbund.apps.core.scoping import OwnedModel

ROLES = [("CONSUMER", "CONSUMER"), ("PROVIDER", "PROVIDER")]


class Negotiation(OwnedModel):
    """One side of a contract negotiation. Moved only by `actions`, by the table of `protocols.dsp`."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED"
        OFFERED = "OFFERED"
        ACCEPTED = "ACCEPTED"
        AGREED = "AGREED"
        VERIFIED = "VERIFIED"
        FINALIZED = "FINALIZED"
        TERMINATED = "TERMINATED"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=8, choices=ROLES)
    state = models.CharField(max_length=10, choices=State)
    peer_did = models.CharField(max_length=400)
    peer_pid = models.CharField(max_length=500, blank=True, help_text="empty until the peer told it")
    callback_address = models.CharField(max_length=500, help_text="the peer's base address for this negotiation")
    dataset_id = models.CharField(max_length=500)
    offer = models.JSONField(help_text="the last offer on the table, as it travelled")
    reason = models.CharField(max_length=500, blank=True, help_text="why it was terminated")
    problem = models.CharField(max_length=1000, blank=True, help_text="why it does not go on")
    waits_for_person = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "role", "peer_did", "peer_pid"],
                condition=~Q(peer_pid=""),
                name="negotiation_peer_pid_once",
            ),
            models.CheckConstraint(name="negotiation_role", condition=Q(role__in=["CONSUMER", "PROVIDER"])),
            models.CheckConstraint(
                name="negotiation_state",
                condition=Q(
                    state__in=["REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED", "FINALIZED", "TERMINATED"]
                ),
            ),
        ]
        indexes = [models.Index(fields=["company", "peer_did", "dataset_id"], name="negotiation_about")]

    def __str__(self) -> str:
        return f"{self.role} {self.dataset_id} {self.state}"

    @property
    def pid(self) -> str:
        """Our process identifier on the wire."""
        return f"urn:uuid:{self.pk}"


class Agreement(OwnedModel):
    """A contract agreement, kept by either side. It opens access only once `finalized_at` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    role = models.CharField(max_length=8, choices=ROLES)
    agreement_id = models.CharField(max_length=500, help_text="@id on the wire")
    negotiation = models.OneToOneField(Negotiation, on_delete=models.PROTECT, related_name="agreement")
    peer_did = models.CharField(max_length=400)
    dataset_id = models.CharField(max_length=500)
    policy = models.JSONField(help_text="the ODRL agreement as it travelled")
    assigner = models.CharField(max_length=400)
    assignee = models.CharField(max_length=400)
    agreed_at = models.DateTimeField()
    finalized_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-agreed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "role", "agreement_id"], name="agreement_once"),
            models.CheckConstraint(name="agreement_role", condition=Q(role__in=["CONSUMER", "PROVIDER"])),
        ]
        indexes = [models.Index(fields=["company", "peer_did", "dataset_id"], name="agreement_about")]

    def __str__(self) -> str:
        return self.agreement_id
