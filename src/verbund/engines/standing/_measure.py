"""What every result of this engine looks like: a figure as an interval, with its evidence and its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact behind a figure: whom or what it is about, the amount or share, and what it shows."""

    subject: str
    interval: Interval
    shows: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The unknown input that would narrow a figure most, and by how much its width falls at least."""

    input: str
    narrows_by: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure.

    code: stable name. interval: contains the true value. unit: UCUM ("1" for shares, "d" for days) or "money".
    evidence: largest contributions first. inputs: what was used, by name. ask: what to find out first, None when all
    is known. method: how the bounds were found ("exact" or "outer", and why). source: where the measure is defined.
    """

    code: str
    interval: Interval
    unit: str = "1"
    evidence: tuple[Evidence, ...] = ()
    inputs: tuple[tuple[str, Interval], ...] = ()
    ask: Ask | None = None
    method: str = "exact"
    source: str = ""

    @property
    def value(self) -> float | None:
        """The figure when it is known, else None."""
        return self.interval.low if self.interval.known else None


def narrowing(inputs: Mapping[str, Interval], figure: Callable[[Mapping[str, Interval]], Interval]) -> Ask | None:
    """The input that, once known, narrows `figure` most, whatever its value turns out to be (ends and middle
    tried); None when nothing is unknown or no single answer helps.
    """
    width = figure(inputs).width
    best: Ask | None = None
    for name, interval in inputs.items():
        if interval.known:
            continue
        answers = (interval.low, (interval.low + interval.high) / 2, interval.high)
        left = max(figure({**inputs, name: Interval.of(x)}).width for x in answers)
        if width - left > 1e-12 and (best is None or width - left > best.narrows_by):
            best = Ask(name, width - left)
    return best


def not_negative(interval: Interval, where: str) -> Interval:
    """The interval; raises Invalid when it reaches below nil."""
    if interval.low < 0:
        raise Invalid("amount", "amounts are not negative", where=where)
    return interval


def a_share(interval: Interval, where: str) -> Interval:
    """The interval; raises Invalid unless it lies between 0 and 1."""
    if not Interval(0, 1).contains(interval):
        raise Invalid("share", "a share lies between 0 and 1", where=where)
    return interval
