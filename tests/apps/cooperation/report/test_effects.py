"""Every effect of the facts stands where it should, stays away where it should, and changes with its clauses alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verbund.apps.cooperation.clauses import library
from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.report.build import lines, stops, strengthened

from .expected import FILE, all_lines, lines_of, said, stops_of
from .scenarios import SCENARIOS, STOPS, Scenario

FACTS = (
    *(f"V{i}" for i in range(1, 9)), *(f"DA{i}" for i in range(1, 7)), *(f"EN{i}" for i in range(1, 7)),
    *(f"EV{i}" for i in range(1, 7)), *(f"PR{i}" for i in range(1, 7)), *(f"KO{i}" for i in range(1, 7)),
    *(f"AU{i}" for i in range(1, 6)), *(f"KI{i}" for i in range(1, 7)),
)  # fmt: skip
BY_NAME = [pytest.param(s, id=f"{s.code} {s.name}") for s in SCENARIOS]


def test_every_effect_of_the_facts_has_a_case() -> None:
    assert {s.code for s in SCENARIOS} >= set(FACTS)
    assert {s.code for s in SCENARIOS if s.away} >= set(FACTS) - {"V2"}  # leaving always takes time
    assert {s.code for s in STOPS} == {"V1", "V2", "W", "DA1", "EV3", "PR1", "PR6", "AU1", "KI4"}


def test_what_the_made_cases_say_is_what_was_read() -> None:
    assert all_lines() == Path(FILE).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("s", BY_NAME)
def test_it_stands_and_stays_away(s: Scenario) -> None:
    assert lines_of(s.shows(), s.code)
    for number, away in enumerate(s.away):
        assert not lines_of(away(), s.code), number


@pytest.mark.parametrize("s", [pytest.param(s, id=f"{s.code} {s.name}") for s in STOPS])
def test_a_stop_sign_stands_and_stays_away(s: Scenario) -> None:
    assert stops_of(s.shows(), s.code)
    for number, away in enumerate(s.away):
        assert not stops_of(away(), s.code), number


@pytest.mark.parametrize("s", BY_NAME)
def test_removing_or_adding_a_clause_changes_its_lines_alone(s: Scenario) -> None:
    case = s.shows()
    k = kind(case.charter.kind)
    before = {(said(x), x.clauses) for x in lines(case, k)}
    for code in library().clauses:
        present = case.charter.clause(code) is not None
        other = case.without(code) if present else strengthened(case, code)
        after = {(said(x), x.clauses) for x in lines(other, k)}
        assert not {text for text, clauses in before ^ after if code not in clauses}, code
        if present:
            assert not [x for x in lines(other, k) if x.cause == code], code
        signs = {(x.code, x.mend, x.text["de"], x.clauses) for x in stops(case, k)}
        now = {(x.code, x.mend, x.text["de"], x.clauses) for x in stops(other, k)}
        assert not {sign for sign in signs ^ now if code not in sign[3]}, code


@pytest.mark.parametrize("s", BY_NAME)
def test_a_line_says_all_it_owes(s: Scenario) -> None:
    for x in lines_of(s.shows(), s.code):
        assert x.mend in library().clauses
        assert x.cause in ("", *library().clauses)
        assert x.source
        for texts in (x.text, x.title, x.mend_text):
            assert set(texts) == {"de", "en"}
            assert not any(re.search(r"\bNone\b(?! of)|[{}\[\]]|  |!| [.,;:]", t) for t in texts.values()), texts


@pytest.mark.parametrize("s", BY_NAME)
def test_the_remedy_in_its_strong_form_never_makes_the_line_worse(s: Scenario) -> None:
    case = s.shows()
    for x in lines_of(case, s.code):
        better = [y for y in lines_of(strengthened(case, x.mend), s.code) if y.title == x.title]
        for y in better:
            if x.money is not None and y.money is not None:
                assert y.money.high <= x.money.high
