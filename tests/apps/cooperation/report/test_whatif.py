"""What if: only what is tried changes, nothing is kept, and one click makes it a counter-proposal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.apps.cooperation import region
from tests.apps.cooperation.world import World
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.cooperation import queries
from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.models import SideEffectReport
from verbund.apps.cooperation.report.build import build
from verbund.apps.cooperation.report.present import presented_moves
from verbund.apps.cooperation.report.whatif import Change, applied, compared, figures_of, options, terms
from verbund.apps.core.scoping import everybody
from verbund.kit.errors import Invalid

from .scenarios import SCENARIOS
from .synthetic import case, did


def moved(made: Any, change: Change) -> dict[str, Any]:
    k = kind(made.charter.kind)
    return compared(build(made, k), build(applied(made, change), k))


@pytest.mark.parametrize("s", [pytest.param(s, id=f"{s.code} {s.name}") for s in SCENARIOS])
def test_a_clause_tried_moves_its_lines_alone(s: Any) -> None:
    made = s.shows()
    for code in {x["mend"] for x in build(made, kind(made.charter.kind))["effects"]}:
        found = moved(made, Change({code: "strong"}))
        for m in found["lines"]:
            if m.state != "same":
                assert code in (m.old or m.new)["clauses"], (code, m)
        assert len(presented_moves(found["lines"], "de")) == len(found["lines"])


def test_nothing_tried_moves_nothing() -> None:
    for verbund_id, slug in region.all_cases():
        found = moved(region.case(verbund_id, slug), Change())
        assert (found["count"], found["stops"], found["dependences"]) == (0, [], [])


def test_a_member_less_and_a_share_less() -> None:
    made = region.case("maschinendaten-havel", "havelmetall", 1)
    without = moved(made, Change(without=frozenset({region.did("spreewerk")})))
    assert "DA1" in without["codes"]
    assert [m.old["code"] for m in without["stops"] if m.state == "gone"] == ["DA1"]
    promised = case("production", {"B1+": {"capacity_share": "0.18"}}, months_without_room=7)
    less = moved(promised, Change(figures={("B1", "capacity_share"): "0.05"}))
    assert less["codes"] == ["PR3"]
    assert next(m for m in less["lines"] if m.state == "changed").new["after"] == {"low": 0.05, "high": 0.05}


def test_a_figure_that_is_one_for_each_member_changes_for_this_one() -> None:
    made = case("development", {"B1+": {"money_eur": {"me": "100", "other": "300"}, "hours_start": 5}})
    changed = applied(made, Change(figures={("B1", "money_eur"): "50"}))
    assert changed.charter.clause("B1").parameters["money_eur"] == {"me": "50", "other": "300"}
    assert {f["name"]: f["value"] for f in figures_of(made)} == {"money_eur": "100", "hours_start": "5"}


def test_a_counter_proposal_says_what_was_tried() -> None:
    made = region.case("maschinendaten-havel", "havelmetall")
    old = {c.code: c for c in made.charter.clauses}
    found = {c.code: c for c in terms(made, Change({"D2": "strong", "H1": "out"}, {("L1", "notice_months"): "1"}))}
    assert set(found) == set(old) - {"H1"} | {"D2"}
    assert "1\u00a0Monat" in found["L1"].text["de"]
    assert found["D2"].text["de"]
    assert all(found[code] == old[code] for code in set(found) - {"D2", "L1"})


@pytest.mark.parametrize("change", [
    Change({"Q9": "strong"}), Change({"D2": "loud"}), Change(figures={("B1", "nothing"): "1"}),
    Change(figures={("Z1", "months"): "many"}), Change(figures={("Z1", "months"): "1.5"}),
    Change(figures={("X1", "bundle_share"): "3"}), Change(without=frozenset({did("nobody")})),
    Change(without=frozenset({did("other")})),
])  # fmt: skip
def test_what_cannot_be_tried_is_refused(change: Change) -> None:
    made = case("data", {"Z1+": {"months": 12}, "B1+": {}, "X1+": {"bundle_share": "0.5"}})
    with pytest.raises(Invalid):
        applied(made, change)


def test_options_begin_with_the_remedies() -> None:
    made = region.case("maschinendaten-havel", "havelmetall", 1)
    found = options(made, build(made, kind("data")))
    assert found["quick"][0]["code"] == "D2"
    assert {m["name"] for m in found["members"]} >= {"Spreewerk Antriebe AG"}
    assert {c["code"] for c in found["clauses"]} >= {"D2", "M2", "K3"}


@pytest.fixture
def page(near: World) -> tuple[World, str, Client, str]:
    near.propose([{"code": "X1", "form": "strong", "text": {"de": "Nur mit uns"}}])
    charter = queries.on_table(*near.who("bert")).hash
    person = Person.objects.create_user("what@example.org", "x")
    Membership.objects.create(person=person, company=near.companies["bert"], role="owner")
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return near, charter, client, f"/en/vereinbaren/{near.verbund}/beipackzettel/{charter}/"


def test_tried_on_the_page_without_and_with_htmx(page: Any) -> None:
    _near, _charter, client, url = page
    assert client.get(url).status_code == 200
    with everybody():
        kept = SideEffectReport.objects.count()
    whole = client.get(url, {"try": "1", "c": "M2"}).content.decode()
    assert "M2 strong" in whole
    assert "no longer" in whole
    part = client.get(url, {"try": "1", "c": "M2"}, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "no longer" in part
    wrong = client.get(url, {"try": "1", "f.L1.x": "lots"}, headers={"hx-request": "true"})
    assert wrong.status_code == 200
    assert "Enter a number" in wrong.content.decode()
    with everybody():
        assert SideEffectReport.objects.count() == kept


def test_one_click_makes_it_a_counter_proposal(page: Any) -> None:
    near, charter, client, url = page
    client.get(url)
    assert client.post(url, {"step": "counter", "c": "M2", "reason": "sold firms"}).status_code == 302
    found = [v for v in queries.versions(*near.who("bert")) if v.status == "counter"]
    assert len(found) == 1
    assert {c["code"] for c in found[0].document["clauses"]} == {"X1", "M2"}
    assert json.dumps(found[0].document).count(charter) == 1
    assert client.post(url, {"step": "counter"}).status_code == 400
