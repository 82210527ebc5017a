"""Pages, command and API of position as people and machines use them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from verbund.apps.core import today
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.models import AuditEntry, Company
from verbund.apps.core.scoping import ScopeError, scoped_to
from verbund.apps.ecosystem.models import Relation
from verbund.apps.position import actions, drawing, page, queries
from verbund.apps.position.models import PositionReport
from verbund.kit import clock
from verbund.kit.errors import Missing
from verbund.node.cli import main

pytestmark = pytest.mark.django_db


def test_the_page_says_the_finding_with_its_figures(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    browser = signed_in(region["havelmetall"])
    shown = browser.get("/lage/").content.decode()
    title = re.search(r"<h1>(.*?)</h1>", shown)
    assert title
    assert title[1] == "Viel an einem Kunden, und nach dessen Zeichnung"
    for words in ("58\xa0%", "Verlängerte Werkbank", "Barnim Härtetechnik", "586.000\xa0€", "reicht 6 Tage", "4.872"):
        assert words in shown, words
    english = browser.get("/en/lage/").content.decode()
    for words in ("Much at one customer, and to its drawings", "€586,000", "Extended workbench"):
        assert words in english, words
    assert "<script" not in shown


def test_a_chosen_partner_fails_in_part(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    browser = signed_in(region["havelmetall"])
    query = {"partner": region["spreewerk"].pk, "share": "0.5", "weeks": "4"}
    shown = browser.get("/lage/", query).content.decode()
    assert f'<option value="{region["spreewerk"].pk}" selected' in shown
    assert "Spreewerk Antriebe AG steht zu 50\xa0%" in shown
    printed = browser.get("/lage/drucken/", query).content.decode()
    assert "fällt 4 Wochen aus" in printed
    assert 'class="rail"' not in printed


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("partner=x", 404),
        ("weeks=0", 422),
        ("weeks=x", 422),
        ("weeks=inf", 422),
        ("share=nan", 422),
        ("partner={luchland}&weeks=0", 422),
        ("partner={luchland}&share=1e9", 422),
        ("partner={wolkenwerk}", 404),
        ("partner={havelmetall}", 404),
    ],
)
def test_wrong_questions_get_clear_answers(
    region: dict[str, Any], signed_in: Callable[..., Client], query: str, status: int
) -> None:
    path = "/lage/?" + query.format(**{k: c.pk for k, c in region.items()})
    assert signed_in(region["havelmetall"]).get(path).status_code == status


def test_an_empty_company_is_led_on(make_company: Callable[..., Any], signed_in: Callable[..., Client]) -> None:
    shown = signed_in(make_company("neu")).get("/lage/").content.decode()
    assert "Von Ihrem Netz ist noch nichts bekannt" in shown
    assert "Hier fehlt noch ein Stein" in shown


def test_queries_stay_the_same(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    company = region["havelmetall"]
    browser = signed_in(company)

    def count(path: str) -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(path).status_code == 200
        return len(found)

    first = [count(path) for path in ("/lage/", "/", "/neu/?place=Berlin&branch=Zerspanung")]
    more = [Company(slug=f"k{k}", name=f"K {k}", city="Berlin", nace="2562", branch="Mechanik") for k in range(30)]
    Company.objects.bulk_create(more)
    with scoped_to(company.pk):
        Relation.objects.bulk_create(
            Relation(
                company=company, giver=company, taker=c, type="supplies", external_id=c.slug, amount=1000,
                source="test", known_since=clock.now(),
            )
            for c in more
        )  # fmt: skip
    second = [count(path) for path in ("/lage/", "/", "/neu/?place=Berlin&branch=Zerspanung")]
    assert all(b <= a for a, b in zip(first, second, strict=True)), (first, second)
    assert max(second) < 40


def _customers(company: Company, number: int) -> None:
    names = [f"Kunde {k} mit sehr langem Namen GmbH" for k in range(number)]
    more = [Company(slug=f"k{k}", name=name, nace="2562") for k, name in enumerate(names)]
    Company.objects.bulk_create(more)
    with scoped_to(company.pk):
        Relation.objects.bulk_create(
            Relation(
                company=company, giver=company, taker=c, type="supplies", external_id=c.slug, amount=10 + k,
                source="test", known_since=clock.now(),
            )
            for k, c in enumerate(more)
        )  # fmt: skip


def _fits(picture: drawing.Drawing) -> None:
    assert all(b.x >= 0 and b.x + b.width <= picture.width + 1 for b in picture.boxes)
    assert all(b.y + b.height <= picture.height for b in picture.boxes)
    assert all(len(b.label) <= 25 for b in picture.boxes)
    corners = [(b.x, b.y) for b in picture.boxes]
    near = [(p, q) for k, p in enumerate(corners) for q in corners[:k] if abs(p[0] - q[0]) < 160]
    assert all(abs(p[1] - q[1]) >= drawing.HIGH for p, q in near), "no box covers another"


def test_a_large_network_stays_a_small_drawing(region: dict[str, Any]) -> None:
    company = region["havelmetall"]
    _customers(company, 400)
    found = page.lage(system(company_id=company.pk), company.pk)
    tiers = drawing.tiers(found.neighbourhood, found.position)
    for picture in (drawing.lying(tiers), drawing.standing(tiers)):
        assert len(picture.boxes) < 40
        _fits(picture)
    assert any("weitere" in b.label for b in drawing.lying(tiers).boxes)


def test_all_partners_are_drawn_on_demand(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    company = region["havelmetall"]
    _customers(company, 10)
    found = page.lage(system(company_id=company.pk), company.pk)
    tiers = drawing.tiers(found.neighbourhood, found.position, whole_net=True)
    known = drawing.known(found.neighbourhood, found.position)
    assert len(tiers.firms) == known > len(drawing.tiers(found.neighbourhood, found.position).firms)
    for picture in (drawing.lying(tiers), drawing.standing(tiers)):
        assert {b.firm for b in picture.boxes if b.firm} == tiers.firms
        _fits(picture)
    assert tiers.firms <= {p.firm for p in page.partners(found.neighbourhood)}, "the table holds them all"
    browser, partner = signed_in(company), region["spreewerk"].pk
    few = browser.get("/lage/", {"partner": partner}).content.decode()
    link = re.search(r'href="([^"]*)#netz">Alle (\d+) zeigen', few)
    assert link
    assert link[2] == str(known)
    assert "Kunde 0 mit sehr" not in few.split("as-table")[0]
    every = browser.get("/lage/" + link[1].replace("&amp;", "&")).content.decode()
    assert every.count('aria-label="Kunde 0 mit sehr') == 2
    assert f'<option value="{partner}" selected' in every, "the chosen partner stays chosen"
    assert re.search(r'href="\?partner=[^"]*netz=alle#ausfall"', every)
    assert f'href="?partner={partner}#netz">Weniger zeigen' in every


def test_from_three_hundred_on_the_smallest_are_others(
    region: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    company = region["havelmetall"]
    _customers(company, 400)
    found = page.lage(system(company_id=company.pk), company.pk)
    tiers = drawing.tiers(found.neighbourhood, found.position, whole_net=True)
    for picture in (drawing.lying(tiers), drawing.standing(tiers)):
        assert len(picture.boxes) == drawing.NODES == 300
        _fits(picture)
    names = {p.name for p in tiers.customers}
    assert "Kunde 399 mit sehr langem Namen GmbH" in names
    assert "Kunde 0 mit sehr langem Namen GmbH" not in names
    shown = signed_in(company).get("/lage/?netz=alle").content.decode()
    assert "die Tabelle enthält alle" in shown
    assert "Kunde 0 mit sehr langem Namen GmbH</a></th>" in shown


def test_reports_are_kept_once_a_quarter(region: dict[str, Any], owner_of: Callable[..., Actor]) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    row = actions.keep(actor, company.pk)
    assert row is not None
    assert row.figures["customers"] == [0.58, 0.58]
    assert actions.keep(actor, company.pk) == row
    assert AuditEntry.objects.filter(company=company, event="position.kept").count() == 1
    assert [r.pk for r in queries.history(actor, company.pk)] == [row.pk]
    tasks = [str(t.title) for t in today.collect_tasks(actor)]
    assert "Abhängigkeit ansehen: Kunden" in tasks
    assert {p.template for p in today.collect_panels(actor)} >= {"position/_panel.html"}
    with pytest.raises(ScopeError):
        list(PositionReport.objects.all())
    with pytest.raises(Missing):
        queries.history(owner_of(region["luchland"]), company.pk)


def test_the_command_says_the_same(region: dict[str, Any]) -> None:
    run = CliRunner().invoke(main, ["position", "--as", "havelmetall", "--fails", "barnim", "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert found["role"] == "extended-workbench"
    assert found["dependences"][0]["share"] == [0.58, 0.58]
    assert 500_000 < found["what_if"]["own_money_eur"][0] < 700_000
    words = CliRunner().invoke(main, ["position", "--as", "havelmetall"])
    assert "586.000" in words.output
    wrong = CliRunner().invoke(main, ["position", "--as", "havelmetall", "--fails", "nobody"])
    assert wrong.exit_code != 0
    assert "nobody" in wrong.output


def test_the_api_says_the_same(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    browser = signed_in(region["havelmetall"])
    found = browser.get("/api/v1/position", {"partner": region["barnim"].pk}).json()
    assert found["what_if"]["stock_days"] == 6
    assert browser.get("/api/v1/position", {"partner": region["barnim"].pk, "weeks": 0}).status_code == 422
    assert browser.get("/api/v1/position/reports").json() == []
    assert Client().get("/api/v1/position").status_code == 401
