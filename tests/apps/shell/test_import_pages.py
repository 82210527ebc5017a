"""The pages to read in a file: choose, map, try, run, clear up."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.people import signed_in
from verbund.apps.core import jobs
from verbund.apps.core.models import Company, ImportRun
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem.models import Relation

COMPANIES = "id;Firma;Ort;Mitarbeiter\n1;Eins GmbH;Berlin;62\n2;Zwei GmbH;Potsdam;viele\n"


def upload(client: Client, text: str, art: str = "companies", **more):
    file = SimpleUploadedFile("liste.csv", text.encode())
    return client.post("/einlesen/", {"art": art, "datei": file, **more})


@pytest.mark.django_db(transaction=True)
def test_from_the_file_to_the_mended_row():
    centre = signed_in(centre=True)
    assert centre.get("/einlesen/").status_code == 200
    answer = upload(centre, COMPANIES, quelle="kammer")
    assert answer.status_code == 302
    run = ImportRun.objects.get()
    path = f"/einlesen/{run.pk}/"
    preview = centre.get(path)
    assert "Eins GmbH" in preview.text
    columns = {
        f"c{n}": {v: k for k, v in run.columns.items()}.get(c, "")
        for n, c in enumerate(("id", "Firma", "Ort", "Mitarbeiter"), 1)
    }
    tried = centre.post(f"{path}schritt/", {**columns, "schritt": "pruefen"})
    assert tried.status_code == 200
    assert not Company.objects.exists()
    twice = centre.post(f"{path}schritt/", {**columns, "c2": columns["c1"], "schritt": "start"})
    assert twice.status_code == 422
    assert centre.post(f"{path}schritt/", {**columns, "schritt": "zuordnen"}).status_code == 302
    assert centre.post(f"{path}schritt/", {**columns, "schritt": "start"}).status_code == 302
    assert 'http-equiv="refresh"' in centre.get(path).text
    jobs.run_due()
    done = centre.get(path)
    assert "viele" in done.text
    assert Company.objects.count() == 1
    row = run.quarantine.get()
    wrong = centre.post(f"{path}berichtigen/", {f"q{row.pk}-0-0": "etliche"}, follow=True)
    assert "error-summary" in wrong.text
    assert centre.post(f"{path}wiederholen/").status_code == 302
    assert Company.objects.count() == 1
    centre.post(f"{path}berichtigen/", {f"q{row.pk}-0-0": "10 - 19"})
    assert Company.objects.get(name="Zwei GmbH").employees_max == 19
    assert "quarantine" not in centre.get(path).text
    assert centre.get("/einlesen/").text.count("liste.csv") == 1


@pytest.mark.django_db(transaction=True)
def test_a_company_reads_in_its_relations_and_nobody_else_sees_the_run(make_company):
    one, two = make_company("one"), make_company("two", name="Two GmbH")
    client, other = signed_in(one), signed_in(two)
    assert upload(client, "x", art="companies").status_code == 422
    text = "id;Art;Lieferant;Kunde;Betrag;Quelle\n1;liefert;one;Two GmbH;1.234,50;Debitorenliste\n"
    assert upload(client, text, art="relations").status_code == 302
    run = ImportRun.objects.get()
    path = f"/einlesen/{run.pk}/"
    assert other.get(path).status_code == 404
    assert other.post(f"{path}schritt/", {"schritt": "start"}).status_code == 404
    shown = client.get(path).text
    assert "1234.5" in shown or "1234,5" in shown
    header = ("id", "Art", "Lieferant", "Kunde", "Betrag", "Quelle")
    fields = {v: k for k, v in run.columns.items()}
    columns = {f"c{n}": fields.get(c, "") for n, c in enumerate(header, 1)}
    client.post(f"{path}schritt/", {**columns, "schritt": "start"})
    jobs.run_due()
    with scoped_to(one.pk):
        assert str(Relation.objects.get().amount) == "1234.50"
    assert other.post(f"{path}berichtigen/").status_code == 404
    assert other.post(f"{path}wiederholen/").status_code == 404
    assert other.post(f"{path}abbrechen/").status_code == 404


def test_what_is_refused_at_the_door(make_company):
    viewer = signed_in(make_company("one"), role="viewer")
    assert viewer.get("/einlesen/").status_code == 404
    owner = signed_in(make_company("two"))
    assert owner.post("/einlesen/", {"art": "relations"}).status_code == 422
    assert upload(owner, "", art="relations").status_code == 422
    assert owner.post("/einlesen/", {"art": "nonsense"}).status_code == 422
    assert Client().get("/einlesen/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_swapped_coordinates_are_mended_together():
    centre = signed_in(centre=True)
    upload(centre, "id;Firma;Breitengrad;Längengrad\n1;Eins GmbH;13,4;52,5\n")
    run = ImportRun.objects.get()
    path = f"/einlesen/{run.pk}/"
    fields = {v: k for k, v in run.columns.items()}
    columns = {f"c{n}": fields[c] for n, c in enumerate(("id", "Firma", "Breitengrad", "Längengrad"), 1)}
    centre.post(f"{path}schritt/", {**columns, "schritt": "start"})
    jobs.run_due()
    row = run.quarantine.get()
    centre.post(f"{path}berichtigen/", {f"q{row.pk}-0-0": "52,5", f"q{row.pk}-0-1": "13,4"})
    assert Company.objects.get().latitude == 52.5
