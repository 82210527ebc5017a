"""The state machine of a contract negotiation (Contract Negotiation Protocol, "State Machine").

The table holds the arrows of the specification's figure. The text beside it says that a termination "MAY be
sent at any state", which the figure does not draw for the consumer in ACCEPTED and VERIFIED and the provider
in AGREED. A receiver may follow the text for these by `by_text=True`; senders keep to the figure, which
every peer accepts.
"""

from __future__ import annotations

from enum import StrEnum

from ._machine import Machine, Transition
from .messages import (
    ContractAgreementMessage,
    ContractAgreementVerificationMessage,
    ContractNegotiationEventMessage,
    ContractNegotiationTerminationMessage,
    ContractOfferMessage,
    ContractRequestMessage,
    EventType,
    Message,
    NegotiationState,
    Role,
)

__all__ = ["MACHINE", "TABLE", "TERMINAL", "NegotiationEvent", "allowed", "event_of", "next_state"]


class NegotiationEvent(StrEnum):
    """A message that moves a negotiation; the event message counts by its `eventType`."""

    REQUEST = "ContractRequestMessage"
    OFFER = "ContractOfferMessage"
    ACCEPTED = "ContractNegotiationEventMessage:ACCEPTED"
    AGREEMENT = "ContractAgreementMessage"
    VERIFICATION = "ContractAgreementVerificationMessage"
    FINALIZED = "ContractNegotiationEventMessage:FINALIZED"
    TERMINATION = "ContractNegotiationTerminationMessage"


_S = NegotiationState
_E = NegotiationEvent
_C = Role.CONSUMER
_P = Role.PROVIDER

TABLE: tuple[Transition[NegotiationState, NegotiationEvent], ...] = (
    Transition(None, _E.REQUEST, _C, _S.REQUESTED),
    Transition(None, _E.OFFER, _P, _S.OFFERED),
    Transition(_S.REQUESTED, _E.OFFER, _P, _S.OFFERED),
    Transition(_S.REQUESTED, _E.AGREEMENT, _P, _S.AGREED),
    Transition(_S.REQUESTED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.REQUESTED, _E.TERMINATION, _P, _S.TERMINATED),
    Transition(_S.OFFERED, _E.REQUEST, _C, _S.REQUESTED),
    Transition(_S.OFFERED, _E.ACCEPTED, _C, _S.ACCEPTED),
    Transition(_S.OFFERED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.OFFERED, _E.TERMINATION, _P, _S.TERMINATED),
    Transition(_S.ACCEPTED, _E.AGREEMENT, _P, _S.AGREED),
    Transition(_S.ACCEPTED, _E.TERMINATION, _P, _S.TERMINATED),
    Transition(_S.AGREED, _E.VERIFICATION, _C, _S.VERIFIED),
    Transition(_S.AGREED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.VERIFIED, _E.FINALIZED, _P, _S.FINALIZED),
    Transition(_S.VERIFIED, _E.TERMINATION, _P, _S.TERMINATED),
)
TERMINAL = frozenset({_S.FINALIZED, _S.TERMINATED})
MACHINE = Machine(TABLE, TERMINAL)


def event_of(message: Message) -> NegotiationEvent:
    """Which event a message is; raises ValueError for a message that moves no negotiation."""
    match message:
        case ContractNegotiationEventMessage(event_type=EventType.ACCEPTED):
            return _E.ACCEPTED
        case ContractNegotiationEventMessage():
            return _E.FINALIZED
        case (
            ContractRequestMessage()
            | ContractOfferMessage()
            | ContractAgreementMessage()
            | ContractAgreementVerificationMessage()
            | ContractNegotiationTerminationMessage()
        ):
            return NegotiationEvent(message.TYPE)
        case _:
            raise ValueError(f"{message.TYPE or type(message).__name__} moves no negotiation")


def next_state(
    state: NegotiationState | None,
    message: Message | NegotiationEvent,
    sender: Role,
    *,
    by_text: bool = False,
) -> NegotiationState:
    """The state after `message` from `sender` was acknowledged; `state` is None for an initial message.

    Raises InvalidTransition, which lists what the sender may send. With `by_text` a termination is taken in
    every state that is not terminal.
    """
    event = event_of(message) if isinstance(message, Message) else message
    if by_text and event is _E.TERMINATION and state is not None and state not in TERMINAL:
        return _S.TERMINATED
    return MACHINE.next_state(state, event, sender)


def allowed(state: NegotiationState | None, sender: Role) -> tuple[NegotiationEvent, ...]:
    """What `sender` may send in `state`."""
    return MACHINE.allowed(state, sender)
