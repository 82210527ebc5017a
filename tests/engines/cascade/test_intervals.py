"""Bounds: exact for known input, sound for every admissible network, never narrower for wider input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.cascade import IntervalNetwork, Network, esri, esri_interval
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from .networks import cases
from .test_esri import FIRMS, LINKS, REVENUE, SECTORS, essential

STEPS = 60


def widened(values, factors):
    return [Interval(x * (1 - f), x * (1 + f)) for x, f in zip(values, factors, strict=True)]


def bounds(case, spread, unknown=False):
    """The case with every amount widened by its own factor."""
    n = len(case["W"])
    pairs = [(i, j) for i in range(n) for j in range(n)]
    links = [(i, j, Interval(case["W"][i][j] * (1 - spread[i]), case["W"][i][j] * (1 + spread[j]))) for i, j in pairs]
    optional = {k: case[k] and widened(case[k], spread) for k in ("revenue", "cost", "weights")}
    if unknown and optional["revenue"]:
        optional["revenue"][0] = None
    network = IntervalNetwork(range(n), case["sectors"], links, case["E"], **optional)
    shocks = {i: Interval(x * (1 - spread[i]), min(1, x * (1 + spread[i]))) for i, x in enumerate(case["shock"])}
    return esri_interval(network, shocks, replaceability=case["sigma"], max_steps=STEPS)


def inside(inner, outer):
    return outer.low <= inner.low + 1e-9 and inner.high <= outer.high + 1e-9


@settings(max_examples=60, deadline=None)
@given(cases(n_max=5), st.lists(st.floats(0, 0.9), min_size=5, max_size=5), st.data())
def test_every_admissible_network_lies_inside(case, spread, data):
    n = len(case["W"])
    spread = spread[:n]
    result = bounds(case, spread)

    def draw(interval):
        return data.draw(st.sampled_from([interval.low, interval.high, (interval.low + interval.high) / 2]))

    W = np.array(
        [[draw(Interval(w * (1 - spread[i]), w * (1 + spread[j]))) for j, w in enumerate(row)] for i, row in
         enumerate(case["W"])]
    )  # fmt: skip
    drawn = {k: case[k] and [draw(x) for x in widened(case[k], spread)] for k in ("revenue", "cost", "weights")}
    if drawn["revenue"]:
        drawn["revenue"] = np.maximum(drawn["revenue"], W.sum(axis=1))
    if drawn["cost"]:
        drawn["cost"] = np.maximum(drawn["cost"], W.sum(axis=0))
    shock = [draw(Interval(x * (1 - f), min(1, x * (1 + f)))) for x, f in zip(case["shock"], spread, strict=True)]
    network = Network(range(n), case["sectors"], W, case["E"], **drawn)
    point = esri(network, shock, epsilon=0, replaceability=case["sigma"], max_steps=STEPS)
    for i in range(n):
        assert inside(Interval.of(point.loss_d[i]), result.loss_d[i])
        assert inside(Interval.of(point.loss_u[i]), result.loss_u[i])
        if point.money is not None:
            assert result.money[i].low - 1e-6 <= point.money[i] <= result.money[i].high * (1 + 1e-9) + 1e-6
    for name in ("esri", "esri_d", "esri_u"):
        assert inside(Interval.of(getattr(point, name)), getattr(result, name))


@settings(max_examples=60, deadline=None)
@given(cases(n_max=5), st.lists(st.floats(0, 0.5), min_size=5, max_size=5), st.integers(0, 4), st.floats(0, 0.5))
def test_a_wider_input_never_narrows(case, spread, which, more):
    spread = spread[: len(case["W"])]
    wider = [f + more if i == which else f for i, f in enumerate(spread)]
    narrow, wide = bounds(case, spread), bounds(case, wider, unknown=True)
    assert inside(narrow.esri, wide.esri)
    assert all(inside(a, b) for a, b in zip(narrow.loss_d, wide.loss_d, strict=True))
    assert all(inside(a, b) for a, b in zip(narrow.loss_u, wide.loss_u, strict=True))


@settings(max_examples=40, deadline=None)
@given(cases(n_max=5))
def test_known_amounts_give_the_index_itself(case):
    result = bounds(case, [0.0] * len(case["W"]))
    network = Network(range(len(case["W"])), case["sectors"], np.array(case["W"]), case["E"], case["revenue"],
                      case["cost"], case["weights"])  # fmt: skip
    point = esri(network, case["shock"], epsilon=0, replaceability=case["sigma"], max_steps=STEPS)
    assert (result.esri.low, result.esri.high) == pytest.approx((point.esri, point.esri), abs=1e-9)


def worked(**changes):
    fields = {"links": LINKS, "essentiality": essential, "revenue": REVENUE, "weights": REVENUE, **changes}
    return IntervalNetwork(FIRMS, SECTORS, **fields)


def test_worked_example_with_one_unknown_revenue():
    known = esri_interval(worked(), {"D": 1})
    open_end = esri_interval(worked(revenue=[None, 8, 10, 20]), {"D": 1})
    assert known.loss_u[0].low == pytest.approx(0.68)
    assert open_end.loss_u[0].low == 0
    assert open_end.loss_u[0].high == pytest.approx(0.85)  # all of A's sales are those it is known to make
    assert open_end.money[0] is None
    assert open_end.money[3] == Interval(20, 20)
    assert "bounds" in open_end.method


def test_unknown_cost_lies_between_purchases_and_no_end():
    result = esri_interval(worked(cost=[None, None, None, 20]), {"C": 1})
    assert result.loss_d[3] == Interval(0.5, 0.5)
    result = esri_interval(worked(cost=[None] * 4), {"C": 1})
    assert result.loss_d[3] == Interval(0, 1)


def test_revenue_that_may_be_nil_is_at_least_what_the_network_shows():
    result = esri_interval(worked(revenue=[Interval(0, 20), 8, 10, 20]), {"D": 1})
    assert (result.loss_u[0].low, result.loss_u[0].high) == pytest.approx((0.34, 0.85))
    assert esri_interval(worked(revenue=[0, 8, 10, 20]), {"D": 1}).loss_u[0].low == pytest.approx(0.85)


def test_a_link_that_may_not_exist():
    result = esri_interval(worked(links=[*LINKS[1:], ("A", "C", Interval(0, 6))]), {"A": 1}, replaceability=False)
    assert (result.loss_d[2].low, result.loss_d[2].high) == pytest.approx((0, 0.6))


@pytest.mark.parametrize(
    ("fields", "shocks", "where"),
    [
        ({"links": [*LINKS, ("A", "C", 1)]}, {"A": 1}, "links"),
        ({"links": [("A", "C", Interval(-1, 1))]}, {"A": 1}, "W"),
        ({"revenue": [1]}, {"A": 1}, "revenue"),
        ({"revenue": [-1, 1, 1, 1]}, {"A": 1}, "revenue"),
        ({"weights": [0, 0, 0, 0]}, {"A": 1}, "weights"),
        ({}, {"X": 1}, "shocks"),
        ({}, {"A": Interval(0, 2)}, "shocks"),
    ],
)
def test_wrong_input_names_the_argument(fields, shocks, where):
    with pytest.raises(Invalid) as problem:
        esri_interval(worked(**fields), shocks)
    assert problem.value.where == where
