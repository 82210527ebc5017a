"""Influence by the votes, and the form of a Verbund with its evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.apps.cooperation import region
from verbund.apps.cooperation.report.form import form_of
from verbund.apps.cooperation.report.votes import banzhaf

from .synthetic import case


def by_hand(votes: dict[str, int], rule: str) -> dict[str, float]:
    """The definition: every coalition looked at."""
    total = sum(votes.values())

    def wins(group: tuple[str, ...]) -> bool:
        weight = sum(votes[m] for m in group)
        return 3 * weight >= 2 * total if rule == "two_thirds" else 2 * weight > total

    swings = dict.fromkeys(votes, 0)
    for size in range(len(votes) + 1):
        for group in combinations(votes, size):
            if wins(group):
                for m in group:
                    swings[m] += not wins(tuple(x for x in group if x != m))
    together = sum(swings.values())
    return {m: s / together for m, s in swings.items()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=7), st.sampled_from(["majority", "two_thirds"]))
def test_influence_is_what_the_definition_counts(weights: list[int], rule: str) -> None:
    votes = {f"m{i}": w for i, w in enumerate(weights)}
    if not sum(weights):
        assert banzhaf(votes, rule) == {}
        return
    assert banzhaf(votes, rule) == pytest.approx(by_hand(votes, rule))


def test_known_influence() -> None:
    assert banzhaf({"a": 50, "b": 49, "c": 1}, "majority") == pytest.approx({"a": 0.6, "b": 0.2, "c": 0.2})
    assert banzhaf({"a": 3, "b": 1, "c": 1}, "majority") == {"a": 1.0, "b": 0.0, "c": 0.0}
    assert banzhaf({"a": 3, "b": 0}, "unanimous") == {"a": 1.0, "b": 0.0}
    thirty = banzhaf({f"m{i}": i + 1 for i in range(30)}, "majority")
    assert sum(thirty.values()) == pytest.approx(1)
    assert thirty["m29"] > thirty["m0"] > 0
    assert banzhaf({"a": 10**9, "b": 10**9}, "majority") == {"a": 0.5, "b": 0.5}


def test_form_of_the_example_regions_verbuende() -> None:
    found = {v: form_of(region.case(v, d["members"][0]["company"])) for v, d in region.verbuende().items()}
    assert {v: (f.form, f.who) for v, f in found.items()} == {
        "maschinendaten-havel": ("led", "Nordring Cloud und ERP"),
        "greifer-losgroesse-1": ("led", "Teltow Systemtechnik"),
        "titandraht": ("equals", ""),
        "drehen-haerten-nord": ("equals", ""),
        "simulation-auf-zeit": ("equals", ""),
        "mechatronik-barnim": ("led", "Fläming Möbelwerk"),
        "vorausschauende-wartung": ("led", "Adlershof Sensorik"),
    }
    assert all(f.evidence for f in found.values())


def test_every_member_sees_the_same_form() -> None:
    for v, d in region.verbuende().items():
        forms = {form_of(region.case(v, m["company"])).form for m in d["members"] if m["role"] != "companion"}
        assert len(forms) == 1


def test_who_decides_alone_dominates() -> None:
    votes = {"E1-": {"rule": "majority", "votes": {"me": 1, "big": 5, "third": 1}}}
    assert (form_of(case("data", votes, "big", "third")).form, form_of(case("data", votes, "big", "third")).who) == (
        "domination", "big")  # fmt: skip
    two = {"E2-": {"interface_owner": "big", "coordinator": "big"}, "M1-": {}}
    assert form_of(case("data", two, "big", "third")).form == "domination"
    assert form_of(case("data", {"M1-": {}}, "big", "third")).form == "equals"
    only = case("data", two, "big")
    assert form_of(replace(only, members=only.members[:1])).form == "equals"
