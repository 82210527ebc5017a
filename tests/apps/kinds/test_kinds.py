from __future__ import annotations

import sys

import pytest

from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.clauses import library, proposed, render
from verbund.apps.matching.registry import Side, kind_reasons
from verbund.engines.search import Profile

SEVEN = {"data", "development", "purchasing", "production", "competence", "training", "ai"}


def test_the_seven_are_there() -> None:
    assert {k.code for k in kinds.kinds()} >= SEVEN


@pytest.mark.parametrize("code", sorted(SEVEN))
def test_a_kind_proposes_clauses_that_stand_in_the_library(code: str) -> None:
    kind = kinds.kind(code)
    proposed_codes = [t.code for t in kind.terms()]
    assert len(proposed_codes) == len(set(proposed_codes))
    assert {"Z1", "L1", "L2", "L4", "H4"} <= set(proposed_codes)
    for term in kind.terms():
        clause = proposed(term.code, term.form, term.parameters)
        assert set(clause.parameters) <= set(library()[term.code].parameters)
        assert render(term.code, term.form, clause.parameters, "de")
    assert kind.measures
    assert kind.staying_out["de"]
    assert kind.staying_out["en"]


@pytest.mark.parametrize("code", sorted(SEVEN))
def test_reasons_have_sentences(code: str) -> None:
    found = kind_reasons[code]
    resources = tuple((t, {"de": "x", "en": "y"}) for t in (
        "data_set", "capacity", "machine", "prototype", "demonstrator", "expertise", "training_place"))  # fmt: skip
    provider = Side(
        "did:a", "A", Profile("a"), "25.62", "sme", (("core", {"de": "Drehen", "en": "turning"}, "25.62"),), resources
    )
    for kind in ("sme", "large", "institute", "school"):
        side = Side("did:a", "A", provider.profile, "25.62", kind, provider.competences, resources)
        for reason in found.rule(object(), side, Side("did:b", "B", Profile("b"), "25.62.1")):
            assert str(found.sentences[reason.code]) % dict(reason.values)


def test_an_eighth_kind_by_entry_point(tmp_path, monkeypatch) -> None:
    (tmp_path / "eighth.py").write_text(
        "from verbund.apps.cooperation.kinds import Kind, Measure\n"
        "KIND = Kind('repair', 'Repair', 'repair', lambda: [], (), (Measure('days', 'days', 'd'),))\n",
        encoding="utf-8",
    )
    info = tmp_path / "eighth-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eighth\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[verbund.kinds]\nrepair = eighth:KIND\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    kinds._load_plugins.cache_clear()
    try:
        assert kinds.known("repair")
        assert kinds.kind("repair").measures[0].code == "days"
    finally:
        kinds._kinds._items.pop("repair", None)
        sys.modules.pop("eighth", None)
        kinds._load_plugins.cache_clear()
