"""What a partner's failure passes on: the published cascade (engine `cascade`) on the member's own network."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.engines.cascade import Network, esri
from verbund.kit.interval import Interval

from .standing import purchases, sales, statements

UNSEEN = 1e12
"""Revenue of other firms, EUR, where what they live on is not seen."""


def losses(network: Neighbourhood, partners: Iterable[UUID], me: UUID | None = None) -> dict[UUID, Interval]:
    """EUR a year of own revenue that the failure of each partner costs while nobody steps in.

    Low end: only inputs stated as not or hardly replaceable stop production, other purchases that are not seen go on,
    and other firms live on trade that is not seen. High end: inputs of unknown replaceability stop it too, and all
    live on what is seen alone. Where an amount is an interval each end takes what is worst or best for this partner.
    A partner without any tie to the company costs nothing.
    """
    return dict(_losses(_Same(network), tuple(dict.fromkeys(partners)), me))


class _Same:
    """A network as key of a cache: the very same object. One report asks several times, a what-if twice."""

    def __init__(self, network: Neighbourhood) -> None:
        self.network = network

    def __hash__(self) -> int:
        return id(self.network)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.network is self.network


@lru_cache(maxsize=16)
def _losses(same: _Same, partners: tuple[UUID, ...], me: UUID | None) -> dict[UUID, Interval]:
    network = same.network
    company = me or network.company
    firm = network.firms.get(network.company)
    sold = sales(network)
    seen = sum((h.amount for h in sold.holdings), Interval(0, 0))
    if firm is not None and firm.revenue is not None:
        revenue = Interval.of(firm.revenue)
    else:
        revenue = Interval(min(seen.low, seen.high), seen.high)
    wanted = [p for p in partners if p != company]
    low = _shares(network, wanted, low_end=True)
    high = _shares(network, wanted, low_end=False)
    found: dict[UUID, Interval] = {}
    for partner in wanted:
        if partner not in low:
            continue
        ends = Interval(min(low[partner], high[partner]), max(low[partner], high[partner]))
        found[partner] = ends.clip(0, 1) * revenue
    return found


def _shares(network: Neighbourhood, partners: list[UUID], *, low_end: bool) -> dict[UUID, float]:
    """Share of the company's output lost when each partner is closed, at one end."""
    holdings = (*sales(network).holdings, *purchases(network).holdings)
    if all(h.amount.known for h in holdings):
        return _closed(network, partners, None, low_end)
    best = min if low_end else max
    found: dict[UUID, float] = {}
    for partner in partners:
        tried = [_closed(network, [partner], partner, low_end, rest_low) for rest_low in (True, False)]
        if tried[0]:
            found[partner] = best(one[partner] for one in tried)
    return found


def _closed(
    network: Neighbourhood, partners: list[UUID], chosen: UUID | None, low_end: bool, rest_low: bool = True
) -> dict[UUID, float]:
    """The engine on partners, company, customers. Each supplier is its own sector, so that another supplier of other
    things does not replace it. `chosen`: its amounts are taken at this end, all others as `rest_low` says.
    """
    essential = {"no", "hard"} if low_end else {"no", "hard", "unknown", ""}
    others = UNSEEN if low_end else 1.0

    def end(amount: Interval, partner: UUID) -> float:
        return amount.low if (low_end if partner == chosen else rest_low) else amount.high

    me = network.company
    firm = network.firms.get(me)
    sold, bought = sales(network), purchases(network)
    vital = {
        t.giver
        for t in statements(network, ["supplies", "platform"])
        if t.taker == me and t.giver is not None and t.replaceable in essential
    }
    links: dict[tuple[UUID, UUID], float] = {}
    for holding in bought.holdings:
        supplier = bought.names[holding.partner]
        links[supplier, me] = end(holding.amount, supplier) or 1.0
    for holding in sold.holdings:
        pair = (me, sold.names[holding.partner])
        links[pair] = links.get(pair, 0.0) + end(holding.amount, pair[1])
    firms = list(dict.fromkeys([me, *(f for pair in links for f in pair)]))
    present = [p for p in partners if p in firms]
    if not present:
        return {}
    inputs = sum(v for (a, b), v in links.items() if b == me)
    sales_seen = sum(v for (a, b), v in links.items() if a == me)
    cost = max(float(firm.material_cost), inputs) if firm and firm.material_cost and low_end else inputs
    own = max(float(firm.revenue), sales_seen) if firm and firm.revenue else sales_seen
    revenue = [own if f == me else max(others, sum(v for (a, _), v in links.items() if a == f)) for f in firms]
    costs = [cost if f == me else max(others, sum(v for (_, b), v in links.items() if b == f)) for f in firms]
    graph = Network.from_links(
        firms,
        firms,
        [(a, b, v) for (a, b), v in links.items()],
        lambda supplier, customer: 2 if customer == me and supplier in vital else 1,
        revenue=revenue,
        cost=costs,
        weights=revenue,
    )
    position = firms.index(me)
    return {p: float(esri(graph, {p: 1.0}, epsilon=1e-6).loss[position]) for p in present}
