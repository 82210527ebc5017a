"""A forgotten password is set anew by mail; every change stands in the log."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests.support.rest import token_of
from verbund.apps.accounts import actions
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.core.actor import system
from verbund.apps.core.models import AuditEntry
from verbund.kit.errors import Invalid
from verbund.node import config

pytestmark = pytest.mark.django_db
OLD, NEW = "ein-langes-passwort", "ein-ganz-neues-passwort"


@pytest.fixture
def company(make_company):
    return make_company()


@pytest.fixture
def person(company) -> Person:
    found = actions.create_person(system(), "ines@a.example", OLD)
    Membership.objects.create(person=found, company=company, role="owner")
    return found


def events(company) -> set[str]:
    return set(AuditEntry.objects.filter(company=company).values_list("event", flat=True))


def test_a_link_by_mail_sets_a_new_password(person, company) -> None:
    client = Client()
    assert "/konto/password/reset/" in client.get("/konto/login/").content.decode()
    answer = client.post("/konto/password/reset/", {"email": "Ines@A.example"}, follow=True)
    assert "Sehen Sie in Ihre Post" in answer.content.decode()
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    assert mail.outbox[0].to == ["ines@a.example"]
    form = client.get(link, follow=True)
    weak = client.post(form.request["PATH_INFO"], {"password1": "kurz", "password2": "kurz"})
    assert "error-summary" in weak.content.decode()
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "neues Passwort" in done.content.decode()
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "accounts.password_changed" in events(company)
    again = Client().get(link, follow=True)
    assert "gilt nicht mehr" in again.content.decode()


def test_no_mail_to_who_has_no_account(person) -> None:
    answer = Client().post("/konto/password/reset/", {"email": "nobody@a.example"}, follow=True)
    assert "Sehen Sie in Ihre Post" in answer.content.decode()
    assert mail.outbox == []


def test_the_operator_sets_one_and_the_log_says_so(person, company) -> None:
    with pytest.raises(Invalid):
        actions.set_password(system("command"), person, "kurz")
    actions.set_password(system("command"), person, NEW)
    assert "accounts.password_set" in events(company)


def test_a_token_that_imports_does_nothing_else(person, company) -> None:
    client = Client(headers=token_of(company, "import", person=person))
    for method, path in (("get", "/me"), ("get", "/relations"), ("post", "/matches/refresh"), ("post", "/sites")):
        answer = client.generic(method.upper(), f"/api/v1{path}", "{}", content_type="application/json")
        assert answer.status_code == 403, path
        assert answer.json()["type"] == "urn:verbund:problem:scope"


@pytest.mark.parametrize("url", ["mail.example", "smtp://", "http://mail.example", "smtp:host"])
def test_an_address_that_sends_no_mail_is_refused(url, tmp_path) -> None:
    with pytest.raises(ValueError, match="email_url"):
        config._email_url(url, tmp_path)
