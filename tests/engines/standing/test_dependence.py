"""Sourcing, power, specification, data, competence, terms and the before/after of a report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.standing import (
    THRESHOLDS,
    Holding,
    Measure,
    Need,
    Reading,
    Sharing,
    Source,
    Specified,
    Terms,
    change,
    competence_exposure,
    concentration,
    data_exposure,
    lack_of_alternatives,
    power,
    price_taking,
    signs,
    sourcing,
    specification,
)
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

ONE, HALF, OPEN = Interval(1, 1), Interval(0.5, 0.5), Interval(0, 1)


def test_single_source_of_an_essential_input():
    found = sourcing(
        [
            Source("wire", "w1", None, Interval(5, 5)),
            Source("wire", "w2", None, Interval(5, 5)),
            Source("hardening", "Barnim", None, Interval(0, 9)),
            Source("gas", "g1", "Linden", Interval(1, 1)),
            Source("gas", "g2", "Linden", Interval(1, 1)),
            Source("oil", "o1", None, Interval(1, 1)),
            Source("oil", "o2", None, Interval(0, 1)),
        ],
        [
            Need("hardening", True, Interval(6, 6), Interval(8, 12)),
            Need("gas", False),
            Need("oil", True, Interval(30, 50), Interval(8, 8)),
        ],
    )
    by_name = {s.input: s for s in found}
    assert found[0].input == "hardening"
    assert (by_name["hardening"].single, by_name["hardening"].short) == (True, True)
    assert by_name["hardening"].stock_gap.interval == Interval(34, 54)
    assert by_name["hardening"].stock_gap.ask.input == "requalify_weeks"
    assert [s.threshold.code for s in signs(by_name["hardening"].largest)] == ["single-source"]
    assert [s.threshold.code for s in signs(by_name["hardening"].stock_gap)] == ["stock-short"]
    assert by_name["gas"].single is False  # one owner, but not essential
    assert by_name["gas"].largest.value == 1
    assert (by_name["oil"].single, by_name["oil"].short) == (None, None)
    assert (by_name["wire"].single, by_name["wire"].essential, by_name["wire"].short) == (False, None, None)
    covered = sourcing([Source("x", "p", None, ONE)], [Need("x", None, Interval(90, 90), Interval(1, 2))])
    assert (covered[0].single, covered[0].short) == (None, False)


def test_power_of_the_larger_partner():
    found = power("Spreewerk", Interval(0.58, 0.58), Interval(1, 1), Interval(0.02, 0.02), Interval(3, 3))
    assert found.ours.value == pytest.approx(0.29)
    assert found.theirs.value == pytest.approx(0.005)
    assert found.mutual.value == pytest.approx(0.295)
    assert found.imbalance.value == pytest.approx(0.285)
    assert found.weaker == "we"


def test_power_when_little_is_known():
    found = power("X", Interval(0.58, 0.58), Interval(0, 5), OPEN, Interval(1, 1))
    assert found.weaker is None
    assert found.imbalance.interval.low == 0
    assert found.imbalance.ask.input in {"our_alternatives", "their_share"}
    mirrored = power("X", Interval(0, 0.1), Interval(9, 9), Interval(0.5, 0.6), Interval(0, 0))
    assert mirrored.weaker == "they"
    assert mirrored.imbalance.interval.low == pytest.approx(0.49)
    with pytest.raises(Invalid, match="share"):
        power("X", Interval(0, 2), ONE, ONE, ONE)
    assert lack_of_alternatives(Interval(0, 3)) == Interval(0.25, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=8, max_size=8), st.floats(0, 1))
def test_power_never_narrows(ends, more):
    pairs = [Interval(min(a, b), max(a, b)) for a, b in zip(ends[::2], ends[1::2], strict=True)]
    wider = [Interval(p.low * (1 - more), p.high + more * (1 - p.high)) for p in pairs]
    narrow, wide = power("X", *pairs), power("X", *wider)
    for name in ("ours", "theirs", "mutual", "imbalance"):
        inner, outer = getattr(narrow, name).interval, getattr(wide, name).interval
        assert outer.low <= inner.low + 1e-12
        assert inner.high <= outer.high + 1e-12


def test_specification_counts_the_unknown_both_ways():
    found = specification(
        [
            Specified("Spreewerk", Interval(58, 58), True, True, False, True),
            Specified("Adler", Interval(22, 22), None, False, False, False),
            Specified("Own", Interval(20, 20), False, False, False, False),
        ]
    )
    by_code = {m.code: m for m in found}
    assert (by_code["specification.any"].interval.low, by_code["specification.any"].interval.high) == pytest.approx(
        (0.58, 0.8)
    )
    assert by_code["specification.any"].ask.input == "Adler: any"
    assert by_code["specification.tool"].value == pytest.approx(0.58)
    assert by_code["specification.standard"].value == 0
    assert [e.subject for e in by_code["specification.any"].evidence] == ["Spreewerk", "Adler"]
    assert specification([])[0].interval == OPEN
    assert specification([Specified("X", Interval(0, 0), False, False, False, False)])[0].interval == OPEN


def test_data_exposure_by_group():
    found = {
        m.code: m
        for m in data_exposure(
            [
                Reading("Spreewerk", None, "run times", True, False, False, Interval(0.58, 0.58)),
                Reading("Havel A", "Havel", "run times", None, None, None, Interval(0.1, 0.2)),
                Reading("Havel B", "Havel", "quality", False, True, True, Interval(0.1, 0.2)),
            ]
        )
    }
    assert found["data.readers"].value == 2
    assert (found["data.bargaining-share"].interval.low, found["data.bargaining-share"].interval.high) == (
        pytest.approx((0.58, 0.78))
    )
    assert found["data.competitors"].value == 1
    assert found["data.on-trust"].interval == Interval(1, 2)
    assert data_exposure([])[0].value == 0


def test_core_competence_shared_with_competitors():
    found = competence_exposure(
        [Sharing("hard alloys", "core", True), Sharing("grinding", None, True), Sharing("packing", "peripheral", True)]
    )
    assert found.interval == Interval(1, 2)
    assert [e.subject for e in found.evidence] == ["hard alloys", "grinding"]
    with pytest.raises(Invalid):
        competence_exposure([Sharing("x", "core", True), Sharing("x", "core", False)])


def test_price_taker():
    found = {
        m.code: m
        for m in price_taking(
            [
                Terms("A", Interval(70, 70), Interval(90, 90), Interval(4, 4), Interval(3, 4)),
                Terms("B", Interval(10, 30), Interval(30, 30)),
            ],
            Interval(0.018, 0.018),
        )
    }
    assert (found["terms.mean-payment-days"].interval.low, found["terms.mean-payment-days"].interval.high) == (
        pytest.approx((72, 82.5))
    )
    assert [s.threshold.code for s in signs(found["terms.payment-days"])] == ["payment-60", "payment-30"]
    assert found["terms.followed-share"].interval == Interval(0.75, 1)
    assert found["terms.margin"].value == 0.018
    assert price_taking([]) == ()
    assert price_taking([], ONE)[0].value == 1
    assert price_taking([Terms("A", Interval(0, 1), Interval(30, 60), Interval(0, 2), Interval(0, 1))])[
        0
    ].interval == Interval(30, 60)


def customers(spreewerk, *more):
    return concentration([Holding("Spreewerk", None, spreewerk), Holding("Rest", None, Interval(42, 42)),
    *more],
                         "customers").measures  # fmt: skip


def test_change_tells_direction_and_thresholds():
    found = {c.code: c for c in change(customers(Interval(58, 58)), customers(Interval(40, 40)))}
    largest = found["customers.largest-share"]
    assert largest.direction == "down"
    assert largest.difference.high == pytest.approx(42 / 82 - 0.58)
    assert largest.left == ()
    back = {c.code: c for c in change(customers(Interval(30, 30)), customers(Interval(58, 58)))}
    assert back["customers.at-stake"].direction == "up"
    shared = customers(Interval(40, 40), Holding("New", None, Interval(40, 40)))
    freer = {c.code: c for c in change(customers(Interval(58, 58)), shared)}
    assert [s.threshold.code for s in freer["customers.largest-share"].left] == ["customer-50", "customer-35"]
    worse = {c.code: c for c in change(shared, customers(Interval(58, 58)))}
    assert [s.threshold.code for s in worse["customers.largest-share"].crossed] == ["customer-50", "customer-35"]


def test_unknown_stays_unknown_and_what_did_not_change_is_the_same():
    before = customers(Interval(0, 100))
    assert {c.direction for c in change(before, customers(Interval(0, 100)))} == {"same"}
    after = change(before, customers(Interval(1, 100)))
    assert after[0].direction == "unknown"
    assert after[0].difference.width > 0.5
    gone, new = change([before[0]], [Measure("other", ONE)])
    assert (gone.direction, new.direction) == ("gone", "new")
    assert gone.difference is None
    renamed = Measure("a", ONE, method="x", inputs=(("k", ONE),))
    assert change([Measure("a", ONE)], [renamed])[0].direction == "same"
    with pytest.raises(Invalid, match="twice"):
        change([Measure("a", ONE), Measure("a", ONE)], [])


def test_every_threshold_has_mark_and_source():
    assert len({t.code for t in THRESHOLDS}) == len(THRESHOLDS)
    assert all(t.mark in "RAFO" and t.source and t.meaning and t.unit for t in THRESHOLDS)
