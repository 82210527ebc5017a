"""What the log says of positions."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class PositionKept(AuditEvent):
    event = "position.kept"
    text = _("Position of %(quarter)s kept, %(high)s of six dependences high")
    quarter: str
    high: int


@dataclass(frozen=True)
class ReportKept(AuditEvent):
    event = "position.report_kept"
    text = _("Report on the position kept with its date, warning marks crossed: %(signs)s")
    report: str
    signs: int


@dataclass(frozen=True)
class DecisionNoted(AuditEvent):
    event = "position.decision_noted"
    text = _("Decision written beside a kept report")
    report: str


@dataclass(frozen=True)
class AnswersKept(AuditEvent):
    event = "position.answers_kept"
    text = _("Answers about the own company kept: %(answers)s")
    answers: int


@dataclass(frozen=True)
class LocationAnswered(AuditEvent):
    event = "position.location_answered"
    text = _("Answers about the location kept: %(answers)s")
    answers: int
