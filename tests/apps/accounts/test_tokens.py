"""Tokens for programs on the page: made by an owner, shown once, ended at once."""

from __future__ import annotations

import re

from django.test import Client

from tests.support.people import signed_in
from verbund.apps.accounts.models import ApiToken


def _me(secret: str) -> int:
    return Client(headers={"Authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code


def test_a_token_is_made_shown_once_and_ended(make_company) -> None:
    company = make_company("one")
    owner = signed_in(company)
    answer = owner.post("/zugaenge/", {"name": "ERP", "scopes": ["read", "import"], "days": "30"})
    secret = re.search(r'value="(vb_[\w-]+)"', answer.content.decode())[1]
    assert _me(secret) == 200
    page = owner.get("/zugaenge/").content.decode()
    assert "ERP" in page
    assert "Tabellen einlesen, sonst nichts" in page
    assert secret not in page
    token = ApiToken.objects.get(company=company)
    assert signed_in(make_company("two")).post(f"/zugaenge/{token.pk}/beenden/").status_code == 404
    owner.post(f"/zugaenge/{token.pk}/beenden/")
    assert _me(secret) == 401


def test_a_token_that_signs_needs_the_code_and_no_other_role_makes_one(make_company) -> None:
    company = make_company("one")
    answer = signed_in(company).post("/zugaenge/", {"name": "Sign", "scopes": ["sign"], "days": "30", "code": "000000"})
    assert answer.status_code == 422
    assert signed_in(company, "editor").post("/zugaenge/", {"name": "x", "scopes": ["read"]}).status_code == 403
    assert not ApiToken.objects.exists()
