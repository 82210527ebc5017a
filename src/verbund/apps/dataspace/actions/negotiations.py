"""Contract negotiations that we start, answer and end; what a peer sends is taken in `incoming`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.core import outbox
from verbund.apps.core.actions import turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols import odrl
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity, offers, policy, recognition, remote, rules
from ..models import Negotiation
from . import _negotiation_moves as moves
from ._messages import new_id, stream_of
from ._rows import held

CONSUMER, PROVIDER = dsp.Role.CONSUMER, dsp.Role.PROVIDER


def request(
    actor: Actor, company_id: UUID, peer_did: str, dataset_id: str, offer: dict[str, Any] | None = None
) -> Negotiation:
    """Ask a provider for an agreement on one of its offers (default: the first that its catalogue shows us).

    Calls the provider when `offer` is None. Raises Missing when it shows no such dataset, Problem when unreachable.
    """
    rules.must_bind(actor, company_id)
    me = identity.own(company_id)
    address = recognition.current().address(peer_did)
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
    with turn(company_id):
        negotiation = Negotiation(
            company_id=company_id,
            role=CONSUMER,
            peer_did=peer_did,
            callback_address=address,
            dataset_id=dataset_id,
            offer=offer,
        )
        moves.move(
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
    address = recognition.current().address(peer_did)
    with scoped_to(company_id):
        entry = offers.find(company_id, dataset_id, peer_did)
        if entry is None:
            raise rules.missing()
        with turn(company_id):
            negotiation = Negotiation(
                company_id=company_id,
                role=PROVIDER,
                peer_did=peer_did,
                callback_address=address,
                dataset_id=dataset_id,
                offer={**entry.offer, "target": dataset_id},
            )
            moves.move(
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
    with held(actor, Negotiation, negotiation_id) as negotiation:
        _need_role(negotiation, CONSUMER)
        moves.accept(actor, negotiation)
    return negotiation


def agree(actor: Actor, negotiation_id: UUID) -> Negotiation:
    """Provider: agree to what was requested, after a person looked at it."""
    with held(actor, Negotiation, negotiation_id) as negotiation:
        _need_role(negotiation, PROVIDER)
        against = moves.objection(negotiation)
        if against:
            raise Conflict(
                "policy-not-satisfied",
                _("The other side may not have this under its own terms: %(why)s") % {"why": against},
                remedy=_("End the negotiation, or offer other terms."),
            )
        moves.agree(actor, negotiation)
    return negotiation


def terminate(actor: Actor, negotiation_id: UUID, reason: str = "") -> Negotiation:
    """End a negotiation that is not finalized. Raises Conflict (InvalidTransition) otherwise."""
    with held(actor, Negotiation, negotiation_id) as negotiation:
        moves.terminate(actor, negotiation, "terminated", reason)
    return negotiation


def retry(actor: Actor, negotiation_id: UUID) -> int:
    """Send at once what waits for a peer that could not be reached; returns how many messages waited."""
    with held(actor, Negotiation, negotiation_id) as negotiation:
        identity.forget_failures()
        return outbox.hurry(stream_of(negotiation))


def _need_role(negotiation: Negotiation, role: dsp.Role) -> None:
    if negotiation.role != role:
        raise Conflict("wrong-side", _("This is for the other side of the negotiation to do."))
