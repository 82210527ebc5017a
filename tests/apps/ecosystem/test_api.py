"""The API of companies, parts, relations, releases; of library, events and the overview."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.importing import import_region
from tests.support.people import signed_in
from tests.support.rest import Api, asks, token_of


def test_companies_and_profile(db, make_company):
    import_region("companies", "sites", "competences", "resources")
    api = Api(make_company("one"))
    status, page = api("GET", "/companies?branch=metal&limit=3")
    assert (status, len(page["items"])) == (200, 3)
    _status, following = api("GET", f"/companies?branch=metal&limit=3&after={page['after']}")
    assert not {c["id"] for c in page["items"]} & {c["id"] for c in following["items"]}
    status, one = api("GET", "/companies/havelmetall")
    assert status == 200
    assert {c["layer"] for c in one["competences"]} == {"core", "complementary", "peripheral"}
    assert api("GET", "/companies/nobody")[0] == 404
    assert api("PATCH", "/companies/havelmetall", {"city": "X"})[0] == 404
    assert api("PATCH", "/companies/one", {"city": "Potsdam"})[1]["city"] == "Potsdam"
    assert api("PATCH", "/companies/one", {"city": None, "website": None, "wz_code": None})[1]["city"] == ""
    assert api("PATCH", "/companies/one", {"name": None})[0] == 422
    assert api("GET", "/companies?limit=0")[0] == 422
    assert api("GET", "/companies?name=%00")[0] == 422


@pytest.mark.parametrize(
    ("noun", "body"),
    [
        ("sites", {"name": "Werk 2"}),
        ("competences", {"layer": "core", "name_de": "Drehen"}),
        ("resources", {"type": "machine", "name_de": "CNC", "free_share": "0.25"}),
    ],
)
def test_parts_are_added_changed_deleted(make_company, noun, body):
    api, other = Api(make_company("one")), Api(make_company("two"))
    status, made = api("POST", f"/{noun}", body)
    assert status == 201
    assert api("POST", f"/{noun}", body)[0] == 422
    assert other("PUT", f"/{noun}/{made['id']}", body)[0] == 404
    assert api("PUT", f"/{noun}/{made['id']}", body)[0] == 200
    assert len(api("GET", f"/{noun}")[1]) == 1
    assert other("GET", f"/{noun}")[1] == []
    assert other("DELETE", f"/{noun}/{made['id']}")[0] == 404
    assert api("DELETE", f"/{noun}/{made['id']}") == (204, None)


def test_relations_and_releases(make_company):
    one, two = make_company("one"), make_company("two")
    api, other = Api(one), Api(two)
    body = {"type": "supplies", "giver_id": str(one.pk), "taker_id": str(two.pk), "amount": "10.50", "source": "x"}
    assert api("POST", "/relations", {**body, "giver_id": None})[0] == 422
    assert api("POST", "/relations", {**body, "taker_id": "00000000-0000-0000-0000-000000000000"})[0] == 422
    assert api("POST", "/relations", {**body, "amount": "1e400"})[0] == 422
    status, made = api("POST", "/relations", body)
    assert status == 201
    path = f"/relations/{made['id']}"
    assert other("GET", "/relations")[1] == []
    assert other("PUT", path, body)[0] == 404
    assert api("PUT", path, {**body, "amount": "11"})[1]["amount"] in ("11.00", "11")
    given = {"audience": "company", "to_company_id": str(two.pk), "fields": ["amount"], "purpose": "test"}
    assert other("POST", f"{path}/releases", {**given, "to_company_id": str(one.pk)})[0] == 404
    assert api("POST", f"{path}/releases", {**given, "fields": ["note"]})[0] == 422
    status, release = api("POST", f"{path}/releases", given)
    assert status == 201
    assert api("POST", f"{path}/releases", given)[0] == 409
    assert other("DELETE", f"/releases/{release['id']}")[0] == 404
    assert api("DELETE", f"/releases/{release['id']}")[0] == 204
    assert api("GET", "/releases")[1] == []
    assert api("DELETE", path)[0] == 204


def test_library_events_overview(db, make_company):
    import_region("companies", "projects", "events", "funding")
    api = Api(make_company("one"))
    _status, rows = api("GET", "/projects?state=implemented")
    assert rows
    assert api("GET", f"/projects/{rows[0]['id']}")[1]["members"]
    assert api("GET", "/events")[0] == 200
    assert api("GET", "/funding?kind=production")[0] == 200
    assert api("GET", "/overview")[0] == 404
    centre = signed_in(centre=True).get("/api/v1/overview")
    assert (centre.status_code, centre.json()["companies"]) == (200, 44)


def test_a_reading_token_does_not_write(make_company):
    reader = Client(headers=token_of(make_company("two"), "read"))
    assert asks(reader, "POST", "/sites", {"name": "x"})[0] == 403
    assert Client().get("/api/v1/companies").status_code == 401
