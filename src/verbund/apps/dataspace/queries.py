"""Reads of the data space; the actor is the first argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company, Node
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.protocols.dcp.v1_0.did import DidDocument

from . import identity, registry, rules
from .models import (
    AccessLog,
    Agreement,
    CatalogEntry,
    CompanyKey,
    CredentialRequest,
    DataOffer,
    Negotiation,
    Peer,
    ProtocolMessage,
    Transfer,
)


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One who takes part, here or elsewhere."""

    did: str
    name: str
    here: bool
    node: str


def participants(actor: Actor) -> list[ParticipantRow]:
    """Every participant this node knows, by name. Public."""
    own = [
        ParticipantRow(did, name, True, "")
        for did, name in Company.objects.filter(hosting="here").values_list("did", "name")
        if did
    ]
    others = [
        ParticipantRow(peer.did, peer.name or peer.did, False, peer.node.name if peer.node else "")
        for peer in Peer.objects.select_related("node").exclude(did__in=Node.objects.exclude(did=None).values("did"))
        if not peer.did.startswith(identity.did_for() + ":")
    ]
    return sorted(own + others, key=lambda p: (p.name.casefold(), p.did))


def nodes(actor: Actor) -> QuerySet[Node]:
    """The nodes whose catalogues are visited, this one first. Public."""
    return Node.objects.order_by("-is_self", "name", "pk")


def credential_request(me: identity.Participant, holder_did: str, request_id: str) -> CredentialRequest:
    """A request of this very holder at a company that issues. Raises Missing."""
    try:
        pk = UUID(request_id)
    except ValueError:
        raise rules.missing() from None
    assert me.company_id is not None
    with scoped_to(me.company_id):
        found = CredentialRequest.objects.filter(pk=pk, role="ISSUER", peer_did=holder_did).first()
    if found is None:
        raise rules.missing()
    return found


def resolve(did: str) -> DidDocument:
    """The DID document of a participant: from here, from cache, or fetched. Raises Unresolved. Not in a transaction."""
    return identity.resolve(did)


def name_of(did: str) -> str:
    """What to call a participant on a page; its DID when no name is known."""
    company = Company.objects.filter(did=did).values_list("name", flat=True).first()
    return company or Peer.objects.filter(did=did).values_list("name", flat=True).first() or did


def own_did(company_id: UUID) -> str:
    """The DID of a company here; empty when it has none."""
    return Company.objects.filter(pk=company_id).values_list("did", flat=True).first() or ""


def names_of(dids: Iterable[str]) -> dict[str, str]:
    """The names of participants in two queries; who has none is left out."""
    wanted = {did for did in dids if did}
    found = dict(Peer.objects.filter(did__in=wanted).exclude(name="").values_list("did", "name"))
    return found | {did: name for did, name in Company.objects.filter(did__in=wanted).values_list("did", "name") if did}


def catalog(
    actor: Actor,
    did: str | None = None,
    prefix: str | Iterable[str] | None = None,
) -> QuerySet[CatalogEntry]:
    """What catalogues show, as last visited: of one participant or all, of these prefixes (`opportunity`) or all."""
    found = CatalogEntry.objects.all()
    if did is not None:
        found = found.filter(participant_did=did)
    if prefix is not None:
        names = [prefix] if isinstance(prefix, str) else list(prefix)
        wanted = CatalogEntry.objects.none()
        for name in names:
            wanted = wanted | CatalogEntry.objects.filter(dataset_id__startswith=f"{name}:")
        found = found & wanted
    return found


def _of(actor: Actor, company_id: UUID | None, model: type) -> QuerySet:
    chosen = company_id or actor.company_id
    if chosen is None:
        raise rules.missing()
    rules.must_read(actor, chosen)
    with scoped_to(chosen):
        return model.objects.all()


def negotiations(actor: Actor, company_id: UUID | None = None) -> QuerySet[Negotiation]:
    """The company's negotiations, latest first. Raises Missing."""
    return _of(actor, company_id, Negotiation)


def agreements(actor: Actor, company_id: UUID | None = None, *, in_force: bool = True) -> QuerySet[Agreement]:
    """The company's agreements, latest first; those in force unless told otherwise. Raises Missing."""
    found = _of(actor, company_id, Agreement)
    return found.filter(finalized_at__isnull=False) if in_force else found


def transfers(actor: Actor, company_id: UUID | None = None) -> QuerySet[Transfer]:
    """The company's transfers, latest first. Raises Missing."""
    return _of(actor, company_id, Transfer).select_related("agreement", "file")


def accesses(actor: Actor, company_id: UUID | None = None) -> QuerySet[AccessLog]:
    """Who had access to what, and what we fetched, latest first. Raises Missing."""
    return _of(actor, company_id, AccessLog).select_related("agreement")


def given(company_id: UUID, transfers: list[UUID]) -> dict[UUID, int]:
    """Transfer id → bytes that went out under it."""
    if not transfers:
        return {}
    with scoped_to(company_id):
        rows = AccessLog.objects.filter(transfer__in=transfers).order_by("transfer")
        return dict(rows.values_list("transfer").annotate(Sum("bytes")))


def paused_by_us(company_id: UUID, transfers: list[UUID]) -> set[UUID]:
    """Which of these transfers we paused last, and so may let go on."""
    if not transfers:
        return set()
    with scoped_to(company_id):
        rows = ProtocolMessage.objects.filter(transfer__in=transfers, type="TransferSuspensionMessage")
        last = dict(rows.order_by("at", "id").values_list("transfer_id", "direction"))
    return {pk for pk, direction in last.items() if direction == "out"}


def data_only(rows: QuerySet, everything: bool = False) -> QuerySet:
    """Without what other rooms take care of (charters, registers, contacts), unless all is wanted."""
    if not everything:
        for prefix in [name for name, _receiver in registry.receivers.items()]:
            rows = rows.exclude(dataset_id__startswith=f"{prefix}:")
    return rows


def offers(actor: Actor, company_id: UUID | None = None) -> QuerySet[DataOffer]:
    """The files that the company offers or offered. Raises Missing."""
    return _of(actor, company_id, DataOffer).select_related("file")


def offer(actor: Actor, offer_id: UUID) -> DataOffer:
    """One file that is or was offered. Raises Missing."""
    return _one(actor, DataOffer, offer_id)


def keys(actor: Actor, company_id: UUID | None = None) -> QuerySet[CompanyKey]:
    """The company's keys, current first. Raises Missing."""
    return _of(actor, company_id, CompanyKey).order_by("state", "-created_at")


def negotiation(actor: Actor, negotiation_id: UUID) -> Negotiation:
    """One negotiation. Raises Missing."""
    return _one(actor, Negotiation, negotiation_id)


def agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """One agreement. Raises Missing."""
    return _one(actor, Agreement, agreement_id)


def transfer(actor: Actor, transfer_id: UUID) -> Transfer:
    """One transfer. Raises Missing."""
    return _one(actor, Transfer, transfer_id)


def _one(actor: Actor, model: type, pk: UUID):
    with everybody():
        found = model.objects.filter(pk=pk).first()
    if found is None or not actor.may_read(found.company_id):
        raise rules.missing()
    return found


def timeline(actor: Actor, negotiation_id: UUID) -> QuerySet[ProtocolMessage]:
    """Every message of a negotiation and of the transfers under its agreement, in order. Raises Missing."""
    found = negotiation(actor, negotiation_id)
    with scoped_to(found.company_id):
        return ProtocolMessage.objects.filter(
            Q(negotiation=found) | Q(transfer__agreement__negotiation=found)
        ).order_by("at", "id")
