"""Dependence by specification, exposure of data and of core competence, signs of a price-taker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ._measure import Evidence, Measure, narrowing, not_negative

Facet: TypeAlias = Literal["drawing", "tool", "standard", "release"]
FACETS: tuple[Facet, ...] = ("drawing", "tool", "standard", "release")
NOTHING = Interval(0, 0)
Layer: TypeAlias = Literal["core", "complementary", "peripheral"]


@dataclass(frozen=True, slots=True)
class Specified:
    """Sales to one customer and which specifications belong to it; None = unknown."""

    partner: str
    amount: Interval
    drawing: bool | None = None
    tool: bool | None = None
    standard: bool | None = None
    release: bool | None = None

    def __post_init__(self) -> None:
        not_negative(self.amount, self.partner)

    @property
    def any(self) -> bool | None:
        """Whether at least one belongs to the customer."""
        found = [getattr(self, facet) for facet in FACETS]
        return True if True in found else (None if None in found else False)


def specification(sales: Sequence[Specified]) -> tuple[Measure, ...]:
    """Share of sales made to the customer's drawing, tool, standard, release, and to any of them (the first).

    Exact: at corners. What is not known counts from nothing to the whole amount.
    """
    facets = {facet: attrgetter(facet) for facet in ("any", *FACETS)}
    return tuple(_true_share(f"specification.{facet}", sales, holds) for facet, holds in facets.items())


def _true_share(code: str, sales: Sequence[Specified], holds: Callable[[Specified], bool | None]) -> Measure:
    """Bounds of Σ amount where it holds / Σ amount; the question that narrows it most may be a fact or an amount."""
    inputs: dict[str, Interval] = {}
    for s in sales:
        truth = holds(s)
        inputs[f"{s.partner}: amount"] = s.amount
        inputs[f"{s.partner}: {code.rpartition('.')[2]}"] = Interval(0, 1) if truth is None else Interval.of(int(truth))
    names = list(inputs)

    def figure(of: Mapping[str, Interval]) -> Interval:
        pairs = [(of[a], of[b]) for a, b in zip(names[::2], names[1::2], strict=True)]
        yes_low = sum(a.low for a, t in pairs if t.low > 0)
        no_high = sum(a.high for a, t in pairs if t.low == 0)
        yes_high = sum(a.high for a, t in pairs if t.high > 0)
        no_low = sum(a.low for a, t in pairs if t.high == 0)
        return Interval(
            yes_low / (yes_low + no_high) if yes_low > 0 else 0.0,
            yes_high / (yes_high + no_low) if yes_high > 0 else (0.0 if pairs and no_high > 0 else 1.0),
        )

    evidence = tuple(
        Evidence(s.partner, s.amount, "belongs to the customer" if holds(s) else "not known")
        for s in sorted(sales, key=lambda s: -s.amount.high)
        if holds(s) is not False
    )
    return Measure(code, figure(inputs), "1", evidence, tuple(inputs.items()), narrowing(inputs, figure))


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody may read a data set by contract.

    bargaining: the fields tell time, quantity, capacity or cost in such detail that prices can be argued from them.
    enforced: the terms are enforced by technology, not by trust alone. competitor: of ours. sales_share: the reader's
    group in our sales. None = unknown.
    """

    reader: str
    group: str | None
    data: str
    bargaining: bool | None = None
    enforced: bool | None = None
    competitor: bool | None = None
    sales_share: Interval = NOTHING


def data_exposure(readings: Sequence[Reading]) -> tuple[Measure, ...]:
    """Readers (groups), share of sales made to those who can bargain with what they read, readers that compete with
    us, and permissions that rest on trust. Groups under one owner count once.
    """
    by_group: dict[str, list[Reading]] = {}
    for r in readings:
        by_group.setdefault(r.group or r.reader, []).append(r)

    def counted(code: str, holds: Callable[[Reading], bool | None], shows: str) -> Measure:
        truth = {g: _some(holds(r) for r in found) for g, found in by_group.items()}
        low = sum(t is True for t in truth.values())
        high = sum(t is not False for t in truth.values())
        evidence = tuple(Evidence(g, Interval(int(t is True), 1), shows) for g, t in truth.items() if t is not False)
        return Measure(code, Interval(low, high), "1", evidence)

    low = high = 0.0
    evidence = []
    for group, found in by_group.items():
        share = Interval(max(r.sales_share.low for r in found), max(r.sales_share.high for r in found))
        truth = _some(r.bargaining for r in found)
        if truth is not False and share.high > 0:
            part = share if truth else Interval(0, share.high)
            low, high = low + part.low, high + part.high
            evidence.append(Evidence(group, part, "reads what prices can be argued from"))
    trust_low = sum(r.enforced is False for r in readings)
    trust_high = sum(r.enforced is not True for r in readings)
    return (
        counted("data.readers", lambda _: True, "reads our data"),
        Measure("data.bargaining-share", Interval(min(low, 1.0), min(high, 1.0)), "1", tuple(evidence)),
        counted("data.competitors", lambda r: r.competitor, "competes with us"),
        Measure(
            "data.on-trust", Interval(trust_low, trust_high), "1",
            tuple(Evidence(r.reader, Interval(int(r.enforced is False), 1), r.data)
                  for r in readings if r.enforced is not True),
        ),
    )  # fmt: skip


def _some(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    return True if True in found else (None if None in found else False)


@dataclass(frozen=True, slots=True)
class Sharing:
    """A competence of ours, its layer (None = not yet sorted), and whether a competitor shares in it."""

    competence: str
    layer: Layer | None
    with_competitor: bool | None


def competence_exposure(competences: Sequence[Sharing]) -> Measure:
    """How many core competences are shared with competitors; one interval, evidence names them."""
    if len({c.competence for c in competences}) != len(competences):
        raise Invalid("duplicate-competence", "a competence is named twice", where="competences")
    low = sum(c.layer == "core" and c.with_competitor is True for c in competences)
    maybe = [c for c in competences if c.layer in ("core", None) and c.with_competitor is not False]
    evidence = tuple(
        Evidence(c.competence, Interval(int(c.layer == "core" and c.with_competitor is True), 1), "shared core")
        for c in maybe
    )
    return Measure("competence.core-shared", Interval(low, len(maybe)), "1", evidence)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms with one customer: amount, days until it pays, price changes of a period and how many followed its own."""

    partner: str
    amount: Interval
    payment_days: Interval
    price_changes: Interval = NOTHING
    followed: Interval = NOTHING


def price_taking(terms: Sequence[Terms], margin: Interval | None = None) -> tuple[Measure, ...]:
    """Payment days (mean weighted by amount), longest payment, share of price changes that followed the customer's,
    and the margin when given.
    """
    if not terms:
        return () if margin is None else (Measure("terms.margin", margin),)
    days = _weighted([(t.payment_days, not_negative(t.amount, t.partner)) for t in terms])
    longest = Interval(max(t.payment_days.low for t in terms), max(t.payment_days.high for t in terms))
    evidence = tuple(
        Evidence(t.partner, t.payment_days, "days until it pays")
        for t in sorted(terms, key=lambda t: -t.payment_days.high)
    )
    changes = sum((t.price_changes for t in terms), Interval(0, 0))
    followed = sum((t.followed for t in terms), Interval(0, 0))
    found = [
        Measure("terms.mean-payment-days", days, "d", evidence, method="exact: at a corner"),
        Measure("terms.payment-days", longest, "d", evidence[:1]),
    ]
    if changes.high > 0:
        low = followed.low / changes.high
        high = followed.high / changes.low if changes.low > 0 else 1.0
        found.append(
            Measure("terms.followed-share", Interval(min(low, 1.0), min(high, 1.0)), "1",
                    tuple(Evidence(t.partner, t.followed, "price changes that followed its own") for t in terms),
                    method="outer")
        )  # fmt: skip
    if margin is not None:
        found.append(Measure("terms.margin", margin))
    return tuple(found)


def _weighted(pairs: Sequence[tuple[Interval, Interval]]) -> Interval:
    """Bounds of Σ w·x / Σ w: the larger values take their largest weights (exact)."""

    def extreme(values: Sequence[tuple[float, Interval]]) -> float:
        ordered = sorted(values, key=lambda pair: -pair[0])
        best = ordered[0][0] if not any(w.low > 0 for _, w in ordered) else None
        for cut in range(len(ordered) + 1):
            weights = [w.high if k < cut else w.low for k, (_, w) in enumerate(ordered)]
            if sum(weights) > 0:
                mean = sum(x * w for (x, _), w in zip(ordered, weights, strict=True)) / sum(weights)
                best = mean if best is None else max(best, mean)
        assert best is not None
        return best

    high = extreme([(x.high, w) for x, w in pairs])
    low = -extreme([(-x.low, w) for x, w in pairs])
    return Interval(min(low, high), high)
