"""Pages and API of matching as people and machines use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from verbund.apps.core import today
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.matching import actions
from verbund.apps.matching.models import Interest, Match, Opportunity
from verbund.kit import clock

pytestmark = pytest.mark.django_db


def of(key: str) -> Opportunity:
    return Opportunity.objects.select_related("company").get(provenance__external_id=key)


def test_a_sentence_finds_schraden_with_reasons(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    page = signed_in(region["havelmetall"]).get("/finden/", {"q": "Zweiter Härter"}).content.decode()
    assert "Schraden" in page
    assert "km entfernt" in page
    english = signed_in(region["havelmetall"]).get("/en/finden/", {"q": "Second hardener"}).content.decode()
    assert "Why it fits" in english
    assert "Schraden" in english


@pytest.mark.parametrize(
    "query",
    ["", "?q=" + "x" * 900, "?km=99999999999", "?kind=nothing&direction=up&page=x", "?q=%00", "?q=80+km+suchen"],
)
def test_whatever_is_asked_a_page_comes(region: dict[str, Any], client: Client, query: str) -> None:
    assert client.get(f"/finden/{query}").status_code == 200


def test_everybody_reads_and_only_companies_act(region: dict[str, Any], client: Client) -> None:
    pk = of("ofenzeit-sued").pk
    page = client.get(f"/finden/{pk}/").content.decode()
    assert "Ofenzeit" in page
    assert f"/finden/{pk}/interesse/" not in page
    for path in (f"/finden/{pk}/interesse/", f"/finden/{pk}/passt-nicht/"):
        assert client.post(path).status_code == 302
    for path in ("/gesuche-und-angebote/", "/gesuche-und-angebote/neu/", "/kontakte/", "/zentrum/pruefen/"):
        assert client.get(path).headers["location"].startswith("/konto/")
    with everybody():
        assert not Match.objects.exists()


def test_a_company_drafts_publishes_and_withdraws(
    make_company: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    company = make_company()
    browser = signed_in(company)
    empty = browser.get("/gesuche-und-angebote/").content.decode()
    assert "Hier fehlt noch ein Stein" in empty
    until = (clock.now().date() + timedelta(days=9)).isoformat()
    good = {"direction": "need", "kind": "production", "title": "Härter", "valid_until": until}
    good |= {"min_partners": "1", "max_partners": "1", "wz_codes": "25.61, 25.62"}
    wrong = browser.post("/gesuche-und-angebote/neu/", {**good, "title": "", "max_partners": "0"})
    assert 'role="alert"' in wrong.content.decode()
    refused = browser.post("/gesuche-und-angebote/neu/", {**good, "min_partners": "4"})
    assert refused.status_code == 422
    assert not Opportunity.objects.exists()
    assert browser.post("/gesuche-und-angebote/neu/", good).status_code == 302
    row = Opportunity.objects.get()
    assert (row.state, row.title_de, row.wz_codes) == ("draft", "Härter", ["25.61", "25.62"])
    browser.post(f"/gesuche-und-angebote/{row.pk}/", {**good, "title": "Zweiter Härter", "publish": "1"})
    row.refresh_from_db()
    assert (row.state, row.title_de) == ("published", "Zweiter Härter")
    assert browser.get(f"/finden/{row.pk}/").status_code == 200
    browser.post(f"/gesuche-und-angebote/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_others_find_no_draft(
    make_company: Callable[..., Any], signed_in: Callable[..., Client], owner_of: Any
) -> None:
    company, other = make_company(), make_company("luchland")
    row = actions.draft(
        owner_of(company),
        company.pk,
        {"kind": "data", "direction": "need", "title_de": "Geheim", "valid_until": clock.now().date()},
    )
    browser = signed_in(other)
    texts = {}
    for pk in (row.pk, other.pk):
        answers = [browser.get(f"/finden/{pk}/"), browser.get(f"/gesuche-und-angebote/{pk}/")]
        answers.append(browser.post(f"/gesuche-und-angebote/{pk}/publish/"))
        assert [a.status_code for a in answers] == [404] * 3
        texts[pk] = [re.sub(r'href="[^"]*"|value="[^"]*"', "", a.content.decode()) for a in answers]
    assert texts[row.pk] == texts[other.pk]


def test_the_centre_reviews_on_its_page(
    make_company: Callable[..., Any], signed_in: Callable[..., Client], owner_of: Any
) -> None:
    company = make_company()
    centre = signed_in(None)
    row = actions.draft(
        owner_of(company),
        company.pk,
        {"kind": "data", "direction": "need", "title_de": "Messreihen", "valid_until": clock.now().date()},
    )
    actions.publish(owner_of(company), row.pk)
    assert "Messreihen" in centre.get("/zentrum/pruefen/").content.decode()
    assert signed_in(company).get("/zentrum/pruefen/").status_code == 404
    assert centre.post(f"/zentrum/pruefen/{row.pk}/", {"answer": "return", "note": ""}).status_code == 422
    centre.post(f"/zentrum/pruefen/{row.pk}/", {"answer": "return", "note": "Bitte ohne Preise"})
    titles = [str(t.text) for t in today.collect_tasks(owner_of(company))]
    assert "Bitte ohne Preise" in titles
    assert "Bitte ohne Preise" in signed_in(company).get("/gesuche-und-angebote/").content.decode()


def test_interest_waits_on_the_start_page(
    make_company: Callable[..., Any], owner_of: Any, signed_in: Callable[..., Client]
) -> None:
    company, asker = make_company(), make_company("luchland")
    with scoped_to(company.pk):
        Interest.objects.create(
            company=company, opportunity_id=company.pk, title_de="Härter", kind="production", direction="need",
            mine=True, peer_did=asker.did,
        )  # fmt: skip
    assert any("Luchland" in str(t.title) for t in today.collect_tasks(owner_of(company)))
    page = signed_in(company).get("/kontakte/").content.decode()
    assert "Luchland" in page
    assert 'value="yes"' in page
    viewer = signed_in(company, role="viewer").get("/kontakte/").content.decode()
    assert 'value="yes"' not in viewer


def queries_of(browser: Client, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(path).status_code == 200
    return len(found)


@pytest.mark.parametrize("path", ["/finden/", "/finden/?q=Titan", "/gesuche-und-angebote/", "/kontakte/", "/"])
def test_queries_do_not_grow(
    region: dict[str, Any], signed_in: Callable[..., Client], owner_of: Any, path: str
) -> None:
    company = region["havelmetall"]
    browser = signed_in(company)
    actions.refresh_matches(owner_of(company), company.pk)

    def more(n: int) -> None:
        for k in range(n):
            row = of("ofenzeit-sued")
            for owner in (company, region["luchland"]):
                row.pk, row.company = None, owner
                row.provenance = {"external_id": f"copy-{k}"}
                row.save(force_insert=True)
            with scoped_to(company.pk):
                Interest.objects.create(
                    company=company, opportunity_id=row.pk, title_de="x", kind="data", direction="need", mine=True,
                    peer_did=f"did:web:x{n}-{k}.example",
                )  # fmt: skip

    more(2)
    few = queries_of(browser, path)
    more(12)
    assert queries_of(browser, path) <= few


def test_the_api_says_the_same(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    browser = signed_in(region["havelmetall"], language="en")
    found = browser.get("/api/v1/opportunities", {"query": "Zweiter Härter", "direction": "offer"}).json()
    assert found[0]["provider"] == region["schraden"].name
    assert found[0]["reasons"]
    assert found[0]["score"] > 0
    missing = browser.get(f"/api/v1/opportunities/{region['luchland'].pk}")
    assert missing.status_code == 404
    assert browser.get("/api/v1/matches").status_code == 200
    assert browser.get("/api/v1/interests").json() == []
    assert browser.get("/api/v1/review/opportunities").status_code == 404
    assert Client().get("/api/v1/opportunities").status_code == 401
