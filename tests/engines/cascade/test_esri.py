"""ESRI as published: worked numbers, agreement with a plain transcription, hostile input."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from verbund.engines.cascade import Network, esri
from verbund.kit.errors import Invalid

from .networks import cases
from .oracle import published

FIRMS, SECTORS = ["A", "B", "C", "D"], [1, 1, 2, 3]
LINKS = [("A", "C", 6), ("B", "C", 4), ("C", "D", 8), ("A", "D", 2)]
REVENUE = [10, 8, 10, 20]


def essential(supplier, customer):
    return 2 if (supplier, customer) in {(1, 2), (2, 3)} else 1


def worked(*more, revenue=REVENUE):
    return Network.from_links(FIRMS, SECTORS, [*LINKS, *more], essential, revenue=revenue, weights=revenue)


@pytest.mark.parametrize(
    ("closed", "down", "up", "index", "index_d", "index_u", "steps"),
    [
        ("A", [1, 0, 0.6, 0.6], [1, 0, 0, 0], 0.583333, 0.583333, 0.208333, 3),
        ("B", [0, 1, 0.2, 0.2], [0, 1, 0, 0], 0.291667, 0.291667, 0.166667, 3),
        ("C", [0, 0, 1, 1], [0.6, 0.5, 1, 0], 0.833333, 0.625, 0.416667, 2),
        ("D", [0, 0, 0, 1], [0.68, 0.4, 0.8, 1], 0.791667, 0.416667, 0.791667, 3),
    ],
)
def test_worked_example(closed, down, up, index, index_d, index_u, steps):
    found = esri(worked(), {closed: 1}, epsilon=1e-12)
    assert found.loss_d == pytest.approx(down, abs=1e-6)
    assert found.loss_u == pytest.approx(up, abs=1e-6)
    assert (found.esri, found.esri_d, found.esri_u) == pytest.approx((index, index_d, index_u), abs=1e-6)
    assert (found.steps, found.converged) == (steps, True)
    assert found.money == pytest.approx(np.maximum(down, up) * REVENUE, abs=1e-5)
    assert found.hd == pytest.approx(1 - np.array(down), abs=1e-6)
    assert found.hu == pytest.approx(1 - np.array(up), abs=1e-6)


def test_without_replaceability_only_b_changes():
    found = {f: esri(worked(), {f: 1}, epsilon=1e-12, replaceability=False) for f in FIRMS}
    assert [round(found[f].esri, 6) for f in FIRMS] == [0.583333, 0.416667, 0.833333, 0.791667]
    assert found["B"].loss_d == pytest.approx([0, 1, 0.4, 0.4])


def test_without_revenue_upstream_is_overstated():
    plain = Network.from_links(FIRMS, SECTORS, LINKS, essential)
    assert [esri(plain, {f: 1}, epsilon=1e-12).esri for f in FIRMS] == pytest.approx([0.64, 0.28, 0.90, 1.0])
    assert esri(plain, {"A": 1}).money is None


@pytest.mark.parametrize(("shock", "index"), [([0.5, 0, 0, 0], 0.291667), ([0, 1, 0.25, 0], 0.354167)])
def test_partial_and_multiple_shocks(shock, index):
    assert esri(worked(), shock, epsilon=1e-12).esri == pytest.approx(index, abs=1e-6)


@pytest.mark.parametrize(("epsilon", "index", "steps"), [(1e-2, 0.9847012991, 28), (1e-12, 1.0, 163)])
def test_cycle(epsilon, index, steps):
    cycle = Network.from_links(FIRMS, SECTORS, [*LINKS, ("D", "A", 5)], essential)
    found = esri(cycle, {"B": 1}, epsilon=epsilon)
    assert (found.esri, found.steps) == (pytest.approx(index, abs=1e-6), steps)


def engine(case):
    return Network(
        [f"f{i}" for i in range(len(case["W"]))], case["sectors"], csr_array(np.array(case["W"])), case["E"],
        case["revenue"], case["cost"], case["weights"],
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(cases(), st.sampled_from(["absolute", "relative"]))
def test_agrees_with_the_published_formulas(case, criterion):
    oracle = published(**case, relative=criterion == "relative", limit=500)
    assume(oracle["steps"] < 500)
    options = {"epsilon": case["epsilon"], "criterion": criterion, "replaceability": case["sigma"]}
    found = esri(engine(case), case["shock"], **options)
    if criterion == "relative":
        assume(found.steps == oracle["steps"])  # a change that equals epsilon but for rounding
    assert found.hd == pytest.approx(oracle["hd"], abs=1e-9)
    assert found.hu == pytest.approx(oracle["hu"], abs=1e-9)
    assert found.esri == pytest.approx(oracle["esri"], abs=1e-9)
    assert (found.esri_d, found.esri_u) == pytest.approx((oracle["esri_d"], oracle["esri_u"]), abs=1e-9)


def test_trace_shows_the_cascade_step_by_step():
    found = esri(worked(), {"A": 1}, epsilon=1e-12, trace=True)
    assert [step.number for step in found.trace] == [0, 1, 2, 3]
    assert found.trace[0].loss.tolist() == [1, 0, 0, 0]
    assert found.trace[1].loss == pytest.approx([1, 0, 0.6, 0.2])
    assert found.trace[-1].loss == pytest.approx(found.loss)


def test_relative_criterion_follows_a_small_shock_further():
    chain = Network.from_links(range(6), range(6), [(i, i + 1, 1) for i in range(5)], lambda a, b: 2)
    absolute, relative = (esri(chain, {0: 0.005}, epsilon=1e-2, criterion=c) for c in ("absolute", "relative"))
    assert (absolute.steps, relative.steps) == (1, 5)
    assert relative.loss_d == pytest.approx([0.005] * 6)


def test_stops_at_the_step_limit_and_says_so():
    cycle = Network.from_links(FIRMS, SECTORS, [*LINKS, ("D", "A", 5)], essential)
    found = esri(cycle, {"B": 1}, epsilon=1e-12, max_steps=4)
    assert (found.steps, found.converged) == (4, False)


def test_links_add_up_and_matrix_round_trips():
    network = Network.from_links("AB", [0, 0], [("A", "B", 1), ("A", "B", 2), ("B", "A", 0)], [[1]])
    assert network.matrix.toarray().tolist() == [[0, 3], [0, 0]]
    assert Network("AB", [0, 0], [[0, 3], [0, 0]], [[1]]).sales.tolist() == [3, 0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"firms": ["A", "A", "C", "D"]}, "firms"),
        ({"sectors": [1, 1]}, "sectors"),
        ({"sectors": [0, 1, 2, 9], "essentiality": np.ones((3, 3))}, "sectors"),
        ({"essentiality": np.ones((2, 3))}, "essentiality"),
        ({"essentiality": lambda a, b: 3}, "essentiality"),
        ({"essentiality": lambda a, b: 1.5}, "essentiality"),
        ({"W": np.ones((3, 4))}, "W"),
        ({"W": np.ones(4)}, "W"),
        ({"W": -np.ones((4, 4))}, "W"),
        ({"W": np.full((4, 4), np.inf)}, "W"),
        ({"revenue": [1, 2, 3]}, "revenue"),
        ({"revenue": [1, 2, 3, float("nan")]}, "revenue"),
        ({"cost": [0, 0, 0, 0]}, "cost"),
        ({"weights": [0, 0, 0, 0]}, "weights"),
    ],
)
def test_wrong_networks_name_the_argument(change, where):
    right = {"firms": FIRMS, "sectors": SECTORS, "W": np.ones((4, 4)), "essentiality": essential}
    with pytest.raises(Invalid) as problem:
        esri(Network(**{**right, **change}), {"A": 1})
    assert problem.value.where == where


def test_wrong_links_name_the_firm():
    with pytest.raises(Invalid, match="'X' is no firm"):
        Network.from_links("AB", [0, 0], [("A", "X", 1)], [[1]])


@pytest.mark.parametrize(
    ("shocks", "options", "where"),
    [
        ({"X": 1}, {}, "shocks"),
        ({"A": 1.1}, {}, "shocks"),
        ({"A": float("nan")}, {}, "shocks"),
        ([1, 0], {}, "shocks"),
        ({"A": 1}, {"epsilon": -1}, "epsilon"),
        ({"A": 1}, {"criterion": "loose"}, "criterion"),
        ({"A": 1}, {"max_steps": 0}, "max_steps"),
    ],
)
def test_wrong_scenarios_name_the_argument(shocks, options, where):
    with pytest.raises(Invalid) as problem:
        esri(worked(), shocks, **options)
    assert problem.value.where == where


def test_a_small_network_loads_neither_numba_nor_scipy():
    code = (
        "import sys; from verbund.engines.cascade import Network, esri;"
        "esri(Network.from_links('AB', [0, 1], [('A', 'B', 1)], lambda a, b: 2), {'A': 1});"
        "assert not {'numba', 'scipy', 'django'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env={"PYTHONPATH": os.pathsep.join(sys.path)})
