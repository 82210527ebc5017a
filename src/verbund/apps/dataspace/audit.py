"""What the log of a company says about its dealings in the data space."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.audit import AuditEvent


@dataclass(frozen=True)
class KeyRotated(AuditEvent):
    event = "dataspace.key_rotated"
    text = _("New signing key %(new)s; %(old)s is kept for verification only")
    old: str
    new: str


@dataclass(frozen=True)
class NegotiationOpened(AuditEvent):
    event = "dataspace.negotiation_opened"
    text = _("Negotiation with %(peer)s about %(dataset)s opened by %(opened_by)s")
    negotiation: str
    peer: str
    dataset: str
    opened_by: str


@dataclass(frozen=True)
class NegotiationMoved(AuditEvent):
    event = "dataspace.negotiation_moved"
    text = _("Negotiation with %(peer)s about %(dataset)s is %(state)s: %(reason)s")
    negotiation: str
    peer: str
    dataset: str
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class AgreementReached(AuditEvent):
    event = "dataspace.agreement_reached"
    text = _("Agreement %(agreement)s with %(peer)s about %(dataset)s is in force")
    agreement: str
    peer: str
    dataset: str


@dataclass(frozen=True)
class TransferMoved(AuditEvent):
    event = "dataspace.transfer_moved"
    text = _("Transfer of %(dataset)s with %(peer)s is %(state)s: %(reason)s")
    transfer: str
    peer: str
    dataset: str
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class DataGiven(AuditEvent):
    event = "dataspace.data_given"
    text = _("%(peer)s fetched %(dataset)s under %(agreement)s")
    transfer: str
    agreement: str
    peer: str
    dataset: str


@dataclass(frozen=True)
class DataRefused(AuditEvent):
    event = "dataspace.data_refused"
    text = _("%(peer)s was refused %(dataset)s: %(reason)s")
    transfer: str
    peer: str
    dataset: str
    reason: str


@dataclass(frozen=True)
class DataReceived(AuditEvent):
    event = "dataspace.data_received"
    text = _("%(dataset)s received from %(peer)s under %(agreement)s, %(bytes)s bytes, SHA-256 %(sha256)s")
    transfer: str
    agreement: str
    peer: str
    dataset: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class FileOffered(AuditEvent):
    event = "dataspace.file_offered"
    text = _("%(title)s is offered as %(dataset)s")
    dataset: str
    title: str


@dataclass(frozen=True)
class OfferWithdrawn(AuditEvent):
    event = "dataspace.offer_withdrawn"
    text = _("%(dataset)s is offered no longer")
    dataset: str


@dataclass(frozen=True)
class NodeAdded(AuditEvent):
    event = "dataspace.node_added"
    text = _("The node %(name)s (%(url)s) is known now")
    name: str
    url: str


@dataclass(frozen=True)
class CredentialsAsked(AuditEvent):
    event = "dataspace.credentials_asked"
    text = _("Credentials asked for at %(issuer)s: %(kinds)s")
    issuer: str
    kinds: str


@dataclass(frozen=True)
class CredentialReceived(AuditEvent):
    event = "dataspace.credential_received"
    text = _("Credential received from %(issuer)s: %(kinds)s")
    issuer: str
    kinds: str


@dataclass(frozen=True)
class CredentialOffered(AuditEvent):
    event = "dataspace.credential_offered"
    text = _("%(issuer)s offers credentials: %(kinds)s")
    issuer: str
    kinds: str


@dataclass(frozen=True)
class CredentialIssued(AuditEvent):
    event = "dataspace.credential_issued"
    text = _("Credential issued to %(subject)s: %(kinds)s")
    subject: str
    kinds: str


@dataclass(frozen=True)
class CredentialRevoked(AuditEvent):
    event = "dataspace.credential_revoked"
    text = _("Credential of %(subject)s revoked: %(kinds)s, %(reason)s")
    subject: str
    kinds: str
    reason: str = ""
