"""Opportunities (needs and offers), matches with reasons, interest on both sides."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.scoping import OwnedModel


class Opportunity(models.Model):
    """A need or an offer for one kind of cooperation. Private as a draft, public once published."""

    class Direction(models.TextChoices):
        NEED = "need", _("need")
        OFFER = "offer", _("offer")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("with the centre")
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("returned")
        FULFILLED = "fulfilled", _("fulfilled")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("core.Company", on_delete=models.CASCADE, related_name="opportunities")
    kind = models.CharField(max_length=40)
    direction = models.CharField(max_length=5, choices=Direction)
    title_de = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    text_de = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    wz_codes = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True, help_text="UCUM or ISO 4217")
    radius_km = models.PositiveIntegerField(null=True, blank=True)
    valid_until = models.DateField()
    min_partners = models.PositiveSmallIntegerField(default=1)
    max_partners = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    review_note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-published_at", "id"]
        constraints = [
            models.CheckConstraint(name="opportunity_titled", condition=~Q(title_de="") | ~Q(title_en="")),
            models.CheckConstraint(
                name="opportunity_partners",
                condition=Q(min_partners__gte=1) & Q(max_partners__gte=F("min_partners")),
            ),
            models.CheckConstraint(
                name="opportunity_quantity", condition=Q(quantity__isnull=True) | Q(quantity__gte=0)
            ),
            models.CheckConstraint(
                name="opportunity_published", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_until"])]

    def __str__(self) -> str:
        return self.title_de or self.title_en

    @property
    def dataset_id(self) -> str:
        return f"opportunity:{self.id}"

    @property
    def contact_id(self) -> str:
        return f"contact:{self.id}"


class Match(OwnedModel):
    """A suggestion to one company: somebody's opportunity, with reasons in structured form. Seen by that company."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        SEEN = "seen", _("seen")
        DISMISSED = "dismissed", _("does not fit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opportunity_id = models.UUIDField(help_text="id in its dataset, local or crawled")
    provider_did = models.CharField(max_length=400)
    kind = models.CharField(max_length=40)
    direction = models.CharField(max_length=5)
    title_de = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    score = models.FloatField()
    reasons = models.JSONField(default=list, help_text="[{code, weight, values, against}]")
    own_opportunity = models.ForeignKey(Opportunity, null=True, blank=True, on_delete=models.CASCADE)
    state = models.CharField(max_length=9, choices=State, default=State.NEW)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "opportunity_id"], name="match_once"),
            models.CheckConstraint(name="match_score", condition=Q(score__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.opportunity_id}"


class Interest(OwnedModel):
    """Opt-in to an opportunity as one side sees it: asked, consented, declined. The agreement on the `contact`
    dataset is its proof; contact data are known only once both sides consented."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        CONSENTED = "consented", _("both agree")
        DECLINED = "declined", _("declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opportunity_id = models.UUIDField()
    title_de = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    direction = models.CharField(max_length=5, help_text="of the opportunity")
    mine = models.BooleanField(help_text="True: the opportunity is ours, the peer asked")
    peer_did = models.CharField(max_length=400)
    negotiation_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    message = models.TextField(blank=True)
    contact = models.JSONField(default=dict, blank=True, help_text="of the other side, after both consented")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "opportunity_id", "peer_did", "mine"],
                condition=~Q(state="declined"),
                name="interest_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.state}"
