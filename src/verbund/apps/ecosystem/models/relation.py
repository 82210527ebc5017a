"""Relations are statements: who says it, about which period, since when known, from which source.

Both ends may state it differently, and both statements stand. Private to the company that states it, unless a
release says which fields, to whom, for what purpose, until when.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.scoping import OwnedModel


class Relation(OwnedModel):
    """`company` (the owner) states: `giver` supplies `taker` (or hosts, reads data of, cooperates with, owns)."""

    class Type(models.TextChoices):
        SUPPLIES = "supplies", _("supplies")
        PLATFORM = "platform", _("platform or cloud of")
        DATA_ACCESS = "data_access", _("grants data access to")
        COOPERATES = "cooperates", _("cooperates with")
        OWNS = "owns", _("owns")

    class Replaceable(models.TextChoices):
        YES = "yes", _("yes")
        HARD = "hard", _("hard")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(max_length=200, help_text="stable key of the statement within its source")
    type = models.CharField(max_length=12, choices=Type)
    giver = models.ForeignKey(
        "core.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="empty: others"
    )
    taker = models.ForeignKey(
        "core.Company", null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="empty: others"
    )
    others_count = models.PositiveIntegerField(
        null=True, blank=True, help_text="how many stand behind an empty end, e.g. 31 other customers"
    )
    partner = models.CharField(
        max_length=300, blank=True, help_text="what the owner calls an end that is not listed here, or its account"
    )
    product_de = models.CharField(max_length=200, blank=True)
    product_en = models.CharField(max_length=200, blank=True)
    wz_code = models.CharField(max_length=8, blank=True)
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True, help_text="in the period")
    currency = models.CharField(max_length=3, default="EUR")
    share = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, blank=True, help_text="owned share; share of own workload"
    )
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(null=True, blank=True)
    replaceable = models.CharField(max_length=8, choices=Replaceable, default=Replaceable.UNKNOWN)
    requalify_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    stock_days = models.PositiveSmallIntegerField(null=True, blank=True)
    drawing_owner = models.CharField(
        max_length=8, choices=[("supplier", _("supplier")), ("customer", _("customer"))], blank=True
    )
    tool_owner = models.CharField(
        max_length=8, choices=[("supplier", _("supplier")), ("customer", _("customer"))], blank=True
    )
    source = models.CharField(max_length=200)
    known_since = models.DateTimeField()
    note = models.TextField(blank=True)
    provenance = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["type", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "source", "external_id"], name="relation_once"),
            models.CheckConstraint(
                name="relation_two_ends", condition=Q(giver__isnull=True) | Q(taker__isnull=True) | ~Q(giver=F("taker"))
            ),
            models.CheckConstraint(
                name="relation_stated_by_an_end", condition=Q(giver=F("company")) | Q(taker=F("company"))
            ),
            models.CheckConstraint(name="relation_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0)),
            models.CheckConstraint(name="relation_share", condition=Q(share__isnull=True) | Q(share__range=(0, 1))),
            models.CheckConstraint(
                name="relation_period",
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_from__lte=F("period_to")),
            ),
        ]
        indexes = [models.Index(fields=["giver"]), models.Index(fields=["taker"])]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class Release(OwnedModel):
    """What of a relation others may see: which fields, to whom, for what purpose, until when; revocable."""

    class Audience(models.TextChoices):
        COMPANY = "company", _("one company")
        CENTRE = "centre", _("the centre")
        PUBLIC = "public", _("everybody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    relation = models.ForeignKey(Relation, on_delete=models.CASCADE, related_name="releases")
    audience = models.CharField(max_length=8, choices=Audience)
    to_company = models.ForeignKey("core.Company", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=list, help_text="names of released fields; the ends are always part")
    purpose = models.CharField(max_length=200)
    valid_until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="release_audience",
                condition=Q(audience="company", to_company__isnull=False)
                | (~Q(audience="company") & Q(to_company__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["relation", "audience", "to_company"], condition=Q(revoked_at=None), name="release_once"
            ),
            models.UniqueConstraint(  # for databases a null is unlike every other
                fields=["relation", "audience"],
                condition=Q(revoked_at=None, to_company=None),
                name="release_to_all_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation_id} to {self.audience}"
