"""The extension point for decisions: a script says what a company does next in a negotiation or a transfer.

A decider is asked whenever it can be our turn: after a message of the peer was taken, and after one of ours was
acknowledged. The first that answers decides; None leaves it to the next, and in the end to the rules of the node
(the provider of the dataset, the policy, a person in the page). A script can decide on every move that the state
allows, nothing else: a policy that does not let the peer read is not overruled by it::

    from datetime import timedelta
    from verbund.apps.dataspace.decisions import Decision, Move, Situation, decides

    @decides
    def at_night_nothing_is_signed(situation: Situation) -> Decision | None:
        if situation.state == "REQUESTED" and is_night():
            return Decision(Move.AGREE, after=timedelta(hours=8))
        return None

Named in `node.toml` as `extensions = ["rules.py"]`, the file is loaded by every process of the node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from verbund.protocols.dsp import v2025_1 as dsp


class Move(StrEnum):
    """What a side can do; `COUNTER` is an offer of the provider or a request of the consumer with other terms."""

    COUNTER = "counter"
    ACCEPT = "accept"
    AGREE = "agree"
    VERIFY = "verify"
    FINALIZE = "finalize"
    START = "start"
    SUSPEND = "suspend"
    COMPLETE = "complete"
    TERMINATE = "terminate"
    WAIT = "wait"


_MOVES: Mapping[str, Move] = {
    dsp.NegotiationEvent.REQUEST: Move.COUNTER,
    dsp.NegotiationEvent.OFFER: Move.COUNTER,
    dsp.NegotiationEvent.ACCEPTED: Move.ACCEPT,
    dsp.NegotiationEvent.AGREEMENT: Move.AGREE,
    dsp.NegotiationEvent.VERIFICATION: Move.VERIFY,
    dsp.NegotiationEvent.FINALIZED: Move.FINALIZE,
    dsp.NegotiationEvent.TERMINATION: Move.TERMINATE,
    dsp.TransferEvent.START: Move.START,
    dsp.TransferEvent.SUSPENSION: Move.SUSPEND,
    dsp.TransferEvent.COMPLETION: Move.COMPLETE,
    dsp.TransferEvent.TERMINATION: Move.TERMINATE,
}


class Said(NamedTuple):
    """One message of the process that was taken: who sent it, and its `@type`."""

    by_us: bool
    message: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a negotiation or transfer stands. `terms` is the last offer on the table, or the agreement."""

    protocol: dsp.Protocol
    process_id: UUID
    company_id: UUID
    role: dsp.Role
    state: str
    peer: str
    dataset_id: str
    agreement_id: str
    terms: Mapping[str, Any]
    history: tuple[Said, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """What our side may do now, by the table of the protocol."""
        events: tuple[str, ...]
        if self.protocol is dsp.Protocol.NEGOTIATION:
            events = dsp.negotiation.allowed(dsp.NegotiationState(self.state), self.role)
        else:
            events = dsp.transfer.allowed(dsp.TransferState(self.state), self.role)
        return (*(_MOVES[event] for event in events), Move.WAIT)

    @property
    def ours(self) -> int:
        """How many messages we have sent in it."""
        return sum(said.by_us for said in self.history)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and when. `offer`: the terms of a counter (ODRL with `@id`; default: our offer, or the last one).

    A move that is put off (`after`) is dropped when the process has moved on by then. `WAIT` leaves it to a person.
    """

    move: Move
    reason: str = ""
    offer: Mapping[str, Any] | None = None
    after: timedelta = timedelta(0)


Decider = Callable[[Situation], Decision | None]
deciders: list[Decider] = []


def decides(decider: Decider) -> Decider:
    """Have this function asked, after those before it. It is called inside a transaction: be brief, call nobody."""
    deciders.append(decider)
    return decider
