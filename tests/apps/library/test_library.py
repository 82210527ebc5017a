"""Outcomes become entries; pages."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from tests.support.importing import import_region
from verbund.apps.core.actor import Role, system
from verbund.apps.core.models import AuditEntry
from verbund.apps.library import actions, queries
from verbund.apps.library.actions import Figure, Participant
from verbund.apps.library.models import Project
from verbund.kit.errors import Invalid, Missing


def outcome(actor, company, verbund, **more):
    values = {
        "kind": "purchasing",
        "title_de": "Draht gemeinsam gekauft",
        "members": [Participant(company.did), Participant("did:web:elsewhere.example", "Anderswo GmbH")],
        "figures": [Figure("Einkaufspreis", "price", "-8 %", "-6 %", "%")],
        "lesson_de": "Mengen früher melden",
        "started": date(2026, 1, 1),
        "ended": date(2026, 11, 1),
        **more,
    }
    return actions.add_outcome(actor, company.pk, verbund_id=verbund, **values)


def test_an_outcome_becomes_one_entry_with_its_members(make_company, owner_of):
    one, verbund = make_company("one"), uuid4()
    first = outcome(owner_of(one), one, verbund)
    again = outcome(owner_of(one), one, verbund, title_de="Draht gekauft")
    assert first.pk == again.pk
    entry = queries.project(system(), first.pk)
    assert str(entry) == "Draht gekauft"
    assert {m.company_id or m.name for m in entry.members.all()} == {one.pk, "Anderswo GmbH"}
    assert entry.has_result
    assert AuditEntry.objects.filter(company=one, event="library.outcome_published").count() == 2


def test_who_may_not_publish_and_what_is_refused(make_company, owner_of):
    one, two = make_company("one"), make_company("two")
    with pytest.raises(Missing):
        outcome(owner_of(two), one, uuid4())
    with pytest.raises(Missing):
        outcome(owner_of(one, Role.VIEWER), one, uuid4())
    with pytest.raises(Invalid):
        outcome(owner_of(one), one, uuid4(), title_de=" ")
    with pytest.raises(Invalid):
        outcome(owner_of(one), one, uuid4(), ended=date(2025, 1, 1))


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages(db, language):
    client = Client()
    assert client.get(f"{language}/bibliothek/").status_code == 200
    import_region("companies", "projects", "events", "funding")
    page = client.get(f"{language}/bibliothek/")
    assert "Vorausschauende Wartung" in page.text or "Predictive maintenance" in page.text
    assert client.get(f"{language}/bibliothek/?stand=idea&art=ai&art=zz&q=Draht&page=99").status_code == 200
    entry = Project.objects.get(external_id="vorausschauende-wartung")
    assert "havelmetall" in client.get(f"{language}/bibliothek/{entry.pk}/").text
    assert client.get(f"{language}/bibliothek/{uuid4()}/").status_code == 404
    assert client.get(f"{language}/veranstaltungen/").status_code == 200
    assert entry.get_state_display() in ("umgesetzt", "implemented")
    assert str(entry.pk) in client.get(f"{language}/unternehmen/havelmetall/").text
