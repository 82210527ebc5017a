"""What a peer sends in a negotiation, taken once, and what we answer to it in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import Actor, peer
from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols import odrl
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity, offers, policy
from ..models import Agreement, Negotiation
from ..registry import DatasetEntry, notify, provider_of, receiver_of
from . import _negotiation_moves as moves
from ._decide import follow
from ._messages import Answer, Caller, check_pids, once, reason_of

CONSUMER, PROVIDER = dsp.Role.CONSUMER, dsp.Role.PROVIDER


def take(me: identity.Participant, caller: Caller, message: dsp.Message, negotiation_id: UUID | None) -> Answer:
    """Take a message of a peer; `negotiation_id` is our process in the address, None for an initial message.

    Returns status and body of the answer. Raises NotFound, MalformedMessage and other Problems.
    """
    if negotiation_id is None:
        return once(me, caller, message, lambda: _opened(me, caller, message), dsp.Protocol.NEGOTIATION)
    return once(me, caller, message, lambda: _moved(me, caller, message, negotiation_id), dsp.Protocol.NEGOTIATION)


def find_for(me: identity.Participant, peer_did: str, negotiation_id: UUID) -> Negotiation:
    """A negotiation with this very peer. Raises NotFound."""
    if me.company_id is None:
        raise dsp.NotFound()
    with scoped_to(me.company_id):
        found = Negotiation.objects.filter(pk=negotiation_id, peer_did=peer_did).first()
    if found is None:
        raise dsp.NotFound()
    return found


def _opened(me: identity.Participant, caller: Caller, message: dsp.Message) -> tuple[Negotiation, int, str]:
    assert isinstance(message, dsp.ContractRequestMessage | dsp.ContractOfferMessage)
    asked = isinstance(message, dsp.ContractRequestMessage)
    role = PROVIDER if asked else CONSUMER
    peer_pid = message.consumer_pid if asked else message.provider_pid
    again = Negotiation.objects.filter(role=role, peer_did=caller.did, peer_pid=peer_pid).first()
    if again is not None:
        return again, 201, again.state
    assert message.callback_address is not None
    assert peer_pid is not None
    caller.check(message.callback_address, "callbackAddress")
    dataset_id = str(message.offer.target)
    entry = None
    if asked:
        entry = offers.find(me.company_id, dataset_id, caller.did)
        if entry is None:
            raise dsp.NotFound()
    _readable(message.offer)
    opened = dsp.negotiation.next_state(None, message, role.other)
    negotiation = Negotiation(
        company_id=me.company_id,
        role=role,
        state=opened,
        peer_did=caller.did,
        peer_pid=peer_pid,
        callback_address=message.callback_address.rstrip("/"),
        dataset_id=dataset_id,
        offer=dict(message.offer.policy),
    )
    negotiation.save(force_insert=True)
    moves.tell(peer(caller.did), negotiation, opened_by="them")
    if follow(negotiation, message):
        pass
    elif entry is not None:
        _answer_request(peer(caller.did), negotiation, entry)
    else:
        _answer_offer(peer(caller.did), negotiation)
    return negotiation, 201, opened


def _moved(
    me: identity.Participant, caller: Caller, message: dsp.Message, negotiation_id: UUID
) -> tuple[Negotiation, int, str]:
    negotiation = Negotiation.objects.select_for_update().filter(pk=negotiation_id, peer_did=caller.did).first()
    if negotiation is None:
        raise dsp.NotFound()
    check_pids(negotiation, message)
    actor = peer(caller.did)
    sender = dsp.Role(negotiation.role).other
    negotiation.state = dsp.negotiation.next_state(
        dsp.NegotiationState(negotiation.state), message, sender, by_text=True
    )
    reached = negotiation.state
    negotiation.problem = ""
    if isinstance(message, dsp.ContractRequestMessage | dsp.ContractOfferMessage):
        if message.offer.target != negotiation.dataset_id:
            raise dsp.MalformedMessage("offer.target", "is not the dataset of this negotiation")
        _readable(message.offer)
    match message:
        case dsp.ContractNegotiationTerminationMessage():
            negotiation.reason = reason_of(message)
            negotiation.waits_for_person = False
            negotiation.save()
            moves.tell(actor, negotiation)
            notify("ended", negotiation)
        case dsp.ContractRequestMessage():
            negotiation.offer = dict(message.offer.policy)
            negotiation.save()
            entry = offers.find(me.company_id, negotiation.dataset_id, caller.did)
            if entry is None:
                moves.terminate(actor, negotiation, "not-offered", "The dataset is offered no longer.")
            elif not follow(negotiation, message):
                _answer_request(actor, negotiation, entry)
        case dsp.ContractOfferMessage():
            negotiation.offer = dict(message.offer.policy)
            negotiation.save()
            if not follow(negotiation, message):
                _answer_offer(actor, negotiation)
        case dsp.ContractAgreementMessage():
            negotiation.save()
            _answer_agreement(actor, me, negotiation, message)
        case dsp.ContractAgreementVerificationMessage():
            negotiation.save()
            if not follow(negotiation, message):
                moves.finalize(actor, negotiation)
        case dsp.ContractNegotiationEventMessage(event_type=dsp.EventType.ACCEPTED):
            negotiation.save()
            entry = offers.find(me.company_id, negotiation.dataset_id, caller.did)
            if entry is None:
                moves.terminate(actor, negotiation, "not-offered", "The dataset is offered no longer.")
            elif not follow(negotiation, message):
                moves.agree_if_allowed(actor, negotiation)
        case dsp.ContractNegotiationEventMessage():
            negotiation.save()
            moves.tell(actor, negotiation)
            moves.in_force(actor, negotiation)
    return negotiation, 200, reached


# ---- how we answer


def _answer_request(actor: Actor, negotiation: Negotiation, entry: DatasetEntry) -> None:
    """Provider: agree, make a counter-offer, refuse, or leave it to a person."""
    ours = {**entry.offer, "target": entry.id}
    if not _is_ours(negotiation.offer, ours):
        moves.counter(actor, negotiation, ours)
        return
    negotiation.offer = ours
    provider = provider_of(entry.id)
    assert provider is not None
    verdict = provider.decide(negotiation.company_id, entry.id, negotiation.peer_did)
    if verdict.agree is None:
        negotiation.waits_for_person = True
        negotiation.problem = verdict.reason[:1000]
        negotiation.save()
        notify("waits", negotiation)
    elif verdict.agree:
        moves.agree_if_allowed(actor, negotiation)
    else:
        moves.terminate(actor, negotiation, "refused", verdict.reason)


def _readable(offer: dsp.Offer) -> None:
    """Raises MalformedMessage for terms that cannot be read; an offer may also be named by its id alone."""
    if not moves.has_terms(dict(offer.policy)):
        return
    try:
        policy.read(dict(offer.policy))
    except Problem as problem:
        raise dsp.MalformedMessage(f"offer.{problem.where}", str(problem.message)) from problem


def _is_ours(asked: dict[str, Any], ours: dict[str, Any]) -> bool:
    """The request names our offer, by its id alone or with the very terms."""
    if asked.get("@id") != ours["@id"]:
        return False
    if not moves.has_terms(asked):
        return True
    return odrl.same_terms(policy.read(asked), policy.read(ours))


def _answer_offer(actor: Actor, negotiation: Negotiation) -> None:
    """Consumer: accept, refuse, or leave it to a person."""
    receiver = receiver_of(negotiation.dataset_id)
    verdict = (
        receiver.offered(negotiation.company_id, negotiation.peer_did, negotiation.dataset_id, negotiation.pk)
        if receiver
        else None
    )
    if verdict is None or verdict.agree is None:
        negotiation.waits_for_person = True
        negotiation.save()
    elif verdict.agree:
        moves.accept(actor, negotiation)
    else:
        moves.terminate(actor, negotiation, "refused", verdict.reason)


def _answer_agreement(
    actor: Actor, me: identity.Participant, negotiation: Negotiation, message: dsp.ContractAgreementMessage
) -> None:
    """Consumer: verify that it says what was negotiated, between us two."""
    agreement = message.agreement
    terms = dict(agreement.policy)
    wrong = ""
    try:
        if agreement.assigner != negotiation.peer_did or agreement.assignee != me.did:
            wrong = "the agreement names other parties"
        elif agreement.target != negotiation.dataset_id:
            wrong = "the agreement names another dataset"
        elif not odrl.same_terms(policy.read(terms, odrl.Kind.AGREEMENT), policy.read(negotiation.offer)):
            wrong = "the agreement has other terms than the offer"
        elif Agreement.objects.filter(role=CONSUMER, agreement_id=agreement.id).exists():
            wrong = "the agreement has the id of another one"
    except Problem as problem:
        wrong = str(problem)
    if wrong:
        return moves.terminate(actor, negotiation, "agreement-wrong", wrong)
    moves.keep_agreement(negotiation, terms, _moment(agreement.timestamp))
    if not follow(negotiation, message):
        moves.verify(actor, negotiation)
    return None


def _moment(text: str) -> datetime:
    """The instant of an agreement; one without zone, or out of range, counts as now."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return clock.now()
    return at if at.tzinfo else clock.now()
