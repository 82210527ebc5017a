"""Which state leads to which. Only actions move them; the state of a Verbund follows from the merged register."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from verbund.protocols.register.v1 import CharterState, MemberState, State

from .models import CharterVersion, Verbund

S = Verbund.State
V = CharterVersion.Status

TRANSITIONS: Mapping[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.PROPOSED}),
    S.PROPOSED: frozenset({S.IN_FORCE, S.DECLINED}),
    S.DECLINED: frozenset({S.PROPOSED, S.DISPUTED}),
    S.IN_FORCE: frozenset({S.DISPUTED, S.LEFT, S.ENDED}),
    S.DISPUTED: frozenset({S.IN_FORCE, S.LEFT, S.ENDED}),
    S.LEFT: frozenset({S.IN_FORCE, S.ENDED}),
    S.ENDED: frozenset(),
}
"""A Verbund as one member sees it. Coming back after leaving needs a new version, signed anew."""

VERSION_TRANSITIONS: Mapping[str, frozenset[str]] = {
    V.DRAFT: frozenset({V.PROPOSED}),
    V.COUNTER: frozenset({V.PROPOSED, V.SUPERSEDED}),
    V.PROPOSED: frozenset({V.IN_FORCE, V.SUPERSEDED, V.WITHDRAWN}),
    V.WITHDRAWN: frozenset({V.IN_FORCE, V.SUPERSEDED}),
    V.IN_FORCE: frozenset({V.SUPERSEDED}),
    V.SUPERSEDED: frozenset({V.IN_FORCE}),
}
"""A charter version. What was replaced or withdrawn and is brought into force all the same is disputed."""


def path(table: Mapping[str, frozenset[str]], start: str, end: str) -> tuple[str, ...] | None:
    """The shortest way through the table, without its start; None where there is none."""
    ways: deque[tuple[str, ...]] = deque([()])
    seen = {start}
    while ways:
        way = ways.popleft()
        here = way[-1] if way else start
        if here == end:
            return way
        for then in sorted(table[here] - seen):
            seen.add(then)
            ways.append((*way, then))
    return None


def of_verbund(state: State, own_did: str) -> str:
    """What the merged register says about the Verbund, for this member."""
    mine = state.members.get(own_did)
    if state.ended:
        return S.ENDED
    if mine is not None and mine.state in (MemberState.LEFT, MemberState.FORMER):
        return S.LEFT
    if state.disputed:
        return S.DISPUTED
    if state.current is not None and mine is not None and mine.state is not MemberState.INVITED:
        return S.IN_FORCE
    table = state.charters[state.on_table].state
    return S.DECLINED if table in (CharterState.REFUSED, CharterState.WITHDRAWN) else S.PROPOSED


VERSION_OF: Mapping[CharterState, str] = {
    CharterState.PROPOSED: V.PROPOSED,
    CharterState.COUNTERED: V.PROPOSED,
    CharterState.REFUSED: V.PROPOSED,
    CharterState.WITHDRAWN: V.WITHDRAWN,
    CharterState.SUPERSEDED: V.SUPERSEDED,
    CharterState.IN_FORCE: V.IN_FORCE,
    CharterState.DISPUTED: V.IN_FORCE,
    CharterState.ENDED: V.IN_FORCE,
}
