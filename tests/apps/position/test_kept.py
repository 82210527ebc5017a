"""Reports kept with their date, decisions beside them, tasks from warning marks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from verbund.apps.core import today
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import AuditEntry
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem.models import Relation
from verbund.apps.position import actions, kept, queries
from verbund.apps.position.models import KeptReport
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid, Missing

pytestmark = pytest.mark.django_db


def titles(actor: Actor) -> list[str]:
    return [str(t.title) for t in today.collect_tasks(actor) if t.icon == "see"]


def test_a_crossed_mark_is_a_task_until_something_is_decided(
    region: dict[str, Any], owner_of: Callable[..., Actor]
) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    assert titles(actor) == []
    actions.keep(actor, company.pk)
    found = titles(actor)
    assert "Abhängigkeit ansehen: Kunden" in found
    assert any(t.startswith("Warnwert überschritten") for t in found)
    assert len(found) <= 4
    row = queries.kept(actor, company.pk)[0]
    assert row.content["signs"]["customers.largest-share"]["sign"] == "customer-50"
    assert row.content["signs"]["terms.payment-days"]["sign"] == "payment-60"
    actions.decide(actor, company.pk, row.pk, "Zweiter Kunde bis Mai; Frau Kollwitz berichtet.")
    assert titles(actor) == []
    actions.keep(actor, company.pk)
    assert len(queries.kept(actor, company.pk)) == 1, "nothing new: no further report"


def test_a_mark_crossed_later_is_kept_by_itself_and_asked_for_again(
    region: dict[str, Any], owner_of: Callable[..., Actor]
) -> None:
    company = region["flaeming"]
    actor = owner_of(company)
    actions.keep(actor, company.pk)
    rows = queries.kept(actor, company.pk)
    assert "customers.largest-share" not in rows[0].content["signs"]
    actions.decide(actor, company.pk, rows[0].pk, "Nichts zu tun.")
    with scoped_to(company.pk):
        largest = (
            Relation.objects.filter(giver=company, taker__isnull=False, amount__isnull=False)
            .order_by("-amount")
            .first()
        )
        assert largest is not None
        Relation.objects.filter(pk=largest.pk).update(amount=largest.amount * 6, payment_days=90)
    actions.keep(actor, company.pk)
    rows = queries.kept(actor, company.pk)
    assert len(rows) == 2
    assert rows[0].content["signs"]["customers.largest-share"]["sign"].startswith("customer-")
    assert titles(actor)


def test_a_kept_report_stays_as_it_was(
    region: dict[str, Any], owner_of: Callable[..., Actor], signed_in: Callable[..., Client]
) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    row = actions.keep_report(actor, company.pk)
    with scoped_to(company.pk):
        Relation.objects.filter(giver=company, taker=region["spreewerk"]).update(amount=1)
    browser = signed_in(company)
    shown = browser.get(f"/lage/berichte/{row.pk}/").content.decode()
    for words in ("58\xa0%", "Verlängerte Werkbank", "Über 50 % bedroht", "Faustregel", "Spreewerk"):
        assert words in shown, words
    printed = browser.get(f"/en/lage/berichte/{row.pk}/drucken/").content.decode()
    assert "its loss threatens the company" in printed
    assert "Largest customer" in printed
    browser.post(f"/lage/berichte/{row.pk}/", {"decision": "Plan B bis Mai."})
    assert "Plan B bis Mai." in browser.get("/lage/berichte/").content.decode()
    assert browser.post(f"/lage/berichte/{row.pk}/", {"decision": "Anders."}).status_code == 409
    assert signed_in(region["flaeming"]).get(f"/lage/berichte/{row.pk}/").status_code == 404


def test_what_is_refused(region: dict[str, Any], owner_of: Callable[..., Actor], make_company: Any) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    row = actions.keep_report(actor, company.pk)
    with pytest.raises(Invalid):
        actions.decide(actor, company.pk, row.pk, "  ")
    with pytest.raises(Missing):
        actions.decide(owner_of(region["flaeming"]), company.pk, row.pk, "x")
    empty = make_company("neu")
    with pytest.raises(Conflict):
        actions.keep_report(owner_of(empty), empty.pk)
    assert actions.keep(owner_of(empty), empty.pk) is None
    events = set(AuditEntry.objects.filter(company=company).values_list("event", flat=True))
    assert "position.report_kept" in events


def test_pages_of_an_empty_company_say_what_is_missing(
    region: dict[str, Any], make_company: Any, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(make_company("neu"))
    assert "Noch kein Bericht abgelegt" in browser.get("/lage/berichte/").content.decode()
    assert browser.post("/lage/berichte/").status_code == 409
    assert browser.get("/lage/fragen/").status_code == 200
    saved = browser.post("/lage/fragen/", {"systems": "half"}, follow=True)
    assert saved.status_code == 200
    assert 'value="half" checked' in browser.get("/lage/fragen/").content.decode()


def test_new_signs_are_those_not_there_or_higher() -> None:
    before = {"a": {"sign": "customer-20"}, "b": {"sign": "hhi-high"}}
    now = {"a": {"sign": "customer-30"}, "b": {"sign": "hhi-high"}, "c": {"sign": "payment-60"}}
    assert set(kept.new_signs(now, before)) == {"a", "c"}


def test_the_trend_over_quarters_leaves_the_dated_reports_alone(
    region: dict[str, Any], owner_of: Callable[..., Actor]
) -> None:
    company = region["havelmetall"]
    actor = owner_of(company)
    first = actions.keep_report(actor, company.pk)
    with scoped_to(company.pk):
        KeptReport.objects.filter(pk=first.pk).update(kept_at=clock.now() - timedelta(days=200))
    actions.keep(actor, company.pk)
    assert len(queries.kept(actor, company.pk)) == 2, "a new quarter is kept by itself"
