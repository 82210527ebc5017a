"""Opt-in over the wire: asked, answered, contacts both ways, refusals told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.wire import acting, all_of, wire
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.core.models import AuditEntry
from verbund.apps.dataspace import identity, remote
from verbund.apps.matching import actions, queries
from verbund.apps.matching.models import Interest, Opportunity
from verbund.kit import clock
from verbund.kit.errors import Conflict, Missing

__all__ = ["wire"]
pytestmark = pytest.mark.django_db


def person(company: Any, name: str) -> None:
    who = Person.objects.create(
        username=name, email=f"{name}@{company.slug}.example", first_name=name.title(), last_name="Muster"
    )
    Membership.objects.create(person=who, company=company, role="owner")


@pytest.fixture
def pair(make_company: Callable[..., Any]) -> tuple[Any, Any]:
    """Who offers, who asks."""
    provider, asker = make_company("schraden"), make_company("havelmetall")
    person(provider, "jutta")
    person(asker, "ines")
    return provider, asker


@pytest.fixture
def offer(pair: tuple[Any, Any]) -> Opportunity:
    provider, _asker = pair
    until = clock.now().date() + timedelta(days=30)
    row = actions.draft(
        acting(provider),
        provider.pk,
        {"kind": "production", "direction": "offer", "title_de": "Ofenzeit", "valid_until": until},
    )
    return actions.publish(acting(provider), row.pk)


def test_both_agree_and_both_get_the_contact(wire: Any, pair: tuple[Any, Any], offer: Opportunity) -> None:
    provider, asker = pair
    asked = actions.express_interest(acting(asker), asker.pk, offer.pk)
    again = actions.express_interest(acting(asker), asker.pk, offer.pk)
    assert again.pk == asked.pk
    wire.run()
    theirs = queries.interests(acting(provider), provider.pk)
    assert [(i.mine, i.state, i.peer_did) for i in theirs] == [(True, "asked", asker.did)]
    assert theirs[0].contact == {}

    actions.answer_interest(acting(provider), provider.pk, theirs[0].pk, consent=True)
    wire.run()
    here, there = (queries.interests(acting(c), c.pk)[0] for c in (asker, provider))
    assert (here.state, there.state) == ("consented", "consented")
    assert here.contact == {"company": "Schraden", "name": "Jutta Muster", "email": "jutta@schraden.example"}
    assert there.contact["email"] == "ines@havelmetall.example"
    events = set(AuditEntry.objects.values_list("event", flat=True))
    assert {"matching.interest_sent", "matching.interest_received", "matching.interest_decided"} <= events
    with pytest.raises(Conflict):
        actions.answer_interest(acting(provider), provider.pk, theirs[0].pk, consent=False)


def test_a_refusal_is_told_and_gives_no_contact(wire: Any, pair: tuple[Any, Any], offer: Opportunity) -> None:
    provider, asker = pair
    actions.express_interest(acting(asker), asker.pk, offer.pk)
    wire.run()
    row = queries.interests(acting(provider), provider.pk)[0]
    actions.answer_interest(acting(provider), provider.pk, row.pk, consent=False, reason="ausgelastet")
    wire.run()
    assert {i.state for i in all_of(Interest)} == {"declined"}
    assert all(i.contact == {} for i in all_of(Interest))
    with pytest.raises(Missing):
        remote.dataset(identity.of_company(provider), asker.did, f"contact:{offer.pk}")
    actions.express_interest(acting(asker), asker.pk, offer.pk)
    wire.run()
    assert sorted(i.state for i in all_of(Interest)) == ["asked", "asked", "declined", "declined"]


def test_the_contact_stands_in_no_catalogue(wire: Any, pair: tuple[Any, Any], offer: Opportunity) -> None:
    provider, asker = pair
    catalog = next(remote.catalogs(identity.of_company(asker), provider.did))
    ids = {d.id for d in catalog.dataset}
    assert f"opportunity:{offer.pk}" in ids
    assert f"contact:{offer.pk}" not in ids


def test_nobody_asks_for_the_own(pair: tuple[Any, Any], offer: Opportunity) -> None:
    provider, _asker = pair
    with pytest.raises(Conflict):
        actions.express_interest(acting(provider), provider.pk, offer.pk)


def test_what_is_not_published_cannot_be_asked_for(wire: Any, pair: tuple[Any, Any], offer: Opportunity) -> None:
    provider, asker = pair
    actions.close(acting(provider), offer.pk, fulfilled=False)
    with pytest.raises(Missing):
        actions.express_interest(acting(asker), asker.pk, offer.pk)
