from __future__ import annotations

from dataclasses import replace

from tests.apps.cooperation.region import charter
from verbund.apps.cooperation.clauses import differences, proposed
from verbund.protocols.register.v1 import Clause


def said(old, new, lang: str) -> list[str]:
    return [d.text.replace("\u00a0", " ") for d in differences(old, new, lang)]


def test_parameters_read_as_words_with_units() -> None:
    old = charter("titandraht")
    clauses = tuple(
        replace(c, parameters={**c.parameters, "notice_months": 3}) if c.code == "L1" else c for c in old.clauses
    )
    new = replace(old, clauses=clauses)
    assert said(old, new, "de") == ["Kündigungsfrist: 6 auf 3 Monate"]
    assert said(old, new, "en") == ["Notice period: 6 to 3 months"]


def test_clauses_added_removed_and_changed_in_form() -> None:
    old, new = charter("maschinendaten-havel", 2), charter("maschinendaten-havel", 3)
    german = said(old, new, "de")
    assert "Daten: Felder, Körnung, Verzug: statt schwacher jetzt starke Form" in german
    assert "Körnung: je Maschine auf je Teilefamilie" in german
    assert "Daten: Felder, Körnung, Verzug: bisher nur vertraglich, jetzt durchgesetzt" in german
    without = replace(new, clauses=tuple(c for c in new.clauses if c.code != "L1"))
    gone, back = differences(new, without, "en"), differences(without, new, "en")
    assert gone[0].text.startswith("Struck out: Term and notice.")
    assert (gone[0].weaker, back[0].weaker, back[0].clause) == (True, False, "L1")


def test_a_foreign_clause_with_unknown_parameters_still_reads() -> None:
    old = charter("titandraht")
    foreign = Clause("own:Q1", "strong", "trust", {"depth": 3}, {"de": "Drei Lagen."})
    broken = replace(proposed("L4", "strong"), parameters={"days": "many"})
    clauses = (*(c for c in old.clauses if c.code != "L4"), broken, foreign)
    german = said(old, replace(old, clauses=clauses), "de")
    assert "Neu: own:Q1. Drei Lagen." in german
    deeper = replace(foreign, parameters={"depth": 4})
    both = (replace(old, clauses=(foreign,)), replace(old, clauses=(deeper,)))
    assert said(*both, "de") == ["own:Q1, depth: 3 auf 4"]


def test_members_dates_and_rules() -> None:
    old = charter("titandraht")
    new = replace(old, members=old.members[:-1], voting="unanimous", notice_days=90)
    german = said(old, new, "de")
    assert any(text.endswith("ist nicht mehr dabei") for text in german)
    assert "Kündigungsfrist: 180 auf 90 Tage" in german
    assert "Abstimmung: Mehrheit der Stimmen auf alle stimmen zu" in german
    assert said(old, old, "de") == []
