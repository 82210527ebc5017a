"""One of the six dependences, its warning mark, and what all of them read from a neighbourhood."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

UNKNOWN_SHARE = Interval(0, 1)
NOTHING = Interval(0, 0)
MUCH = 1e12
WARN = {
    "customers": 0.30,
    "suppliers": 0.30,
    "specification": 0.50,
    "platforms": 0.50,
    "data": 0.25,
    "core": 0.25,
}
"""Warning marks of the six dependences (customers: rule of thumb, facts table; the others: our own, mark O)."""
ORDER = ("customers", "suppliers", "specification", "platforms", "data", "core")


@dataclass(frozen=True, slots=True)
class Dependence:
    """One of the six. share: of sales, purchases, workload, …; level: low, raised, high or unknown.

    money: euros a year at stake, None when revenue and amounts are unknown. partner: the largest. why: codes of what
    made the level, for sentences. ask: the input that would narrow the share most.
    """

    code: str
    share: Interval
    level: str
    warn: float
    money: Interval | None
    partner: str = ""
    why: tuple[str, ...] = ()
    ask: str = ""
    evidence: tuple[standing.Evidence, ...] = ()
    hhi: Interval | None = None


def known(amount: Decimal | None, most: float | None = None) -> Interval | None:
    """An amount as interval; unknown within [0, most] where a bound is known, else None."""
    if amount is not None:
        return Interval.of(amount)
    return None if most is None else Interval(0.0, most)


def mine(n: Neighbourhood, kind: str) -> list[Tie]:
    """Own statements of one type."""
    return [t for t in n.ties if t.type == kind and t.stated_by == n.company]


def name_of(n: Neighbourhood, firm: UUID | None) -> str:
    return n.firms[firm].name if firm in n.firms else "?"


def group_of(n: Neighbourhood, firm: UUID | None) -> str | None:
    return (n.firms[firm].group or None) if firm in n.firms else None


def level_of(share: Interval, warn: float, hard: bool) -> str:
    if share.low >= warn:
        return "high"
    if share.high >= warn:
        return "unknown" if share.width > 0.1 else "raised"
    return "raised" if hard else "low"


def owner_of(n: Neighbourhood, firm: UUID) -> str:
    return group_of(n, firm) or name_of(n, firm)
