"""Staff of the centre see private data in a reasoned session only, and the company sees the session."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.support.people import signed_in
from verbund.apps.accounts.models import StaffSession
from verbund.apps.core.models import AuditEntry
from verbund.kit import clock

pytestmark = pytest.mark.django_db
REASON = "Frage zur Lage, telefonisch"


@pytest.fixture
def company(make_company):
    return make_company()


def test_a_session_opens_shows_and_ends(company) -> None:
    centre, owner = signed_in(centre=True), signed_in(company)
    private = reverse("ecosystem:relations", args=[company.slug])
    assert centre.get(private).status_code == 404
    page = reverse("accounts:staff", args=[company.slug])
    assert centre.get(page).status_code == 200
    short = centre.post(page, {"reason": "nur so", "hours": "2"})
    assert 'id="id_reason_error"' in short.content.decode()
    assert centre.post(page, {"reason": REASON, "hours": "2"}).status_code == 302
    shown = centre.get(private)
    assert shown.status_code == 200
    assert "Einsicht beenden" in shown.content.decode()
    told = owner.get(reverse("accounts:people")).content.decode()
    assert REASON in told
    assert REASON in owner.get(reverse("shell:log")).content.decode()
    assert centre.post(reverse("accounts:staff_end")).status_code == 302
    assert centre.get(private).status_code == 404
    events = list(AuditEntry.objects.filter(company=company).values_list("event", flat=True))
    assert events[-2:] == ["accounts.staff_session_started", "accounts.staff_session_ended"]


def test_it_ends_by_itself_and_by_the_next(company, make_company) -> None:
    centre = signed_in(centre=True)
    other = make_company("barnim")
    for one in (company, other):
        centre.post(reverse("accounts:staff", args=[one.slug]), {"reason": REASON, "hours": "1"})
    assert AuditEntry.objects.filter(company=company, event="accounts.staff_session_ended").count() == 1
    private = reverse("ecosystem:relations", args=[other.slug])
    assert centre.get(private).status_code == 200
    with clock.at(clock.now() + timedelta(hours=2)):
        assert centre.get(private).status_code == 404


def test_by_api(company) -> None:
    centre, owner = signed_in(centre=True), signed_in(company)
    body = json.dumps({"company": company.slug, "reason": REASON, "hours": 1})
    assert owner.post("/api/v1/staff-sessions", body, content_type="application/json").status_code == 403
    made = centre.post("/api/v1/staff-sessions", body, content_type="application/json")
    assert made.status_code == 201, made.content
    assert [row["reason"] for row in owner.get("/api/v1/staff-sessions").json()] == [REASON]
    assert centre.delete("/api/v1/staff-sessions/current").status_code == 204
    assert StaffSession.objects.get().ended_at is not None
    wrong = json.dumps({"company": "gibt-es-nicht", "reason": REASON})
    assert centre.post("/api/v1/staff-sessions", wrong, content_type="application/json").status_code == 404
