"""Impact matrices of Diem et al. (2022), eqs. 3-8: how much of a loss passes along a link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._network import Floats, Ints, Network, Positions, sums


@dataclass(frozen=True, eq=False)
class Coefficients:
    """Downstream and upstream impacts of the links of one network.

    A slot collects what one customer loses of one kind of input: slot j (< n) takes all non-essential inputs
    of firm j, whose losses add up; each further slot takes one essential input (one supplying sector) of one
    firm. A firm's downstream loss is the largest over its slots.
    """

    n: int
    sectors: int
    sector: Ints  # n
    sales: Floats  # n
    supplier: Positions  # links with essentiality > 0, sorted by supplier
    slot: Ints  # likewise
    down: Floats  # likewise: Λd
    slot_firm: Ints  # slots: the customer
    seller: Positions  # all links, sorted by supplier
    buyer: Positions  # likewise
    up: Floats  # likewise: Λu


def slots(network: Network) -> tuple[Ints, Ints, Ints]:
    """(positions of links with essentiality > 0, their slots, customer of every slot)."""
    links, n, m = network.links, len(network.firms), len(network.sector_names)
    kept = np.flatnonzero(network.essential > 0)
    slot = links.customer[kept].astype(np.int64)
    essential = network.essential[kept] == 2
    key = slot[essential] * m + network.sector[links.supplier[kept][essential]]
    pairs, position = np.unique(key, return_inverse=True)
    slot[essential] = n + position.ravel()
    return kept, slot, np.concatenate([np.arange(n), pairs // max(m, 1)])


def coefficients(network: Network) -> Coefficients:
    """Λd and Λu of a network.

    Essential input: share of the amount in the customer's purchases from that sector; non-essential: share in
    all its purchases; negligible: nothing. With material cost, column j is scaled by in_j / c_j. Upstream:
    share of the link in the supplier's revenue (sales inside the network where none is given; 0 counts as 1).
    """
    links, n = network.links, len(network.firms)
    kept, slot, slot_firm = slots(network)
    amount, customer = links.amount[kept], links.customer[kept]
    total = sums(slot, amount, len(slot_firm))  # of an essential slot: purchases from the sector
    total[:n] = network.inputs
    down = amount / total[slot]
    if network.cost is not None:
        down *= network.inputs[customer] / network.costs[customer]
    base = np.where(network.revenues == 0, 1.0, network.revenues)
    return Coefficients(
        n=n,
        sectors=len(network.sector_names),
        sector=network.sector,
        sales=network.sales,
        supplier=links.supplier[kept],
        slot=slot,
        down=down,
        slot_firm=slot_firm,
        seller=links.supplier,
        buyer=links.customer,
        up=links.amount / base[links.supplier],
    )
