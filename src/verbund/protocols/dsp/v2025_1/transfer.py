"""The state machine of a transfer process (Transfer Process Protocol, "State Machine")."""

from __future__ import annotations

from enum import StrEnum

from ._machine import Machine, Transition
from .messages import Message, Role, TransferState

__all__ = ["MACHINE", "TABLE", "TERMINAL", "TransferEvent", "allowed", "event_of", "next_state"]


class TransferEvent(StrEnum):
    """A message that moves a transfer."""

    REQUEST = "TransferRequestMessage"
    START = "TransferStartMessage"
    COMPLETION = "TransferCompletionMessage"
    SUSPENSION = "TransferSuspensionMessage"
    TERMINATION = "TransferTerminationMessage"


_S = TransferState
_E = TransferEvent
_C = Role.CONSUMER
_P = Role.PROVIDER

TABLE: tuple[Transition[TransferState, TransferEvent], ...] = (
    Transition(None, _E.REQUEST, _C, _S.REQUESTED),
    Transition(_S.REQUESTED, _E.START, _P, _S.STARTED),
    Transition(_S.REQUESTED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.REQUESTED, _E.TERMINATION, _P, _S.TERMINATED),
    Transition(_S.STARTED, _E.COMPLETION, _C, _S.COMPLETED),
    Transition(_S.STARTED, _E.COMPLETION, _P, _S.COMPLETED),
    Transition(_S.STARTED, _E.SUSPENSION, _C, _S.SUSPENDED),
    Transition(_S.STARTED, _E.SUSPENSION, _P, _S.SUSPENDED),
    Transition(_S.STARTED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.STARTED, _E.TERMINATION, _P, _S.TERMINATED),
    Transition(_S.SUSPENDED, _E.START, _C, _S.STARTED),
    Transition(_S.SUSPENDED, _E.START, _P, _S.STARTED),
    Transition(_S.SUSPENDED, _E.TERMINATION, _C, _S.TERMINATED),
    Transition(_S.SUSPENDED, _E.TERMINATION, _P, _S.TERMINATED),
)
TERMINAL = frozenset({_S.COMPLETED, _S.TERMINATED})
MACHINE = Machine(TABLE, TERMINAL)


def event_of(message: Message) -> TransferEvent:
    """Which event a message is; raises ValueError for a message that moves no transfer."""
    try:
        return TransferEvent(message.TYPE)
    except ValueError:
        raise ValueError(f"{message.TYPE or type(message).__name__} moves no transfer") from None


def next_state(state: TransferState | None, message: Message | TransferEvent, sender: Role) -> TransferState:
    """The state after `message` from `sender` was acknowledged; `state` is None for the request.

    Raises InvalidTransition, which lists what the sender may send.
    """
    event = event_of(message) if isinstance(message, Message) else message
    return MACHINE.next_state(state, event, sender)


def allowed(state: TransferState | None, sender: Role) -> tuple[TransferEvent, ...]:
    """What `sender` may send in `state`."""
    return MACHINE.allowed(state, sender)
