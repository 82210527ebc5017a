"""Concentration: exact when known, sound and isotonic when not, groups counted once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.standing import Behind, Holding, concentration, fourth_parties, hhi, rest_of, signs, top_share
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval


def known(*amounts):
    return [Holding(f"p{k}", None, Interval.of(a)) for k, a in enumerate(amounts)]


def test_known_amounts_give_the_index():
    found = concentration(known(58, 22, 20), "customers")
    assert found.hhi.value == pytest.approx(0.58**2 + 0.22**2 + 0.2**2)
    assert found.largest.value == pytest.approx(0.58)
    assert found.top3.value == pytest.approx(1)
    assert found.at_stake.value == 58
    assert [m.ask for m in found.measures] == [None] * 4
    assert [e.subject for e in found.shares] == ["p0", "p1", "p2"]


def test_partners_of_one_group_count_as_one():
    holdings = [Holding("a", "G", Interval(30, 30)), Holding("b", "G", Interval(30, 30)), *known(40)]
    assert concentration(holdings, "customers").largest.value == pytest.approx(0.6)
    assert concentration(holdings, "customers").largest.evidence[0].subject == "G"


def test_one_partner_named_twice_keeps_both_amounts():
    found = concentration([*known(30), *known(30)], "customers")
    assert found.largest.value == 1
    assert len(found.hhi.inputs) == 3


def test_unknown_names_the_input_that_narrows_most():
    found = concentration(
        [*known(50), Holding("q", None, Interval(0, 100)), Holding("r", None, Interval(9, 10))], "suppliers"
    )
    assert found.hhi.value is None
    assert found.hhi.ask.input == "q"
    assert found.hhi.ask.narrows_by > 0.2


def test_rest_is_what_the_total_leaves():
    holdings = known(58, 22)
    assert rest_of(Interval(100, 110), holdings) == Interval(20, 30)
    assert rest_of(Interval(70, 75), holdings) == Interval(0, 0)
    found = concentration(holdings, "customers", rest_of(Interval(100, 100), holdings))
    assert found.largest.interval == Interval(0.58, 0.58)
    assert found.hhi.interval.low == pytest.approx(0.58**2 + 0.22**2)  # the rest spread over many
    assert found.hhi.interval.high == pytest.approx(0.58**2 + 0.22**2 + 0.2**2)  # or with one


def test_nothing_known_of_the_rest_leaves_everything_open():
    found = concentration(known(58), "customers", None)
    assert found.hhi.interval == Interval(0, 1)
    assert found.largest.interval == Interval(0, 1)
    assert found.hhi.ask.input == "others"
    assert found.shares[0].interval == Interval(0, 1)


@pytest.mark.parametrize("holdings", [[], known(0), [Holding("p", None, Interval(0, 5))] * 2])
def test_perhaps_no_trade_at_all(holdings):
    assert concentration(holdings, "customers").hhi.interval.high == 1


def test_many_unknown_amounts_say_that_bounds_are_outer():
    found = concentration([Holding(str(k), None, Interval(1, 2)) for k in range(12)], "customers")
    assert found.hhi.method.startswith("outer")
    assert found.hhi.interval.low == pytest.approx(1 / 12)
    assert 0.09 < found.hhi.interval.high < 0.12


def test_negative_amounts_are_refused():
    with pytest.raises(Invalid, match="p"):
        Holding("p", None, Interval(-1, 1))


def test_signs_tell_certain_from_possible():
    found = concentration([*known(58, 20), Holding("q", None, Interval(10, 30))], "customers")
    by_code = {s.threshold.code: s.certain for s in signs(found.largest)}
    assert by_code == {
        "customer-50": True, "customer-35": True, "customer-30": True, "customer-22": True, "customer-20": True,
        "customer-10": True,
    }  # fmt: skip
    assert {s.threshold.code: s.certain for s in signs(concentration(known(1, 1), "suppliers").hhi)} == {
        "hhi-high": True, "hhi-medium": True,
    }  # fmt: skip
    wide = concentration([*known(30), Holding("q", None, Interval(10, 60))], "customers")
    assert {s.threshold.code: s.certain for s in signs(wide.largest)}["customer-50"] is False


def test_fourth_parties_behind_platforms():
    clouds = [Holding("Nordring", None, Interval(60, 60)), Holding("Direct", "Hyper", Interval(20, 20)),
              Holding("Other", None, Interval(20, 20))]  # fmt: skip
    found = fourth_parties(clouds, [Behind("Nordring", "Hyper", Interval(0.5, 1))], "clouds")
    hyper = next(m for m in found if m.code == "clouds.behind.Hyper")
    assert (hyper.interval.low, hyper.interval.high) == pytest.approx((0.5, 1.0))  # nothing is known of Other
    assert [e.subject for e in hyper.evidence] == ["Nordring", "Direct", "Other"]
    assert hyper.evidence[2].shows == "not known what stands behind Other"


boxes = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50)), min_size=1, max_size=13)


def index(amounts):
    return sum(a * a for a in amounts) / sum(amounts) ** 2


@settings(max_examples=100, deadline=None)
@given(boxes, st.data())
def test_every_admissible_amount_lies_inside(pairs, data):
    groups = [Interval(a, a + w) for a, w in pairs]
    amounts = [data.draw(st.floats(0, 1)) * g.width + g.low for g in groups]
    rest = data.draw(st.floats(0, 10))
    if sum(amounts) < 1e-6:
        return
    found = hhi(groups, Interval(0, 10))
    for parts in ([rest], [rest / 7] * 7):
        assert found.low - 1e-9 <= index([*amounts, *parts]) <= found.high + 1e-9
    for count in (1, 3):
        top = sum(sorted(amounts)[-count:]) / sum(amounts)
        bounds = top_share(groups, count)
        assert bounds.low - 1e-9 <= top <= bounds.high + 1e-9


@settings(max_examples=100, deadline=None)
@given(boxes, st.integers(0, 12), st.floats(0, 30), st.booleans())
def test_a_wider_input_never_narrows(pairs, which, more, down):
    groups = [Interval(a, a + w) for a, w in pairs]
    k = which % len(groups)
    g = groups[k]
    wider = [*groups]
    wider[k] = Interval(max(0.0, g.low - more), g.high) if down else Interval(g.low, g.high + more)
    for figure in (hhi, lambda x, r: top_share(x, 1, r), lambda x, r: top_share(x, 3, r)):
        for rest in (Interval(0, 0), Interval(1, 3)):
            narrow, wide = figure(groups, rest), figure(wider, rest)
            assert wide.low <= narrow.low + 1e-9
            assert narrow.high <= wide.high + 1e-9
    narrow, wide = hhi(groups, Interval(1, 3)), hhi(groups, Interval(0, 4))
    assert wide.low <= narrow.low + 1e-9
    assert narrow.high <= wide.high + 1e-9
