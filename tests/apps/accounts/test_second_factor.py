"""Second factors: sealed, set up by page or operator, read on the node only, each code once."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner
from django.core.cache import cache
from django.test import Client

from tests.support.people import fresh_code
from verbund.apps.accounts import actions, queries, second_factor
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.core.actor import Role, system
from verbund.apps.core.models import AuditEntry
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing
from verbund.node.cli._root import main
from verbund.node.demo.prepare import code_of

pytestmark = pytest.mark.django_db
PASSWORD = "ein-langes-passwort"


@pytest.fixture
def company(make_company):
    return make_company()


@pytest.fixture
def owner(company) -> Person:
    person = actions.create_person(system(), "owner@a.example", PASSWORD)
    Membership.objects.create(person=person, company=company, role=Role.OWNER)
    cache.clear()
    return person


def events(company) -> list[str]:
    return list(AuditEntry.objects.filter(company=company).order_by("seq").values_list("event", flat=True))


def test_the_secret_lies_sealed_and_apps_show_the_same_code(owner, company) -> None:
    secret, address = actions.set_up_second_factor(system(), owner)
    held = Authenticator.objects.get(user=owner)
    assert secret not in json.dumps(held.data)
    assert secret in address
    assert actions.read_code(system("command"), owner) == code_of(secret, clock.now().timestamp())
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59) == "287082"  # RFC 6238, appendix B, last six digits
    assert events(company) == ["accounts.second_factor_set", "accounts.code_read"]


def test_codes_are_read_by_the_operator_on_the_node_only(owner) -> None:
    with pytest.raises(Missing):
        actions.read_code(system("command"), owner)
    actions.set_up_second_factor(system(), owner)
    for actor in (system("job"), system("api"), queries.actor_of(owner, "command"), queries.actor_of(owner, "page")):
        with pytest.raises(Forbidden):
            actions.read_code(actor, owner)
    with pytest.raises(Forbidden):
        actions.set_up_second_factor(queries.actor_of(owner, "page"), owner)
    with pytest.raises(Conflict):
        actions.set_up_second_factor(system(), owner)


def test_after_wrong_codes_nobody_guesses_on(owner) -> None:
    code = fresh_code(owner.pk)
    actor = queries.actor_of(owner, "page")
    for guess in range(5):
        with pytest.raises(Invalid):
            actions.prove(actor, f"{(int(code) + 7 + guess) % 10**6:06}")
    with pytest.raises(Conflict) as caught:
        actions.prove(actor, code)
    assert caught.value.code == "second-factor-wait"


@pytest.mark.parametrize("code", ["", "  ", "12345", "1234567", "abcdef", "１２３４５６", "٣٣٣٣٣٣", "-12345"])
def test_what_is_no_code_is_said_so(owner, code) -> None:
    fresh_code(owner.pk)
    with pytest.raises(Invalid) as caught:
        actions.prove(queries.actor_of(owner, "page"), code)
    assert caught.value.where == "code"


def test_by_command(owner, company) -> None:
    run = CliRunner().invoke
    done = run(main, ["--json", "user", "second-factor", owner.email])
    assert done.exit_code == 0, done.output
    secret = json.loads(done.output)[0]["secret"]
    shown = json.loads(run(main, ["--json", "user", "code", owner.email]).output)
    assert shown["code"] == code_of(secret)
    made = run(main, ["--json", "token", "create", company.slug, "x", "--scope", "sign", "--person", owner.email])
    assert made.exit_code == 1
    args = ["--json", "token", "create", company.slug, "x", "--scope", "sign"]
    made = run(main, [*args, "--person", owner.email, "--code", shown["code"]])
    assert made.exit_code == 0, made.output
    made = run(main, args)
    assert made.exit_code == 1
    assert "person" in made.output
    assert run(main, ["user", "second-factor", owner.email, "--remove"]).exit_code == 0
    assert not second_factor.held(owner.pk)


def test_the_page_sets_up_and_leads_back(owner, company, django_capture_on_commit_callbacks) -> None:
    client = Client()
    client.post("/konto/login/", {"login": owner.email, "password": PASSWORD})
    answer = client.get("/zweiter-faktor/?next=/verbuende/")
    assert answer.status_code == 302
    again = client.get(answer.url)
    shown = client.post(again.url, {"password": PASSWORD}, follow=True)
    assert shown.status_code == 200
    secret = client.session["mfa.totp.secret"]
    assert secret in shown.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(answer.url, {"code": code_of(secret)}, follow=True)
    assert done.status_code == 200
    assert 'href="/verbuende/"' in done.content.decode()
    assert second_factor.held(owner.pk)
    assert "accounts.second_factor_set" in events(company)


def test_it_leads_to_no_foreign_place(owner) -> None:
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/zweiter-faktor/?next=https://other.example/")
    assert "after_second_factor" not in client.session
