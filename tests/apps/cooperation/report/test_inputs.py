"""What goes in: questions that count, ranges that only widen, sums that nobody makes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.cooperation import region
from verbund.apps.cooperation.kinds import kind, kinds
from verbund.apps.cooperation.report import Case, Line
from verbund.apps.cooperation.report.build import build, lines, questions_of
from verbund.apps.cooperation.report.present import presented
from verbund.apps.cooperation.report.reading import amount
from verbund.apps.cooperation.report.text import as_text
from verbund.kit.interval import Interval

from .scenarios import SCENARIOS

CASES = [
    *((f"{s.code} {s.name}", s.shows) for s in SCENARIOS),
    *((f"{v} {m}", lambda v=v, m=m: region.case(v, m)) for v, m in region.all_cases()),
]
IDS = [name for name, _ in CASES]
TRY: dict[str, tuple[Any, ...]] = {
    "yes_no": (True, False), "share": (["0", "0"], ["0.1", "0.1"], ["0.9", "0.9"]),
    "amount": (["0", "0"], ["1000", "1000"]), "count": (["0", "0"], ["1", "1"], ["40", "40"]),
    "months": (["3", "3"], ["40", "40"]), "metric": (["0.5", "0.5"],), "text": ("Muster AG",), "members": ([],),
    "words": (["nichts davon"], ["24.45"]),
    "gain": ({"low": "1", "high": "2", "unit": "EUR/a", "certainty": "possible"},),
}  # fmt: skip


@pytest.mark.parametrize("make", [m for _, m in CASES], ids=IDS)
def test_every_question_asked_has_an_answer_that_changes_a_line(make: Any) -> None:
    case = make()
    k = kind(case.charter.kind)
    known = questions_of(k)
    before = build(case, k)
    for asked in before["open"]:
        assert asked["code"] in known
        changed = False
        for value in TRY[known[asked["code"]].answer]:
            after = build(replace(case, answers={**case.answers, asked["code"]: value}), k)
            changed |= any(after[part] != before[part] for part in ("effects", "stops", "six"))
            assert asked["code"] not in {q["code"] for q in after["open"]}, "asked twice"
        assert changed, asked["code"]


@pytest.mark.parametrize("make", [m for _, m in CASES], ids=IDS)
def test_questions_come_with_most_lines_first(make: Any) -> None:
    case = make()
    counts = [len(q["changes"]) for q in build(case, kind(case.charter.kind))["open"]]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)


def test_no_two_questions_have_one_code_and_two_meanings() -> None:
    seen: dict[str, Any] = {}
    for k in kinds():
        for code, question in questions_of(k).items():
            assert seen.setdefault(code, question) == question


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CASES), st.data())
def test_widening_any_input_narrows_no_line(which: tuple[str, Any], data: st.DataObject) -> None:
    case = which[1]()
    wide = _widened(case, data)
    if wide is None:
        return
    k = kind(case.charter.kind)
    after = {(x.code, x.title["de"], i): x for i, x in _numbered(lines(wide, k))}
    for i, x in _numbered(lines(case, k)):
        y = after.get((x.code, x.title["de"], i))
        if y is None and x.code == "V6":  # another partner is now the worst: it may cost no less
            y = next(z for (code, _, _), z in after.items() if code == "V6")
            assert y.money.high >= x.money.high
            continue
        assert y is not None, x.code
        for name in ("money", "before", "after"):
            a, b = getattr(x, name), getattr(y, name)
            if a is not None and b is not None:
                assert b.low <= a.low + 1e-6, (x.code, name, a, b)
                assert a.high <= b.high + 1e-6, (x.code, name, a, b)


def _numbered(found: tuple[Line, ...]) -> list[tuple[int, Line]]:
    seen: dict[tuple[str, str], int] = {}
    out = []
    for x in sorted(found, key=lambda x: x.text["de"]):
        key = (x.code, x.title["de"])
        seen[key] = seen.get(key, -1) + 1
        out.append((seen[key], x))
    return out


def _widened(case: Case, data: st.DataObject) -> Case | None:
    """One answer, amount of the charter or amount of a relation made wider."""
    answers = [c for c, v in case.answers.items() if not isinstance(v, bool | dict | str) or _number(v)]
    answers = [c for c in answers if amount(case.answers[c]) is not None]
    ties = [i for i, t in enumerate(case.before.ties) if t.amount]
    parameters = [(c.code, n) for c in case.charter.clauses for n, v in c.parameters.items()
                  if n in ("bundle_share", "capacity_share", "band_percent") and _number(v)]  # fmt: skip
    options = [*(("answer", c) for c in answers), *(("tie", i) for i in ties), *(("term", p) for p in parameters)]
    if not options:
        return None
    what, which = data.draw(st.sampled_from(options))
    down, up = data.draw(st.floats(0.2, 1.0)), data.draw(st.floats(1.0, 2.0))
    if what == "answer":
        found = _wider(case.answers[which], down, up)
        return replace(case, answers={**case.answers, which: found})
    if what == "term":
        code, name = which
        clauses = tuple(
            replace(c, parameters={**c.parameters, name: _wider(c.parameters[name], down, up)}) if c.code == code else c
            for c in case.charter.clauses
        )
        return replace(case, charter=replace(case.charter, clauses=clauses))
    all_ties = list(case.before.ties)
    tie = all_ties[which]
    low, high = float(tie.amount or 0), float(tie.amount_most or tie.amount or 0)
    all_ties[which] = replace(tie, amount=Decimal(repr(low * down)), amount_most=Decimal(repr(high * up)))
    return replace(case, before=replace(case.before, ties=tuple(all_ties)))


def _number(value: Any) -> bool:
    return not isinstance(value, bool) and amount(value) is not None


def _wider(value: Any, down: float, up: float) -> list[str]:
    found = amount(value) or Interval(0, 0)
    return [f"{found.low * down:.6f}", f"{found.high * up:.6f}"]


@pytest.mark.parametrize("make", [m for _, m in CASES], ids=IDS)
def test_lines_are_never_added_up(make: Any) -> None:
    """Neither the sum of all amounts nor of those of one unit stands anywhere."""
    from verbund.apps.cooperation.report.present import amount as words

    case = make()
    document = build(case, kind(case.charter.kind))
    money = [(x["money"], x["money_unit"]) for x in document["effects"] if x["money"] and x["money"]["high"] > 0]
    shown = {words(m, "de") for m, _ in money}
    text = as_text(document, "de")
    page = str(presented(document, "de"))
    for unit in (None, "", "a", "wk"):
        chosen = [m for m, u in money if unit is None or u == unit]
        if len(chosen) < 2:
            continue
        total = {end: sum(m[end] for m in chosen) for end in ("low", "high")}
        said = words(total, "de")
        if said not in shown:
            assert f" {said} " not in text
            assert f"'{said}'" not in page


def test_the_report_says_where_each_figure_comes_from() -> None:
    for name, make in CASES:
        case = make()
        for x in lines(case, kind(case.charter.kind)):
            assert x.inputs, (name, x.code)
