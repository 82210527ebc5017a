"""Constraint, brokerage, tiers, betweenness: worked cases and plain transcriptions of the definitions."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.standing import betweenness, brokerage, constraint, tier_depth
from verbund.kit.errors import Invalid

graphs = st.integers(2, 8).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0.1, 5)), max_size=25),
        st.lists(st.integers(0, 2), min_size=n, max_size=n),
    )
)


def columns(links):
    return ([a for a, _, _ in links], [b for _, b, _ in links], [w for _, _, w in links])


def plain_constraint(n, links):
    z = np.zeros((n, n))
    for a, b, w in links:
        if a != b:
            z[a, b] += w
            z[b, a] += w
    found = []
    for i in range(n):
        if not z[i].sum():
            found.append(np.nan)
            continue
        p = z / np.where(z.sum(axis=1, keepdims=True) == 0, 1, z.sum(axis=1, keepdims=True))
        found.append(
            sum((p[i, j] + sum(p[i, q] * p[q, j] for q in range(n) if q not in (i, j))) ** 2
                for j in range(n) if z[i, j])
        )  # fmt: skip
    return found


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_constraint_is_burts(graph):
    n, links, _ = graph
    assert constraint(n, *columns(links)) == pytest.approx(plain_constraint(n, links), nan_ok=True)


def test_constraint_of_star_and_triangle():
    star = constraint(5, [0, 0, 0, 0], [1, 2, 3, 4])
    assert star.tolist() == [0.25, 1, 1, 1, 1]
    assert constraint(3, [0, 1, 2], [1, 2, 0]) == pytest.approx([1.125] * 3)


@settings(max_examples=100, deadline=None)
@given(graphs)
def test_brokerage_is_gould_and_fernandez(graph):
    n, links, group = graph
    pairs = {(a, b) for a, b, _ in links}
    expected = np.zeros((n, 5), int)
    for a, b, c in permutations(range(n), 3):
        if (a, b) in pairs and (b, c) in pairs and (a, c) not in pairs:
            kind = {
                (True, True, True): 0, (False, False, True): 1, (False, True, False): 2, (True, False, False): 3,
                (False, False, False): 4,
            }[group[a] == group[b], group[b] == group[c], group[a] == group[c]]  # fmt: skip
            expected[b, kind] += 1
    source, target, _ = columns(links)
    assert brokerage(n, source, target, group).counts.tolist() == expected.tolist()


def test_bridging_counts_triads_between_different_groups():
    found = brokerage(4, [0, 1, 2], [3, 3, 3], [0, 1, 2, 2])
    assert np.isnan(found.bridging).all()  # nobody passes anything on
    assert brokerage(3, [0, 1], [1, 2], [0, 1, 2]).bridging[1] == 1
    assert brokerage(3, [0, 1], [1, 2], [0, 1, 0]).bridging[1] == 0


def test_tiers_count_from_the_focal_company():
    found = tier_depth(6, [1, 2, 3, 3, 0], [0, 1, 2, 0, 4], 0)
    assert found.tolist() == [0, 1, 2, 1, -1, -1]


def plain_betweenness(n, links):
    follow = {v: {b for a, b, _ in links if a == v and b != v} for v in range(n)}
    found = np.zeros(n)
    for s, t in permutations(range(n), 2):
        paths, done = [[s]], []
        while paths and not done:
            paths = [[*p, w] for p in paths for w in follow[p[-1]] if w not in p]
            done = [p for p in paths if p[-1] == t]
        for p in done:
            for v in p[1:-1]:
                found[v] += 1 / len(done)
    return found / max((n - 1) * (n - 2), 1)


@settings(max_examples=50, deadline=None)
@given(graphs)
def test_betweenness_from_all_sources_is_exact(graph):
    n, links, _ = graph
    source, target, _ = columns(links)
    found = betweenness(n, source, target, range(n))
    assert found.share == pytest.approx(plain_betweenness(n, links))
    assert found.error.tolist() == [0] * n


def test_small_networks_need_no_compiler_and_agree_with_the_compiled_loop(monkeypatch):
    rng = np.random.default_rng(7)
    source, target = rng.integers(0, 40, (2, 160))
    plain = betweenness(40, source, target, range(0, 40, 2))
    monkeypatch.setattr("verbund.engines.standing._structure.PLAIN_LIMIT", 0)
    compiled = betweenness(40, source, target, range(0, 40, 2))
    assert plain.share == pytest.approx(compiled.share)
    assert plain.error == pytest.approx(compiled.error)


def test_betweenness_from_samples_is_unbiased_and_tells_its_error():
    rng = np.random.default_rng(5)
    source, target = rng.integers(0, 200, (2, 800))
    exact = betweenness(200, source, target, range(200)).share
    samples = [betweenness(200, source, target, rng.permutation(200)[:60]) for _ in range(100)]
    assert np.mean([s.share for s in samples], axis=0).sum() == pytest.approx(exact.sum(), rel=0.05)
    happened = np.mean([(s.share - exact) ** 2 for s in samples])
    assert np.mean([s.error**2 for s in samples]) == pytest.approx(happened, rel=0.15)
    assert np.isnan(betweenness(200, source, target, [3]).error).all()


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: constraint(2, [0], [2]), "links"),
        (lambda: constraint(2, [0], [1], [-1.0]), "links"),
        (lambda: tier_depth(2, [0, 1], [1], 0), "links"),
        (lambda: tier_depth(2, [0], [1], 5), "focal"),
        (lambda: brokerage(2, [0], [1], [0]), "group"),
        (lambda: betweenness(2, [0], [1], [0, 0]), "sources"),
        (lambda: betweenness(2, [0], [1], []), "sources"),
    ],
)
def test_wrong_input_names_the_argument(call, where):
    with pytest.raises(Invalid) as problem:
        call()
    assert problem.value.where == where
