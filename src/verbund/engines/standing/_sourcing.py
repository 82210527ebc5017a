"""Single sourcing by essential input, and how long the stock lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verbund.kit.interval import Interval

from ._concentration import Holding, concentration
from ._measure import Ask, Evidence, Measure, not_negative


@dataclass(frozen=True, slots=True)
class Source:
    """Purchases of one input from one supplier. input: class or name; group: owner of the supplier, None = itself."""

    input: str
    partner: str
    group: str | None
    amount: Interval


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of an input. essential: production stops without it; stock_days, requalify_weeks (time until
    another source delivers): None = unknown.
    """

    input: str
    essential: bool | None = None
    stock_days: Interval | None = None
    requalify_weeks: Interval | None = None

    def __post_init__(self) -> None:
        for value in (self.stock_days, self.requalify_weeks):
            if value is not None:
                not_negative(value, self.input)


@dataclass(frozen=True, slots=True)
class Sourcing:
    """One input: share of its largest source, how many working days are uncovered, and what follows (None = unknown).

    single: one source for an essential input. short: the stock ends before another source delivers.
    """

    input: str
    essential: bool | None
    largest: Measure
    stock_gap: Measure | None
    single: bool | None
    short: bool | None


def sourcing(sources: Sequence[Source], needs: Sequence[Need] = ()) -> tuple[Sourcing, ...]:
    """One Sourcing for each input, those with one source first. Groups under one owner are one source."""
    need = {n.input: n for n in needs}
    found = []
    for name in dict.fromkeys(s.input for s in sources):
        mine = [Holding(s.partner, s.group, s.amount) for s in sources if s.input == name]
        about = need.get(name, Need(name))
        over = concentration(mine, name).largest
        share = over.interval
        if len({h.owner for h in mine}) == 1:
            share = Interval(1, 1)  # also when the amount is not known
        largest = Measure(
            f"input.{name}.largest-source", share, "1", over.evidence, over.inputs,
            None if share.known else over.ask, over.method,
        )  # fmt: skip
        one = True if share.low == 1 else (None if share.high == 1 else False)
        found.append(Sourcing(name, about.essential, largest, _gap(about), both(one, about.essential), _short(about)))
    return tuple(sorted(found, key=lambda s: (s.single is not True, s.single is None, s.input)))


def both(a: bool | None, b: bool | None) -> bool | None:
    """Kleene's and: unknown unless one is false or both are true."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _gap(need: Need) -> Measure | None:
    """Working days between the end of the stock and the first delivery of another source."""
    if need.stock_days is None or need.requalify_weeks is None:
        return None
    inputs = (("stock_days", need.stock_days), ("requalify_weeks", need.requalify_weeks))
    gap = need.requalify_weeks * 5.0 - need.stock_days
    widest = max((("stock_days", need.stock_days.width), ("requalify_weeks", need.requalify_weeks.width * 5)),
                 key=lambda pair: pair[1])  # fmt: skip
    ask = Ask(*widest) if widest[1] > 0 else None
    evidence = (
        Evidence("stock", need.stock_days, "days of stock"),
        Evidence("requalification", need.requalify_weeks * 5.0, "working days until another source delivers"),
    )
    return Measure(f"input.{need.input}.stock-gap", gap, "d", evidence, inputs, ask)


def _short(need: Need) -> bool | None:
    gap = _gap(need)
    if gap is None:
        return None
    return True if gap.interval.low > 0 else (False if gap.interval.high <= 0 else None)
