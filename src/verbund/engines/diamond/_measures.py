"""Figures of an industry in a region, each as an interval that contains the true value."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from verbund.engines.standing import Holding, concentration, hhi
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

MOST = 1000.0
"""A location quotient above this says no more."""
P = TypeVar("P", bound=Hashable)
I = TypeVar("I", bound=Hashable)  # noqa: E741 industry, as in the literature


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit (UCUM; "1" for shares and indices) and how many companies stand behind it."""

    code: str
    interval: Interval
    unit: str = "1"
    behind: int = 0

    @property
    def value(self) -> float | None:
        """The figure when it is known, else None."""
        return self.interval.low if self.interval.known else None


def location_quotient(here: Interval, region: Interval, industry: Interval, everywhere: Interval, behind: int = 0) -> (
    Figure
):  # fmt: skip
    """(here / region) / (industry / everywhere): of people or companies of the industry in the region, of all in the
    region, of the industry everywhere, of all everywhere. Above 1 the industry is stronger here than elsewhere.

    Bounds are outer: each amount is taken at its own end. Raises Invalid where a part is larger than its whole for
    certain.
    """
    for part, whole, where in ((here, region, "here"), (industry, everywhere, "industry"), (here, industry, "here")):
        if part.low < 0 or part.low > whole.high:
            raise Invalid("part", "a part is not negative and not larger than its whole", where=where)
    low = here.low * everywhere.low / (region.high * industry.high) if region.high > 0 < industry.high else 0.0
    high = here.high * everywhere.high / (region.low * industry.low) if region.low > 0 < industry.low else MOST
    return Figure("location-quotient", Interval(min(low, MOST), min(max(low, high), MOST)), "1", behind)


@dataclass(frozen=True, eq=False)
class Relatedness(Generic[P, I]):
    """present: places × industries, RCA ≥ 1. proximity: industries × industries, φ_pq = places in which both are
    present / the larger of the numbers of places in which each is.
    """

    places: tuple[P, ...]
    industries: tuple[I, ...]
    present: npt.NDArray[np.bool_]
    proximity: npt.NDArray[np.float64]

    def phi(self, one: I, other: I) -> float:
        """φ of two industries, 0 where one is not known."""
        if one not in self.industries or other not in self.industries:
            return 0.0
        return float(self.proximity[self.industries.index(one), self.industries.index(other)])

    def nearest(self, industry: I, least: float = 0.0) -> tuple[tuple[I, float], ...]:
        """Other industries with φ above `least`, nearest first."""
        found = [(other, self.phi(industry, other)) for other in self.industries if other != industry]
        return tuple(sorted(((o, p) for o, p in found if p > least), key=lambda pair: (-pair[1], str(pair[0]))))

    def density(self, industry: I, here: Mapping[I, bool]) -> float | None:
        """Share of the relatedness around an industry that is present in a region: Σ φ over those present / Σ φ.
        None where nothing is related."""
        near = self.nearest(industry)
        total = sum(p for _, p in near)
        return sum(p for other, p in near if here.get(other)) / total if total > 0 else None


def relatedness(counts: Mapping[tuple[P, I], float]) -> Relatedness[P, I]:
    """From how many companies (or people) of each industry each place has. Raises Invalid for negative counts."""
    places = tuple(sorted({p for p, _ in counts}, key=str))
    industries = tuple(sorted({i for _, i in counts}, key=str))
    x = np.zeros((len(places), len(industries)))
    row, column = {p: k for k, p in enumerate(places)}, {i: k for k, i in enumerate(industries)}
    for (p, i), n in counts.items():
        if not (0 <= n < float("inf")):
            raise Invalid("count", "counts are finite and not negative", where=f"{p}, {i}")
        x[row[p], column[i]] += n
    total = x.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        rca = (x / x.sum(axis=1, keepdims=True)) / (x.sum(axis=0, keepdims=True) / total)
    present = np.nan_to_num(rca) >= 1.0
    m = present.astype(float)
    together = m.T @ m
    ubiquity = m.sum(axis=0)
    larger = np.maximum.outer(ubiquity, ubiquity)
    proximity = np.divide(together, larger, out=np.zeros_like(together), where=larger > 0)
    return Relatedness(places, industries, present, proximity)


def demand(sales: Mapping[str, Interval], inside: Interval, rest: Interval, behind: int = 0) -> tuple[Figure, ...]:
    """Who buys from the industry of the region. sales: amounts by industry of the buyers. inside: amount bought in
    the region itself, of those named. rest: sold to buyers that are not named.

    Returns the Herfindahl-Hirschman index over buying industries, the share of the largest, and the share that stays
    in the region (what is not named counts from nothing to all).
    """
    found = concentration([Holding(name, None, amount) for name, amount in sales.items()], "demand", rest)
    total = sum(sales.values(), Interval(0, 0)) + rest
    low = inside.low / total.high if total.high > 0 else 0.0
    high = min(1.0, (inside.high + rest.high) / total.low) if total.low > 0 else 1.0
    return (
        Figure("demand.hhi", found.hhi.interval, "1", behind),
        Figure("demand.largest-share", found.largest.interval, "1", behind),
        Figure("demand.inside-share", Interval(min(low, high), high), "1", behind),
    )


def rivalry(people: Sequence[Interval]) -> tuple[Figure, ...]:
    """How many independent companies compete (one entry for each owner) and how evenly: the Herfindahl-Hirschman index
    of their people.
    """
    count = len(people)
    return (
        Figure("rivalry.companies", Interval.of(count), "1", count),
        Figure("rivalry.hhi", hhi(people) if count else Interval(0, 1), "1", count),
    )


def entries(founded: Sequence[int | None], since: int) -> Figure:
    """Share of the companies founded in or after the year `since`; unknown years count both ways."""
    n = len(founded)
    young = sum(year is not None and year >= since for year in founded)
    open_ = sum(year is None for year in founded)
    interval = Interval(young / n, (young + open_) / n) if n else Interval(0, 1)
    return Figure("rivalry.entries", interval, "1", n)
