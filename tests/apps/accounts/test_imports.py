"""A list of persons gives roles and mandates: the operator of the node reads it in, nobody else."""

from __future__ import annotations

import pytest

from verbund.apps.accounts.models import Mandate, Membership, Person
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.imports import actions, queries
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
