import json

import pytest
from django.test import Client

from tests.support.rest import token_of
from verbund.apps.accounts.models import ApiToken

pytestmark = pytest.mark.django_db


def test_a_token_speaks_for_its_company(make_company) -> None:
    company = make_company("havelmetall")
    answer = Client().get("/api/v1/me", headers=token_of(company, "read"))
    assert answer.json()["company"] == "havelmetall"
    assert answer.json()["roles"] == {"havelmetall": "viewer"}


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Bearer vb_" + "x" * 500, "Basic abc"])
def test_without_a_token_there_is_a_problem_in_words(header: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": header, "Accept-Language": "en"})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["title"] == "Sign in first"


def test_a_log_is_the_companys_own(make_company) -> None:
    from verbund.apps.core.actions import record
    from verbund.apps.core.actor import system
    from verbund.apps.core.audit import CompanyCreated

    a, b = make_company("a"), make_company("b")
    record(system(), a.pk, CompanyCreated(name="a"))
    assert len(Client().get("/api/v1/log", headers=token_of(a, "read")).json()) == 1
    assert Client().get("/api/v1/log", headers=token_of(b, "read")).json() == []


def test_a_revoked_token_is_none(make_company) -> None:
    header = token_of(make_company("a"), "read")
    from verbund.kit import clock

    ApiToken.objects.update(revoked_at=clock.now())
    assert Client().get("/api/v1/me", headers=header).status_code == 401
