"""Who fits whom, and the reasons, on the example region."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from verbund.apps.core.actor import ANONYMOUS
from verbund.apps.core.scoping import ScopeError, scoped_to
from verbund.apps.matching import actions, cards, queries
from verbund.apps.matching.models import Interest, Match, Opportunity
from verbund.apps.matching.sentence import understand
from verbund.engines.search import Profile
from verbund.kit.errors import Missing

pytestmark = pytest.mark.django_db


def of(key: str) -> Opportunity:
    return Opportunity.objects.select_related("company").get(provenance__external_id=key)


def test_second_hardener_finds_schraden(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    actor = owner_of(region["havelmetall"])
    for sentence in ("Zweiter Härter", "Wir suchen einen zweiten Härter für Wellen"):
        best, fit = next((o, f) for o, f in queries.find(actor, sentence) if o.direction == "offer")
        assert best.provider_name == region["schraden"].name
        assert fit.reasons


def test_the_need_itself_is_answered_by_schraden(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    actor = owner_of(region["havelmetall"])
    found = queries.answers(actor, queries.offer(actor, of("zweiter-haerter").pk))
    assert found[0][0].company == region["schraden"]
    assert all(o.direction == "offer" for o, _f in found)


def test_companies_are_found_by_what_they_say_they_can(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    found = queries.partners(owner_of(region["havelmetall"]), Profile("Härten von Wellen im Vakuum", ("25.61",)))
    assert {c.slug for c, _f in found[:2]} == {"barnim", "schraden"}


def test_a_radius_warns_and_never_hides(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    actor = owner_of(region["havelmetall"])
    wanted = queries.wanted("Vakuumhärten", queries.asker_of(actor), 50)
    fits = {c.slug: f for c, f in queries.partners(actor, wanted)}
    far = [r for r in fits["schraden"].reasons if r.code == "too-far"]
    assert far
    assert far[0].against


def test_nobody_is_offered_the_own(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    company = region["havelmetall"]
    assert all(o.company != company for o, _f in queries.find(owner_of(company)))


@pytest.mark.parametrize(("language", "words"), [("de", "km entfernt"), ("en", "km away")])
def test_reasons_are_sentences(region: dict[str, Any], owner_of: Callable[..., Any], language: str, words: str) -> None:
    found = queries.find(owner_of(region["havelmetall"]))
    with translation.override(language):
        lines = [line for card in cards.of_offers(found, None) for line in card.lines]
    assert lines
    assert any(words in line.text for line in lines)
    assert not [line.text for line in lines if line.text == line.code or "%(" in line.text]


def test_suggestions_are_kept_with_reasons_and_refreshed(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    count = actions.refresh_matches(actor, company.pk)
    rows = queries.matches(actor, company.pk)
    assert count == len(rows) > 3
    assert all(r.reasons and 0 <= r.score <= 1 for r in rows)
    answer = next(r for r in rows if r.opportunity_id == of("ofenzeit-sued").pk)
    assert answer.own_opportunity == of("zweiter-haerter")
    actions.dismiss(actor, company.pk, answer.opportunity_id)
    actions.refresh_matches(actor, company.pk)
    assert answer.opportunity_id not in {r.opportunity_id for r in queries.matches(actor, company.pk)}


def test_a_withdrawn_opportunity_is_suggested_no_longer(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    actions.refresh_matches(actor, company.pk)
    row = of("ofenzeit-sued")
    actions.close(owner_of(row.company), row.pk, fulfilled=False)
    actions.refresh_matches(actor, company.pk)
    assert row.pk not in {m.opportunity_id for m in queries.matches(actor, company.pk)}


def test_suggestions_belong_to_one_company(region: dict[str, Any], owner_of: Callable[..., Any]) -> None:
    mine, other = region["havelmetall"], region["luchland"]
    actions.refresh_matches(owner_of(mine), mine.pk)
    for read in (queries.matches, queries.interests):
        with pytest.raises(Missing):
            read(owner_of(other), mine.pk)
    for model in (Match, Interest):
        with pytest.raises(ScopeError):
            list(model.objects.all())
        with scoped_to(other.pk):
            assert not model.objects.exists()


def test_anybody_reads_what_is_published(region: dict[str, Any]) -> None:
    assert len(queries.visible(ANONYMOUS)) == Opportunity.objects.count()


@pytest.mark.parametrize(
    ("text", "direction", "kind", "radius"),
    [
        ("Wir suchen einen Betrieb im Umkreis von 80 km, der Aluminium eloxiert", "offer", "", 80),
        ("Wir bieten Ausbildung in Pneumatik", "need", "training", None),
        ("We look for data of milling centres within 120 kilometres", "", "data", 120),
        ("Titan", "", "", None),
        ("", "", "", None),
    ],
)
def test_a_sentence_says_only_what_it_says(text: str, direction: str, kind: str, radius: int | None) -> None:
    said = understand(text)
    assert (said.direction, said.kind, said.radius_km) == (direction, kind, radius)
