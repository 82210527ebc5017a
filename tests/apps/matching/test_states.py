"""From draft to fulfilled, who may move what, and the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from verbund.apps.accounts.models import Person
from verbund.apps.core.actor import ANONYMOUS, Actor, Role
from verbund.apps.core.models import AuditEntry
from verbund.apps.matching import actions, queries
from verbund.apps.matching.models import Opportunity
from verbund.apps.matching.states import TRANSITIONS
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
CENTRE = Actor(pseudonym="person-centre", via="page", user_id=9, is_centre=True)


def values(**other: Any) -> dict[str, Any]:
    until = clock.now().date() + timedelta(days=30)
    return {"kind": "production", "direction": "need", "title_de": "Zweiter Härter", "valid_until": until} | other


@pytest.fixture
def mine(make_company: Callable[..., Any], owner_of: Callable[..., Any]) -> tuple[Any, Actor]:
    company = make_company()
    return company, owner_of(company)


@pytest.fixture
def centre(db: Any) -> Actor:
    Person.objects.create(username="c", email="c@zentrum.example", is_centre=True)
    return CENTRE


def test_without_a_centre_it_is_published_at_once(mine: tuple[Any, Actor]) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    assert [o.id for o in queries.visible(ANONYMOUS)] == []
    assert actions.publish(actor, row.pk).state == "published"
    assert [o.id for o in queries.visible(ANONYMOUS)] == [row.pk]


def test_the_centre_reviews_returns_and_publishes(mine: tuple[Any, Actor], centre: Actor) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    assert actions.publish(actor, row.pk).state == "submitted"
    assert [r.pk for r in queries.to_review(centre)] == [row.pk]
    with pytest.raises(Invalid):
        actions.review(centre, row.pk, publish=False, note=" ")
    assert actions.review(centre, row.pk, publish=False, note="Ohne Kundennamen bitte").state == "returned"
    actions.edit(actor, row.pk, {"text_de": "Wellen bis 500 mm"})
    actions.publish(actor, row.pk)
    assert actions.review(centre, row.pk, publish=True).state == "published"
    assert actions.close(actor, row.pk, fulfilled=True).state == "fulfilled"
    events = AuditEntry.objects.filter(company=company).order_by("seq").values_list("event", flat=True)
    assert list(events).count("matching.opportunity_moved") == 5


def test_a_published_one_cannot_be_changed(mine: tuple[Any, Actor]) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    actions.publish(actor, row.pk)
    with pytest.raises(Conflict):
        actions.edit(actor, row.pk, {"title_de": "Anders"})


@pytest.mark.parametrize("old", sorted(TRANSITIONS))
@pytest.mark.parametrize("step", ["publish", "withdraw", "fulfilled"])
def test_only_the_table_moves(mine: tuple[Any, Actor], old: str, step: str) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    Opportunity.objects.filter(pk=row.pk).update(state=old, published_at=clock.now())
    new = {"publish": "published", "withdraw": "withdrawn", "fulfilled": "fulfilled"}[step]

    def go() -> Opportunity:
        return actions.publish(actor, row.pk) if step == "publish" else actions.close(actor, row.pk, step != "withdraw")

    if new in TRANSITIONS[old]:
        assert go().state == new
    else:
        with pytest.raises(Conflict):
            go()
        assert Opportunity.objects.get(pk=row.pk).state == old


def test_who_may_not_see_a_draft_finds_nothing(
    mine: tuple[Any, Actor], make_company: Callable[..., Any], owner_of: Callable[..., Any], centre: Actor
) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    other = owner_of(make_company("luchland"))
    for who in (other, ANONYMOUS, centre):
        with pytest.raises(Missing):
            queries.opportunity(who, row.pk)
        with pytest.raises(Missing):
            actions.publish(who, row.pk)
        with pytest.raises(Missing):
            actions.edit(who, row.pk, {"title_de": "x"})
    with pytest.raises(Missing):
        queries.to_review(other)


def test_staff_draft_and_only_the_company_publishes(mine: tuple[Any, Actor]) -> None:
    company, _actor = mine
    staff = replace(CENTRE, staff_company=company.pk, company_id=company.pk)
    row = actions.draft(staff, company.pk, values())
    with pytest.raises(Forbidden):
        actions.publish(staff, row.pk)


def test_a_viewer_only_reads(mine: tuple[Any, Actor], owner_of: Callable[..., Any]) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values())
    viewer = owner_of(company, Role.VIEWER)
    assert queries.opportunity(viewer, row.pk) == row
    with pytest.raises(Missing):
        actions.draft(viewer, company.pk, values())
    with pytest.raises(Forbidden):
        actions.publish(viewer, row.pk)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"title_de": ""}, "title"),
        ({"direction": "both"}, "direction"),
        ({"min_partners": 3, "max_partners": 2}, "max_partners"),
        ({"quantity": -1}, "quantity"),
        ({"state": "published"}, "state"),
    ],
)
def test_wrong_values_say_where(mine: tuple[Any, Actor], wrong: dict[str, Any], where: str) -> None:
    company, actor = mine
    with pytest.raises(Invalid) as found:
        actions.draft(actor, company.pk, values(**wrong))
    assert found.value.where == where


def test_what_has_run_out_is_not_published(mine: tuple[Any, Actor]) -> None:
    company, actor = mine
    row = actions.draft(actor, company.pk, values(valid_until=date(2020, 1, 1)))
    with pytest.raises(Invalid) as found:
        actions.publish(actor, row.pk)
    assert found.value.code == "expired"
