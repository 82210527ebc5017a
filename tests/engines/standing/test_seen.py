"""The network seen: on random networks of which the company sees only its part, every interval holds the value of the
whole."""

from __future__ import annotations

import numpy as np
import pytest

from verbund.engines.cascade import Network, esri
from verbund.engines.standing import (
    PARTNERS_LINKED,
    Behind,
    Holding,
    bridging_seen,
    brokerage,
    concentration,
    constraint,
    constraint_seen,
    fourth_parties,
    loss_seen,
    rest_of,
    seen,
    tier_depth,
)
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

FIRMS, SECTORS = 24, 5
NOTHING = Interval(0, 0)


def whole(seed: int) -> tuple[list[tuple[int, int, float]], list[int], list[bool]]:
    """Links with amounts, a sector for each firm, and which links the company (0) sees."""
    random = np.random.default_rng(seed)
    pairs = [(a, b) for a in range(FIRMS) for b in range(FIRMS) if a != b]
    weights = random.pareto(1.2, len(pairs)) + 0.1
    near = [0.22 if 0 in pair else 0.08 for pair in pairs]
    links = [(a, b, float(w)) for (a, b), w, p, r in zip(pairs, weights, near, random.random(len(pairs)), strict=True)
             if r < p]  # fmt: skip
    links += [(0, 1, 3.0), (2, 0, 2.0)] if not any(a == 0 or b == 0 for a, b, _ in links) else []
    sectors = [int(s) for s in random.integers(0, SECTORS, FIRMS)]
    released = [a == 0 or b == 0 or bool(random.random() < 0.25) for a, b, _ in links]
    return links, sectors, released


def inside(outer: Interval, value: float) -> bool:
    return outer.low - 1e-9 <= value <= outer.high + 1e-9


@pytest.mark.parametrize("seed", range(100))
def test_the_interval_holds_the_value_of_the_whole_network(seed):
    links, sectors, released = whole(seed)
    random = np.random.default_rng(1000 + seed)
    a, b, w = ([link[k] for link in links] for k in range(3))
    mine = [link for link in links if 0 in link[:2]]
    shown = [link[:2] for link, see in zip(links, released, strict=True) if see]

    # one amount in four is not known; the total of the year is
    traded: dict[int, Interval] = {}
    for x, y, amount in mine:
        bounds = Interval(0, 3 * amount) if random.random() < 0.25 else Interval.of(amount)
        partner = y if x == 0 else x
        traded[partner] = traded.get(partner, NOTHING) + bounds
    trade = [Holding(str(k), None, amount) for k, amount in traded.items()]

    found = constraint_seen(trade)
    assert inside(found.interval, constraint(FIRMS, a, b, w)[0])
    assert (found.ask is None) == found.interval.known

    sales = {y: amount for x, y, amount in mine if x == 0}
    total = sum(sales.values())
    if sales:  # only some customers are named; the rest is the year's total less these
        named = list(sales)[: max(1, len(sales) // 2)]
        holdings = [Holding(str(k), None, Interval.of(sales[k])) for k in named]
        partly = concentration(holdings, "customers", rest_of(Interval.of(total), holdings))
        assert inside(partly.hhi.interval, sum((v / total) ** 2 for v in sales.values()))
        assert inside(partly.largest.interval, max(sales.values()) / total)
        assert inside(partly.top3.interval, sum(sorted(sales.values())[-3:]) / total)

    # cooperation: links without direction
    both = [(x, y) for x, y, _ in links] + [(y, x) for x, y, _ in links]
    exact = brokerage(FIRMS, [x for x, _ in both], [y for _, y in both], sectors)
    partners = sorted({x + y for x, y, _ in mine})
    place = {firm: k for k, firm in enumerate(partners)}
    linked = {frozenset((place[x], place[y])) for x, y in shown if x in place and y in place}
    bridged = bridging_seen([sectors[p] for p in partners], linked)
    assert inside(bridged.interval, float(np.nan_to_num(exact.bridging[0])))

    view = seen(0, shown)
    assert view.partners == len(partners)
    assert view.linked == len(linked) <= view.pairs
    assert view.upstream <= (tier_depth(FIRMS, a, b, 0) > 0).sum()

    # fourth parties: what stands behind a supplier is known of some only
    bought = {x: amount for x, y, amount in mine if y == 0}
    if bought:
        of = {x: float(random.random()) for x in bought}
        behind = [Behind(str(x), "hyperscaler", Interval.of(of[x])) for x in bought if random.random() < 0.5]
        if behind:
            spent = [Holding(str(x), None, Interval.of(v)) for x, v in bought.items()]
            share = sum(v * of[x] for x, v in bought.items()) / sum(bought.values())
            cloud = next(m for m in fourth_parties(spent, behind, "clouds") if m.code.endswith("hyperscaler"))
            assert inside(cloud.interval, share)


@pytest.mark.parametrize("seed", range(100))
def test_a_failure_in_the_whole_network_costs_no_less_than_what_is_sure(seed):
    links, sectors, _released = whole(seed)
    essential = lambda supplier, customer: 2 if (supplier + customer) % 2 else 1  # noqa: E731
    network = Network.from_links(firms=range(FIRMS), sectors=sectors, links=links, essentiality=essential)
    sales = sum(w for a, _, w in links if a == 0)
    for partner in sorted({a + b for a, b, _ in links if 0 in (a, b)}):
        sold = sum(w for a, b, w in links if (a, b) == (0, partner)) / sales if sales else 0.0
        same = sum(w for a, b, w in links if b == 0 and sectors[a] == sectors[partner])
        bought = sum(w for a, b, w in links if (a, b) == (partner, 0))
        needed = bought / same if bought and essential(sectors[partner], sectors[0]) == 2 else 0.0
        for share in (0.4, 1.0):
            lost = esri(network, {partner: share}, epsilon=1e-6, replaceability=False)
            loss = 1 - min(lost.hd[0], lost.hu[0])
            found = loss_seen(share, Interval.of(sold), Interval.of(needed))
            assert found.interval.low - 1e-6 <= loss <= found.interval.high + 1e-6


def test_the_bound_is_met_and_an_answer_narrows_it():
    trade = [Holding("a", None, Interval.of(5)), Holding("b", None, Interval.of(3)), Holding("c", None, Interval.of(2))]
    found = constraint_seen(trade)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.38, 1.68))
    assert found.ask.input == PARTNERS_LINKED
    assert constraint_seen(trade, apart=True).value == pytest.approx(0.38)
    assert constraint_seen(trade[:1]).value == 1
    # b and c trade with a alone, a nearly with b alone: the upper end is approached
    worst = constraint(4, [0, 0, 0, 1, 2, 3], [1, 2, 3, 2, 1, 1], [5, 3, 2, 1e6, 1, 1e6])
    assert 1.2 < worst[0] <= found.interval.high


def test_bridging_by_what_is_known_of_partners():
    assert bridging_seen(["metal", "software"]).interval == Interval(0, 1)
    assert bridging_seen(["metal", "software", "metal"], apart=True).value == pytest.approx(2 / 3)
    assert bridging_seen(["metal", "software"], [frozenset((0, 1))]).value == 0
    assert bridging_seen(["metal", "software"], apart=False).value == 0
    assert bridging_seen([]).value == 0
    assert bridging_seen(["metal", "metal"]).value == 0
    with pytest.raises(Invalid, match="positions"):
        bridging_seen(["metal"], [frozenset((0, 1))])


def test_what_is_seen_is_counted():
    view = seen("us", [("s", "us"), ("t", "s"), ("t", "s"), ("us", "c"), ("s", "c"), ("x", "y")])
    assert (view.partners, view.pairs, view.linked, view.outside, view.upstream, view.tiers) == (2, 1, 1, 3, 2, 2)
    assert view.coverage == 1
    assert seen("us", []).coverage is None
    assert loss_seen(1, Interval.of(1), NOTHING).value == 1
    with pytest.raises(Invalid, match="between 0 and 1"):
        loss_seen(2, NOTHING, NOTHING)
