"""What is unknown is an interval, never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Closed interval [low, high]; a known value has low == high.

    Raises ValueError when low > high or an end is not finite. Widening an input never narrows a result: every
    operation here is inclusion-isotonic (Moore, Kearfott & Cloud 2009, section 2.3).
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (float("-inf") < self.low <= self.high < float("inf")):
            raise ValueError(f"not an interval: [{self.low}, {self.high}]")

    @classmethod
    def of(cls, value: float | int | Decimal | Interval) -> Interval:
        """A known value as an interval of width zero."""
        return value if isinstance(value, Interval) else cls(float(value), float(value))

    @classmethod
    def hull(cls, items: Iterable[Interval]) -> Interval:
        """Smallest interval that contains all items; raises ValueError when there are none."""
        found = list(items)
        return cls(min(i.low for i in found), max(i.high for i in found))

    @property
    def known(self) -> bool:
        """True when both ends are the same."""
        return self.low == self.high

    @property
    def width(self) -> float:
        """high - low."""
        return self.high - self.low

    def contains(self, other: Interval | float) -> bool:
        """True when `other` lies inside."""
        inner = Interval.of(other)
        return self.low <= inner.low and inner.high <= self.high

    def clip(self, low: float, high: float) -> Interval:
        """Both ends limited to [low, high]."""
        return Interval(min(max(self.low, low), high), min(max(self.high, low), high))

    def __add__(self, other: Interval | float) -> Interval:
        o = Interval.of(other)
        return Interval(self.low + o.low, self.high + o.high)

    __radd__ = __add__

    def __sub__(self, other: Interval | float) -> Interval:
        o = Interval.of(other)
        return Interval(self.low - o.high, self.high - o.low)

    def __mul__(self, other: Interval | float) -> Interval:
        o = Interval.of(other)
        ends = (self.low * o.low, self.low * o.high, self.high * o.low, self.high * o.high)
        return Interval(min(ends), max(ends))

    __rmul__ = __mul__
