"""What would make us less dependent: figures before and after, ranked, handed over as a draft without names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.test import Client

from verbund.apps.core.actor import Actor, system
from verbund.apps.core.scoping import scoped_to
from verbund.apps.matching.models import Opportunity
from verbund.apps.position import actions, queries, way_words, ways
from verbund.apps.position.answers import read
from verbund.apps.position.failure import fail
from verbund.apps.position.measures import measure
from verbund.kit.errors import Invalid, Missing
from verbund.node.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def of(region: dict[str, Any]) -> Any:
    return lambda key: queries.ways(system(company_id=region[key].pk), region[key].pk)


def middle(interval: Any) -> float:
    return float(interval.low + interval.high) / 2


def test_every_kind_of_way_is_found_and_the_dependence_falls(of: Any) -> None:
    found = {w.code: w for key in ("havelmetall", "uckerland", "spreewerk") for w in of(key)}
    assert set(found) == set(ways.EFFORT)
    for way in found.values():
        assert middle(way.after) <= middle(way.before)
        assert way.gain > ways.LEAST or way.ask
    own = [w for w in of("havelmetall") if not w.ask]
    assert [w.worth for w in own] == sorted((w.worth for w in own), reverse=True)


def test_the_figures_are_those_of_the_changed_network(region: dict[str, Any], of: Any) -> None:
    company, barnim = region["havelmetall"].pk, region["barnim"].pk
    actor = system(company_id=company)
    n = queries.neighbourhood(actor, company)
    way = next(w for w in of("havelmetall") if w.code == "second-source" and w.about == barnim)
    whole = fail(n, barnim, 1.0, ways.WEEKS, queries.essentials_of(n))
    assert way.money[0] == whole.own_money
    assert way.money[1].high < whole.own_money.low * 0.7  # type: ignore[union-attr]
    freer = next(w for w in of("havelmetall") if w.code == "own-customers")
    assert middle(freer.after) == pytest.approx(0.58 / 1.1)
    pays = next(w for w in of("havelmetall") if w.code == "payment-terms")
    assert middle(pays.before) == pytest.approx(0.58 * 90 / 365)
    assert middle(pays.after) == pytest.approx(0.58 * 60 / 365)
    moved = next(w for w in of("havelmetall") if w.code == "second-provider")
    assert (moved.before.low, moved.after.low) == (0.6, 0.3)


def test_buying_together_waits_for_an_answer_and_then_has_a_figure(
    region: dict[str, Any], of: Any, owner_of: Callable[..., Actor]
) -> None:
    company = region["havelmetall"]
    pool = next(w for w in of("havelmetall") if w.code == "pooled-purchasing")
    assert (pool.ask, pool.gain) == ("weight", 0)
    assert of("havelmetall")[-1] == pool
    actions.answer(owner_of(company), company.pk, {"weight": "5"})
    pool = next((w for w in of("havelmetall") if w.code == "pooled-purchasing"), None)
    if pool is not None:
        assert not pool.ask
        assert pool.gain > 0
    big = measure(queries.neighbourhood(system(company_id=company.pk), company.pk), read({"weight": "100"}))
    assert big.structure.supplier is not None
    assert big.structure.supplier.theirs.interval.low > 0


def test_nothing_is_proposed_where_nothing_hangs(region: dict[str, Any], make_company: Any) -> None:
    company = make_company("neu")
    assert queries.ways(system(company_id=company.pk), company.pk) == []
    n = queries.neighbourhood(system(company_id=region["flaeming"].pk), region["flaeming"].pk)
    loose = replace(n, ties=tuple(replace(t, replaceable="yes", payment_days=14) for t in n.ties))
    assert not {w.code for w in ways.ways(loose, measure(loose))} & {"second-source", "shared-stock", "payment-terms"}


def test_one_click_makes_a_draft_without_names_and_amounts(
    region: dict[str, Any], signed_in: Callable[..., Client], of: Any
) -> None:
    company = region["havelmetall"]
    browser = signed_in(company)
    way = next(w for w in of("havelmetall") if w.code == "second-source" and w.about == region["barnim"].pk)
    shown = browser.get("/lage/").content.decode()
    assert f'value="{way.id}"' in shown
    answer = browser.post("/lage/gesuch/", {"way": way.id})
    assert answer.status_code == 302
    draft = browser.get(answer["Location"])
    assert draft.status_code == 200
    with scoped_to(company.pk):
        row = Opportunity.objects.get(company=company, state="draft", title_de__startswith="Zweite Quelle")
    assert (row.kind, row.direction, row.wz_codes) == ("production", "need", ["25.61"])
    assert row.title_en.startswith("Second source wanted: vacuum hardening")
    for text in (row.title_de, row.title_en, row.text_de, row.text_en):
        assert "Barnim" not in text
        assert not any(c.isdigit() for c in text)
    assert browser.post("/lage/gesuch/", {"way": way.id})["Location"] == answer["Location"], "no second draft"
    assert browser.post("/lage/gesuch/", {"way": "second-source:nobody"}).status_code == 404
    stranger = signed_in(region["flaeming"])
    assert stranger.post("/lage/gesuch/", {"way": way.id}).status_code == 404


def test_no_need_names_a_partner(region: dict[str, Any]) -> None:
    for key in ("havelmetall", "uckerland", "spreewerk", "adlershof", "nordring"):
        actor = system(company_id=region[key].pk)
        n = queries.neighbourhood(actor, region[key].pk)
        for way in queries.ways(actor, region[key].pk):
            names = [f.name for f in n.firms.values() if f.id != n.company]
            need = way_words.need(replace(way, product=("Wellen für Spreewerk", "shafts", "25.62")), names)
            assert "Spreewerk" not in need.title_de or not any(name.startswith("Spreewerk") for name in names)
            need = way_words.need(way, names)
            said = " ".join((need.title_de, need.title_en, need.text_de, need.text_en))
            assert not any(f.name in said for f in n.firms.values() if f.name)


def test_answers_change_what_they_said_they_change(region: dict[str, Any], owner_of: Callable[..., Actor]) -> None:
    company: UUID = region["adlershof"].pk
    actor = owner_of(region["adlershof"])
    before = queries.position(actor, company)
    assert before.role.role is None
    actions.answer(actor, company, {"systems": "half", "apart": "none"})
    after = queries.position(actor, company)
    assert set(after.role.possible) < set(before.role.possible)
    assert after.traits.systems.low == 0.5
    actions.answer(actor, company, {"systems": ""})
    assert queries.answers(actor, company) == {"apart": "none"}
    with pytest.raises(Invalid):
        actions.answer(actor, company, {"systems": "maybe"})
    with pytest.raises(Invalid):
        actions.answer(actor, company, {"colour": "none"})
    with pytest.raises(Missing):
        actions.answer(owner_of(region["flaeming"]), company, {"systems": "none"})


def test_terms_and_data_by_answers(region: dict[str, Any]) -> None:
    n = queries.neighbourhood(system(company_id=region["havelmetall"].pk), region["havelmetall"].pk)
    answers = {"margin": "2", "followed": "most", "bargaining": "yes", "need_of_us": "10", "buyers": "none"}
    said = measure(n, read(answers))
    terms = {m.code: m.interval for m in said.structure.terms}
    assert terms["terms.followed-share"].low == 0.5
    assert terms["terms.margin"].high <= 0.02
    assert terms["terms.payment-days"].low == 90
    open_ = measure(n)
    assert said.of("data").share.width < open_.of("data").share.width
    assert said.structure.customer is not None
    assert said.structure.customer.weaker == "we"
    assert open_.structure.customer is not None
    assert open_.structure.customer.weaker is None


def test_the_command_lists_ways_keeps_and_makes_a_draft(region: dict[str, Any]) -> None:
    run = CliRunner().invoke(main, ["position", "--as", "havelmetall", "--json", "--keep", "--need", "data-terms"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert found["draft"].startswith("/gesuche-und-angebote/")
    assert {w["id"].partition(":")[0] for w in found["ways"]} >= {"second-source", "own-customers", "payment-terms"}
    assert found["signs"]["customers.largest-share"]["sign"] == "customer-50"
    assert found["seen"]["partners"] > 5
    assert found["figures"]["network.constraint"]["ask"] == "partners-linked"
    company = region["havelmetall"]
    assert len(queries.kept(system(company_id=company.pk), company.pk)) >= 1
    wrong = CliRunner().invoke(main, ["position", "--as", "havelmetall", "--need", "nothing"])
    assert wrong.exit_code != 0
    place = CliRunner().invoke(main, ["position", "--as", "havelmetall", "--location"])
    assert "Metall in Brandenburg" in place.output, place.output


def test_the_api_makes_a_draft_and_keeps_a_report(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    browser = signed_in(region["havelmetall"])
    send = {"content_type": "application/json"}
    assert browser.patch("/api/v1/position/answers", {"weight": "5"}, **send).json() == {"weight": "5"}
    ids = [w["id"] for w in browser.get("/api/v1/position").json()["ways"]]
    made = browser.post("/api/v1/position/needs", {"way": ids[0]}, **send).json()
    assert made["page"].startswith("/gesuche-und-angebote/")
    kept = browser.post("/api/v1/position/kept").json()
    decided = browser.post(f"/api/v1/position/kept/{kept['id']}/decision", {"decision": "Plan B."}, **send).json()
    assert decided["decision"] == "Plan B."
    assert browser.get("/api/v1/position/kept").json()[0]["content"]["role"] == "extended-workbench"
