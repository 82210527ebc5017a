"""A list of persons gives roles and mandates: the operator of the node reads it in, nobody else."""

from __future__ import annotations

import pytest

from verbund.apps.accounts.models import Mandate, Membership, Person
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.imports import actions, queries
from verbund.apps.core.models import AuditEntry
from verbund.kit.errors import Forbidden

pytestmark = pytest.mark.django_db
LIST = (
    b"external_id,company,name,role,email,may_sign\nines,havelmetall,Ines Kollwitz,owner,ines@havelmetall.example,yes\n"
)


def test_the_operator_reads_in_persons(make_company) -> None:
    make_company()
    stored = actions.receive(system(), None, "persons", "persons.csv", [LIST])
    run = actions.prepare(system(), None, "persons", stored, source="region")
    assert actions.run_now(system(), run.pk).created_count == 1
    ines = Person.objects.get()
    assert (Membership.objects.get().role, Mandate.objects.get().person) == ("owner", ines)
    assert not ines.has_usable_password()


def test_staff_of_the_centre_cannot_give_themselves_a_company(make_company, owner_of) -> None:
    company = make_company()
    staff = Actor("person-staff", "page", user_id=7, is_centre=True)
    for actor in (staff, owner_of(company)):
        assert "persons" not in {target.name for target in queries.may_import(actor)}
        with pytest.raises(Forbidden):
            actions.receive(actor, None, "persons", "persons.csv", [LIST])
    assert "companies" in {target.name for target in queries.may_import(staff)}


def test_weak_passwords_are_set_aside_and_who_comes_is_logged(make_company) -> None:
    company = make_company()
    rows = LIST.replace(b"may_sign\n", b"may_sign,password\n").replace(b",yes\n", b",yes,kurz\n")
    rows += b"jonas,havelmetall,Jonas Ketzing,editor,jonas@havelmetall.example,no,ein-langes-passwort\n"
    for outcome in ((1, 1), (0, 1)):
        stored = actions.receive(system(), None, "persons", "persons.csv", [rows])
        run = actions.run_now(system(), actions.prepare(system(), None, "persons", stored, source="region").pk)
        assert (run.created_count, run.quarantined_count) == outcome
        assert run.quarantine.get().problems[0]["code"] == "weak-password"
    assert Person.objects.get().check_password("ein-langes-passwort")
    events = list(AuditEntry.objects.filter(company=company).values_list("event", flat=True))
    assert events.count("accounts.person_imported") == 1
