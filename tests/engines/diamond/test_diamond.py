"""Porter's diamond: figures as defined, unknown as intervals, data and opinion side by side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.diamond import (
    FACETS,
    demand,
    entries,
    facet,
    level_of_demand,
    level_of_factors,
    level_of_related,
    level_of_rivalry,
    location_quotient,
    opinion,
    relatedness,
    rivalry,
)
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

ONE = Interval.of


def plain_relatedness(x):
    """RCA and φ by their definitions, cell by cell."""
    places, industries = x.shape
    total = x.sum()
    m = np.zeros(x.shape, bool)
    for p in range(places):
        for i in range(industries):
            if x[p].sum() and x[:, i].sum():
                m[p, i] = (x[p, i] / x[p].sum()) / (x[:, i].sum() / total) >= 1
    phi = np.zeros((industries, industries))
    for i in range(industries):
        for j in range(industries):
            larger = max(m[:, i].sum(), m[:, j].sum())
            phi[i, j] = (m[:, i] & m[:, j]).sum() / larger if larger else 0
    return m, phi


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_relatedness_is_co_occurrence(places, industries, data):
    x = np.array(data.draw(st.lists(st.lists(st.integers(0, 9), min_size=industries, max_size=industries),
                                    min_size=places, max_size=places)), float)  # fmt: skip
    found = relatedness({(p, i): x[p, i] for p in range(places) for i in range(industries)})
    m, phi = plain_relatedness(x)
    assert found.present.tolist() == m.tolist()
    assert found.proximity == pytest.approx(phi)


def test_related_industries_and_their_density():
    counts = {(f"p{k}", "gears"): 4 for k in range(4)} | {(f"p{k}", "steel"): 4 for k in range(3)}
    counts |= {(f"p{k}", "bread"): 9 for k in range(4, 8)} | {("p0", "software"): 1}
    found = relatedness(counts)
    assert found.phi("gears", "steel") == pytest.approx(3 / 4)
    assert [name for name, _ in found.nearest("gears")] == ["steel", "software"]
    assert found.density("gears", {"steel": True}) == pytest.approx(0.75)
    assert found.density("bread", {"steel": True}) is None
    assert found.phi("gears", "unknown") == 0
    assert relatedness({}).industries == ()
    with pytest.raises(Invalid, match="negative"):
        relatedness({("a", "b"): -1})


def test_location_quotient_and_what_is_unknown():
    assert location_quotient(ONE(30), ONE(100), ONE(60), ONE(400)).value == pytest.approx(2)
    wide = location_quotient(Interval(20, 40), ONE(100), Interval(50, 70), ONE(400)).interval
    assert wide.low < 2 < wide.high
    assert location_quotient(ONE(0), ONE(0), ONE(0), ONE(0)).interval == Interval(0, 1000)
    with pytest.raises(Invalid, match="whole"):
        location_quotient(ONE(30), ONE(10), ONE(60), ONE(400))
    assert level_of_factors(ONE(1.3)) == "strong"
    assert level_of_factors(ONE(0.5)) == "weak"
    assert level_of_factors(ONE(1)) == "medium"
    assert level_of_factors(Interval(0.5, 1.3)) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(1, 100), min_size=4, max_size=4), st.lists(st.floats(0, 5), min_size=4, max_size=4))
def test_knowing_less_never_narrows_the_quotient(values, more):
    here, region, industry, everywhere = values[0], sum(values[:2]), values[0] + values[2], sum(values)
    exact = [here, region, industry, everywhere]
    wide = [Interval(max(0, v - m), v + m) for v, m in zip(exact, more, strict=True)]
    narrow = location_quotient(*(ONE(v) for v in exact)).interval
    outer = location_quotient(*wide).interval
    assert outer.low <= narrow.low + 1e-9
    assert narrow.high <= outer.high + 1e-9


def test_demand_by_buyers():
    found = {f.code: f.interval for f in demand({"28": ONE(60), "29": ONE(40)}, ONE(50), ONE(0), 7)}
    assert found["demand.hhi"].low == pytest.approx(0.52)
    assert found["demand.inside-share"].low == pytest.approx(0.5)
    partly = {f.code: f.interval for f in demand({"28": ONE(60)}, ONE(30), ONE(40))}
    assert (partly["demand.inside-share"].low, partly["demand.inside-share"].high) == pytest.approx((0.3, 0.7))
    nothing = {f.code: f.interval for f in demand({}, ONE(0), ONE(0))}
    assert nothing["demand.inside-share"] == Interval(0, 1)
    assert level_of_demand(ONE(0.1), ONE(0.5)) == "strong"
    assert level_of_demand(ONE(0.5), ONE(0.5)) == "medium"
    assert level_of_demand(ONE(0.5), ONE(0.1)) == "weak"
    assert level_of_demand(Interval(0.1, 0.5), ONE(0.5)) is None


def test_rivalry_and_entries():
    count, even = rivalry([ONE(10)] * 5)
    assert (count.value, even.value) == (5, pytest.approx(0.2))
    assert rivalry([])[1].interval == Interval(0, 1)
    young = entries([2024, 1990, None, 2010], 2021)
    assert young.interval == Interval(0.25, 0.5)
    assert entries([], 2021).interval == Interval(0, 1)
    assert level_of_rivalry(4, ONE(0.2), ONE(0.5)) == "weak"
    assert level_of_rivalry(5, ONE(0.2), ONE(0.1)) == "strong"
    assert level_of_rivalry(5, ONE(0.2), ONE(0.0)) == "medium"
    assert level_of_rivalry(9, ONE(0.5), ONE(0.0)) == "weak"
    assert level_of_rivalry(9, ONE(0.2), Interval(0, 1)) is None


def test_related_level_needs_both():
    assert level_of_related(ONE(0.6), ONE(0.7)) == "strong"
    assert level_of_related(ONE(0.6), ONE(0.1)) == "medium"
    assert level_of_related(ONE(0.1), ONE(0.1)) == "weak"
    assert level_of_related(Interval(0, 1), ONE(0.1)) is None


def test_opinion_needs_five_and_stays_beside_the_data():
    assert opinion([2, 2, 2, 2]) is None
    said = opinion([2, 2, 1, 0, 2])
    assert said is not None
    assert (said.answers, said.counts, said.level) == (5, (1, 1, 3), "strong")
    assert opinion([0, 2], least=2).level == "weak"  # the lower of two middles
    with pytest.raises(Invalid):
        opinion([3])
    both = facet("factors", (), "weak", said)
    assert (both.rests_on, both.disagree) == ("both", True)
    assert facet("demand", (), None, said).rests_on == "opinion"
    assert facet("demand", (), "weak", None).rests_on == "data"
    assert facet("demand", (), None, None).rests_on == "nothing"
    assert not facet("demand", (), "medium", said).disagree
    with pytest.raises(Invalid, match=FACETS[0]):
        facet("weather", (), None, None)
