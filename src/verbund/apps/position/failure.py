"""What falls if a partner fails: the Economic Systemic Risk Index on the network a company sees.

The index says which share of output is lost for good if the failure lasts; money scales it by the weeks of the
failure beyond the stock. What is unknown (revenue of others, how replaceable an input is) widens the answer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines.cascade import IntervalNetwork, esri_interval
from verbund.kit.interval import Interval

from .measures import known

Essential = Callable[[str, str], int | None]
"""(supplier class, customer class) → 0, 1, 2, or None when the matrix does not know the pair."""
WEEKS = 52
MAX_STEPS = 200


def nothing_known(supplier: str, customer: str) -> int | None:
    """No matrix imported."""
    return None


@dataclass(frozen=True, slots=True)
class Fall:
    """One firm hit: at which step, which share of its output, euros where its revenue is known."""

    firm: UUID
    step: int
    loss: Interval
    money: Interval | None


@dataclass(frozen=True, slots=True)
class Failure:
    """The cascade after `partner` loses `share` of its output for `weeks`. falls: by step, then by loss."""

    partner: UUID
    share: float
    weeks: float
    own_loss: Interval
    own_money: Interval | None
    stock_days: int | None
    falls: tuple[Fall, ...]
    index: Interval


def _sector(n: Neighbourhood, firm: UUID) -> str:
    found = n.firms[firm]
    digits = "".join(c for c in (found.wz_code or found.nace) if c.isdigit())[:4]
    return digits or str(firm)


def _links(n: Neighbourhood) -> dict[tuple[UUID, UUID], Interval]:
    """One amount per pair: own statement first, else the hull of what both ends say."""
    stated: dict[tuple[UUID, UUID], list[Tie]] = {}
    for t in n.ties:
        if t.type == "supplies" and t.giver and t.taker:
            stated.setdefault((t.giver, t.taker), []).append(t)
    found = {}
    for pair, ties in stated.items():
        own = [t for t in ties if t.stated_by == n.company]
        by_party: dict[UUID, Interval] = {}
        for t in own or ties:
            amount = known(t.amount, _bound(n, pair))
            if amount is not None:
                by_party[t.stated_by] = by_party.get(t.stated_by, Interval(0, 0)) + amount
        if by_party:
            found[pair] = Interval.hull(by_party.values())
    return found


def _bound(n: Neighbourhood, pair: tuple[UUID, UUID]) -> float:
    """An unknown amount is at most what the seller turns over and what the buyer spends."""
    ends = [n.firms[pair[0]].revenue, n.firms[pair[1]].material_cost]
    return float(min((e for e in ends if e is not None), default=1e9))


def _essentiality(n: Neighbourhood, matrix: Essential, high: bool) -> Callable[[str, str], int]:
    """Replaceability that a company states beats the matrix; where neither knows, 1 below and 2 above."""
    said: dict[tuple[str, str], int] = {}
    for t in n.ties:
        if t.type == "supplies" and t.giver and t.taker and t.replaceable != "unknown":
            pair = (_sector(n, t.giver), _sector(n, t.taker))
            said[pair] = max(said.get(pair, 0), 1 if t.replaceable == "yes" else 2)

    def essential(supplier: str, customer: str) -> int:
        if (supplier, customer) in said:
            return said[supplier, customer]
        found = matrix(supplier, customer)
        return found if found is not None else (2 if high else 1)

    return essential


def _steps(links: dict[tuple[UUID, UUID], Interval], start: UUID) -> dict[UUID, int]:
    """Distance from the failing firm along trade, both ways."""
    near: dict[UUID, set[UUID]] = {}
    for a, b in links:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    distance, queue = {start: 0}, deque([start])
    while queue:
        firm = queue.popleft()
        for other in near.get(firm, ()):
            if other not in distance:
                distance[other] = distance[firm] + 1
                queue.append(other)
    return distance


def fail(
    n: Neighbourhood, partner: UUID, share: float = 1.0, weeks: float = 52.0, matrix: Essential = nothing_known
) -> Failure:
    """Let `partner` lose `share` of its output. Raises KeyError for a firm that is not in the network."""
    if partner not in n.firms:
        raise KeyError(partner)
    links = _links(n)
    firms = [f for f in n.firms if f == n.company or f == partner or any(f in pair for pair in links)]
    revenue = [Interval.of(n.firms[f].revenue) if n.firms[f].revenue is not None else None for f in firms]
    cost = [Interval.of(n.firms[f].material_cost) if n.firms[f].material_cost is not None else None for f in firms]
    low, high = (
        esri_interval(
            IntervalNetwork(
                firms=firms,
                sectors=[_sector(n, f) for f in firms],
                links=[(a, b, amount) for (a, b), amount in links.items()],
                essentiality=_essentiality(n, matrix, upper),
                revenue=revenue,
                cost=cost,
                weights=[1.0] * len(firms),
            ),
            {partner: share},
            max_steps=MAX_STEPS,
        )
        for upper in (False, True)
    )
    stock = min(
        (t.stock_days for t in n.ties if t.giver == partner and t.taker == n.company and t.stock_days is not None),
        default=None,
    )
    hit = max(0.0, weeks - (stock or 0) / 7) / WEEKS
    steps = _steps(links, partner)
    falls = []
    losses = {}
    for i, firm in enumerate(firms):
        loss = Interval(min(low.loss[i].low, high.loss[i].low), max(low.loss[i].high, high.loss[i].high))
        losses[firm] = loss
        if loss.high > 1e-6:
            turnover = revenue[i]
            money = loss * turnover * (hit if firm == n.company else weeks / WEEKS) if turnover else None
            falls.append(Fall(firm, steps.get(firm, 0), loss, money))
    own = losses[n.company]
    turnover = revenue[firms.index(n.company)]
    return Failure(
        partner=partner,
        share=share,
        weeks=weeks,
        own_loss=own,
        own_money=own * turnover * hit if turnover else None,
        stock_days=stock,
        falls=tuple(sorted(falls, key=lambda f: (f.step, -f.loss.high, str(f.firm)))),
        index=Interval(min(low.esri.low, high.esri.low), max(low.esri.high, high.esri.high)),
    )


def largest_supplier(n: Neighbourhood) -> UUID | None:
    """The firm the company buys most from, by its own statements."""
    spent: dict[UUID, float] = {}
    for t in n.ties:
        if t.type == "supplies" and t.taker == n.company and t.stated_by == n.company and t.giver:
            spent[t.giver] = spent.get(t.giver, 0.0) + float(t.amount or 0)
    return max(spent, key=lambda firm: (spent[firm], str(firm))) if spent else None
