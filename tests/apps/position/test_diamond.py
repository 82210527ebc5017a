"""Porter's diamond on the companies of a node: public figures, published private ones, opinions beside both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from verbund.apps.core.actor import Actor, system
from verbund.apps.core.models import Company, OwnershipGroup
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import jobs as freezing
from verbund.apps.ecosystem.models import CompanyFigures, FrozenFigure, Relation
from verbund.apps.position import actions, diamond, diamond_words
from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing

pytestmark = pytest.mark.django_db


def publish() -> None:
    cache.clear()
    freezing.freeze(lambda *a, **k: None)  # type: ignore[arg-type]


@pytest.fixture
def mills(db: Any) -> list[Company]:
    """Six independent metal firms in Brandenburg, each with customers and a turnover; machine makers in Saxony."""
    made = [
        Company.objects.create(
            name=f"Werk {k}", slug=f"werk-{k}", nace="2562", nuts3="DE40A", employees_min=20, employees_max=20,
            founded=2024 if k == 0 else 1990,
        )
        for k in range(6)
    ]  # fmt: skip
    here = Company.objects.create(name="Maschinen Hier", slug="m-hier", nace="2829", nuts3="DE40C")
    away = Company.objects.create(name="Maschinen Fern", slug="m-fern", nace="2829", nuts3="DED21")
    for k in range(8):
        Company.objects.create(name=f"Bau {k}", slug=f"bau-{k}", nace="4120", nuts3="DED21")
    for firm in made:
        with scoped_to(firm.pk):
            CompanyFigures.objects.create(company=firm, year=2025, revenue=1_000_000)
            for buyer, amount in ((here, 600), (away, 400)):
                Relation.objects.create(
                    company=firm, giver=firm, taker=buyer, type="supplies", amount=amount, source="t",
                    external_id=f"{firm.slug}-{buyer.slug}", known_since=clock.now(),
                )  # fmt: skip
    return made


def test_figures_from_the_public_list(mills: list[Company]) -> None:
    found = diamond.public("DE4", "metal")
    assert (found.companies, found.few) == (6, False)
    assert found.quotient is not None
    assert found.quotient.value == pytest.approx((6 / 7) / (6 / 16))
    assert found.rivals[1].interval.low == pytest.approx(1 / 6)
    assert found.entries is not None
    assert found.entries.value == pytest.approx(1 / 6)
    assert diamond.public("DED", "metal").few


def test_private_figures_come_as_published_and_under_the_rule(mills: list[Company]) -> None:
    before = diamond.find(system(), "DE4", "metal")
    assert (before.demand, before.turnover) == (None, None)
    publish()
    found = diamond.find(system(), "DE4", "metal")
    assert found.demand is not None
    assert found.demand["inside"] == [0.6, 0.6]
    assert found.turnover == {"companies": 6, "mean": 1_000_000}
    assert found.facets["demand"].by_data == "medium"
    assert found.facets["demand"].rests_on == "data"


@pytest.mark.parametrize("spoiled", ["group", "dominant", "few"])
def test_what_could_be_told_apart_is_withheld(mills: list[Company], spoiled: str) -> None:
    if spoiled == "group":
        group = OwnershipGroup.objects.create(name="Holding")
        Company.objects.filter(pk__in=[mills[0].pk, mills[1].pk]).update(owner_group=group)
    elif spoiled == "dominant":
        with scoped_to(mills[0].pk):
            Relation.objects.filter(company=mills[0]).update(amount=90_000)
            CompanyFigures.objects.filter(company=mills[0]).update(revenue=90_000_000)
    else:
        for firm in mills[:2]:
            with scoped_to(firm.pk):
                Relation.objects.filter(company=firm).delete()
                CompanyFigures.objects.filter(company=firm).delete()
    publish()
    found = diamond.find(system(), "DE4", "metal")
    if spoiled == "group":  # five remain, counted once: still shown
        assert found.turnover is not None
        assert found.turnover["companies"] == 5
    else:
        assert (found.demand, found.turnover) == (None, None)
        assert "nicht gezeigt" in " ".join(diamond_words.boxes(found)[1].lines)


def test_one_answer_more_moves_nothing_within_a_quarter(mills: list[Company], owner_of: Callable[..., Actor]) -> None:
    for firm in mills[:5]:
        actions.answer_diamond(owner_of(firm), firm.pk, {"people": 0, "place": 0})
    publish()
    first = diamond.find(system(), "DE4", "metal").facets["factors"]
    assert first.by_opinion is not None
    assert (first.by_opinion.level, first.by_opinion.answers) == ("weak", 5)
    assert (first.by_data, first.rests_on, first.disagree) == ("strong", "both", True)
    actions.answer_diamond(owner_of(mills[5]), mills[5].pk, {"people": 2})
    publish()
    again = diamond.find(system(), "DE4", "metal").facets["factors"]
    assert again.by_opinion == first.by_opinion
    # the next quarter: one more answer could be told apart, so the earlier figure stands
    FrozenFigure.objects.filter(publication=diamond.NAME).update(
        frozen_at=clock.now() - timedelta(days=100), period="2026Q1"
    )
    publish()
    later = diamond.find(system(), "DE4", "metal").facets["factors"]
    assert later.by_opinion == first.by_opinion


def test_four_answers_are_not_shown(mills: list[Company], owner_of: Callable[..., Actor]) -> None:
    for firm in mills[:4]:
        actions.answer_diamond(owner_of(firm), firm.pk, {"push": 2})
    publish()
    found = diamond.find(owner_of(mills[0]), "DE4", "metal")
    assert found.facets["rivalry"].by_opinion is None
    assert found.own == {"push": 2}
    assert diamond.find(system(), "DE4", "metal").own == {}


def test_wrong_answers_are_refused(mills: list[Company], owner_of: Callable[..., Actor]) -> None:
    actor = owner_of(mills[0])
    for said in ({"people": 3}, {"weather": 1}):
        with pytest.raises(Invalid):
            actions.answer_diamond(actor, mills[0].pk, said)
    with pytest.raises(Missing):
        actions.answer_diamond(owner_of(mills[1]), mills[0].pk, {"people": 1})
    actions.answer_diamond(actor, mills[0].pk, {"people": 1, "place": 2})
    assert actions.answer_diamond(actor, mills[0].pk, {"people": None}) == {"place": 2}


def test_the_page_shows_picture_table_and_the_own_answer(
    region: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(region["havelmetall"])
    shown = browser.get("/lage/standort/").content.decode()
    assert "Brandenburg" in shown
    assert 'class="net diamond"' in shown
    for words in ("Was der Ort bietet", "Wettbewerb", "Verwandte und stützende Branchen", "Wer kauft"):
        assert shown.count(words) >= 2, words
    assert browser.post("/lage/standort/antworten/", {"people": "2"}).status_code == 302
    assert 'id="people-2" value="2" checked' in browser.get("/lage/standort/").content.decode()
    english = browser.get("/en/lage/standort/?region=DE3&branch=software").content.decode()
    assert "What the place offers" in english
    found = browser.get("/api/v1/position/diamond", {"region": "DE4", "branch": "metal"}).json()
    assert set(found["facets"]) == {"factors", "demand", "related", "rivalry"}
    assert found["own_answers"] == {"people": 2}
    odd = browser.get("/lage/standort/?region=XX&branch=nothing")
    assert odd.status_code == 200
