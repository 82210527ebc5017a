"""Pages of the region and of one's own company."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.importing import import_region
from tests.support.people import signed_in
from verbund.apps.core.models import AuditEntry, Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem.models import Competence, Relation, Release, Resource, Site


@pytest.fixture
def region(db):
    import_region("companies", "sites", "competences", "resources", "relations", "figures", "opportunities")
    return {c.slug: c for c in Company.objects.all()}


OWN = ("bearbeiten", "faehigkeiten", "ressourcen", "standorte", "beziehungen")


@pytest.mark.parametrize("language", ["", "/en"])
def test_everybody_sees_list_map_and_companies(region, language):
    client = Client()
    page = client.get(f"{language}/unternehmen/")
    assert page.status_code == 200
    assert "Adlershof Sensorik" in page.text
    assert "Mechanik" in client.get(f"{language}/unternehmen/?branche=metal").text
    assert client.get(f"{language}/karte/").status_code == 200
    assert client.get(f"{language}/karte/?ort=Berlin").status_code == 200
    assert client.get(f"{language}/karte/?ort=Nowhere").status_code == 404
    company = client.get(f"{language}/unternehmen/havelmetall/")
    assert "Hartdrehen" in company.text or "hard turning" in company.text
    assert "Zweiter Härter" in company.text or "Second hardener" in company.text
    assert "8.400.000" not in company.text
    assert "Weil wir hart drehen" not in company.text


ODD = ("?nach=x", f"?nach={uuid4()}", "?km=abc", "?km=50", "?branche=zz&groesse=9&art=q", "?ort=%00")


def test_odd_filters_do_no_harm(make_company):
    make_company("one")
    for query in ODD:
        assert Client().get(f"/unternehmen/{query}").status_code == 200, query


def test_empty_pages(db):
    for path in ("/unternehmen/", "/karte/", "/unternehmen/?name=x"):
        assert Client().get(path).status_code == 200


def test_own_pages_are_not_there_for_others(make_company):
    havel, other = make_company("havelmetall"), signed_in(make_company("spreewerk"))
    own = signed_in(havel)
    for what in OWN:
        path = f"/unternehmen/havelmetall/{what}/"
        assert other.get(path).status_code == 404, path
        assert Client().get(path).status_code in (302, 404), path
        assert own.get(path).status_code == 200, path
    missing = other.get("/unternehmen/nobody/beziehungen/")
    assert missing.status_code == 404
    assert other.get("/unternehmen/havelmetall/beziehungen/").text.count("gibt es nicht") == missing.text.count(
        "gibt es nicht"
    )


def test_a_viewer_reads_and_does_not_write(make_company):
    viewer = signed_in(make_company("havelmetall"), role="viewer")
    page = viewer.get("/unternehmen/havelmetall/faehigkeiten/")
    assert page.status_code == 200
    assert '<form method="post" class' not in page.text
    sent = viewer.post("/unternehmen/havelmetall/faehigkeiten/", {"name_de": "X", "layer": "core"})
    assert sent.status_code == 403
    assert viewer.get("/unternehmen/havelmetall/bearbeiten/").status_code == 404


def test_a_competence_is_added_changed_and_deleted(make_company):
    one = make_company("one")
    client = signed_in(one)
    path = "/unternehmen/one/faehigkeiten/"
    assert client.post(path, {"name_de": "", "layer": "core"}).status_code == 422
    assert (
        client.post(path, {"name_de": "Drehen", "layer": "core", "tags": "a, b;c", "public": "on"}).status_code == 302
    )
    row = Competence.objects.get(company=one)
    assert (row.layer, row.tags, row.public) == ("core", ["a", "b", "c"], True)
    again = client.post(path, {"name_de": "Drehen", "layer": "core"})
    assert again.status_code == 422
    client.post(f"{path}{row.pk}/", {"name_de": "Fräsen", "layer": "peripheral"})
    row.refresh_from_db()
    assert (row.name_de, row.layer, row.public) == ("Fräsen", "peripheral", False)
    assert "Fräsen" not in Client().get("/unternehmen/one/").text
    assert client.post(f"{path}{row.pk}/loeschen/").status_code == 302
    assert not Competence.objects.exists()
    events = AuditEntry.objects.filter(company=one).values_list("event", flat=True)
    assert list(events) == ["ecosystem.part_saved", "ecosystem.part_saved", "ecosystem.part_deleted"]


def test_numbers_are_read_as_the_language_writes_them(make_company):
    one = make_company("one")
    client = signed_in(one)
    data = {"name_de": "CNC", "type": "machine", "quantity": "1.234,5", "free_share": "18", "price": "92,50"}
    assert client.post("/unternehmen/one/ressourcen/", data).status_code == 302
    row = Resource.objects.get()
    assert (str(row.quantity), str(row.free_share), str(row.price)) == ("1234.500", "0.1800", "92.50")
    wrong = client.post("/unternehmen/one/ressourcen/", {**data, "name_de": "B", "price": "viel"})
    assert wrong.status_code == 422
    site = {"name": "Werk", "latitude": "52,5", "longitude": ""}
    assert client.post("/unternehmen/one/standorte/", site).status_code == 422
    assert client.post("/unternehmen/one/standorte/", {**site, "longitude": "13,4"}).status_code == 302
    assert Site.objects.get().longitude == 13.4


def test_the_profile_is_changed_and_logged(make_company):
    one = make_company("one", city="Berlin")
    client = signed_in(one)
    shown = client.get("/unternehmen/one/bearbeiten/")
    assert 'value="Berlin"' in shown.text
    data = {
        "name": "Eins GmbH",
        "kind": "sme",
        "city": "Potsdam",
        "wz_code": "25.62",
        "employees_min": "70",
        "employees_max": "60",
    }
    assert client.post("/unternehmen/one/bearbeiten/", data).status_code == 422
    assert client.post("/unternehmen/one/bearbeiten/", {**data, "employees_max": "80"}).status_code == 302
    one.refresh_from_db()
    assert (one.name, one.city, one.nace, one.employees_max) == ("Eins GmbH", "Potsdam", "2562", 80)
    assert AuditEntry.objects.get(company=one).event == "ecosystem.profile_changed"


def test_the_centre_mends_only_what_nobody_claimed(make_company):
    centre = signed_in(centre=True)
    make_company("listed", claimed=False)
    make_company("claimed", claimed=True)
    assert centre.get("/unternehmen/listed/bearbeiten/").status_code == 200
    assert centre.get("/unternehmen/claimed/bearbeiten/").status_code == 404
    assert centre.get("/unternehmen/listed/beziehungen/").status_code == 404


def relation_form(**more):
    return {
        "sentence": "customer",
        "partner": "Two GmbH",
        "amount": "1.000",
        "replaceable": "hard",
        "source": "Debitorenliste",
        **more,
    }


def test_a_relation_is_stated_released_and_revoked(make_company):
    one, two = make_company("one"), make_company("two", name="Two GmbH")
    client, other = signed_in(one), signed_in(two)
    path = "/unternehmen/one/beziehungen/"
    near = client.post(path, relation_form(partner="Two Gmb"))
    assert near.status_code == 422
    assert "Two GmbH" in near.text
    assert client.post(path, relation_form(partner="one")).status_code == 422
    assert client.post(path, relation_form()).status_code == 302
    with scoped_to(one.pk):
        row = Relation.objects.get()
    assert (row.giver_id, row.taker_id, row.amount) == (one.pk, two.pk, 1000)
    assert client.get(f"{path}{row.pk}/").status_code == 200
    assert other.get(f"{path}{row.pk}/").status_code == 404
    to = f"{path}{row.pk}/freigaben/"
    assert client.post(to, {"audience": "company", "to_company": "", "purpose": "x"}).status_code == 422
    assert client.post(to, {"audience": "company", "to_company": "two", "purpose": ""}).status_code == 422
    given = {"audience": "company", "to_company": "two", "fields_": ["amount"], "purpose": "Lage rechnen"}
    assert client.post(to, given).status_code == 302
    assert client.post(to, given).status_code == 422
    with scoped_to(one.pk):
        release = Release.objects.get()
    assert release.fields == ["amount"]
    assert other.post(f"{to}{release.pk}/widerrufen/").status_code == 404
    assert client.post(f"{to}{release.pk}/widerrufen/").status_code == 302
    with scoped_to(one.pk):
        assert Release.objects.get().revoked_at is not None
    assert client.post(f"{path}{row.pk}/loeschen/").status_code == 302
    with scoped_to(one.pk):
        assert not Relation.objects.exists()
    events = list(AuditEntry.objects.filter(company=one).order_by("seq").values_list("event", flat=True))
    assert events == [
        "ecosystem.relation_stated",
        "ecosystem.relation_released",
        "ecosystem.release_revoked",
        "ecosystem.relation_withdrawn",
    ]


def test_the_number_of_queries_of_a_page_is_constant(region):
    client = signed_in(region["havelmetall"])
    own = "/unternehmen/havelmetall/"
    for path in ("/unternehmen/", own, f"{own}beziehungen/", "/karte/"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) <= 24, [q["sql"][:90] for q in queries]
