"""Sweeps give every scenario's index; a changed network is computed again only where it matters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from verbund.engines.cascade import Network, esri, resweep, sweep
from verbund.kit.errors import Invalid

from .networks import amounts, cases
from .test_esri import FIRMS, engine, worked
from .test_frontier import heavy_tailed


def test_every_firm_closed_alone():
    found = sweep(worked(), epsilon=1e-12)
    assert found.esri == pytest.approx([0.583333, 0.291667, 0.833333, 0.791667], abs=1e-6)
    assert found.esri_d == pytest.approx([0.583333, 0.291667, 0.625, 0.416667], abs=1e-6)
    assert found.esri_u == pytest.approx([0.208333, 0.166667, 0.416667, 0.791667], abs=1e-6)
    assert found.steps.tolist() == [3, 3, 2, 3]
    assert found.converged.all()


def test_listed_scenarios():
    found = sweep(worked(), [[0.5, 0, 0, 0], {"B": 1, "C": 0.25}, {}], epsilon=1e-12)
    assert found.esri == pytest.approx([0.291667, 0.354167, 0], abs=1e-6)


@pytest.mark.parametrize("cores", [1, 2])
def test_the_compiled_sweep_agrees_with_single_scenarios(cores):
    network = heavy_tailed(700, 6)
    found = sweep(network, epsilon=1e-4, cores=cores)
    for k in range(0, 700, 50):
        alone = esri(network, {k: 1.0}, epsilon=1e-4)
        assert (found.esri[k], found.esri_d[k], found.esri_u[k], found.steps[k]) == pytest.approx(
            (alone.esri, alone.esri_d, alone.esri_u, alone.steps), abs=1e-10
        )


def test_a_scenario_that_does_not_settle_says_so():
    assert not sweep(heavy_tailed(700, 6), epsilon=1e-12, max_steps=2).converged.all()


@pytest.mark.parametrize("replaceability", [True, False])
def test_only_what_changed_is_computed_again(replaceability):
    rng = np.random.default_rng(3)
    network = heavy_tailed(900, 3, sectors=150)
    before = sweep(network, epsilon=1e-2, replaceability=replaceability, remember=True)
    for change in ("amount", "new link", "lost link", "weight"):
        W = network.matrix.tolil()
        weights = network.v.copy()
        i = int(rng.integers(900))
        j = int(rng.integers(900))
        supplier, customer = network.links.supplier[i], network.links.customer[i]
        if change == "amount":
            W[supplier, customer] *= 1.5
        elif change == "lost link":
            W[supplier, customer] = 0
        elif change == "new link":
            W[i, j] += 1.0
        else:
            weights[i] += 1.0
        changed = Network(
            network.firms, network.sectors, csr_array(W), network.essentiality, network.revenue, None, weights
        )
        again = resweep(before, changed)
        whole = sweep(changed, epsilon=1e-2, replaceability=replaceability)
        assert again.esri == pytest.approx(whole.esri, abs=1e-10)
        assert again.steps.tolist() == whole.steps.tolist()
        assert 0 < again.recomputed < 900


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_a_network_changed_anywhere_gives_what_a_full_sweep_gives(case, data):
    """Links, essentiality, revenue, cost and weights, several at once."""
    n, kinds = len(case["W"]), len(case["E"])
    scenarios = [case["shock"], *np.eye(n).tolist()]
    options = {"epsilon": case["epsilon"], "replaceability": case["sigma"], "max_steps": 300}
    before = sweep(engine(case), scenarios, remember=True, **options)
    firm, factor = st.integers(0, n - 1), st.floats(0.5, 3)
    after = {name: [*value] if isinstance(value, list) else value for name, value in case.items()}
    after["W"], after["E"] = [[*row] for row in case["W"]], [[*row] for row in case["E"]]
    for _ in range(data.draw(st.integers(1, 3))):
        what = data.draw(st.sampled_from(["W", "E", "revenue", "cost", "weights"]))
        if what == "W":
            after["W"][data.draw(firm)][data.draw(firm)] = data.draw(amounts)
        elif what == "E":
            after["E"][data.draw(st.integers(0, kinds - 1))][data.draw(st.integers(0, kinds - 1))] = 2
        elif after[what] is not None:
            after[what][data.draw(firm)] *= data.draw(factor)
    if after["cost"] is not None:
        after["cost"] = [max(x, 1.0) for x in after["cost"]]
    assume(np.sum(after["W"]) > 0)
    again, whole = resweep(before, engine(after)), sweep(engine(after), scenarios, remember=True, **options)
    for name in ("esri", "esri_d", "esri_u"):
        assert getattr(again, name) == pytest.approx(getattr(whole, name), abs=1e-9)
    assert again.steps.tolist() == whole.steps.tolist()


def test_nothing_changed_nothing_computed():
    before = sweep(worked(), remember=True)
    again = resweep(before, worked())
    assert again.recomputed == 0
    assert again.esri.tolist() == before.esri.tolist()


def test_wrong_use_is_named():
    with pytest.raises(Invalid, match="remember"):
        resweep(sweep(worked()), worked())
    other = Network.from_links([*FIRMS, "E"], [1, 1, 2, 3, 3], [("A", "E", 1)], lambda a, b: 1)
    with pytest.raises(Invalid, match="same as before"):
        resweep(sweep(worked(), remember=True), other)
    with pytest.raises(Invalid, match="core"):
        sweep(worked(), cores=0)
