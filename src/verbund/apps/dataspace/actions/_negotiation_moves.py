"""The moves of a negotiation that we make: each sends a message, and the table says which state follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.protocols import odrl
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity, policy
from ..audit import AgreementReached, NegotiationMoved, NegotiationOpened
from ..models import Agreement, Negotiation
from ..registry import notify, receiver_of
from ._messages import new_id, pids_of, send


def move(actor: Actor, negotiation: Negotiation, message: dsp.Message) -> None:
    """Send `message`: the table says which state follows."""
    before = negotiation.state or None
    negotiation.state = dsp.negotiation.next_state(
        dsp.NegotiationState(before) if before else None, message, dsp.Role(negotiation.role)
    )
    negotiation.waits_for_person = False
    negotiation.save(force_insert=before is None)
    send(negotiation, message)
    tell(actor, negotiation, opened_by="" if before else "us")


def tell(actor: Actor, negotiation: Negotiation, opened_by: str = "") -> None:
    about = {
        "negotiation": str(negotiation.pk),
        "peer": negotiation.peer_did,
        "dataset": negotiation.dataset_id,
    }
    if opened_by:
        record(actor, negotiation.company_id, NegotiationOpened(opened_by=opened_by, **about))
    else:
        record(
            actor,
            negotiation.company_id,
            NegotiationMoved(state=negotiation.state, reason=negotiation.reason or None, **about),
        )


def accept(actor: Actor, negotiation: Negotiation) -> None:
    if not has_terms(negotiation.offer):
        return terminate(actor, negotiation, "policy-missing", "The offer names no terms.")
    gaps = odrl.understood(policy.read(negotiation.offer))
    if gaps:
        return terminate(actor, negotiation, "policy-not-understood", gaps[0].reason.in_language("en"))
    move(
        actor,
        negotiation,
        dsp.ContractNegotiationEventMessage(id=new_id(), event_type=dsp.EventType.ACCEPTED, **pids_of(negotiation)),
    )
    return None


def terminate(actor: Actor, negotiation: Negotiation, code: str, reason: str) -> None:
    negotiation.reason = (reason or code)[:500]
    move(
        actor,
        negotiation,
        dsp.ContractNegotiationTerminationMessage(
            id=new_id(), code=code, reason=(reason,) if reason else (), **pids_of(negotiation)
        ),
    )
    notify("ended", negotiation)


def counter(actor: Actor, negotiation: Negotiation, terms: Mapping[str, Any] | None = None) -> None:
    """Put terms on the table (default: those that lie there): as provider an offer, as consumer a request."""
    negotiation.offer = {**(terms or negotiation.offer), "target": negotiation.dataset_id}
    kind = dsp.ContractOfferMessage if negotiation.role == dsp.Role.PROVIDER else dsp.ContractRequestMessage
    move(actor, negotiation, kind(id=new_id(), offer=dsp.Offer(negotiation.offer), **pids_of(negotiation)))


def agree_if_allowed(actor: Actor, negotiation: Negotiation) -> None:
    """Agree, unless the policy itself stands against it."""
    against = objection(negotiation)
    if against:
        terminate(actor, negotiation, "policy-not-satisfied", against)
    else:
        agree(actor, negotiation)


def verify(actor: Actor, negotiation: Negotiation) -> None:
    move(actor, negotiation, dsp.ContractAgreementVerificationMessage(id=new_id(), **pids_of(negotiation)))


def finalize(actor: Actor, negotiation: Negotiation) -> None:
    move(
        actor,
        negotiation,
        dsp.ContractNegotiationEventMessage(id=new_id(), event_type=dsp.EventType.FINALIZED, **pids_of(negotiation)),
    )
    in_force(actor, negotiation)


def agree(actor: Actor, negotiation: Negotiation) -> None:
    me = identity.own(negotiation.company_id)
    at = clock.now()
    terms = odrl.agreement_from_offer(
        policy.read(negotiation.offer),
        assigner=me.did,
        assignee=negotiation.peer_did,
        target=negotiation.dataset_id,
        agreement_id=new_id(),
        timestamp=at,
    ).to_json()
    move(
        actor,
        negotiation,
        dsp.ContractAgreementMessage(id=new_id(), agreement=dsp.Agreement(terms), **pids_of(negotiation)),
    )
    keep_agreement(negotiation, terms, at)


def keep_agreement(negotiation: Negotiation, terms: dict[str, Any], at: datetime) -> Agreement:
    return Agreement.objects.create(
        company_id=negotiation.company_id,
        role=negotiation.role,
        agreement_id=terms["@id"],
        negotiation=negotiation,
        peer_did=negotiation.peer_did,
        dataset_id=negotiation.dataset_id,
        policy=terms,
        assigner=terms["assigner"],
        assignee=terms["assignee"],
        agreed_at=at,
    )


def in_force(actor: Actor, negotiation: Negotiation) -> None:
    """Finalized: from now on the agreement opens access."""
    agreement = negotiation.agreement
    agreement.finalized_at = clock.now()
    agreement.save(update_fields=["finalized_at"])
    record(
        actor,
        negotiation.company_id,
        AgreementReached(agreement=agreement.agreement_id, peer=negotiation.peer_did, dataset=negotiation.dataset_id),
    )
    receiver = receiver_of(negotiation.dataset_id)
    if receiver is not None:
        receiver.agreed(negotiation.company_id, negotiation.peer_did, negotiation.dataset_id, agreement)


def objection(negotiation: Negotiation) -> str | None:
    """Why the offer on the table does not let the peer read now."""
    terms = {k: v for k, v in negotiation.offer.items() if k != "target"}
    return policy.objection(terms, negotiation.company_id, negotiation.peer_did, agreed_at=clock.now())


def has_terms(terms: dict[str, Any]) -> bool:
    """Whether a policy says anything; an offer may be named by its id alone."""
    return any(terms.get(name) for name in ("permission", "prohibition", "obligation"))
