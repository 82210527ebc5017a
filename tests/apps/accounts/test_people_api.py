"""Persons and mandates through the API and the page of an owner."""

from __future__ import annotations

import json

from tests.support.people import signed_in
from tests.support.rest import asks
from verbund.apps.accounts.models import Mandate, Membership, Person


def test_an_owner_changes_roles_and_mandates(make_company) -> None:
    company = make_company("one")
    owner = signed_in(company)
    other = Person.objects.create_user("b@test.example", "ein-langes-passwort", first_name="Bo", last_name="Ehm")
    Membership.objects.create(person=other, company=company, role="viewer")
    _status, rows = asks(owner, "GET", "/persons")
    assert {(r["name"], r["role"]) for r in rows} >= {("Bo Ehm", "viewer")}
    assert "@" not in json.dumps(rows)
    path = f"/persons/{other.pseudonym}"
    assert asks(owner, "PUT", path, {"role": "editor"})[1]["role"] == "editor"
    status, mandate = asks(owner, "POST", "/mandates", {"person": other.pseudonym})
    assert status == 201
    backwards = {"person": other.pseudonym, "valid_from": "2027-01-01T00:00:00Z", "valid_until": "2026-01-01T00:00:00Z"}
    assert asks(owner, "POST", "/mandates", backwards)[0] == 422
    assert asks(owner, "DELETE", f"/mandates/{mandate['id']}")[0] == 204
    assert asks(owner, "GET", "/mandates")[1][0]["revoked_at"]
    page = f"/leute/{other.pseudonym}/"
    owner.post(page, {"step": "mandate"})
    assert Mandate.objects.filter(person=other, revoked_at=None).exists()
    owner.post(page, {"step": "end"})
    assert not Membership.objects.filter(person=other).exists()
    assert not Mandate.objects.filter(person=other, revoked_at=None).exists()
    assert owner.post(page, {"step": "end"}).status_code == 404


def test_the_last_owner_stays(make_company) -> None:
    company = make_company("one")
    owner = signed_in(company)
    me = Membership.objects.get(company=company).person
    assert asks(owner, "DELETE", f"/persons/{me.pseudonym}")[0] == 409
    answer = owner.post(f"/leute/{me.pseudonym}/", {"step": "role", "role": "viewer"}, follow=True)
    assert b'role="' in answer.content
    assert Membership.objects.get(company=company).role == "owner"
