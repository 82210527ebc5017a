"""A state machine that is one table: state, message, sender → next state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ._problems import InvalidTransition
from .messages import Role

S = TypeVar("S", bound=str)
E = TypeVar("E", bound=str)


@dataclass(frozen=True)
class Transition(Generic[S, E]):
    """One arrow of the specification's figure; `state` is None before the process exists."""

    state: S | None
    event: E
    sender: Role
    next: S


class Machine(Generic[S, E]):
    """Looks up the table and nothing else."""

    def __init__(self, table: tuple[Transition[S, E], ...], terminal: frozenset[S]) -> None:
        self.table = table
        self.terminal = terminal
        self._next: Mapping[tuple[S | None, E, Role], S] = {
            (row.state, row.event, row.sender): row.next for row in table
        }

    def next_state(self, state: S | None, event: E, sender: Role) -> S:
        """The state after the message was acknowledged; raises InvalidTransition."""
        found = self._next.get((state, event, sender))
        if found is None:
            raise InvalidTransition(state, event, sender, self.allowed(state, sender))
        return found

    def allowed(self, state: S | None, sender: Role) -> tuple[E, ...]:
        """What this side may send in this state, in the order of the table."""
        return tuple(row.event for row in self.table if row.state == state and row.sender is sender)
