"""What the log says of a Verbund."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent

from . import pagewords

_STATES = {state: said for state, (_level, said) in pagewords.STATE.items()}


@dataclass(frozen=True)
class VerbundDrafted(AuditEvent):
    event = "cooperation.drafted"
    text = _("“%(title)s” drafted, version %(version)s")
    verbund: str
    title: str
    version: int
    charter: str


@dataclass(frozen=True)
class HeldBack(AuditEvent):
    event = "cooperation.held_back"
    text = _("“%(title)s”: restored from a backup; nothing is entered until the others have answered")
    verbund: str
    title: str


@dataclass(frozen=True)
class WentOn(AuditEvent):
    event = "cooperation.went_on"
    text = _("“%(title)s”: entries are written again after the restore")
    verbund: str
    title: str
    awaited: str


@dataclass(frozen=True)
class CharterProposed(AuditEvent):
    event = "cooperation.proposed"
    text = _("“%(title)s”, version %(version)s, proposed to %(members)s")
    verbund: str
    title: str
    version: int
    charter: str
    members: str


@dataclass(frozen=True)
class CharterReceived(AuditEvent):
    event = "cooperation.charter_received"
    text = _("Charter of “%(title)s”, version %(version)s, received from %(peer)s")
    verbund: str
    title: str
    version: int
    charter: str
    peer: str


@dataclass(frozen=True)
class CharterRejected(AuditEvent):
    event = "cooperation.charter_rejected"
    text = _("%(charter)s from %(peer)s was not taken: %(problem)s")
    charter: str
    peer: str
    code: str
    problem: str


@dataclass(frozen=True)
class ReportShown(AuditEvent):
    event = "cooperation.report_shown"
    text = _("Side-effect report for charter %(charter)s shown")
    verbund: str
    charter: str
    report: str
    stops: int


@dataclass(frozen=True)
class CharterSigned(AuditEvent):
    event = "cooperation.signed"
    text = _("Charter %(charter)s signed after report %(report)s")
    verbund: str
    charter: str
    report: str
    over_stop: bool


@dataclass(frozen=True)
class EffectReported(AuditEvent):
    event = "cooperation.effect_reported"
    text = _("Side effect %(code)s of “%(title)s” reported")
    verbund: str
    title: str
    code: str
    shared: bool


@dataclass(frozen=True)
class VerbundMoved(AuditEvent):
    event = "cooperation.moved"
    text = _("“%(title)s” is now: %(new)s (before: %(old)s)")
    words = {"old": _STATES, "new": _STATES}
    verbund: str
    title: str
    old: str
    new: str


@dataclass(frozen=True)
class EntryKept(AuditEvent):
    event = "cooperation.entry"
    text = _("“%(title)s”: %(author)s %(type)s")
    words = {"type": {type: said for type, (_icon, said) in pagewords.ENTRY.items()}}
    verbund: str
    title: str
    type: str
    author: str
    seq: int
    hash: str
    verdict: str


@dataclass(frozen=True)
class EntryRejected(AuditEvent):
    event = "cooperation.entry_rejected"
    text = _("Register of “%(title)s”: an entry from %(peer)s was not taken: %(problem)s")
    verbund: str
    title: str
    peer: str
    code: str
    problem: str


@dataclass(frozen=True)
class AccessEnded(AuditEvent):
    event = "cooperation.access_ended"
    text = _("“%(title)s”: %(transfers)s transfers with %(peer)s ended")
    verbund: str
    title: str
    peer: str
    transfers: int


@dataclass(frozen=True)
class KeyUntold(AuditEvent):
    event = "cooperation.key_untold"
    text = _("The register of %(title)s could not be told of the new key: %(problem)s")
    verbund: str
    title: str
    problem: str


@dataclass(frozen=True)
class TextsTakenIn(AuditEvent):
    event = "cooperation.texts_taken_in"
    text = _("Texts of side effects changed by the file “%(name)s”: %(texts)s")
    name: str
    texts: str


@dataclass(frozen=True)
class TextsWithdrawn(AuditEvent):
    event = "cooperation.texts_withdrawn"
    text = _("File of texts “%(name)s” taken back: %(texts)s")
    name: str
    texts: str


@dataclass(frozen=True)
class ReportRecomputed(AuditEvent):
    event = "cooperation.report_recomputed"
    text = _("Side-effect report of a running Verbund computed again; new: %(found)s")
    verbund: str
    found: int


@dataclass(frozen=True)
class FindingSettled(AuditEvent):
    event = "cooperation.finding_settled"
    text = _("Talked about a finding of the side-effect report: %(code)s")
    verbund: str
    code: str
