"""Audit events of accounts. Persons appear as pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class PersonCreated(AuditEvent):
    event = "accounts.person_created"
    text = _("%(person)s may sign in")
    person: str


@dataclass(frozen=True)
class PasswordSet(AuditEvent):
    event = "accounts.password_set"
    text = _("The operator of the node set a new password for %(person)s")
    person: str


@dataclass(frozen=True)
class PasswordChanged(AuditEvent):
    event = "accounts.password_changed"
    text = _("%(person)s has a new password")
    person: str


@dataclass(frozen=True)
class SecondFactorSet(AuditEvent):
    event = "accounts.second_factor_set"
    text = _("%(person)s has a second factor now")
    person: str


@dataclass(frozen=True)
class SecondFactorRemoved(AuditEvent):
    event = "accounts.second_factor_removed"
    text = _("%(person)s has no second factor any more")
    person: str


@dataclass(frozen=True)
class CodeRead(AuditEvent):
    event = "accounts.code_read"
    text = _("The operator of the node read the code of the second factor of %(person)s")
    person: str


@dataclass(frozen=True)
class RoleGiven(AuditEvent):
    event = "accounts.role_given"
    text = _("%(person)s is now %(role)s")
    person: str
    role: str


@dataclass(frozen=True)
class PersonImported(AuditEvent):
    event = "accounts.person_imported"
    text = _("%(person)s came from a list, as %(role)s")
    person: str
    role: str
    may_sign: bool
    outcome: str


@dataclass(frozen=True)
class RoleEnded(AuditEvent):
    event = "accounts.role_ended"
    text = _("%(person)s has no role any more")
    person: str


@dataclass(frozen=True)
class MandateGiven(AuditEvent):
    event = "accounts.mandate_given"
    text = _("%(person)s may sign from %(valid_from)s to %(valid_until)s")
    person: str
    valid_from: str
    valid_until: str | None


@dataclass(frozen=True)
class MandateRevoked(AuditEvent):
    event = "accounts.mandate_revoked"
    text = _("%(person)s may no longer sign")
    person: str


@dataclass(frozen=True)
class Invited(AuditEvent):
    event = "accounts.invited"
    text = _("Somebody was invited as %(role)s")
    role: str
    invitation: str


@dataclass(frozen=True)
class InvitationAccepted(AuditEvent):
    event = "accounts.invitation_accepted"
    text = _("%(person)s accepted an invitation")
    person: str
    invitation: str


@dataclass(frozen=True)
class InvitationRevoked(AuditEvent):
    event = "accounts.invitation_revoked"
    text = _("An invitation was withdrawn")
    invitation: str


@dataclass(frozen=True)
class TokenCreated(AuditEvent):
    event = "accounts.token_created"
    text = _("Token “%(name)s” was made for: %(scopes)s")
    name: str
    scopes: str


@dataclass(frozen=True)
class TokenRevoked(AuditEvent):
    event = "accounts.token_revoked"
    text = _("Token “%(name)s” was revoked")
    name: str


@dataclass(frozen=True)
class StaffSessionStarted(AuditEvent):
    event = "accounts.staff_session_started"
    text = _("%(person)s of the centre looks into your data until %(until)s, because: %(reason)s")
    person: str
    until: str
    reason: str


@dataclass(frozen=True)
class StaffSessionEnded(AuditEvent):
    event = "accounts.staff_session_ended"
    text = _("%(person)s of the centre ended the session")
    person: str
