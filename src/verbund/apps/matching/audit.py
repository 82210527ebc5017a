"""What the log says of opportunities."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class OpportunityDrafted(AuditEvent):
    event = "matching.opportunity_drafted"
    text = _("“%(title)s” drafted")
    title: str
    opportunity: str


@dataclass(frozen=True)
class OpportunityMoved(AuditEvent):
    event = "matching.opportunity_moved"
    text = _("“%(title)s”: %(old)s → %(new)s")
    title: str
    opportunity: str
    old: str
    new: str


@dataclass(frozen=True)
class InterestSent(AuditEvent):
    event = "matching.interest_sent"
    text = _("Interest in “%(title)s” sent to %(peer)s")
    title: str
    opportunity: str
    peer: str


@dataclass(frozen=True)
class InterestReceived(AuditEvent):
    event = "matching.interest_received"
    text = _("%(peer)s is interested in “%(title)s”")
    title: str
    opportunity: str
    peer: str


@dataclass(frozen=True)
class InterestDecided(AuditEvent):
    event = "matching.interest_decided"
    text = _("Interest in “%(title)s”: %(state)s")
    title: str
    opportunity: str
    peer: str
    state: str


@dataclass(frozen=True)
class SuggestionDismissed(AuditEvent):
    event = "matching.suggestion_dismissed"
    text = _("“%(title)s” does not fit")
    title: str
    opportunity: str
