"""Whoever signs a charter shows a fresh code; the signature says who keeps the key."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.support.people import fresh_code
from verbund.apps.accounts import actions as accounts
from verbund.apps.accounts.models import Person
from verbund.apps.cooperation import actions, hosting, queries
from verbund.apps.cooperation.actions import signing
from verbund.kit.errors import Conflict, Forbidden, Invalid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real_codes")]


@pytest.fixture
def charter(near) -> str:
    found = near.propose()
    for name in ("anna", "bert", "cleo"):
        actions.show_report(*near.who(name), found)
    return found


def person(world, name: str) -> Person:
    return Person.objects.get(pk=world.signers[name].user_id)


def browser(world, name: str) -> Client:
    client = Client()
    client.force_login(person(world, name), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def assents(world, name: str) -> int:
    return sum(e.type == "assent" and e.author == world.did(name) for e in queries.register(*world.who("anna")))


def test_nobody_signs_without_a_second_factor(near, charter) -> None:
    with pytest.raises(Forbidden) as caught:
        actions.assent(*near.who("bert"), charter, code="123456")
    assert (caught.value.code, caught.value.where) == ("second-factor-missing", "code")
    near.run()
    assert assents(near, "bert") == 0


def test_missing_wrong_and_used_codes_do_not_sign(near, charter) -> None:
    code = fresh_code(near.signers["bert"].user_id)
    with pytest.raises(Invalid) as caught:
        actions.assent(*near.who("bert"), charter)
    assert caught.value.code == "second-factor-code"
    wrong = f"{(int(code) + 1) % 10**6:06}"
    with pytest.raises(Invalid):
        actions.assent(*near.who("bert"), charter, code=wrong)
    actions.assent(*near.who("bert"), charter, code=code[:3] + " " + code[3:])
    near.run()
    assert assents(near, "bert") == 1
    new = actions.adopt(*near.who("anna"), changes={"notice_days": 60})
    near.run()
    actions.show_report(*near.who("bert"), new.hash)
    with pytest.raises(Conflict) as used:
        actions.assent(*near.who("bert"), new.hash, code=code)
    assert used.value.code == "second-factor-used"


def test_a_signature_that_fails_uses_no_code_up(near, charter, monkeypatch) -> None:
    code = fresh_code(near.signers["bert"].user_id)

    def fails(*_args: object, **_more: object) -> str:
        raise Conflict("fails", "Fails.")

    monkeypatch.setattr(signing, "sign_assent", fails)
    with pytest.raises(Conflict):
        actions.assent(*near.who("bert"), charter, code=code)
    accounts.prove(near.signers["bert"], code)


def test_light_forms_need_none(near) -> None:
    charter = near.propose(form="letter_of_intent")
    actions.show_report(*near.who("bert"), charter)
    actions.assent(*near.who("bert"), charter)


def test_a_token_stands_for_the_code_it_was_made_with(near, charter) -> None:
    bert, who = near.companies["bert"], near.signers["bert"]
    with pytest.raises(Forbidden):
        accounts.create_token(who, bert.pk, "ERP", ["read", "sign"])
    code = fresh_code(who.user_id)
    with pytest.raises(Invalid):
        accounts.create_token(who, bert.pk, "ERP", ["read", "sign"])
    _token, secret = accounts.create_token(who, bert.pk, "ERP", ["read", "sign"], code=code)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    base = f"/api/v1/verbuende/{near.verbund}/charters/{charter}"
    answer = client.post(f"{base}/assent", "{}", content_type="application/json")
    assert answer.status_code == 201, answer.content
    near.run()
    assert assents(near, "bert") == 1


def test_a_token_without_its_persons_second_factor_signs_no_more(near, charter) -> None:
    who = near.signers["bert"]
    code = fresh_code(who.user_id)
    _token, secret = accounts.create_token(who, near.companies["bert"].pk, "ERP", ["read", "sign"], code=code)
    person(near, "bert").authenticator_set.all().delete()
    client = Client(headers={"authorization": f"Bearer {secret}"})
    url = f"/api/v1/verbuende/{near.verbund}/charters/{charter}/assent"
    answer = client.post(url, "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:verbund:problem:second-factor-missing")


def test_a_person_by_the_api_types_the_code(near, charter) -> None:
    client = browser(near, "bert")
    url = f"/api/v1/verbuende/{near.verbund}/charters/{charter}/assent"
    answer = client.post(url, "{}", content_type="application/json")
    assert answer.json()["type"] == "urn:verbund:problem:second-factor-missing"
    code = fresh_code(near.signers["bert"].user_id)
    assert client.post(url, "{}", content_type="application/json").status_code == 422
    answer = client.post(url, json.dumps({"code": code}), content_type="application/json")
    assert answer.status_code == 201, answer.content


def test_the_page_leads_to_the_setting_up_and_takes_the_code(near, charter) -> None:
    client = browser(near, "bert")
    url = reverse("cooperation:report", args=[near.verbund, charter])
    shown = client.get(url).content.decode()
    assert "/zweiter-faktor/?next=" in shown
    answer = client.post(url, {"step": "sign", "read": "yes"})
    assert answer.status_code == 403
    assert "Zweiter Faktor" in answer.content.decode() or "zweite" in answer.content.decode()
    code = fresh_code(near.signers["bert"].user_id)
    shown = client.get(url).content.decode()
    assert 'autocomplete="one-time-code"' in shown
    assert client.post(url, {"step": "sign", "read": "yes", "code": "000 000"}).status_code == 422
    assert client.post(url, {"step": "sign", "read": "yes", "code": code}).status_code == 302
    near.run()
    assert assents(near, "bert") == 1


def test_the_signature_says_who_keeps_the_key(near, charter, monkeypatch) -> None:
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, own_company="bert"))
    for name in ("anna", "bert"):
        actions.assent(*near.who(name), charter, code=fresh_code(near.signers[name].user_id))
    near.run()
    kept = hosting.hosts(queries.register(*near.who("cleo")), charter)
    assert set(kept) == {near.did("anna")}
    page = browser(near, "cleo").get(reverse("cooperation:verbund", args=[near.verbund])).content.decode()
    assert "könnte für das Unternehmen unterschreiben" in page
    assert "auf dem eigenen Knoten unterschrieben" in page
