"""A Verbund as one member sees it. Every hosted member keeps its own copy: charter versions, register, reports.

What several companies share travels as signed documents (protocols.register); the rows here are this member's merged
view of them. Who may not see a Verbund has no row of it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.scoping import OwnedModel
from verbund.kit import clock


class Verbund(OwnedModel):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        DISPUTED = "disputed", _("disputed")
        DECLINED = "declined", _("declined")
        LEFT = "left", _("left")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verbund_id = models.UUIDField(help_text="the same for all members; urn:uuid in documents")
    kind = models.CharField(max_length=40, help_text="code of the kind of cooperation")
    title_de = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    proposer_did = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opportunity_ref = models.CharField(max_length=200, blank=True, help_text="what it grew from")
    created_at = models.DateTimeField(default=clock.now)
    in_force_since = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="first day of the version in force, UTC")
    valid_until = models.DateField(null=True, blank=True, help_text="its last day, UTC")
    ended_at = models.DateTimeField(null=True, blank=True)
    held_back_since = models.DateTimeField(null=True, blank=True, help_text="restored: no own entry until caught up")
    awaited = models.JSONField(default=list, blank=True, help_text="DIDs that have not answered since")

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "verbund_id"], name="verbund_once_per_member"),
            models.CheckConstraint(
                name="verbund_state",
                condition=Q(state__in=["draft", "proposed", "in_force", "disputed", "declined", "left", "ended"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title_de

    @property
    def urn(self) -> str:
        return f"urn:uuid:{self.verbund_id}"


class VerbundMember(OwnedModel):
    """Who belongs to it, as this member's merged register says; written only together with the register."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("member")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")
        FORMER = "former", _("former member")

    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="members")
    did = models.CharField(max_length=400)
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State)

    class Meta:
        ordering = ["name", "did"]
        constraints = [
            models.UniqueConstraint(fields=["verbund", "did"], name="verbund_member_once"),
            models.CheckConstraint(
                name="verbund_member_state",
                condition=Q(state__in=["invited", "active", "suspended", "left", "former"]),
            ),
        ]
        indexes = [models.Index(fields=["company", "did", "state"], name="verbund_member_did")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class CharterVersion(OwnedModel):
    """A charter document this member holds; `hash` is SHA-256 of its JCS form."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        COUNTER = "counter", _("counter-proposal")
        IN_FORCE = "in_force", _("in force")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="versions")
    hash = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    author_did = models.CharField(max_length=400)
    status = models.CharField(max_length=10, choices=Status)
    document = models.JSONField()
    reason = models.JSONField(
        default=dict, blank=True, help_text="what a counter-proposal's author says about it, by language"
    )
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["version", "received_at"]
        constraints = [
            models.UniqueConstraint(fields=["verbund", "hash"], name="charter_once"),
            models.UniqueConstraint(fields=["verbund"], condition=Q(status="in_force"), name="charter_one_in_force"),
            models.CheckConstraint(name="charter_hash", condition=Q(hash__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.verbund_id} v{self.version}"


class RegisterEntry(OwnedModel):
    """One signed entry as received; payload and salt are erasable, the chain stands without them."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted"
        PENDING = "pending"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="entries")
    hash = models.CharField(max_length=64)
    author_did = models.CharField(max_length=400)
    seq = models.PositiveBigIntegerField()
    type = models.CharField(max_length=24)
    jws = models.TextField()
    payload = models.JSONField(null=True, blank=True)
    salt = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    problem = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["verbund", "hash"], name="entry_once")]
        indexes = [
            models.Index(fields=["verbund", "author_did", "seq"]),
            models.Index(fields=["verbund", "id"], condition=Q(verdict="pending"), name="entry_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.type}#{self.seq}"


class SideEffectReport(OwnedModel):
    """What a charter does to this member. Its hash goes into the signature; shown before signing, never shared."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="reports")
    charter_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    document = models.JSONField()
    answers = models.JSONField(default=dict, blank=True, help_text="the member's own replies that it was computed with")
    computed_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_to = models.CharField(max_length=80, blank=True, help_text="pseudonym")
    stop_reason = models.TextField(blank=True, help_text="why it was signed over a stop sign")

    class Meta:
        ordering = ["-computed_at"]
        constraints = [
            models.UniqueConstraint(fields=["verbund", "hash", "shown_to"], name="report_once"),
            models.CheckConstraint(name="report_hash", condition=Q(hash__regex=r"^[0-9a-f]{64}$")),
        ]

    def __str__(self) -> str:
        return f"{self.verbund_id} {self.hash[:8]}"


class ReportedEffect(OwnedModel):
    """A side effect that this member noticed, as it told its own node. Stays with the company; of many Verbünde of a
    kind together comes how often an effect was reported."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="effects")
    code = models.CharField(max_length=40, blank=True, help_text="effect of the leaflet; empty: another one")
    text = models.JSONField(help_text="by language")
    shared = models.BooleanField(default=False, help_text="the other members were told")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-reported_at", "id"]
        indexes = [models.Index(fields=["verbund", "code"], name="reported_effect_code")]

    def __str__(self) -> str:
        return f"{self.code or 'other'} in {self.verbund_id}"


class ReportFinding(OwnedModel):
    """What the report of a running Verbund said that it did not say before: something to talk about first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=80)
    text = models.JSONField(help_text="by language")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True, help_text="the company has talked about it")

    class Meta:
        ordering = ["-found_at", "code"]
        constraints = [
            models.UniqueConstraint(fields=["verbund", "code"], condition=Q(settled_at=None), name="finding_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} in {self.verbund_id}"


class TextUpdate(models.Model):
    """A file that changes texts of side effects on this node; no company owns it. Later ones win."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    source = models.TextField(help_text="TOML, as in report/wording")
    keys = models.JSONField(default=list, help_text="texts it changes")
    taken_in_at = models.DateTimeField()
    by = models.CharField(max_length=80, help_text="pseudonym")

    class Meta:
        ordering = ["-taken_in_at", "id"]

    def __str__(self) -> str:
        return self.name


class RejectedEntry(OwnedModel):
    """What a peer sent and the register did not take: forged, broken, unknown author, unreadable. Accuses the sender
    of nothing but having sent it."""

    verbund = models.ForeignKey(Verbund, on_delete=models.CASCADE, related_name="rejected")
    from_did = models.CharField(max_length=400)
    claimed_author = models.CharField(max_length=430, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["verbund", "from_did", "hash", "code"], name="rejected_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.from_did}"


class PublicKey(models.Model):
    """A key as its owner's DID document published it; kept, because entries are verified long after. A public fact,
    so no company owns the row. What it is worth the thumbprint in charter or chain decides."""

    kid = models.CharField(max_length=512, unique=True, help_text="DID URL")
    jwk = models.JSONField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kid
