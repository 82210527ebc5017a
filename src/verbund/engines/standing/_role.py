"""The role of a company in its value network, the rule that decided, and what would have to change for another.

Roles after the literature on supplier tiers and value networks; the limits are rules of thumb (mark F) or our own
(mark O) and stand in one table, `RULES`. The first rule that holds decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from itertools import product
from typing import Literal

from verbund.kit.interval import Interval

from ._measure import a_share

UNKNOWN = Interval(0, 1)


class Role(Enum):
    """What a company is in its network."""

    ORCHESTRATOR = "orchestrator"
    BROKER = "broker"
    EXTENDED_WORKBENCH = "extended-workbench"
    SYSTEM_SUPPLIER = "system-supplier"
    COOPERATION_PARTNER = "cooperation-partner"
    PARTS_SUPPLIER = "parts-supplier"


@dataclass(frozen=True, slots=True)
class Traits:
    """What decides the role; shares from 0 to 1, what is not known is Interval(0, 1).

    coordination: share of the network's cooperations that run through the company. bridging: share of its open triads
    that link different industries (Gould & Fernandez). largest_customer: share of the largest customer group in
    sales. specified: share of sales made to the customer's drawing, tool or release. own_design: share of sales of own
    design. systems: share of sales as assemblies or systems with parts of others. joint: share of sales within
    cooperations in which both sides contribute. imbalance: power imbalance towards the largest customer.
    """

    coordination: Interval = UNKNOWN
    bridging: Interval = UNKNOWN
    largest_customer: Interval = UNKNOWN
    specified: Interval = UNKNOWN
    own_design: Interval = UNKNOWN
    systems: Interval = UNKNOWN
    joint: Interval = UNKNOWN
    imbalance: Interval = UNKNOWN

    def __post_init__(self) -> None:
        for field in fields(self):
            a_share(getattr(self, field.name), field.name)


@dataclass(frozen=True, slots=True)
class Condition:
    """trait ≥ limit, or trait < limit; with its mark."""

    trait: str
    sense: Literal["at least", "below"]
    limit: float
    mark: Literal["F", "O"]

    def holds(self, traits: Traits) -> bool | None:
        """True or False when certain, None when the interval reaches over the limit."""
        value: Interval = getattr(traits, self.trait)
        if value.low >= self.limit:
            return self.sense == "at least"
        if value.high < self.limit:
            return self.sense == "below"
        return None

    @property
    def opposite(self) -> Condition:
        """The condition that holds when this one does not."""
        return Condition(self.trait, "below" if self.sense == "at least" else "at least", self.limit, self.mark)


RULES: tuple[tuple[Role, tuple[Condition, ...]], ...] = (
    (Role.ORCHESTRATOR, (Condition("coordination", "at least", 0.5, "O"),)),
    (
        Role.BROKER,
        (Condition("bridging", "at least", 0.5, "O"), Condition("largest_customer", "below", 0.3, "F")),
    ),
    (
        Role.EXTENDED_WORKBENCH,
        (Condition("largest_customer", "at least", 0.3, "F"), Condition("specified", "at least", 0.5, "O")),
    ),
    (
        Role.SYSTEM_SUPPLIER,
        (Condition("systems", "at least", 0.5, "O"), Condition("own_design", "at least", 0.5, "O")),
    ),
    (
        Role.COOPERATION_PARTNER,
        (Condition("joint", "at least", 0.1, "O"), Condition("imbalance", "below", 0.2, "O")),
    ),
    (Role.PARTS_SUPPLIER, ()),
)


@dataclass(frozen=True, slots=True)
class Shift:
    """One trait that would have to change: what it is now and the condition it would have to meet."""

    now: Interval
    needed: Condition


@dataclass(frozen=True, slots=True)
class Finding:
    """role: None when what is unknown decides; possible: the roles it may be, likeliest rule first. rule: conditions
    of the rule that decided, with the company's value of each (for the last rule: why no earlier one holds).
    otherwise: for every other role, the fewest traits that would have to change. ask: the unknown traits that decide.
    """

    role: Role | None
    possible: tuple[Role, ...]
    rule: tuple[Shift, ...]
    otherwise: tuple[tuple[Role, tuple[Shift, ...]], ...]
    ask: tuple[str, ...]


def role(traits: Traits) -> Finding:
    """Find the role.

    >>> from verbund.kit.interval import Interval
    >>> none = Interval(0, 0)
    >>> found = role(Traits(coordination=none, bridging=none, largest_customer=Interval(0.58, 0.58),
    ...                     specified=Interval(0.9, 1.0)))
    >>> found.role, [shift.needed.trait for shift in found.rule]
    (<Role.EXTENDED_WORKBENCH: 'extended-workbench'>, ['largest_customer', 'specified'])
    """
    possible: list[Role] = []
    ask: list[str] = []
    rule: tuple[Condition, ...] = ()
    for candidate, conditions in RULES:
        verdicts = [condition.holds(traits) for condition in conditions]
        if False in verdicts:
            continue
        possible.append(candidate)
        ask += [c.trait for c, verdict in zip(conditions, verdicts, strict=True) if verdict is None]
        if all(verdicts):
            rule = conditions
            break
    decided = possible[0] if len(possible) == 1 else None
    if decided and not rule:
        rule = tuple(_broken(earlier, traits) for _, earlier in RULES[:-1])
    return Finding(
        role=decided,
        possible=tuple(possible),
        rule=_shifts(rule, traits) if decided else (),
        otherwise=tuple((other, _shifts(_path(other, traits), traits)) for other, _ in RULES if other is not decided),
        ask=tuple(dict.fromkeys(ask)),
    )


def _broken(conditions: Sequence[Condition], traits: Traits) -> Condition:
    """The condition of a rule that does not hold, turned round."""
    return next(c for c in conditions if c.holds(traits) is False).opposite


def _path(target: Role, traits: Traits) -> tuple[Condition, ...]:
    """The conditions that must come to hold: those of the target, and one against each earlier rule. Of all sets that
    do not contradict themselves the one with the fewest traits, then the shortest way."""
    wanted = dict(RULES)[target]
    before = RULES[: [role for role, _ in RULES].index(target)]
    best: tuple[tuple[int, float], tuple[Condition, ...]] | None = None
    for against in product(*([c.opposite for c in conditions] for _, conditions in before)):
        every = dict.fromkeys((*wanted, *against))
        if not _agree(every):
            continue
        unmet = tuple(c for c in every if c.holds(traits) is not True)
        cost = (len({c.trait for c in unmet}), sum(_distance(c, traits) for c in unmet))
        if best is None or cost < best[0]:
            best = (cost, unmet)
    return best[1] if best else ()


def _agree(conditions: Iterable[Condition]) -> bool:
    """Whether some value of every trait meets all of its conditions."""
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for c in conditions:
        if c.sense == "at least":
            least[c.trait] = max(c.limit, least.get(c.trait, c.limit))
        else:
            most[c.trait] = min(c.limit, most.get(c.trait, c.limit))
    return all(limit < most[trait] for trait, limit in least.items() if trait in most)


def _distance(condition: Condition, traits: Traits) -> float:
    value: Interval = getattr(traits, condition.trait)
    if condition.sense == "below":
        return max(0.0, value.high - condition.limit)
    return max(0.0, condition.limit - value.low)


def _shifts(conditions: Sequence[Condition], traits: Traits) -> tuple[Shift, ...]:
    return tuple(Shift(getattr(traits, c.trait), c) for c in conditions)
