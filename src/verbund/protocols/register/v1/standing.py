"""The state of each charter version, from the acts of all members read in the register's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from .entries import Entry, EntryType
from .graph import Node, Past
from .verdict import Verdict


class CharterState(StrEnum):
    """State of one charter version."""

    PROPOSED = "proposed"
    COUNTERED = "countered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    IN_FORCE = "in_force"
    DISPUTED = "disputed"
    ENDED = "ended"


class Act(StrEnum):
    """What moves a charter version.

    OPEN, COUNTER, REFUSE, WITHDRAW: the members' last acts taken together, the weightiest counts.
    ADOPT: another version is adopted. EFFECT: this one's `effective`. REPLACE: a later one's `effective`.
    EQUIVOCATE: the author of this one's `effective` forked at or before it.
    SETTLE: all who contested have joined.
    """

    OPEN = "open"
    COUNTER = "counter"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ADOPT = "adopt"
    EFFECT = "effect"
    REPLACE = "replace"
    EQUIVOCATE = "equivocate"
    SETTLE = "settle"
    END = "end"


_OPEN: Mapping[Act, CharterState] = {
    Act.OPEN: CharterState.PROPOSED,
    Act.COUNTER: CharterState.COUNTERED,
    Act.REFUSE: CharterState.REFUSED,
    Act.WITHDRAW: CharterState.WITHDRAWN,
    Act.ADOPT: CharterState.SUPERSEDED,
    Act.EFFECT: CharterState.IN_FORCE,
    Act.REPLACE: CharterState.SUPERSEDED,
    Act.EQUIVOCATE: CharterState.DISPUTED,
    Act.END: CharterState.SUPERSEDED,
}

TRANSITIONS: Mapping[CharterState, Mapping[Act, CharterState]] = {
    CharterState.PROPOSED: _OPEN,
    CharterState.COUNTERED: _OPEN,
    CharterState.REFUSED: _OPEN,
    CharterState.WITHDRAWN: {
        Act.ADOPT: CharterState.SUPERSEDED,
        Act.EFFECT: CharterState.DISPUTED,  # neither knew of the other, else one would have no effect
        Act.REPLACE: CharterState.SUPERSEDED,
        Act.EQUIVOCATE: CharterState.DISPUTED,
    },
    CharterState.IN_FORCE: {
        Act.WITHDRAW: CharterState.DISPUTED,
        Act.REPLACE: CharterState.SUPERSEDED,
        Act.END: CharterState.ENDED,
    },
    CharterState.DISPUTED: {
        Act.SETTLE: CharterState.IN_FORCE,
        Act.REPLACE: CharterState.SUPERSEDED,
        Act.END: CharterState.ENDED,
    },
    CharterState.SUPERSEDED: {Act.EFFECT: CharterState.DISPUTED, Act.EQUIVOCATE: CharterState.DISPUTED},
    CharterState.ENDED: {},
}
"""State × act -> state; an act that is not listed changes nothing."""

Position = Literal["none", "assented", "countered", "refused", "withdrawn"]


@dataclass(frozen=True, slots=True)
class CharterStanding:
    """One version: state, members' positions, report hashes named in assents, and its `effective` entry."""

    hash: str
    version: int
    state: CharterState
    positions: Mapping[str, Position]
    reports: Mapping[str, str]
    effective: str | None


@dataclass(frozen=True, slots=True)
class Freeze:
    """Why an author is frozen: a fork (for good), or a gap (until the missing entries arrive)."""

    did: str
    cause: Literal["fork", "gap"]
    seq: int
    proof: tuple[str, ...]
    missing: tuple[str, ...] = ()


def frozen_authors(past: Past, gaps: Sequence[tuple[Entry, Verdict]]) -> dict[str, Freeze]:
    found = {
        did: Freeze(did, "fork", seq, tuple(node.entry.hash for node in twins))
        for did, (seq, twins) in past.forks.items()
    }
    for entry, verdict in sorted(gaps, key=lambda gap: (gap[0].seq, gap[0].hash)):
        twins = [
            n for n in past.graph.by_seq.get((entry.author, entry.seq), ()) if not past.graph.retired(n, past.within)
        ]
        known = found.get(entry.author)
        if twins and (known is None or known.cause == "gap" or entry.seq < known.seq):
            proof = tuple(sorted({entry.hash, *(node.entry.hash for node in twins)}))
            found[entry.author] = Freeze(entry.author, "fork", entry.seq, proof)
        elif known is None:
            lacking = tuple(sorted(m.id for m in verdict.missing if m.what == "entry"))
            found[entry.author] = Freeze(entry.author, "gap", entry.seq, (entry.hash,), lacking)
    return dict(sorted(found.items()))


@dataclass
class _Track:
    """One charter version while the acts are read in order."""

    state: CharterState = CharterState.PROPOSED
    positions: dict[str, Position] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    effective: Node | None = None
    contests: dict[str, Node] = field(default_factory=dict)

    def move(self, act: Act) -> None:
        self.state = TRANSITIONS[self.state].get(act, self.state)

    def take(self, node: Node) -> None:
        """A member's own act on this version."""
        entry, did = node.entry, node.entry.author
        held = self.positions.get(did, "none")
        if entry.type is EntryType.ASSENT and entry.payload:
            self.positions[did] = "assented"
            self.reports[did] = str(entry.payload["report"])
        elif entry.type is EntryType.COUNTER_PROPOSAL:
            self.positions[did] = "countered"
        elif entry.type is EntryType.WITHDRAWN or held == "assented":
            self.positions[did] = "withdrawn"  # a refusal after assent takes the signature back
            self.contests[did] = node
        elif entry.type is EntryType.REFUSAL:
            self.positions[did] = "refused"
        weights = {"withdrawn": Act.WITHDRAW, "refused": Act.REFUSE, "countered": Act.COUNTER}
        told = set(self.positions.values())
        self.move(next((act for position, act in weights.items() if position in told), Act.OPEN))


def standings_of(order: list[Node], past: Past, frozen: Mapping[str, Freeze]) -> dict[str, CharterStanding]:
    tracks = {found: _Track() for found in past.charters.known}
    own = (EntryType.ASSENT, EntryType.REFUSAL, EntryType.COUNTER_PROPOSAL, EntryType.WITHDRAWN)
    for node in order:
        entry, track = node.entry, tracks[node.entry.charter]
        if entry.type is EntryType.EFFECTIVE and node.flaw is None and _equivocal(node, past, frozen):
            track.effective = track.effective or node
            track.move(Act.EQUIVOCATE)
        elif not past.counts(node):
            continue
        elif entry.type in own:
            track.take(node)
        elif entry.type is EntryType.ADOPTED:
            for found, other in tracks.items():
                if past.charters.known[found].version <= past.charters.known[entry.charter].version and (
                    other is not track
                ):
                    other.move(Act.ADOPT)
        elif entry.type is EntryType.EFFECTIVE:
            track.effective = node
            track.move(Act.EFFECT)
            for found, other in tracks.items():
                if past.charters.known[found].version < past.charters.known[entry.charter].version:
                    other.move(Act.REPLACE)
        elif entry.type is EntryType.JOINED:
            contest = track.contests.get(entry.author)
            if contest is not None and node.past >> contest.bit & 1:
                del track.contests[entry.author]
                track.positions[entry.author] = "assented"
                if not track.contests:
                    track.move(Act.SETTLE)
        elif entry.type is EntryType.ENDED:
            for other in tracks.values():
                other.move(Act.END)
    return {
        found: CharterStanding(
            found,
            past.charters.known[found].version,
            track.state,
            dict(sorted(track.positions.items())),
            dict(sorted(track.reports.items())),
            None if track.effective is None else track.effective.entry.hash,
        )
        for found, track in sorted(tracks.items())
    }


def _equivocal(node: Node, past: Past, frozen: Mapping[str, Freeze]) -> bool:
    freeze = frozen.get(node.entry.author)
    return past.holds(node) and freeze is not None and freeze.cause == "fork" and node.entry.seq >= freeze.seq
