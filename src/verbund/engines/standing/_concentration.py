"""Concentration on customers, suppliers, platforms and clouds: Herfindahl-Hirschman index and top shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from verbund.kit.interval import Interval

from ._measure import Ask, Evidence, Measure, narrowing, not_negative

NONE = Interval(0, 0)
REST = "others"
CORNERS = 10  # unknown amounts up to which every corner is tried for the upper end of the index


@dataclass(frozen=True, slots=True)
class Holding:
    """Trade with one partner in one period: sales to a customer, purchases from a supplier or platform.

    group: the owner behind the partner; partners of one group count as one. None: the partner itself.
    """

    partner: str
    group: str | None
    amount: Interval

    def __post_init__(self) -> None:
        not_negative(self.amount, self.partner)

    @property
    def owner(self) -> str:
        """The group, or the partner where none is named."""
        return self.group or self.partner


@dataclass(frozen=True, slots=True)
class Concentration:
    """hhi: Σ share². largest, top3: shares of the largest group and of the largest three. at_stake: amount with the
    largest group. shares: by group, largest first.
    """

    hhi: Measure
    largest: Measure
    top3: Measure
    at_stake: Measure
    shares: tuple[Evidence, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The four figures."""
        return (self.hhi, self.largest, self.top3, self.at_stake)


def rest_of(total: Interval, holdings: Iterable[Holding]) -> Interval:
    """What of a known total lies with partners that are not listed."""
    listed = sum((h.amount for h in holdings), NONE)
    return Interval(max(0.0, total.low - listed.high), max(0.0, total.high - listed.low))


def concentration(holdings: Sequence[Holding], side: str, rest: Interval | None = NONE) -> Concentration:
    """Concentration over groups. side: prefix of the codes ("customers", "suppliers", "platforms").

    rest: amount with partners not listed, none of them of a listed group; None = nothing is known about it.
    With nothing traded for certain every share may be anything.
    """
    amounts = {f"{h.partner} ({h.group})" if h.group else h.partner: h for h in holdings}
    inputs = {name: h.amount for name, h in amounts.items()}
    if len(inputs) != len(holdings):
        inputs = {f"{h.partner} #{k}": h.amount for k, h in enumerate(holdings)}
    owners = dict(zip(inputs, (h.owner for h in holdings), strict=True))
    if rest is not None:
        inputs[REST] = not_negative(rest, REST)

    def by_group(values: Mapping[str, Interval]) -> dict[str, Interval]:
        found: dict[str, Interval] = {}
        for name, owner in owners.items():
            found[owner] = found.get(owner, NONE) + values[name]
        return found

    def index(values: Mapping[str, Interval]) -> Interval:
        return hhi(by_group(values).values(), values.get(REST))

    def top(count: int, values: Mapping[str, Interval]) -> Interval:
        return top_share(by_group(values).values(), count, values.get(REST))

    groups = by_group(inputs)
    shares = sorted(
        (Evidence(owner, share_of(owner, groups, rest), f"share of {side}") for owner in groups),
        key=lambda e: (-e.interval.high, -e.interval.low, e.subject),
    )
    evidence = tuple(shares)
    known = tuple(inputs.items())
    stake = _at_stake(groups.values(), rest)
    exact = sum(not g.known for g in groups.values()) + (rest is None or not rest.known) <= CORNERS
    # Without any bound on the rest no amount can be asked for but the rest itself
    open_rest = Ask(REST, hhi(groups.values(), None).width) if rest is None else None
    return Concentration(
        hhi=Measure(
            f"{side}.hhi", index(inputs), "1", evidence, known, open_rest or narrowing(inputs, index),
            "exact: interior minimum, corner maximum" if exact else "outer: upper end by chords",
            "Herfindahl-Hirschman index; of customers: Patatoukas (2012)",
        ),
        largest=Measure(
            f"{side}.largest-share", top(1, inputs), "1", evidence[:1], known,
            open_rest or narrowing(inputs, lambda v: top(1, v)), "outer: lower end at a corner", "IFRS 8.34",
        ),
        top3=Measure(
            f"{side}.top3-share", top(3, inputs), "1", evidence[:3], known,
            open_rest or narrowing(inputs, lambda v: top(3, v)), "outer: lower end at a corner",
        ),
        at_stake=Measure(f"{side}.at-stake", stake, "money", evidence[:1], known),
        shares=evidence,
    )  # fmt: skip


def share_of(owner: str, groups: Mapping[str, Interval], rest: Interval | None) -> Interval:
    """Bounds of one group's share (exact: at corners)."""
    mine = groups[owner]
    others = sum((amount for name, amount in groups.items() if name != owner), rest or NONE)
    if rest is None:
        return Interval(0.0, _ratio(mine.high, others.low, 1.0))
    return Interval(_ratio(mine.low, others.high, 0.0), _ratio(mine.high, others.low, 1.0))


def hhi(groups: Iterable[Interval], rest: Interval | None = NONE) -> Interval:
    """Bounds of Σ (amount/total)².

    Lower end: amounts meet a common level as far as their bounds allow, the rest is spread over many. Upper end: at a
    corner, because the index is quasi-convex in each amount; the rest lies with one partner.
    """
    found = [g for g in groups if g.high > 0]
    if rest is None:
        return Interval(0, 1)
    boxes = [*found, rest] if rest.high > 0 else found
    if sum(b.low for b in boxes) <= 0:
        return Interval(0, 1)
    low, high = _least_hhi(found, rest.high), _most_hhi(boxes)
    return Interval(min(low, high), high)


def top_share(groups: Iterable[Interval], count: int, rest: Interval | None = NONE) -> Interval:
    """Bounds of the share of the `count` largest groups together."""
    found = [g for g in groups if g.high > 0]
    if rest is None:
        return Interval(0, 1)
    boxes = [*found, rest] if rest.high > 0 else found
    if sum(b.low for b in boxes) <= 0:
        return Interval(0, 1)
    high = _largest_ratio([(b.high, b.low) for b in boxes], count)
    # Whatever is true, some set of listed groups holds at least this
    low = _largest_ratio([(g.low, g.high) for g in found], count, rest.high) if found else 0.0
    return Interval(min(low, high), high)


def _largest_ratio(pairs: Sequence[tuple[float, float]], count: int, more: float = 0.0) -> float:
    """max over sets S of `count` of Σ_S x / (Σ_S x + Σ_others y + more), pairs (x, y); Dinkelbach's iteration."""
    best = 0.0
    while True:
        ranked = sorted(pairs, key=lambda p: p[0] - best * (p[0] - p[1]), reverse=True)
        x = sum(p[0] for p in ranked[:count])
        y = sum(p[1] for p in ranked[count:]) + more  # never as a difference: amounts differ by many magnitudes
        ratio = _ratio(x, y, 0.0)
        if ratio <= best:
            return best
        best = ratio


def _ratio(mine: float, others: float, otherwise: float) -> float:
    return mine / (mine + others) if mine + others > 0 else otherwise


def _least_hhi(boxes: Sequence[Interval], spread: float) -> float:
    """Smallest Σa²/(Σa + spread)² over the box: a = clip(c, low, high) for one level c."""
    if not boxes:
        return 0.0

    def at(level: float) -> float:
        amounts = [min(max(level, b.low), b.high) for b in boxes]
        total = sum(amounts) + spread
        return sum((a / total) ** 2 for a in amounts) if total > 0 else 1.0

    levels = sorted({end for b in boxes for end in (b.low, b.high)})
    best = min(at(level) for level in levels)
    for below, above in pairwise(levels):
        fixed = [b.low if b.low >= above else b.high for b in boxes if b.low >= above or b.high <= below]
        total = sum(fixed) + spread
        if total > 0:  # between two ends the index is smallest where the level is Σa²/Σa of the others
            best = min(best, at(min(max(sum(a * a for a in fixed) / total, below), above)))
    return best


def _most_hhi(boxes: Sequence[Interval]) -> float:
    unknown = [b for b in boxes if not b.known]
    if len(unknown) <= CORNERS:
        known = [b.low for b in boxes if b.known]
        best = 0.0
        for corner in product(*((b.low, b.high) for b in unknown)):
            total = sum(known) + sum(corner)
            if total > 0:
                best = max(best, sum((a / total) ** 2 for a in (*known, *corner)))
        return best
    # Chord of s² over each share's bounds, then the shares that weigh most take what is left
    low, high = sum(b.low for b in boxes), sum(b.high for b in boxes)
    shares = [(_ratio(b.low, high - b.high, 0.0), _ratio(b.high, max(low - b.low, 0.0), 1.0)) for b in boxes]
    left = 1.0 - sum(a for a, _ in shares)
    worth = sum(a * a for a, _ in shares)
    for a, b in sorted(shares, key=sum, reverse=True):
        taken = min(max(left, 0.0), b - a)
        worth += (a + b) * taken
        left -= taken
    return min(worth, 1.0)


def _at_stake(groups: Iterable[Interval], rest: Interval | None) -> Interval:
    found = list(groups)
    low = max((g.low for g in found), default=0.0)
    high = max((g.high for g in found), default=0.0)
    return Interval(low, max(high, rest.high if rest else 0.0))


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a partner: it cannot deliver `share` of its service without `group`."""

    partner: str
    group: str
    share: Interval


def fourth_parties(holdings: Sequence[Holding], behind: Sequence[Behind], side: str) -> tuple[Measure, ...]:
    """For each group the share of one's own spending that stands still when it fails, directly or behind a partner.

    Largest first. Shares of different groups may overlap, so they do not add up to 1. Partners about which nothing is
    said count from 0 to their whole amount: unknown is not zero (outer bounds).
    """
    asked = {b.partner for b in behind}
    total = sum((h.amount for h in holdings), NONE)
    found = []
    for group in sorted({b.group for b in behind} | {h.owner for h in holdings}):
        evidence, hit = [], NONE
        for h in holdings:
            if h.owner == group:
                part, shows = Interval(1, 1), "directly"
            elif h.partner in asked:
                part = sum((b.share for b in behind if (b.partner, b.group) == (h.partner, group)), NONE).clip(0, 1)
                shows = f"behind {h.partner}"
            else:
                part, shows = Interval(0, 1), f"not known what stands behind {h.partner}"
            if part.high > 0:
                evidence.append(Evidence(h.partner, part, shows))
                hit += h.amount * part
        share = Interval(
            min(hit.low / total.high, 1.0) if total.high > 0 else 0.0,
            min(hit.high / total.low, 1.0) if total.low > 0 else 1.0,
        )
        found.append(Measure(f"{side}.behind.{group}", share, "1", tuple(evidence), method="outer"))
    return tuple(sorted(found, key=lambda m: (-m.interval.low, -m.interval.high, m.code)))
