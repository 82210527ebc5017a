"""The six dependences and the role of a company, on plain values: a neighbourhood in, intervals out.

Own statements decide about own shares; what others stated about the same pair stays visible beside them but is
never added. Reused before and after a cooperation by its side-effect report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

from . import network
from .answers import NOTHING_SAID, Answers
from .dependence import (
    NOTHING,
    ORDER,
    UNKNOWN_SHARE,
    WARN,
    Dependence,
    group_of,
    known,
    level_of,
    mine,
    name_of,
    owner_of,
)
from .exposure import competitors, core, data, sourcing, specification

__all__ = ["ORDER", "WARN", "Dependence", "Position", "competitors", "known", "largest_of", "measure", "mine"]


@dataclass(frozen=True, slots=True)
class Position:
    """What a company sees of itself. single: inputs with one source; structure: its place in the network seen."""

    company: UUID
    dependences: tuple[Dependence, ...]
    role: standing.Finding
    traits: standing.Traits
    single: tuple[standing.Sourcing, ...]
    customers: standing.Concentration | None
    suppliers: standing.Concentration | None
    platforms: standing.Concentration | None
    revenue: Interval | None
    own: int
    released: int
    structure: network.Structure

    def of(self, code: str) -> Dependence:
        return next(d for d in self.dependences if d.code == code)


def _holdings(
    n: Neighbourhood, ties: Sequence[Tie], other: str, total: Decimal | None
) -> tuple[list[standing.Holding], Interval | None]:
    """Partners with amounts, and what lies with partners not named. A collective is part of the rest."""
    named = [t for t in ties if getattr(t, other) is not None]
    known_alone = [t for t in ties if getattr(t, other) is None and t.partner]
    crowd = [t for t in ties if getattr(t, other) is None and not t.partner]
    stated = float(sum((t.amount for t in ties if t.amount is not None), Decimal(0)))
    most = max(0.0, float(total) - stated) if total is not None else None
    by_partner: dict[UUID, Interval] = {}
    for t in named:
        amount = known(t.amount, most)
        if amount is None:
            return [], None
        firm = getattr(t, other)
        by_partner[firm] = by_partner.get(firm, Interval(0, 0)) + amount
    holdings = [standing.Holding(name_of(n, f), group_of(n, f), a) for f, a in by_partner.items()]
    for t in known_alone:  # one that is not listed here counts for itself, under the name the books give it
        alone = known(t.amount, most)
        if alone is None:
            return [], None
        holdings.append(standing.Holding(t.partner, None, alone))
    rest = Interval(0, 0)
    for t in crowd:
        rest = rest + (known(t.amount, most) or Interval(0, 0))
    if total is not None:
        listed = sum((h.amount for h in holdings), Interval(0, 0)) + rest
        rest = rest + Interval(max(0.0, float(total) - listed.high), max(0.0, float(total) - listed.low))
    elif not crowd and not n.books:  # books that were read in whole hold every partner
        return holdings, None
    return holdings, rest


def _concentrated(
    n: Neighbourhood, code: str, side: str, ties: Sequence[Tie], other: str, total: Decimal | None
) -> tuple[Dependence, standing.Concentration | None]:
    holdings, rest = _holdings(n, ties, other, total)
    warn = WARN[code]
    if not holdings:
        return Dependence(code, UNKNOWN_SHARE, "unknown", warn, None, ask=side), None
    found = standing.concentration(holdings, side, rest)
    subject = found.shares[0].subject if found.shares else ""
    share, index = _with_crowd(found, ties, other, rest)
    at_largest = [t for t in ties if getattr(t, other) and owner_of(n, getattr(t, other)) == subject]
    hard = any(t.replaceable in ("no", "hard") for t in ties if getattr(t, other))
    why = []
    if any(t.payment_days and t.payment_days > 60 for t in at_largest):
        why.append("pays-late")
    single = [t for t in ties if t.replaceable == "no"]
    if single and other == "giver":
        why.append("irreplaceable")
    ask = found.largest.ask.input if found.largest.ask else ""
    dependence = Dependence(
        code=code,
        share=share,
        level=level_of(share, warn, hard and other == "giver"),
        warn=warn,
        money=_largest_amount(holdings) if share == largest_of(found) else found.at_stake.interval,
        partner=_label(n, subject),
        why=tuple(why),
        ask="" if share.known else ask,
        evidence=found.shares,
        hhi=index,
    )
    return dependence, found


def largest_of(found: standing.Concentration) -> Interval:
    """Share of the largest named group."""
    return found.shares[0].interval if found.shares else UNKNOWN_SHARE


def _largest_amount(holdings: Sequence[standing.Holding]) -> Interval:
    by_owner: dict[str, Interval] = {}
    for h in holdings:
        by_owner[h.owner] = by_owner.get(h.owner, Interval(0, 0)) + h.amount
    return max(by_owner.values(), key=lambda a: (a.high, a.low))


def _with_crowd(
    found: standing.Concentration, ties: Sequence[Tie], other: str, rest: Interval | None
) -> tuple[Interval, Interval]:
    """Largest share and HHI where the list says "others: 31 customers": by its meaning none of them is larger than
    the smallest one named, so no unnamed one can be the largest, and their squares are bounded.
    """
    crowd = [t for t in ties if getattr(t, other) is None and not t.partner]
    named = [e.interval for e in found.shares]
    whole = rest is not None and crowd and all(t.amount is not None and t.others_count for t in crowd)
    if not whole or not named or rest is None:
        return found.largest.interval, found.hhi.interval
    stated = float(sum((t.amount or Decimal(0) for t in crowd), Decimal(0)))
    missing = max(0.0, rest.high - stated)  # in no list: at most one partner of that size
    total = rest.high + sum(i.high for name, i in found.largest.inputs if name != "others")
    if total <= 0 or missing / total > named[0].low:
        return found.largest.interval, found.hhi.interval
    count = sum(t.others_count or 0 for t in crowd)
    left = Interval(max(0.0, 1 - sum(s.high for s in named)), max(0.0, 1 - sum(s.low for s in named)))
    smallest = min(s.high for s in named)
    low = sum(s.low**2 for s in named) + left.low**2 / (count + 1)
    high = sum(s.high**2 for s in named) + left.high * max(smallest, missing / total)
    floor = max(low, found.hhi.interval.low)
    return named[0], Interval(floor, max(floor, min(high, found.hhi.interval.high)))


def _label(n: Neighbourhood, owner: str) -> str:
    """A group by the name of its firm that the company deals with most."""
    dealt: dict[UUID, Decimal] = {}
    for t in n.ties:
        for end in (t.giver, t.taker):
            if t.stated_by == n.company and end in n.firms and n.firms[end].group == owner:
                dealt[end] = dealt.get(end, Decimal(0)) + (t.amount or Decimal(0))
    first = max(dealt, key=lambda f: (dealt[f], str(f)), default=None)
    return name_of(n, first) if first else owner


def _hosted(n: Neighbourhood) -> tuple[list[standing.Holding], Interval]:
    """Shares of the own workload by provider, and what runs at nobody named."""
    ties = [t for t in mine(n, "platform") if t.taker == n.company]
    spare = max(0.0, 1.0 - sum(float(t.share) for t in ties if t.share is not None))
    holdings = [
        standing.Holding(
            name_of(n, t.giver),
            group_of(n, t.giver),
            Interval.of(t.share) if t.share is not None else Interval(0.0, spare),
        )
        for t in ties
    ]
    listed = sum((h.amount for h in holdings), Interval(0, 0))
    return holdings, Interval(max(0.0, 1 - listed.high), max(0.0, 1 - listed.low))


def _platforms(n: Neighbourhood) -> tuple[Dependence, standing.Concentration | None]:
    """Share of own workload on one provider, fourth parties behind it as evidence."""
    ties = [t for t in mine(n, "platform") if t.taker == n.company]
    warn = WARN["platforms"]
    holdings, rest = _hosted(n)
    if not holdings:
        return Dependence("platforms", UNKNOWN_SHARE, "unknown", warn, None, ask="platforms"), None
    found = standing.concentration(holdings, "platforms", rest)
    cost = sum((t.amount for t in ties if t.amount is not None), Decimal(0))
    why = tuple(
        f"behind:{name_of(n, b.giver)}"
        for t in ties
        for b in n.ties
        if b.type == "platform" and b.taker == t.giver and b.giver is not None
    )
    hard = any(t.replaceable in ("no", "hard") for t in ties)
    return (
        Dependence(
            code="platforms",
            share=found.largest.interval,
            level=level_of(found.largest.interval, warn, hard),
            warn=warn,
            money=Interval.of(cost) if cost else None,
            partner=found.shares[0].subject,
            why=why,
            ask=found.largest.ask.input if found.largest.ask else "",
            evidence=found.shares,
            hhi=found.hhi.interval,
        ),
        found,
    )


def measure(n: Neighbourhood, said: Answers = NOTHING_SAID) -> Position:
    """All six dependences, the role and the place in the network, from what the company sees and answered."""
    own = n.firms[n.company]
    sales = [t for t in mine(n, "supplies") if t.giver == n.company]
    buys = [t for t in mine(n, "supplies") if t.taker == n.company]
    customer, customers = _concentrated(n, "customers", "customers", sales, "taker", own.revenue)
    supplier, suppliers = _concentrated(n, "suppliers", "suppliers", buys, "giver", own.material_cost)
    specified, spec_share = specification(n, sales, own.revenue, said)
    platform, platforms = _platforms(n)
    structure = network.structure(
        n,
        said,
        _holdings(n, sales, "taker", own.revenue),
        _holdings(n, buys, "giver", own.material_cost),
        _hosted(n)[0],
        (customer.share if customers else None, supplier.share if suppliers else None),
    )
    pairs = network.cooperations(n)
    through = [pair for pair in pairs if n.company in pair]
    traits = standing.Traits(
        coordination=Interval.of(len(through) / len(pairs)) if len(pairs) >= 5 else NOTHING,
        bridging=structure.bridging.interval,
        largest_customer=customer.share,
        specified=spec_share,
        own_design=Interval(1 - spec_share.high, 1 - spec_share.low),
        systems=_both(said.systems, UNKNOWN_SHARE if spec_share.low < 0.5 else Interval(0, 0.5)),
        joint=said.joint if through or not n.own else NOTHING,
        imbalance=structure.customer.imbalance.interval if structure.customer else UNKNOWN_SHARE,
    )
    return Position(
        company=n.company,
        dependences=(customer, supplier, specified, platform, data(n, customers, own.revenue, said), core(n, said)),
        role=standing.role(traits),
        traits=traits,
        single=sourcing(n),
        customers=customers,
        suppliers=suppliers,
        platforms=platforms,
        revenue=Interval.of(own.revenue) if own.revenue is not None else None,
        own=n.own,
        released=n.released,
        structure=structure,
    )


def _both(said: Interval, follows: Interval) -> Interval:
    """What is said, within what follows from the rest; what is said where the two contradict each other."""
    low, high = max(said.low, follows.low), min(said.high, follows.high)
    return Interval(low, high) if low <= high else said
