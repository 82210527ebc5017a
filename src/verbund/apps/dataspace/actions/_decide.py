"""Asks the deciders, and carries out what they say: at once, or put off through the outbox."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from verbund.apps.core import outbox
from verbund.apps.core.actions import turn
from verbund.apps.core.actor import system
from verbund.apps.core.registry import Send
from verbund.apps.core.scoping import everybody
from verbund.kit import clock
from verbund.protocols.dsp import v2025_1 as dsp

from ..decisions import Decision, Move, Said, Situation, deciders
from ..models import Negotiation, ProtocolMessage, Transfer
from ..registry import notify
from . import _negotiation_moves as moves
from . import transfers
from ._messages import Process, stream_of

HANDLER = "dataspace.decide"
log = logging.getLogger(__name__)


def follow(process: Process, taken: dsp.Message | None = None) -> bool:
    """Ask the deciders and do what they say; False when nobody decides. Inside the transaction that moved it.

    `taken` is the peer's message that led here; None: a message of ours was acknowledged.
    """
    if not deciders:
        return False
    situation = situation_of(process, taken)
    decision = _ask(situation)
    if decision is None:
        return False
    if decision.move is Move.WAIT:
        if taken is not None:
            _wait(process, decision.reason)
    elif decision.after.total_seconds() > 0:
        outbox.put(process.company_id, HANDLER, f"decision:{process.pk}", _packed(situation, decision), _due(decision))
    else:
        carry_out(process, decision)
    return True


def situation_of(process: Process, taken: dsp.Message | None = None) -> Situation:
    """What a decider is told."""
    negotiates = isinstance(process, Negotiation)
    about = {"negotiation": process} if negotiates else {"transfer": process}
    rows = ProtocolMessage.objects.filter(**about).order_by("at", "id").values_list("direction", "type")
    history = [Said(direction == ProtocolMessage.Direction.OUT, type) for direction, type in rows]
    if taken is not None:
        history.append(Said(False, taken.TYPE))
    if isinstance(process, Negotiation):
        agreement = getattr(process, "agreement", None)
        terms = agreement.policy if agreement else process.offer
    else:
        agreement, terms = process.agreement, process.agreement.policy
    return Situation(
        protocol=dsp.Protocol.NEGOTIATION if negotiates else dsp.Protocol.TRANSFER,
        process_id=process.pk,
        company_id=process.company_id,
        role=dsp.Role(process.role),
        state=process.state,
        peer=process.peer_did,
        dataset_id=process.dataset_id,
        agreement_id=agreement.agreement_id if agreement else "",
        terms=terms,
        history=tuple(history),
    )


def _ask(situation: Situation) -> Decision | None:
    for decider in deciders:
        try:
            decision = decider(situation)
        except Exception:  # a script that fails must not agree by failing
            log.exception("a decider failed; a person has to decide")
            return Decision(Move.WAIT, "A script that decides has failed.")
        if decision is None:
            continue
        if decision.move not in situation.moves:
            log.error("a decider says %s, which %s does not allow", decision.move, situation.state)
            return Decision(Move.WAIT, f"A script says {decision.move}, which is not possible here.")
        return decision
    return None


def _wait(process: Process, reason: str) -> None:
    process.problem = reason[:1000]
    if isinstance(process, Negotiation) and process.state in ("REQUESTED", "OFFERED"):
        process.waits_for_person = True
        notify("waits", process)
    process.save()


def _due(decision: Decision) -> Any:
    return clock.now() + decision.after


def _packed(situation: Situation, decision: Decision) -> dict[str, Any]:
    return {
        "protocol": str(situation.protocol),
        "process": str(situation.process_id),
        "state": situation.state,
        "ours": situation.ours,
        "move": str(decision.move),
        "reason": decision.reason,
        "offer": dict(decision.offer) if decision.offer is not None else None,
    }


def carry_out_later(payload: dict[str, Any]) -> Send:
    """Outbox handler: carry out a decision that was put off, unless the process has moved on."""
    model = Negotiation if payload["protocol"] == dsp.Protocol.NEGOTIATION else Transfer
    with everybody():
        company_id = model.objects.filter(pk=UUID(payload["process"])).values_list("company_id", flat=True).first()
    if company_id is None:
        return Send(done=True)
    with turn(company_id):
        process: Process = model.objects.select_for_update().get(pk=UUID(payload["process"]))
        if process.state == payload["state"] and situation_of(process).ours == payload["ours"]:
            carry_out(process, Decision(Move(payload["move"]), payload["reason"], payload["offer"]))
            outbox.hurry(stream_of(process))
    return Send(done=True)


def carry_out(process: Process, decision: Decision) -> None:
    """Make the move. Raises InvalidTransition for what the state does not allow."""
    actor = system()
    if isinstance(process, Transfer):
        match decision.move:
            case Move.START:
                transfers.start(actor, process)
            case Move.SUSPEND:
                transfers.suspend(actor, process, decision.reason)
            case Move.COMPLETE:
                transfers.complete(actor, process)
            case Move.TERMINATE:
                transfers.end(actor, process, decision.reason)
        return
    match decision.move:
        case Move.COUNTER:
            moves.counter(actor, process, decision.offer)
        case Move.ACCEPT:
            moves.accept(actor, process)
        case Move.AGREE:
            moves.agree_if_allowed(actor, process)
        case Move.VERIFY:
            moves.verify(actor, process)
        case Move.FINALIZE:
            moves.finalize(actor, process)
        case Move.TERMINATE:
            moves.terminate(actor, process, "terminated", decision.reason)
