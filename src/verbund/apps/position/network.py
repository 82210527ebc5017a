"""What the network around a company tells beyond the six dependences: what is seen of it, power, terms, brokerage,
and who stands behind the partners. On plain values."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

from .answers import Answers

SAMPLE = 60
"""Sources from which betweenness is estimated."""
MOST_FIRMS = 300
UNKNOWN = Interval(0, 1)


@dataclass(frozen=True, slots=True)
class Structure:
    """`customer`, `supplier`: power towards the largest of each. `terms`: signs of a price-taker. `clouds`: fourth
    parties behind programs and clouds, `behind`: clouds behind suppliers. `brokerage`: open triads of trade by kind,
    None where none is seen. `between`: share of the shortest ways through the company, with its error."""

    seen: standing.Seen
    constraint: standing.Measure | None
    bridging: standing.Measure
    brokerage: tuple[int, ...] | None
    between: standing.Measure | None
    customer: standing.Power | None
    supplier: standing.Power | None
    terms: tuple[standing.Measure, ...]
    clouds: tuple[standing.Measure, ...]
    behind: tuple[standing.Measure, ...]

    @property
    def measures(self) -> tuple[standing.Measure, ...]:
        """All figures, each with a code of its own."""
        powers = [m for p in (self.customer, self.supplier) if p for m in (p.mutual, p.imbalance)]
        own = [m for m in (self.constraint, self.bridging, self.between) if m]
        return (*own, *powers, *self.terms, *self.clouds[:3], *self.behind[:3])


def cooperations(n: Neighbourhood) -> list[tuple[UUID, UUID]]:
    """Pairs that cooperate, each once, from all statements seen."""
    pairs = {
        (min(t.giver, t.taker, key=str), max(t.giver, t.taker, key=str))
        for t in n.ties
        if t.type == "cooperates" and t.giver and t.taker
    }
    return sorted(pairs, key=str)


def bridging(n: Neighbourhood, said: Answers) -> standing.Measure:
    """Of the pairs of cooperation partners (owners), those of different divisions that nobody else links."""
    stands = {firm: _owner(n, firm) for pair in cooperations(n) for firm in pair}
    pairs = {(stands[a], stands[b]) for a, b in cooperations(n)}
    own = _owner(n, n.company)
    partners = sorted({end for pair in pairs if own in pair for end in pair} - {own})
    place = {owner: k for k, owner in enumerate(partners)}
    known = {frozenset((place[a], place[b])) for a, b in pairs if a in place and b in place and a != b}
    branch = {owner: _division(n, firm) or str(firm) for firm, owner in sorted(stands.items(), key=lambda x: str(x[0]))}
    return standing.bridging_seen([branch[owner] for owner in partners], known, said.apart)


def _division(n: Neighbourhood, firm: UUID) -> str:
    code = n.firms[firm].wz_code or n.firms[firm].nace
    return "".join(c for c in code if c.isdigit())[:2]


def _owner(n: Neighbourhood, firm: UUID) -> str:
    return n.firms[firm].group or n.firms[firm].name


def structure(
    n: Neighbourhood,
    said: Answers,
    sales: tuple[Sequence[standing.Holding], Interval | None],
    buys: tuple[Sequence[standing.Holding], Interval | None],
    platforms: Sequence[standing.Holding],
    largest: tuple[Interval | None, Interval | None],
) -> Structure:
    """`sales`, `buys`: holdings and what lies with partners not named (None: unknown). `largest`: shares of the largest
    customer and supplier."""
    links = [(t.giver, t.taker) for t in n.ties if t.type == "supplies" and t.giver and t.taker]
    trade = [*sales[0], *buys[0]]
    rest = None if sales[1] is None or buys[1] is None else sales[1] + buys[1]
    return Structure(
        seen=standing.seen(n.company, links),
        constraint=standing.constraint_seen(trade, rest, said.apart is True) if trade else None,
        bridging=bridging(n, said),
        brokerage=_brokerage(n, links),
        between=_between(n, links),
        customer=_power(n, sales[0], largest[0], said.buyers, said.need_of_us, said.step_in),
        supplier=_power(n, buys[0], largest[1], _other_sources(n, buys[0]), said.weight, Interval(3, 20)),
        terms=_terms(n, said),
        clouds=_clouds(n, platforms, "clouds") if platforms else (),
        behind=_clouds(n, buys[0], "suppliers") if buys[0] else (),
    )


def _power(
    n: Neighbourhood,
    holdings: Sequence[standing.Holding],
    ours: Interval | None,
    alternatives: Interval,
    theirs: Interval,
    others: Interval,
) -> standing.Power | None:
    """Towards the largest partner of a side."""
    if not holdings or ours is None:
        return None
    first = max(holdings, key=lambda h: (h.amount.high, h.amount.low, h.partner))
    return standing.power(first.partner, ours.clip(0, 1), alternatives, theirs, others)


def _other_sources(n: Neighbourhood, holdings: Sequence[standing.Holding]) -> Interval:
    """Others that deliver what the largest supplier delivers: nobody where the company says so."""
    if not holdings:
        return Interval(0, 20)
    first = max(holdings, key=lambda h: (h.amount.high, h.amount.low, h.partner)).partner
    ties = [t for t in n.ties if t.type == "supplies" and t.stated_by == n.company and t.taker == n.company]
    said = {t.replaceable for t in ties if t.giver and n.firms[t.giver].name == first}
    if "no" in said:
        return Interval(0, 0)
    return Interval(0, 2) if "hard" in said else Interval(1, 20) if "yes" in said else Interval(0, 20)


def _terms(n: Neighbourhood, said: Answers) -> tuple[standing.Measure, ...]:
    ties = [t for t in n.ties if t.type == "supplies" and t.stated_by == n.company and t.giver == n.company]
    rows = [
        standing.Terms(n.firms[t.taker].name, Interval.of(t.amount), Interval.of(t.payment_days))
        for t in ties
        if t.taker and t.amount is not None and t.payment_days is not None
    ]
    found = list(standing.price_taking(rows, said.margin))
    if said.followed is not None:
        found.append(standing.Measure("terms.followed-share", said.followed))
    return tuple(found)


def _clouds(n: Neighbourhood, holdings: Sequence[standing.Holding], side: str) -> tuple[standing.Measure, ...]:
    """Who stands still behind the partners; only what somebody released counts for certain."""
    named = {h.partner for h in holdings}
    behind = [
        standing.Behind(n.firms[t.taker].name, _owner(n, t.giver), UNKNOWN if t.share is None else Interval.of(t.share))
        for t in _platform_ties(n)
        if t.taker and t.giver and n.firms[t.taker].name in named
    ]
    once = {(b.partner, b.group): b for b in behind}
    measures = standing.fourth_parties(holdings, list(once.values()), side) if once else ()
    shown = {b.group for b in once.values()}
    return tuple(m for m in measures if m.code.rpartition(".behind.")[2] in shown)


def _platform_ties(n: Neighbourhood) -> list[Tie]:
    return [t for t in n.ties if t.type == "platform" and t.taker != n.company]


def _index(n: Neighbourhood, links: Sequence[tuple[UUID, UUID]]) -> dict[UUID, int]:
    """Positions of the firms in trade, the company first."""
    firms = sorted({end for pair in links for end in pair} - {n.company}, key=str)[: MOST_FIRMS - 1]
    return {firm: k for k, firm in enumerate([n.company, *firms])}


def _brokerage(n: Neighbourhood, links: Sequence[tuple[UUID, UUID]]) -> tuple[int, ...] | None:
    """Open triads supplier → company → customer by kind, counted by hand: no compiled code for one firm."""
    givers = sorted({a for a, b in links if b == n.company}, key=str)
    takers = sorted({b for a, b in links if a == n.company}, key=str)
    known, own = set(links), _division(n, n.company)
    counts = [0] * 5
    for a in givers:
        for c in takers:
            if a == c or (a, c) in known:
                continue
            before, after = _division(n, a), _division(n, c)
            if before == own:
                kind = 0 if after == own else 3
            elif after == own:
                kind = 2
            else:
                kind = 1 if before == after else 4
            counts[kind] += 1
    return tuple(counts) if any(counts) else None


def _between(n: Neighbourhood, links: Sequence[tuple[UUID, UUID]]) -> standing.Measure | None:
    """Estimated from at most 60 firms drawn by a fixed seed, so that the same network gives the same figure."""
    place = _index(n, links)
    inner = [(place[a], place[b]) for a, b in links if a in place and b in place]
    if len(place) < 3:
        return None
    drawn = random.Random(1).sample(range(len(place)), min(SAMPLE, len(place)))  # noqa: S311
    found = standing.betweenness(len(place), [a for a, _ in inner], [b for _, b in inner], drawn)
    share, error = float(found.share[0]), float(found.error[0])
    around = Interval(max(0.0, share - 2 * error), min(1.0, share + 2 * error))
    return standing.Measure("network.betweenness", around, "1", method="estimate, twice its standard error, on the "
                            "network seen", source="Brandes (2001)")  # fmt: skip
