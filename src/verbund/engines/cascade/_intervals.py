"""The same index when volumes, revenue and cost are known only within bounds.

Losses grow with every impact coefficient, with every shock and with every replaceability factor (induction
over the steps), so two runs suffice: one on lower bounds of all coefficients, one on upper bounds. Each
coefficient is a ratio w / (w + rest) whose bounds lie at corners of the box. Bounds are outer: a width can
exceed the true one because one amount stands in several coefficients, but no admissible network lies outside,
and a wider input never narrows. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ._coefficients import slots
from ._network import Essentiality, Floats, Ints, Network, Positions, sums
from ._plain import NOTHING_LEFT

Amount: TypeAlias = Interval | float
METHOD = "outer bounds: the monotone iteration on the lower and on the upper bounds of all coefficients"


@dataclass(frozen=True, eq=False)
class IntervalNetwork:
    """A supply network whose amounts are intervals.

    links: (supplier, customer, amount). revenue, cost: one value per firm, None = unknown; leave the list
    out to compute without, as published. What is less than the sales (purchases) inside the network counts as
    those, since statements of different sources contradict each other.
    weights: as in Network. Raises Invalid for negative amounts, unknown or duplicate firms, duplicate links.
    """

    firms: Sequence[Hashable]
    sectors: Sequence[Hashable]
    links: Sequence[tuple[Hashable, Hashable, Amount]]
    essentiality: Essentiality
    revenue: Sequence[Amount | None] | None = None
    cost: Sequence[Amount | None] | None = None
    weights: Sequence[Amount] | None = None

    def __post_init__(self) -> None:
        if len({(a, b) for a, b, _ in self.links}) != len(self.links):
            raise Invalid("duplicate-link", "a pair of firms has two amounts", where="links", remedy="add them up")
        for name in ("revenue", "cost", "weights"):
            values = getattr(self, name)
            if values is not None and len(values) != len(self.firms):
                raise Invalid("shape", f"{len(values)} values for {len(self.firms)} firms", where=name)


@dataclass(frozen=True)
class IntervalResult:
    """Losses per firm and the index, each as an interval that contains every admissible network's value.

    loss_d, loss_u, loss: one interval per firm. money: loss × revenue, None where revenue is unknown. method
    says how the bounds were found.
    """

    firms: tuple[Hashable, ...]
    loss_d: tuple[Interval, ...]
    loss_u: tuple[Interval, ...]
    loss: tuple[Interval, ...]
    esri: Interval
    esri_d: Interval
    esri_u: Interval
    money: tuple[Interval | None, ...]
    steps: int
    converged: bool
    method: str = METHOD


@dataclass(frozen=True, eq=False)
class _Bounds:
    """One side's coefficients and what limits it."""

    down: Floats  # links with essentiality > 0
    up: Floats  # all links
    down_cap: Floats  # slots: a slot loses at most this times the largest loss passed on
    up_cap: Floats  # n


def esri_interval(
    network: IntervalNetwork,
    shocks: Mapping[Hashable, Amount],
    *,
    replaceability: bool = True,
    max_steps: int = 1_000,
) -> IntervalResult:
    """Bounds of losses and index after `max_steps` steps, or after the last step that changed anything.

    No epsilon: a stopping rule that depends on the values could narrow a result when an input widens.
    For networks of up to a few thousand firms. Raises Invalid as Network and esri do.

    >>> from verbund.engines.cascade import IntervalNetwork, esri_interval
    >>> from verbund.kit.interval import Interval
    >>> pair = IntervalNetwork(["mill", "farm", "baker"], [0, 0, 1],
    ...     [("mill", "baker", Interval(1, 3)), ("farm", "baker", 1.0)], [[1, 2], [1, 1]])
    >>> esri_interval(pair, {"mill": 1.0}, replaceability=False).loss_d[2]
    Interval(low=0.5, high=0.75)
    """
    low, high = _corner(network, high=False), _corner(network, high=True)
    psi_low, psi_high = _shocks(high, shocks)
    kept, slot, slot_firm = slots(high)
    lower, upper = _coefficient_bounds(network, low, high, kept, slot, slot_firm)
    supplier, seller, buyer = high.links.supplier[kept], high.links.supplier, high.links.customer
    n, sector = len(network.firms), high.sector

    def next_down(bounds: _Bounds, passed: Floats, floor: Floats) -> Floats:
        lost = sums(slot, bounds.down * passed[supplier], len(slot_firm))
        most = np.zeros(len(slot_firm))
        np.maximum.at(most, slot, passed[supplier])
        lost = np.minimum(lost, bounds.down_cap * most)
        after = floor.copy()
        np.maximum.at(after, slot_firm, lost)
        return np.minimum(after, 1.0)

    def next_up(bounds: _Bounds, loss: Floats, floor: Floats) -> Floats:
        most = np.zeros(n)
        np.maximum.at(most, seller, loss[buyer])
        lost = np.minimum(sums(seller, bounds.up * loss[buyer], n), bounds.up_cap * most)
        return np.minimum(1.0, np.maximum(floor, lost))

    d_low, d_high, u_low, u_high = psi_low, psi_high, psi_low, psi_high
    steps, converged = 0, False
    while steps < max_steps and not converged:
        sigma_low, sigma_high = (
            _replaceability(low.sales, high.sales, sector, d_low, d_high) if replaceability else (1.0, 1.0)
        )
        before = (d_low, d_high, u_low, u_high)
        d_low = next_down(lower, sigma_low * d_low, psi_low)
        d_high = next_down(upper, sigma_high * d_high, psi_high)
        u_low, u_high = next_up(lower, u_low, psi_low), next_up(upper, u_high, psi_high)
        steps += 1
        after = (d_low, d_high, u_low, u_high)
        converged = all(np.array_equal(x, y) for x, y in zip(before, after, strict=True))

    loss_low, loss_high = np.maximum(d_low, u_low), np.maximum(d_high, u_high)
    if not high.v.sum() > 0:
        raise Invalid("weights", "all weights are zero", where="weights", remedy="give weights or amounts")
    loss = _pairs(loss_low, loss_high)
    money: tuple[Interval | None, ...] = (None,) * n
    if network.revenue is not None:
        money = tuple(
            None if r is None else x * Interval(max(Interval.of(r).low, a), max(Interval.of(r).high, b))
            for x, r, a, b in zip(loss, network.revenue, low.sales.tolist(), high.sales.tolist(), strict=True)
        )
    return IntervalResult(
        firms=tuple(network.firms),
        loss_d=_pairs(d_low, d_high),
        loss_u=_pairs(u_low, u_high),
        loss=loss,
        esri=mean_bounds(loss_low, loss_high, low.v, high.v),
        esri_d=mean_bounds(d_low, d_high, low.v, high.v),
        esri_u=mean_bounds(u_low, u_high, low.v, high.v),
        money=money,
        steps=steps,
        converged=converged,
    )


def mean_bounds(x_low: Floats, x_high: Floats, w_low: Floats, w_high: Floats) -> Interval:
    """Bounds of Σ w·x / Σ w over the box (exact: at a corner that gives the larger values the larger
    weights).
    """

    def largest(x: Floats) -> float:
        order = np.argsort(-x, kind="stable")
        first, rest = w_high[order], w_low[order]
        total = np.concatenate([[0.0], np.cumsum(first)]) + np.concatenate([np.cumsum(rest[::-1])[::-1], [0.0]])
        worth = np.concatenate([[0.0], np.cumsum(first * x[order])]) + np.concatenate(
            [np.cumsum((rest * x[order])[::-1])[::-1], [0.0]]
        )
        return float(np.max(worth[total > 0] / total[total > 0]))

    low, high = 0.0 - largest(-x_low), largest(x_high)
    return Interval(min(low, high), high)  # rounding may cross ends that are equal


def _corner(network: IntervalNetwork, *, high: bool) -> Network:
    """The network at all lower or all upper ends; links that may exist stay visible at the upper end."""

    def end(value: Amount) -> float:
        interval = Interval.of(value)
        return interval.high if high else interval.low

    weights = None if network.weights is None else [end(w) for w in network.weights]
    links = [(a, b, end(w)) for a, b, w in network.links]
    return Network.from_links(network.firms, network.sectors, links, network.essentiality, weights=weights)


def _shocks(network: Network, shocks: Mapping[Hashable, Amount]) -> tuple[Floats, Floats]:
    low, high = np.zeros(len(network.firms)), np.zeros(len(network.firms))
    for firm, value in shocks.items():
        if firm not in network.index:
            raise Invalid("unknown-firm", f"{firm!r} is no firm of the network", where="shocks")
        psi = Interval.of(value)
        if not Interval(0, 1).contains(psi):
            raise Invalid("shock", "a shock lies between 0 (not hit) and 1 (closed)", where="shocks")
        low[network.index[firm]], high[network.index[firm]] = psi.low, psi.high
    return low, high


def _share_bounds(low: Floats, high: Floats, group: Ints | Positions, count: int) -> tuple[Floats, Floats]:
    """Bounds of w / Σ w within each group; where all is known both are the same number."""
    total_low, total_high = sums(group, low, count)[group], sums(group, high, count)[group]
    known = total_low == total_high
    rest_high = np.where(known, total_high - low, np.maximum(total_high - high, 0.0))
    rest_low = np.where(known, total_low - high, np.maximum(total_low - low, 0.0))
    return _ratio(low, low + rest_high, 0.0), _ratio(high, high + rest_low, 1.0)


def _ratio(over: Floats, under: Floats, otherwise: float) -> Floats:
    return np.divide(over, under, out=np.full_like(over, otherwise), where=under > 0)


def _coefficient_bounds(
    network: IntervalNetwork, low: Network, high: Network, kept: Ints, slot: Ints, slot_firm: Ints
) -> tuple[_Bounds, _Bounds]:
    links, n = high.links, len(network.firms)
    w_high = links.amount
    position = {
        (i, j): e for e, (i, j) in enumerate(zip(links.supplier.tolist(), links.customer.tolist(), strict=True))
    }
    w_low = np.zeros(len(w_high))
    for i, j, w in zip(low.links.supplier.tolist(), low.links.customer.tolist(), low.links.amount, strict=True):
        w_low[position[i, j]] = w

    # Downstream: shares within the customer's purchases from the sector, or within all its purchases
    essential, customer = slot >= n, links.customer[kept]
    of_sector = _share_bounds(w_low[kept], w_high[kept], slot, len(slot_firm))
    of_all = tuple(share[kept] for share in _share_bounds(w_low, w_high, links.customer, n))
    cap_low = cap_high = np.ones(n)
    if network.cost is not None:
        c_low, c_high = _ends(network.cost, "cost")
        cap_low, cap_high = _at_most(low.inputs, c_high, 1.0), _at_most(high.inputs, c_low, 1.0)
        of_sector = (of_sector[0] * cap_low[customer], of_sector[1] * cap_high[customer])
        of_all = (
            _at_most(w_low[kept], c_high[customer], of_all[0]),
            _at_most(w_high[kept], c_low[customer], of_all[1]),
        )
    down_low, down_high = (np.where(essential, s, a) for s, a in zip(of_sector, of_all, strict=True))

    # Upstream: share of the link in the supplier's revenue, or in its sales
    up_low, up_high = _share_bounds(w_low, w_high, links.supplier, n)
    sold_low = sold_high = np.ones(n)
    if network.revenue is not None:
        r_low, r_high = _ends(network.revenue, "revenue")
        sold_low, sold_high = _at_most(low.sales, r_high, 1.0), _at_most(high.sales, r_low, 1.0)
        up_low = _at_most(w_low, r_high[links.supplier], up_low)
        up_high = _at_most(w_high, r_low[links.supplier], up_high)
    return (
        _Bounds(down_low, up_low, cap_low[slot_firm], sold_low),
        _Bounds(down_high, up_high, cap_high[slot_firm], sold_high),
    )


def _ends(values: Sequence[Amount | None], name: str) -> tuple[Floats, Floats]:
    """Ends of revenue or cost: unknown has no upper end."""
    ends = [(0.0, np.inf) if x is None else (Interval.of(x).low, Interval.of(x).high) for x in values]
    low, high = np.array(ends, np.float64).reshape(-1, 2).T
    if np.any(low < 0):
        raise Invalid("amount", "amounts are not negative", where=name)
    return low, high


def _at_most(over: Floats, under: Floats, limit: Floats | float) -> Floats:
    """over / under, at most `limit` (revenue and cost are never less than what the network shows)."""
    return np.minimum(limit, np.divide(over, under, out=np.full_like(over, np.inf), where=under > 0))


def _replaceability(
    s_low: Floats, s_high: Floats, sector: Ints, d_low: Floats, d_high: Floats
) -> tuple[Floats, Floats]:
    """Bounds of σ_i = min(1, s_i / Σ_l s_l·hd_l), the sum over i's sector, i itself included."""
    count = int(sector.max(initial=-1)) + 1
    left_low, left_high = s_low * (1.0 - d_high), s_high * (1.0 - d_low)
    least, most = sums(sector, left_low, count)[sector], sums(sector, left_high, count)[sector]
    known = (s_low == s_high) & (least == most)
    others_least = np.maximum(least - left_low, 0.0)
    others_most = np.maximum(most - left_high, 0.0)
    under_high = np.where(known, least, others_least + s_high * (1.0 - d_high))
    under_low = np.where(known, most, others_most + s_low * (1.0 - d_low))
    sigma_high = np.where(least <= NOTHING_LEFT, 1.0, np.minimum(1.0, _ratio(s_high, under_high, 1.0)))
    sigma_low = np.where(most <= NOTHING_LEFT, 1.0, np.minimum(1.0, _ratio(s_low, under_low, 0.0)))
    return np.minimum(sigma_low, sigma_high), sigma_high


def _pairs(low: Floats, high: Floats) -> tuple[Interval, ...]:
    return tuple(Interval(min(a, b), b) for a, b in zip(low.tolist(), high.tolist(), strict=True))
