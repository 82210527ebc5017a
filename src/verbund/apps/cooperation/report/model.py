"""What a rule sees (Case) and says (Line, Stop). No Django models: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.kit.interval import Interval
from verbund.protocols.register.v1 import Charter, Clause


class Certainty(StrEnum):
    """How sure a line is: follows from the text; more likely than not; may happen; an interval and a question."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a line rests on (facts: R, A, F, O)."""

    LAW = "law"
    PRACTICE = "practice"
    RULE_OF_THUMB = "rule_of_thumb"
    ARITHMETIC = "arithmetic"


@dataclass(frozen=True, slots=True)
class MemberProfile:
    """A member by its public profile only."""

    did: str
    name: str
    role: str
    company: UUID | None = None
    wz_code: str = ""
    nuts3: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kind: str = "sme"
    group: str = ""
    """Ownership group by name, public."""
    competences: tuple[tuple[str, str, str], ...] = ()
    """(layer, name, WZ code)"""


@dataclass(frozen=True, slots=True)
class Case:
    """One member's view of one charter. `answers` are this member's own replies to questions, by code."""

    member: MemberProfile
    members: tuple[MemberProfile, ...]
    charter: Charter
    before: Neighbourhood
    today: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    """The member's own other Verbünde: how many it shares with each partner, by DID. Known to the member alone."""
    nearby: Interval | None = None
    """Companies within 60 km, this one included, whose public profile names its core competence."""

    def others(self) -> tuple[MemberProfile, ...]:
        return tuple(m for m in self.members if m.did != self.member.did)

    def without(self, code: str) -> Case:
        """The same case with one clause taken out of the charter."""
        return self.under(c for c in self.charter.clauses if c.code != code)

    def under(self, clauses: Iterable[Clause]) -> Case:
        """The same case under other clauses. They are only tried: the charter made here is not checked against the
        profile again, which would cost more than the report; nothing signs it.
        """
        charter = object.__new__(Charter)
        for one in fields(Charter):
            value = tuple(clauses) if one.name == "clauses" else getattr(self.charter, one.name)
            object.__setattr__(charter, one.name, value)
        return replace(self, charter=charter)


@dataclass(frozen=True, slots=True)
class Line:
    """One effect on this member. Texts are (German, English). `cause` is a clause code of the charter that brings
    the effect; `missing` a clause code whose absence brings it; `mend` the clause that helps and its sentence.
    `before`/`after` are shares in [0, 1] or amounts, as `unit` says; `money` is euros at stake, an interval.
    """

    code: str
    text: Mapping[str, str]
    basis: Basis
    source: str | Mapping[str, str]
    certainty: Certainty
    cause: str = ""
    missing: str = ""
    mend: str = ""
    mend_text: Mapping[str, str] = field(default_factory=dict)
    before: Interval | None = None
    after: Interval | None = None
    unit: str = ""
    money: Interval | None = None
    question: str = ""
    inputs: tuple[str, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    """Other clauses the line depends on; with cause, missing and mend all that may change it."""
    money_unit: str = ""
    """"" once, "a" a year, "wk" a week."""
    check_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses whose change may change this line; no other does."""
        return frozenset({self.cause, self.missing, self.mend, *self.reads} - {""})


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop sign: „Nicht unterschreiben, solange …“. Texts are (German, English)."""

    code: str
    text: Mapping[str, str]
    basis: Basis
    source: str | Mapping[str, str]
    mend: str
    check_by: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    reads: tuple[str, ...] = ()

    @property
    def clauses(self) -> frozenset[str]:
        """The clauses whose change may change this sign."""
        return frozenset({self.mend, *self.reads} - {""})


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the member. answer: yes_no, share, amount (EUR), count, months, metric, gain, text, words,
    members; a range is [low, high]. company: the answer holds for all Verbünde of the company, so it is asked once.
    """

    code: str
    text: Mapping[str, str]
    answer: str
    unit: str = ""
    company: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A rule beside its code. `rule(case)` yields lines; `stops(case)` stop signs. Both are pure."""

    code: str
    rule: Callable[[Case], Iterable[Line]]
    stops: Callable[[Case], Iterable[Stop]] | None = None
    asks: Callable[[Case], Iterable[str]] | None = None
    """Codes of questions whose answer would bring a line that is not there yet."""
