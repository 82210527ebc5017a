"""Where the member stands in a network, by the engine `standing`: the six dependences, on intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines.standing import Holding, Specified, concentration, rest_of, specification
from verbund.kit.interval import Interval

MOST = 1e12
"""Upper end of an amount about which nothing is known, EUR."""


@dataclass(frozen=True, slots=True)
class Side:
    """Sales or purchases: holdings by partner, what lies with unnamed partners (None: nothing known) and how many."""

    holdings: tuple[Holding, ...]
    rest: Interval | None
    others: int
    names: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class Spread:
    """Concentration of one side: shares in [0, 1], EUR."""

    hhi: Interval
    largest: Interval
    at_stake: Interval
    who: str
    total: Interval


def statements(network: Neighbourhood, types: Iterable[str]) -> list[Tie]:
    """Ties of the company, its own statement before the other side's."""
    kinds = set(types)
    mine: dict[tuple[object, ...], Tie] = {}
    for tie in network.ties:
        if tie.type not in kinds or network.company not in (tie.giver, tie.taker):
            continue
        key = (tie.type, tie.giver, tie.taker, tie.product_de or tie.product_en)
        old = mine.get(key)
        if old is None or (tie.stated_by == network.company and old.stated_by != network.company):
            mine[key] = tie
    own_pairs = {(t.type, t.giver, t.taker) for t in mine.values() if t.stated_by == network.company}
    return [t for t in mine.values() if t.stated_by == network.company or (t.type, t.giver, t.taker) not in own_pairs]


def sales(network: Neighbourhood) -> Side:
    """Sales by customer, from the company's own statements and releases."""
    firm = network.firms.get(network.company)
    total = None if firm is None or firm.revenue is None else Interval.of(firm.revenue)
    return _side(network, [t for t in statements(network, ["supplies", "platform"]) if t.giver == network.company],
                 "taker", total)  # fmt: skip


def purchases(network: Neighbourhood) -> Side:
    """Purchases by supplier, platforms included."""
    firm = network.firms.get(network.company)
    total = None if firm is None or firm.material_cost is None else Interval.of(firm.material_cost)
    return _side(network, [t for t in statements(network, ["supplies", "platform"]) if t.taker == network.company],
                 "giver", total)  # fmt: skip


def _side(network: Neighbourhood, ties: list[Tie], end: str, total: Interval | None) -> Side:
    sums: dict[UUID, Interval] = {}
    rest: Interval | None = None
    others = 0
    for tie in ties:
        other: UUID | None = getattr(tie, end)
        value = amount_of(tie, total)
        if other is None:
            rest = value if rest is None else rest + value
            others += tie.others_count or 1
        else:
            sums[other] = sums.get(other, Interval(0, 0)) + value
    names: dict[str, UUID] = {}
    holdings = []
    for other, value in sums.items():
        firm = network.firms.get(other)
        name = firm.name if firm else str(other)
        names[name] = other
        holdings.append(Holding(name, (firm.group or None) if firm else None, value))
    if rest is None and total is not None:
        rest = rest_of(total, holdings)
    return Side(tuple(holdings), rest, others, names)


def amount_of(tie: Tie, total: Interval | None) -> Interval:
    """The amount of a statement; unknown is anything up to the total."""
    if tie.amount is not None:
        low = float(tie.amount)
        return Interval(low, low if tie.amount_most is None else max(low, float(tie.amount_most)))
    if tie.share is not None and total is not None and tie.type == "supplies":
        return total * Interval.of(tie.share)
    return Interval(0, total.high if total is not None else MOST)


def spread(side: Side, what: str) -> Spread:
    """Concentration of a side. Named partners are taken to include the largest one: who sums up others sums up the
    smaller ones.
    """
    found = concentration(side.holdings, what, side.rest)
    groups: dict[str, Interval] = {}
    for h in side.holdings:
        groups[h.owner] = groups.get(h.owner, Interval(0, 0)) + h.amount
    known = all(a.known for a in groups.values()) and side.rest is not None and side.rest.known
    listed = sum(groups.values(), Interval(0, 0))
    total = listed if side.rest is None else listed + side.rest
    who = max(groups, key=lambda g: (groups[g].high, groups[g].low, g), default="")
    named = [h for h in side.holdings if h.owner == who]
    who = max(named, key=lambda h: (h.amount.high, h.partner)).partner if named else ""
    largest, hhi, stake = found.largest.interval, found.hhi.interval, found.at_stake.interval
    if known and side.others > 1 and groups and total.low > 0:
        most, rest = max(a.low for a in groups.values()), side.rest.low if side.rest else 0.0
        share = most / total.low
        squares = sum(a.low**2 for a in groups.values()) / total.low**2
        largest, stake = Interval(share, share), Interval(most, most)
        hhi = Interval(squares + rest**2 / side.others / total.low**2, squares + rest * min(rest, most) / total.low**2)
    return Spread(hhi, largest, stake, who, total)


def share_with(side: Side, network: Neighbourhood, partner: UUID | None) -> Interval:
    """Share of a partner's group in a side; [0, 0] where the side is stated completely without it."""
    group = _group(network, partner)
    if partner is None or not side.holdings:
        return Interval(0, 1) if side.rest is None else Interval(0, 0)
    mine = [h for h in side.holdings if side.names[h.partner] == partner or (group and h.group == group)]
    if not mine:
        return Interval(0, 1) if side.rest is None else Interval(0, 0)
    part = sum((h.amount for h in mine), Interval(0, 0))
    others = sum((h.amount for h in side.holdings if h not in mine), side.rest or Interval(0, 0))
    if side.rest is None:
        return Interval(0.0, _ratio(part.high, others.low))
    return Interval(_ratio(part.low, others.high), _ratio(part.high, others.low))


def amount_with(side: Side, network: Neighbourhood, partner: UUID | None) -> Interval:
    """Amount with a partner's group, EUR."""
    group = _group(network, partner)
    return sum(
        (h.amount for h in side.holdings if side.names[h.partner] == partner or (group and h.group == group)),
        Interval(0, 0),
    )


def _group(network: Neighbourhood, partner: UUID | None) -> str:
    firm = network.firms.get(partner) if partner else None
    return firm.group if firm else ""


def _ratio(part: float, others: float) -> float:
    return part / (part + others) if part + others > 0 else 0.0


def platform_shares(network: Neighbourhood) -> dict[UUID, Interval]:
    """Share of the company's own processes by provider (from the statement; unknown is [0, 1])."""
    found: dict[UUID, Interval] = {}
    for tie in statements(network, ["platform"]):
        if tie.taker != network.company or tie.giver is None:
            continue
        low = float(tie.share or 0)
        high = 1.0 if tie.share is None else low if tie.share_most is None else float(tie.share_most)
        value = Interval(low, max(low, high))
        found[tie.giver] = (found.get(tie.giver, Interval(0, 0)) + value).clip(0, 1)
    return found


def platform(network: Neighbourhood) -> Spread:
    """Concentration on providers of programs and cloud, as share of the own processes."""
    shares = platform_shares(network)
    groups: dict[str, Interval] = {}
    for provider, value in shares.items():
        firm = network.firms.get(provider)
        name = (firm.group or firm.name) if firm else str(provider)
        groups[name] = (groups.get(name, Interval(0, 0)) + value).clip(0, 1)
    none = Interval(0, 0)
    if not groups:
        unknown = none if network.own else Interval(0, 1)
        return Spread(unknown, unknown, none, "", none)
    who = max(groups, key=lambda g: (groups[g].high, groups[g].low, g))
    largest = Interval(max(g.low for g in groups.values()), max(g.high for g in groups.values()))
    squares = sum((Interval(g.low**2, g.high**2) for g in groups.values()), none).clip(0, 1)
    paid = sum(
        (amount_of(t, None) for t in statements(network, ["platform"]) if t.taker == network.company and t.amount),
        none,
    )
    return Spread(squares, largest, paid, who, Interval(1, 1))


def specified(network: Neighbourhood) -> Interval:
    """Share of sales where drawing or tool belong to the customer."""
    own = {"customer": True, "supplier": False}
    named = []
    total = None
    firm = network.firms.get(network.company)
    if firm is not None and firm.revenue is not None:
        total = Interval.of(firm.revenue)
    for tie in statements(network, ["supplies"]):
        if tie.giver != network.company:
            continue
        drawing, tool = own.get(tie.drawing_owner), own.get(tie.tool_owner)
        if tie.taker is None:  # summed up partners: nothing is said
            drawing = tool = None
        named.append(Specified(str(len(named)), amount_of(tie, total), drawing, tool, False, False))
    return specification(named)[0].interval if named else Interval(0, 1)


def readers(network: Neighbourhood) -> frozenset[UUID]:
    """Who may read the company's data now."""
    return frozenset(
        t.taker for t in statements(network, ["data_access"]) if t.giver == network.company and t.taker is not None
    )
