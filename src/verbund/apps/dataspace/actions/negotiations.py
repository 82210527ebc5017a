"""Contract negotiations from both sides: what we start, what we answer, what we take from a peer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, peer
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid, Problem
from verbund.protocols import odrl
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity, offers, policy, remote, rules
from ..audit import AgreementReached, NegotiationMoved, NegotiationOpened
from ..models import Agreement, Negotiation
from ..registry import DatasetEntry, provider_of, receiver_of
from ._messages import Answer, Caller, check_pids, new_id, once, pids_of, reason_of, send

CONSUMER, PROVIDER = dsp.Role.CONSUMER, dsp.Role.PROVIDER


# ---- what we do


def request(
    actor: Actor, company_id: UUID, peer_did: str, dataset_id: str, offer: dict[str, Any] | None = None
) -> Negotiation:
    """Ask a provider for an agreement on one of its offers (default: the first that its catalogue shows us).

    Calls the provider when `offer` is None. Raises Missing when it shows no such dataset, Problem when unreachable.
    """
    rules.must_bind(actor, company_id)
    me = identity.own(company_id)
    address = identity.dsp_address(peer_did)
    if offer is None:
        offer = remote.dataset_offer(me, peer_did, dataset_id)
    offer = {**offer, "target": dataset_id}
    gaps = odrl.understood(policy.read(offer))
    if gaps:
        raise Invalid(
            "policy-not-understood",
            _("The policy of this offer holds what this node does not understand: %(what)s")
            % {"what": gaps[0].reason.in_language("en")},
            where=gaps[0].path,
            remedy=_("Ask the provider for an offer in terms that can be kept."),
        )
    with scoped_to(company_id), transaction.atomic():
        negotiation = Negotiation(
            company_id=company_id,
            role=CONSUMER,
            peer_did=peer_did,
            callback_address=address,
            dataset_id=dataset_id,
            offer=offer,
        )
        _move(
            actor,
            negotiation,
            dsp.ContractRequestMessage(
                id=new_id(), consumer_pid=negotiation.pid, offer=dsp.Offer(offer), callback_address=me.dsp
            ),
        )
    return negotiation


def offer(actor: Actor, company_id: UUID, peer_did: str, dataset_id: str) -> Negotiation:
    """Open a negotiation as provider: offer one of our datasets to a peer. Raises Missing, or Unresolved."""
    rules.must_bind(actor, company_id)
    me = identity.own(company_id)
    address = identity.dsp_address(peer_did)
    with scoped_to(company_id):
        entry = offers.find(company_id, dataset_id, peer_did)
        if entry is None:
            raise rules.missing()
        with transaction.atomic():
            negotiation = Negotiation(
                company_id=company_id,
                role=PROVIDER,
                peer_did=peer_did,
                callback_address=address,
                dataset_id=dataset_id,
                offer={**entry.offer, "target": dataset_id},
            )
            _move(
                actor,
                negotiation,
                dsp.ContractOfferMessage(
                    id=new_id(),
                    provider_pid=negotiation.pid,
                    offer=dsp.Offer(negotiation.offer),
                    callback_address=me.dsp,
                ),
            )
    return negotiation


def accept(actor: Actor, negotiation_id: UUID) -> Negotiation:
    """Consumer: accept what was offered."""
    with _mine(actor, negotiation_id) as negotiation:
        _need_role(negotiation, CONSUMER)
        _accept(actor, negotiation)
    return negotiation


def agree(actor: Actor, negotiation_id: UUID) -> Negotiation:
    """Provider: agree to what was requested, after a person looked at it."""
    with _mine(actor, negotiation_id) as negotiation:
        _need_role(negotiation, PROVIDER)
        against = _objection(negotiation)
        if against:
            raise Conflict(
                "policy-not-satisfied",
                _("The other side may not have this under its own terms: %(why)s") % {"why": against},
                remedy=_("End the negotiation, or offer other terms."),
            )
        _agree(actor, negotiation)
    return negotiation


def terminate(actor: Actor, negotiation_id: UUID, reason: str = "") -> Negotiation:
    """End a negotiation that is not finalized. Raises Conflict (InvalidTransition) otherwise."""
    with _mine(actor, negotiation_id) as negotiation:
        _terminate(actor, negotiation, "terminated", reason)
    return negotiation


class _mine:  # noqa: N801 reads as a clause: with _mine(actor, id) as negotiation
    """A negotiation of a company that the actor may bind, locked inside a transaction."""

    def __init__(self, actor: Actor, negotiation_id: UUID) -> None:
        with everybody():
            found = Negotiation.objects.filter(pk=negotiation_id).values_list("company_id", flat=True).first()
        if found is None:
            raise rules.missing()
        rules.must_bind(actor, found)
        self._scope, self._atomic, self._pk = scoped_to(found), transaction.atomic(), negotiation_id

    def __enter__(self) -> Negotiation:
        self._scope.__enter__()
        self._atomic.__enter__()
        return Negotiation.objects.select_for_update().get(pk=self._pk)

    def __exit__(self, *error: Any) -> None:
        try:
            self._atomic.__exit__(*error)
        finally:
            self._scope.__exit__(*error)


def _need_role(negotiation: Negotiation, role: dsp.Role) -> None:
    if negotiation.role != role:
        raise Conflict("wrong-side", _("This is for the other side of the negotiation to do."))


# ---- moves


def _move(actor: Actor, negotiation: Negotiation, message: dsp.Message) -> None:
    """Send `message`: the table says which state follows."""
    before = negotiation.state or None
    negotiation.state = dsp.negotiation.next_state(
        dsp.NegotiationState(before) if before else None, message, dsp.Role(negotiation.role)
    )
    negotiation.waits_for_person = False
    negotiation.save(force_insert=before is None)
    send(negotiation, message)
    _tell(actor, negotiation, opened_by="" if before else "us")


def _tell(actor: Actor, negotiation: Negotiation, opened_by: str = "") -> None:
    about = {
        "negotiation": str(negotiation.pk),
        "peer": negotiation.peer_did,
        "dataset": negotiation.dataset_id,
    }
    if opened_by:
        record(actor, negotiation.company_id, NegotiationOpened(opened_by=opened_by, **about))
    else:
        record(
            actor, negotiation.company_id, NegotiationMoved(state=negotiation.state, reason=negotiation.reason, **about)
        )


def _accept(actor: Actor, negotiation: Negotiation) -> None:
    if not _has_terms(negotiation.offer):
        return _terminate(actor, negotiation, "policy-missing", "The offer names no terms.")
    gaps = odrl.understood(policy.read(negotiation.offer))
    if gaps:
        return _terminate(actor, negotiation, "policy-not-understood", gaps[0].reason.in_language("en"))
    _move(
        actor,
        negotiation,
        dsp.ContractNegotiationEventMessage(id=new_id(), event_type=dsp.EventType.ACCEPTED, **pids_of(negotiation)),
    )
    return None


def _terminate(actor: Actor, negotiation: Negotiation, code: str, reason: str) -> None:
    negotiation.reason = (reason or code)[:500]
    _move(
        actor,
        negotiation,
        dsp.ContractNegotiationTerminationMessage(
            id=new_id(), code=code, reason=(reason,) if reason else (), **pids_of(negotiation)
        ),
    )


def _agree(actor: Actor, negotiation: Negotiation) -> None:
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
    _move(
        actor,
        negotiation,
        dsp.ContractAgreementMessage(id=new_id(), agreement=dsp.Agreement(terms), **pids_of(negotiation)),
    )
    _keep_agreement(negotiation, terms, at)


def _keep_agreement(negotiation: Negotiation, terms: dict[str, Any], at: datetime) -> Agreement:
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


def _in_force(actor: Actor, negotiation: Negotiation) -> None:
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


# ---- what a peer sends


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
    _tell(peer(caller.did), negotiation, opened_by="them")
    if entry is not None:
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
            _tell(actor, negotiation)
        case dsp.ContractRequestMessage():
            negotiation.offer = dict(message.offer.policy)
            negotiation.save()
            entry = offers.find(me.company_id, negotiation.dataset_id, caller.did)
            if entry is None:
                _terminate(actor, negotiation, "not-offered", "The dataset is offered no longer.")
            else:
                _answer_request(actor, negotiation, entry)
        case dsp.ContractOfferMessage():
            negotiation.offer = dict(message.offer.policy)
            negotiation.save()
            _answer_offer(actor, negotiation)
        case dsp.ContractAgreementMessage():
            negotiation.save()
            _answer_agreement(actor, me, negotiation, message.agreement)
        case dsp.ContractAgreementVerificationMessage():
            negotiation.save()
            _move(
                actor,
                negotiation,
                dsp.ContractNegotiationEventMessage(
                    id=new_id(), event_type=dsp.EventType.FINALIZED, **pids_of(negotiation)
                ),
            )
            _in_force(actor, negotiation)
        case dsp.ContractNegotiationEventMessage(event_type=dsp.EventType.ACCEPTED):
            negotiation.save()
            entry = offers.find(me.company_id, negotiation.dataset_id, caller.did)
            if entry is None:
                _terminate(actor, negotiation, "not-offered", "The dataset is offered no longer.")
            else:
                _agree_if_allowed(actor, negotiation)
        case dsp.ContractNegotiationEventMessage():
            negotiation.save()
            _tell(actor, negotiation)
            _in_force(actor, negotiation)
    return negotiation, 200, reached


# ---- how we answer


def _answer_request(actor: Actor, negotiation: Negotiation, entry: DatasetEntry) -> None:
    """Provider: agree, make a counter-offer, refuse, or leave it to a person."""
    ours = {**entry.offer, "target": entry.id}
    if not _is_ours(negotiation.offer, ours):
        negotiation.offer = ours
        _move(
            actor,
            negotiation,
            dsp.ContractOfferMessage(id=new_id(), offer=dsp.Offer(ours), **pids_of(negotiation)),
        )
        return
    negotiation.offer = ours
    provider = provider_of(entry.id)
    assert provider is not None
    verdict = provider.decide(negotiation.company_id, entry.id, negotiation.peer_did)
    if verdict.agree is None:
        negotiation.waits_for_person = True
        negotiation.problem = verdict.reason[:1000]
        negotiation.save()
    elif verdict.agree:
        _agree_if_allowed(actor, negotiation)
    else:
        _terminate(actor, negotiation, "refused", verdict.reason)


def _readable(offer: dsp.Offer) -> None:
    """Raises MalformedMessage for terms that cannot be read; an offer may also be named by its id alone."""
    if not _has_terms(dict(offer.policy)):
        return
    try:
        policy.read(dict(offer.policy))
    except Problem as problem:
        raise dsp.MalformedMessage(f"offer.{problem.where}", str(problem.message)) from problem


def _has_terms(terms: dict[str, Any]) -> bool:
    return any(terms.get(name) for name in ("permission", "prohibition", "obligation"))


def _is_ours(asked: dict[str, Any], ours: dict[str, Any]) -> bool:
    """The request names our offer, by its id alone or with the very terms."""
    if asked.get("@id") != ours["@id"]:
        return False
    if not _has_terms(asked):
        return True
    return odrl.same_terms(policy.read(asked), policy.read(ours))


def _objection(negotiation: Negotiation) -> str | None:
    """Why the offer on the table does not let the peer read now."""
    terms = {k: v for k, v in negotiation.offer.items() if k != "target"}
    return policy.objection(terms, negotiation.company_id, negotiation.peer_did, agreed_at=clock.now())


def _agree_if_allowed(actor: Actor, negotiation: Negotiation) -> None:
    against = _objection(negotiation)
    if against:
        _terminate(actor, negotiation, "policy-not-satisfied", against)
    else:
        _agree(actor, negotiation)


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
        _accept(actor, negotiation)
    else:
        _terminate(actor, negotiation, "refused", verdict.reason)


def _answer_agreement(
    actor: Actor, me: identity.Participant, negotiation: Negotiation, agreement: dsp.Agreement
) -> None:
    """Consumer: verify that it says what was negotiated, between us two."""
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
        return _terminate(actor, negotiation, "agreement-wrong", wrong)
    _keep_agreement(negotiation, terms, _moment(agreement.timestamp))
    _move(actor, negotiation, dsp.ContractAgreementVerificationMessage(id=new_id(), **pids_of(negotiation)))
    return None


def _moment(text: str) -> datetime:
    """The instant of an agreement; one without zone, or out of range, counts as now."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return clock.now()
    return at if at.tzinfo else clock.now()


__all__ = ["accept", "agree", "find_for", "offer", "request", "take", "terminate"]
