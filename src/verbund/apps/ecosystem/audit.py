"""What the log says of profile, competences, resources, relations and releases."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class RowsImported(AuditEvent):
    event = "ecosystem.rows_imported"
    text = _("%(rows)s rows (%(what)s) taken from %(file)s by %(by)s")
    what: str
    file: str
    rows: int
    by: str


@dataclass(frozen=True)
class ProfileChanged(AuditEvent):
    event = "ecosystem.profile_changed"
    text = _("Profile changed: %(fields)s")
    fields: str


@dataclass(frozen=True)
class PartSaved(AuditEvent):
    event = "ecosystem.part_saved"
    text = _("%(what)s “%(name)s” saved")
    what: str
    name: str
    id: str


@dataclass(frozen=True)
class PartDeleted(AuditEvent):
    event = "ecosystem.part_deleted"
    text = _("%(what)s “%(name)s” deleted")
    what: str
    name: str
    id: str


@dataclass(frozen=True)
class RelationStated(AuditEvent):
    event = "ecosystem.relation_stated"
    text = _("Relation stated: %(type)s, %(other)s")
    type: str
    other: str
    relation: str


@dataclass(frozen=True)
class RelationWithdrawn(AuditEvent):
    event = "ecosystem.relation_withdrawn"
    text = _("Statement withdrawn: %(type)s, %(other)s")
    type: str
    other: str
    relation: str


@dataclass(frozen=True)
class RelationReleased(AuditEvent):
    event = "ecosystem.relation_released"
    text = _("Relation released to %(audience)s for: %(purpose)s")
    relation: str
    audience: str
    fields: list[str]
    purpose: str
    until: str


@dataclass(frozen=True)
class ReleaseRevoked(AuditEvent):
    event = "ecosystem.release_revoked"
    text = _("Release to %(audience)s revoked")
    relation: str
    audience: str


@dataclass(frozen=True)
class InterviewNoted(AuditEvent):
    event = "ecosystem.interview_noted"
    text = _("Answers of the interview noted: %(answers)s; they count only when released")
    answers: int
    by_centre: bool


@dataclass(frozen=True)
class InterviewReleased(AuditEvent):
    event = "ecosystem.interview_released"
    text = _("Answers of the interview released: %(answers)s")
    answers: int
    questions: list[str]


@dataclass(frozen=True)
class InterviewDiscarded(AuditEvent):
    event = "ecosystem.interview_discarded"
    text = _("Answers of the interview discarded: %(answers)s")
    answers: int
