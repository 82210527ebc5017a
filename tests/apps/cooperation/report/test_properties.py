"""Widening an input never narrows a figure; a hostile charter never breaks a report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.cooperation import region
from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.clauses import library
from verbund.apps.cooperation.report.build import build, canonical
from verbund.apps.cooperation.report.dependences import figures
from verbund.kit.errors import Invalid

CASES = region.all_cases()
share = st.floats(0.0, 0.4)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.data())
def test_forgetting_an_amount_never_narrows(which: tuple[str, str], data: st.DataObject) -> None:
    case = region.case(*which)
    known = [i for i, t in enumerate(case.before.ties) if t.amount]
    if not known:
        return
    ties = list(case.before.ties)
    i = data.draw(st.sampled_from(known))
    low = Decimal(repr(float(ties[i].amount) * data.draw(st.floats(0.0, 1.0))))
    high = Decimal(repr(float(ties[i].amount) * data.draw(st.floats(1.0, 3.0))))
    ties[i] = replace(ties[i], amount=low, amount_most=high)
    narrow = figures(case, case.before, False)
    wide = figures(case, replace(case.before, ties=tuple(ties)), False)
    for code in ("customers", "suppliers", "specification", "platform"):
        a, b = narrow[code][0], wide[code][0]
        assert b.low <= a.low + 1e-9, code
        assert a.high <= b.high + 1e-9, code


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(share, share, share)
def test_a_wider_answer_never_narrows_the_report(a: float, b: float, more: float) -> None:
    def platform(low: float, high: float) -> tuple[float, float]:
        case = region.case("maschinendaten-havel", "havelmetall", processes_in_room=[low, high])
        found = next(d for d in build(case, kinds.kind("data"))["dependences"] if d["code"] == "platform")
        return found["after"]["low"], found["after"]["high"]

    low, high = round(min(a, b), 4), round(max(a, b), 4)
    narrow, wide = platform(low, high), platform(max(0.0, low - more), min(1.0, high + more))
    assert wide[0] <= narrow[0] + 1e-6
    assert narrow[1] <= wide[1] + 1e-6


junk = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text("abc1 _:", max_size=12),
    st.sampled_from(["1e9999", "NaN", "-5", "0.5", [], [[]], ["a", ["b"]], {}, {"x": {"y": 1}}, [1, 2, 3], "joint"]),
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.data())
def test_a_hostile_charter_never_breaks_the_report(which: tuple[str, str], data: st.DataObject) -> None:
    case = region.case(*which)
    clauses = []
    for clause in case.charter.clauses:
        names = sorted(library()[clause.code].parameters)
        name = data.draw(st.sampled_from(names)) if names else ""
        found = {**clause.parameters, name: data.draw(junk)} if name else clause.parameters
        clauses.append(replace(clause, parameters=found))
    try:
        hostile = replace(case, charter=replace(case.charter, clauses=tuple(clauses)))
    except Invalid:  # the profile itself refuses it
        return
    assert canonical(build(hostile, kinds.kind(case.charter.kind)))
