"""A letter with a code lets people in, by page, API and command."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from tests.support.people import signed_in
from verbund.apps.accounts import actions
from verbund.apps.accounts.models import Invitation, Membership, Person
from verbund.apps.accounts.tokens import new_code, plain
from verbund.apps.core.actor import Role, system
from verbund.apps.core.models import AuditEntry, Company
from verbund.node.cli._root import main

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langes-passwort"
CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
def listed(db) -> Company:
    return Company.objects.create(slug="havelmetall", name="Havelmetall", hosting="listed", city="Rathenow")


def letter(client: Client, company: Company, role: str = "owner") -> str:
    shown = client.post(reverse("accounts:invite", args=[company.slug]), {"role": role, "days": "30"})
    assert shown.status_code == 200, shown.content.decode()[:500]
    return CODE.search(shown.content.decode()).group()


def test_the_centre_writes_a_letter_and_the_company_takes_its_entry_over(listed) -> None:
    centre = signed_in(centre=True)
    assert "Havelmetall" in centre.get(reverse("accounts:invitations"), {"q": "rathe"}).content.decode()
    code = letter(centre, listed)
    assert "Havelmetall" in centre.get(reverse("accounts:invitations")).content.decode()
    guest = Client()
    answer = guest.post(reverse("accounts:join"), {"code": code.lower().replace("-", " ")})
    assert answer.url == reverse("accounts:accept")
    assert "Havelmetall" in guest.get(answer.url).content.decode()
    account = {"first_name": "Ines", "last_name": "K", "email": "Ines@havelmetall.example", "password": PASSWORD}
    answer = guest.post(answer.url, account)
    assert answer.url == reverse("shell:today")
    listed.refresh_from_db()
    assert (listed.claimed, listed.hosting) == (True, "here")
    assert listed.did.endswith(":p:havelmetall")
    person = Person.objects.get(email="ines@havelmetall.example")
    assert person.check_password(PASSWORD)
    assert Membership.objects.get(person=person).role == "owner"
    assert guest.get(reverse("accounts:people")).status_code == 200
    again = Client().post(reverse("accounts:join"), {"code": code})
    assert again.status_code == 200
    assert Client().get(reverse("accounts:accept")).url == reverse("accounts:join")
    assert centre.get(reverse("accounts:invite", args=[listed.slug])).status_code == 404


def test_an_owner_invites_a_person_who_has_an_account(make_company) -> None:
    company = make_company()
    owner = signed_in(company)
    code = letter(owner, company, "editor")
    guest = signed_in()
    guest.post(reverse("accounts:join"), {"code": code})
    assert guest.post(reverse("accounts:accept")).status_code == 302
    assert list(Membership.objects.filter(company=company).values_list("role", flat=True)) == ["owner", "editor"]
    events = AuditEntry.objects.filter(company=company).values_list("event", flat=True)
    assert {"accounts.invited", "accounts.invitation_accepted"} <= set(events)


def test_a_weak_password_or_a_taken_address_uses_no_code_up(make_company) -> None:
    company = make_company()
    _made, code = actions.invite(system(), company.pk, Role.VIEWER)
    guest = Client()
    guest.post(reverse("accounts:join"), {"code": code})
    account = {"first_name": "A", "last_name": "B", "email": "a@b.example", "password": "kurz"}
    answer = guest.post(reverse("accounts:accept"), account)
    assert answer.status_code == 200
    assert 'id="id_password_error"' in answer.content.decode()
    actions.create_person(system(), "a@b.example", PASSWORD)
    answer = guest.post(reverse("accounts:accept"), account | {"password": PASSWORD})
    assert 'id="id_email_error"' in answer.content.decode()
    assert Invitation.objects.get().state == "open"


def test_withdrawn_codes_open_nothing(make_company) -> None:
    company = make_company()
    owner = signed_in(company)
    code = letter(owner, company, "viewer")
    assert "Zurückziehen" in owner.get(reverse("accounts:people")).content.decode()
    assert owner.post(reverse("accounts:withdraw", args=[Invitation.objects.get().pk])).status_code == 302
    answer = Client().post(reverse("accounts:join"), {"code": code})
    assert 'id="id_code_error"' in answer.content.decode()


@pytest.mark.parametrize("code", ["", "x", "0000-0000-0000-0000", "\0\0", "ÄÖÜ" * 10, "7" * 41])
def test_what_is_no_code_is_refused(db, code) -> None:
    assert Client().post(reverse("accounts:join"), {"code": code}).status_code == 200
    assert Client().get(reverse("accounts:join"), {"code": code}).status_code == 200


def test_codes_are_typed_as_people_type() -> None:
    code = new_code()
    assert CODE.fullmatch(code)
    assert plain(code.lower().replace("-", " – ")) == plain(code)
    assert plain("oIl0") == "0110"


def test_by_api(make_company) -> None:
    company = make_company()
    owner = signed_in(company)
    made = owner.post("/api/v1/invitations", json.dumps({"role": "editor"}), content_type="application/json")
    assert made.status_code == 201, made.content
    assert CODE.fullmatch(made.json()["code"])
    listed = owner.get("/api/v1/invitations").json()
    assert [row["role"] for row in listed] == ["editor"]
    assert "code" not in listed[0]
    assert owner.delete(f"/api/v1/invitations/{made.json()['id']}").status_code == 204
    assert owner.get("/api/v1/invitations").json() == []


def test_by_command(make_company) -> None:
    make_company(claimed=False)
    run = CliRunner().invoke
    made = json.loads(run(main, ["--json", "invitation", "create", "havelmetall", "--role", "owner"]).output)
    rows = json.loads(run(main, ["--json", "invitation", "list"]).output)
    assert [row["company"] for row in rows] == ["havelmetall"]
    done = run(main, ["--json", "invitation", "accept", made["code"], "a@b.example", "--password", PASSWORD])
    assert json.loads(done.output)["roles"] == {"havelmetall": "owner"}
    made = json.loads(run(main, ["--json", "invitation", "create", "havelmetall"]).output)
    assert run(main, ["invitation", "withdraw", made["id"]]).exit_code == 0
    assert run(main, ["invitation", "accept", made["code"], "a@b.example"]).exit_code == 1
