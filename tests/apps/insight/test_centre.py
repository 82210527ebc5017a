"""The centre's overview: public counts of now, and what was published of private statements."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.support.importing import import_region
from tests.support.people import signed_in
from verbund.apps.core.actor import system
from verbund.apps.core.models import Company
from verbund.apps.ecosystem import jobs
from verbund.apps.insight import queries
from verbund.apps.insight.models import NameRelease
from verbund.engines.disclosure import LEAST
from verbund.node.cli import main


def freeze() -> dict[str, object]:
    return jobs.freeze(lambda done, total=None, note="": None)


@pytest.fixture
def region(db):
    import_region("companies", "competences", "relations", "figures", "opportunities")
    freeze()


def test_nothing_shown_rests_on_fewer_than_five(region):
    found = queries.overview(system())
    assert found.companies == 43
    assert found.period
    assert all(k.companies is None or k.companies >= LEAST for k in found.kinds)
    assert all(b.behind is None or b.behind >= LEAST for b in found.branches)
    assert any(b.nothing for b in found.branches)
    assert all(n is None or n == 0 or n >= LEAST for row in found.levels for _level, n in row.counts)
    assert any(n for row in found.levels for _level, n in row.counts), "the region's sums stand"
    assert all(s.count is None or s.count % LEAST == 0 for s in found.steps if s.about)
    metal = next(b for b in found.branches if not b.nothing)
    assert 0 < metal.customer < 1
    assert round(metal.customer * 20) == pytest.approx(metal.customer * 20), "to 5 points"


def test_thin_spots_rest_on_what_the_customers_said(region):
    found = queries.overview(system())
    assert all(t.takers >= LEAST and t.givers <= 2 for t in found.thin)
    assert not any(t.named for t in found.thin), "nobody is named unasked"


def test_before_anything_is_published_the_page_says_so(make_company):
    one = make_company("one")
    assert Client().get("/zentrum/").status_code == 404
    assert signed_in(one).get("/zentrum/").status_code == 404
    page = signed_in(centre=True).get("/zentrum/")
    assert page.status_code == 200
    assert "einmal im Quartal" in page.content.decode()


def test_the_page_shows_no_name_and_all_its_figures(region):
    page = signed_in(centre=True).get("/zentrum/").content.decode()
    assert "Abhängigkeit nach Branche" in page
    assert "Quartal" in page
    english = signed_in(centre=True).get("/en/zentrum/").content.decode()
    assert "Dependence by branch" in english


@pytest.fixture
def bottleneck(make_company, db):
    """A hardener from whom six buy what nobody else sells; each of the six says so itself."""
    from verbund.apps.ecosystem import actions

    hardener = make_company("haerterei", name="Härterei Nirgendwo GmbH", nace="2561")
    for n in range(6):
        taker = make_company(f"kunde{n}", nace="2562")
        values = {"type": "supplies", "giver_id": hardener.pk, "taker_id": taker.pk, "wz_code": "25.61"}
        actions.state_relation(system(company_id=taker.pk), taker.pk, {**values, "amount": 100_000 + n})
    freeze()
    return hardener


def test_a_systemic_company_is_named_only_while_it_lets_them(bottleneck):
    centre, own = signed_in(centre=True), signed_in(bottleneck)
    (thin,) = queries.overview(system()).thin
    assert (thin.takers, thin.givers, thin.volume, thin.named) == (6, 1, 600_000, ())
    assert "Nirgendwo" not in centre.get("/zentrum/").content.decode()
    assert "25.61" in own.get("/lage/nennung/").content.decode()
    own.post("/lage/nennung/", {"until": ""})
    page = centre.get("/zentrum/").content.decode()
    assert "Härterei Nirgendwo GmbH" in page
    (named,) = queries.overview(system()).thin[0].named
    assert named.risk is not None
    assert named.risk > 0
    own.post("/lage/nennung/", {"withdraw": "1"})
    assert "Nirgendwo" not in centre.get("/zentrum/").content.decode()


def test_a_release_ends_by_its_last_day_and_by_role(bottleneck):
    assert signed_in(bottleneck, "viewer").post("/lage/nennung/", {}).status_code == 403
    owner = signed_in(bottleneck)
    assert owner.post("/lage/nennung/", {"until": "2020-01-01"}).status_code == 422
    assert owner.post("/lage/nennung/", {"until": "morgen"}).status_code == 422
    from datetime import timedelta

    from verbund.kit import clock

    until = clock.now().date() + timedelta(days=3)
    owner.post("/lage/nennung/", {"until": until.isoformat()})
    assert queries.overview(system()).thin[0].named
    with clock.at(clock.now() + timedelta(days=4)):
        assert not queries.overview(system()).thin[0].named


def test_names_by_command_and_api(bottleneck):
    said = CliRunner().invoke(main, ["--json", "naming", "--as", "haerterei", "--give"])
    assert json.loads(said.output)["released"] is True
    assert json.loads(CliRunner().invoke(main, ["--json", "overview"]).output)["thin"][0]["named"][0]["slug"]
    own = signed_in(bottleneck)
    assert own.get("/api/v1/naming").json()["released"] is True
    assert own.delete("/api/v1/naming").status_code == 204
    assert own.delete("/api/v1/naming").status_code == 204
    assert own.get("/api/v1/naming").json()["released"] is False
    assert own.put("/api/v1/naming", {}, content_type="application/json").json()["released"] is True
    assert CliRunner().invoke(main, ["naming", "--as", "haerterei", "--withdraw"]).exit_code == 0
    assert CliRunner().invoke(main, ["overview", "--publish"]).exit_code == 0


def test_erasure_takes_the_name_and_the_counting(bottleneck):
    from verbund.apps.core.registry import company_data
    from verbund.apps.core.scoping import everybody
    from verbund.apps.ecosystem.models import FrozenFigure

    taker = Company.objects.get(slug="kunde0")
    exported = dict(company_data["ecosystem.frozenfigure"].export(taker.pk))
    assert b"thin/25.61" in exported["ecosystem/frozenfigure.jsonl"]
    assert company_data["ecosystem.frozenfigure"].erase(taker.pk)
    rows = FrozenFigure.objects.all()
    assert not any(str(taker.pk) in json.dumps([r.population, r.about]) for r in rows)
    assert len(rows.get(key="thin/25.61").population) == 6, "a stranger's number keeps comparisons safe"
    signed_in(bottleneck).post("/lage/nennung/", {})
    assert company_data["insight.namerelease"].erase(bottleneck.pk) == 1
    with everybody():
        assert not NameRelease.objects.exists()
