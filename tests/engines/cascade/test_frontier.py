"""The compiled frontier algorithm computes what the plain run computes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import random_array

from verbund.engines.cascade import PLAIN_LIMIT, Network, _frontier, _plain, esri
from verbund.engines.cascade._coefficients import coefficients

from .networks import cases
from .oracle import published
from .test_esri import engine


def heavy_tailed(n, per_firm, seed=7, sectors=20):
    """A random network whose links follow a heavy-tailed size distribution."""
    rng = np.random.default_rng(seed)
    size = rng.pareto(1.2, n) + 0.1
    m = n * per_firm
    ends = rng.choice(n, (2, m), p=size / size.sum())
    W = random_array((n, n), density=0, format="coo")
    W.row, W.col = ends
    W.data = size[ends[0]] * rng.lognormal(size=m)
    E = rng.choice([0, 1, 2], (sectors, sectors), p=[0.3, 0.4, 0.3])
    kinds = rng.integers(0, sectors, n)
    network = Network(range(n), kinds.tolist(), W, E)
    return Network(range(n), kinds.tolist(), W, E, revenue=network.sales * rng.uniform(1, 2, n))


@settings(max_examples=100, deadline=None)
@given(cases())
def test_agrees_with_the_published_formulas(case):
    oracle = published(**case, limit=500)
    assume(oracle["steps"] < 500)
    network = engine(case)
    psi, p = np.array(case["shock"]), _frontier.prepared(network)
    firms = np.flatnonzero(psi)
    down, up, steps, converged = _frontier.run(p, firms, psi[firms], case["epsilon"], False, case["sigma"], 10_000)
    assert 1 - down == pytest.approx(oracle["hd"], abs=1e-9)
    assert 1 - up == pytest.approx(oracle["hu"], abs=1e-9)
    assert converged
    assert abs(steps - oracle["steps"]) <= 1  # a change that equals epsilon but for rounding


@settings(max_examples=100, deadline=None)
@given(cases(), st.booleans())
def test_sweeps_agree_with_the_published_formulas(case, relative):
    """Also where the last upstream step is summed and not made (absolute criterion, revenue covers the sales)."""
    network, n = engine(case), len(case["W"])
    scenarios = [case["shock"], *np.eye(n).tolist()]
    hit = [np.flatnonzero(shock) for shock in scenarios]
    start = np.cumsum([0, *(len(firms) for firms in hit)])
    firm = np.concatenate(hit).astype(np.int64)
    shock = np.concatenate([np.array(shock)[firms] for shock, firms in zip(scenarios, hit, strict=True)])
    rule = (case["epsilon"], relative, case["sigma"], 10_000)
    worth, steps, _ = _frontier.sweep(_frontier.prepared(network), start, firm, shock, rule, 1, 0)
    for k, alone in enumerate(scenarios):
        oracle = published(**{**case, "shock": alone}, relative=relative, limit=500)
        if oracle["steps"] < 500 and abs(steps[k]) == oracle["steps"]:
            indices = oracle["esri"], oracle["esri_d"], oracle["esri_u"]
            assert worth[k] / network.v.sum() == pytest.approx(indices, abs=1e-9)
        else:  # a change that equals epsilon but for rounding
            assert oracle["steps"] == 500 or abs(steps[k] - oracle["steps"]) <= 1


@pytest.mark.parametrize("criterion", ["absolute", "relative"])
@pytest.mark.parametrize("replace", [True, False])
def test_a_larger_network_agrees_with_the_plain_run(criterion, replace):
    network = heavy_tailed(PLAIN_LIMIT + 100, 8)
    c = coefficients(network)
    for firm in np.argsort(-network.sales)[[0, 10, 100, 1000]]:
        shock = np.zeros(len(network.firms))
        shock[firm] = 0.8
        relative = criterion == "relative"
        down, up, steps, _ = _plain.run(c, shock, network.v, 1e-6, relative, replace, 200)
        found = esri(
            network, {int(firm): 0.8}, epsilon=1e-6, criterion=criterion, replaceability=replace, max_steps=200
        )
        assert found.steps == steps
        assert np.abs(found.loss_d - down).max() < 1e-12
        assert np.abs(found.loss_u - up).max() < 1e-12


def test_the_step_limit_is_kept():
    network = heavy_tailed(PLAIN_LIMIT + 100, 8)
    found = esri(network, {int(np.argmax(network.sales)): 1}, epsilon=1e-9, max_steps=2)
    assert (found.steps, found.converged) == (2, False)
