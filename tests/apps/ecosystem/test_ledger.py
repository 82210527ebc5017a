"""Debtors and creditors as bookkeeping exports them become own statements; whoever is in doubt waits for a word."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.importing import counts
from tests.support.people import signed_in
from verbund.apps.core.actor import system
from verbund.apps.core.imports import actions as imports
from verbund.apps.core.imports import queries as imported
from verbund.apps.core.models import CompanyIdentifier, ImportRun, StoredFile
from verbund.apps.ecosystem import actions, ledger, likeness, queries
from verbund.kit.errors import Forbidden, Invalid, Missing
from verbund.node.cli import main

MASTER = (
    '"EXTF";700;16;"Debitoren/Kreditoren";5;20260112140659583;;"RE";"";"";29098;55003;20250101;4;;;"";"";;;;"";;"";;;'
    '"03";;;"";""\r\n'
    "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);"
    "Vorname (Adressattyp natürl. Person);Name (Adressattyp keine Angabe);Adressattyp;Kurzbezeichnung;EU-Land;"
    "EU-UStID;Straße;Postleitzahl;Ort;Telefon;IBAN-Nr. 1\r\n"
    '10001;"Müllerröder Antriebe GmbH & Co. KG";;;;;"2";"Müllerr";"DE";"811000111";"Am Ufer 1";"03046";"Cottbus";'
    '"030 23125 001";"DE02120300000000202051"\r\n'
    '10002;"Spreewerk Antr.";;;;;"2";;;;"";"14770";"Brandenburg";"";""\r\n'
    '10003;;;"Beispiel";"Erika";;"1";;;;"";"";"Potsdam";"";""\r\n'
    '70001;"Stahlhandel Nirgendwo AG";;;;;"2";;;;"";"";"Bremen";"";""\r\n'
).encode("cp1252")
BALANCES = (
    "Summen- und Saldenliste;;;;;\r\nMandant 55003;;;;;\r\n"
    "Konto;Beschriftung;EB-Wert;Jahresverkehrszahl Soll;Jahresverkehrszahl Haben;Saldo\r\n"
    "8400;Erlöse 19 %;0,00;0,00;1.500.000,00;1.500.000,00 H\r\n"
    "10001;Müllerröder;12.000,00;714.000,00;700.000,00;26.000,00 S\r\n"
    "10002;Spreewerk;0,00;357.000,00;357.000,00;0,00\r\n"
    "10003;Beispiel;0,00;119.000,00;0,00;119.000,00 S\r\n"
    "10004;Ohne Umsatz;0,00;0,00;0,00;0,00\r\n"
    "10005;Fehler;0,00;12O,50;0,00;0,00\r\n"
    "70001;Stahlhandel;0,00;10.000,00;238.000,00;228.000,00 H\r\n"
    "Summe;;12.000,00;1.190.000,00;1.295.000,00;\r\n"
).encode("cp1252")


@pytest.fixture
def known(make_company, db) -> dict[str, Any]:
    known = {
        "us": make_company("wir", name="Wir Metall GmbH", city="Cottbus"),
        "vat": make_company("mueller", name="Müllerröder Antriebe GmbH & Co. KG", city="Dresden"),
        "doubt": make_company("spreewerk", name="Spreewerk Antriebe GmbH", city="Brandenburg an der Havel"),
    }
    CompanyIdentifier.objects.create(company=known["vat"], scheme="vat", value="DE811000111")
    return known


def read(company: Any, *files: bytes, **options: Any) -> ImportRun:
    actor = system("page", company.pk)
    sources = [(f"datei{n}.csv", [data]) for n, data in enumerate(files)]
    return actions.receive_ledger(actor, company.pk, sources, ledger.Options(2025, **options))


def run(company: Any, *files: bytes, **options: Any) -> ImportRun:
    return imports.run_now(system("page", company.pk), read(company, *files, **options).pk)


def rows(company: Any) -> dict[str, Any]:
    return {r.external_id: r for r in queries.relations(system(company_id=company.pk), company.pk)}


def test_balances_and_master_data_become_statements(known):
    us = known["us"]
    done = run(us, MASTER, BALANCES)
    found = rows(us)
    assert set(found) == {"10001", "10003", "70001"}
    assert found["10001"].taker == known["vat"], "by VAT id, though the place differs"
    assert found["10001"].amount == Decimal("600000.00"), "without the 19 % of the sums"
    assert (found["10003"].partner, found["10003"].others_count) == ("Erika Beispiel", 1)
    assert found["70001"].giver is None
    assert found["70001"].taker == us
    assert (found["70001"].partner, found["70001"].amount) == ("Stahlhandel Nirgendwo AG", Decimal("200000.00"))
    assert {r.period_to.year for r in found.values()} == {2025}
    assert counts(done) == (3, 0, 1, 2), "an account without trade is none; two are set aside"
    assert counts(run(us, MASTER, BALANCES)) == (0, 0, 4, 2), "a second time changes nothing"


def test_rows_set_aside_name_line_reason_and_remedy(known):
    done = run(known["us"], MASTER, BALANCES)
    told = {r.data["Konto"]: (r.data["Zeile"], r.problems[0]) for r in imported.quarantine(system(), done.pk)}
    line, problem = told["10005"]
    assert line == "9"
    assert (problem["code"], problem["column"]) == ("number", "Soll")
    assert "12O,50" in problem["reason"]
    assert problem["remedy"]


def test_who_is_in_doubt_waits_for_a_word(known):
    us = known["us"]
    done = run(us, MASTER, BALANCES)
    row = next(r for r in imported.quarantine(system(), done.pk) if r.data["Konto"] == "10002")
    assert row.problems[0]["code"] == "doubtful-partner"
    assert "Spreewerk Antriebe GmbH" in row.problems[0]["reason"]
    client = signed_in(us)
    page = client.get(f"/lage/buchhaltung/{done.pk}/").content.decode()
    assert "Spreewerk Antriebe GmbH" in page
    assert "Zeile 6" in page
    client.post(f"/lage/buchhaltung/{done.pk}/", {f"p{row.pk}": "spreewerk"})
    assert rows(us)["10002"].taker == known["doubt"]
    assert rows(us)["10002"].amount == Decimal("300000.00")


def test_none_of_them_is_kept_under_the_name_in_the_books(known):
    us = known["us"]
    done = run(us, MASTER, BALANCES)
    row = next(r for r in imported.quarantine(system(), done.pk) if r.data["Konto"] == "10002")
    assert imports.mend(system(), row.pk, {"Unternehmen hier": "gibt-es-nicht"})[0]["code"] == "unknown-company"
    assert imports.mend(system(), row.pk, {"Unternehmen hier": "0"}) == []
    assert rows(us)["10002"].taker is None
    assert rows(us)["10002"].partner == "Spreewerk Antr."


def test_masked_names_are_kept_nowhere(known, settings):
    us = known["us"]
    done = run(us, MASTER, BALANCES, mask=True)
    found = rows(us)
    assert set(found) == {"10001", "10002", "10003", "70001"}
    assert {r.taker_id or r.giver_id for r in found.values()} == {us.pk}
    assert found["10001"].partner in ("Konto 10001", "account 10001")
    kept = StoredFile.objects.get(pk=done.file_id)
    from verbund.apps.core import files

    text = b"".join(files.read(kept)).decode()
    for secret in ("Müller", "811000111", "Cottbus", "Spreewerk", "Beispiel"):
        assert secret not in text
    assert not any("Müller" in str(r.data) for r in imported.quarantine(system(), done.pk))


def test_of_the_files_only_what_is_needed_stays(known, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        done = run(known["us"], MASTER, BALANCES)
    from verbund.apps.core import files

    (kept,) = StoredFile.objects.filter(company=known["us"])
    assert kept.pk == done.file_id
    text = b"".join(files.read(kept)).decode()
    assert "DE0212030000000020" not in text
    assert "23125" not in text
    assert "8400" not in text


def test_each_partner_of_the_books_counts_for_itself_in_the_position(known):
    """Unnamed partners are no crowd: the largest share stands exactly, masked or not."""
    from verbund.apps.position import queries as position

    us = known["us"]
    done = run(us, BALANCES, mask=True)
    unsure = position.position(system(company_id=us.pk), us.pk).of("customers").share
    assert (unsure.low, unsure.high) == (0, 1), "an account is set aside: how much lies with it nobody knows"
    (row,) = imported.quarantine(system(), done.pk)
    assert imports.mend(system(), row.pk, {"Soll": "0,00"}) == []
    share = position.position(system(company_id=us.pk), us.pk).of("customers").share
    assert share.low == pytest.approx(share.high)
    assert share.low == pytest.approx(0.6)
    assert queries.largest(system(), us.pk)["customer"].share == pytest.approx(0.6)


def test_open_items_add_up_to_an_account(known):
    us = known["us"]
    items = (
        "OPOS-Liste Debitoren;;;;;\nKonto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo\n"
        "10001;R1;01.10.2025;31.10.2025;1.190,00;0,00;1.190,00\n"
        "10001;R2;02.10.2025;31.10.2025;2.380,00;0,00;2.380,00\n"
        "10002;R3;02.10.2025;31.10.2025;zehn;0,00;\n10002;R4;02.10.2025;31.10.2025;5,00;0,00;\n"
    ).encode("cp1252")
    done = run(us, items)
    assert rows(us)["10001"].amount == Decimal("3000.00")
    (row,) = imported.quarantine(system(), done.pk)
    assert (row.data["Konto"], row.data["Soll"], row.data["Zeile"]) == ("10002", "zehn", "5")
    assert imports.mend(system(), row.pk, {"Soll": "11,90"}) == []
    assert rows(us)["10002"].amount == Decimal("10.00")


def test_the_page_from_the_file_to_the_position(known):
    us = known["us"]
    client = signed_in(us)
    assert "Was sich dadurch ändert" in client.get("/lage/buchhaltung/").content.decode()
    upload = SimpleUploadedFile("susa.csv", BALANCES)
    answer = client.post("/lage/buchhaltung/", {"datei": upload, "year": "2025", "vat_rate": "0.19"})
    assert answer.status_code == 302
    preview = client.get(answer.headers["location"]).content.decode()
    assert "Nichts zählt" in preview or "noch zählt nichts" in preview
    assert not rows(us), "nothing counts before it is started"
    client.post(answer.headers["location"])
    done = client.get(answer.headers["location"]).content.decode()
    assert "Beispiel macht 100" in done
    assert len(rows(us)) >= 2
    assert client.get("/en/lage/buchhaltung/").status_code == 200


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "leer"),
        (b"Datum;Betrag\n1;2\n", "Kontonummern"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "Excel"),
        (b"PK\x03\x04" + b"\x00" * 200, ""),
        (b"\x00\x01\x02\x03" * 100, "Tabelle"),
        (b"EXTF;700;16\n" * 12, "Kontonummern"),
        (b'Konto;Name\n10001;"' + b"x" * 200_000 + b"\n", ""),
        (b"[" * 100_000, ""),
    ],
)
def test_hostile_files_are_refused_in_words(known, data, word):
    upload = SimpleUploadedFile("../../etc/passwd;.csv", data)
    answer = signed_in(known["us"]).post("/lage/buchhaltung/", {"datei": upload, "year": "2025"})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert word in answer.content.decode()
    else:
        client = signed_in(known["us"])
        client.post(answer.headers["location"])
        assert client.get(answer.headers["location"]).status_code == 200
    assert not rows(known["us"])


def test_no_file_leads_to_somebody_elses_account_or_to_formulas(known):
    """Names are text, whatever they look like."""
    us = known["us"]
    run(us, b"Konto;Name;Soll\n10001;=CMD|'/C calc'!A0;11,90\n10002;<script>alert(1)</script>;11,90\n")
    page = signed_in(us).get(f"/unternehmen/{us.slug}/beziehungen/").content.decode()
    assert "<script>alert" not in page
    assert rows(us)["10001"].partner.startswith("=CMD")


def test_who_may(known):
    us = known["us"]
    assert signed_in(us, "viewer").post("/lage/buchhaltung/", {}).status_code == 403
    done = run(us, BALANCES)
    assert signed_in(known["doubt"]).get(f"/lage/buchhaltung/{done.pk}/").status_code == 404
    viewer = signed_in(us, "viewer")
    assert viewer.get(f"/lage/buchhaltung/{done.pk}/").status_code == 200
    assert viewer.post(f"/lage/buchhaltung/{done.pk}/", {}).status_code == 403
    from verbund.apps.core.actor import ANONYMOUS

    with pytest.raises(Missing):
        actions.receive_ledger(ANONYMOUS, us.pk, [("a.csv", [BALANCES])], ledger.Options(2025))
    with pytest.raises((Forbidden, Missing)):
        queries.largest(ANONYMOUS, us.pk)


def test_by_command_and_api(known, tmp_path):
    file = tmp_path / "susa.csv"
    file.write_bytes(BALANCES)
    base = ["--json", "ledger", str(file), "--as", "wir", "--year", "2025"]
    tried = json.loads(CliRunner().invoke(main, [*base, "--dry-run"]).output)
    assert (tried["created"], tried["quarantined"]) == (2, 3), "two in doubt, one is no number"
    assert not rows(known["us"])
    done = json.loads(CliRunner().invoke(main, [*base, "--mask"]).output)
    assert done["created"] == 4
    assert done["problems"][0]["line"] == "9"
    client = signed_in(known["us"])
    upload = SimpleUploadedFile("susa.csv", BALANCES)
    master = SimpleUploadedFile("stamm.csv", MASTER)
    sent = client.post("/api/v1/import-ledger", {"file": upload, "master": master, "year": "2025"})
    assert sent.status_code == 201
    preview = client.get(f"/api/v1/imports/{sent.json()['id']}/preview").json()
    assert preview["rows"][0]["values"]["account"] == "10001"
    assert preview["rows"][0]["values"]["city"] == "Cottbus", "from the master data"
    bad = SimpleUploadedFile("susa.csv", b"a;b\n1;2\n")
    assert client.post("/api/v1/import-ledger", {"file": bad}).status_code == 422


def test_years_and_rates_are_checked():
    from verbund.apps.ecosystem.ledger_pages import options_of

    for wrong in ({"year": "1066"}, {"year": "x"}, {"vat_rate": "0.5"}, {"side": "both"}):
        with pytest.raises(Invalid):
            options_of(wrong)


@pytest.mark.parametrize(
    ("name", "city", "sure", "maybe"),
    [
        ("Spreewerk Antriebe GmbH", "", 1, 0),
        ("SPREEWERK ANTRIEBE", "Cottbus", 1, 0),
        ("Spreewerk Antriebe GmbH", "München", None, 1),
        ("Spreewerk Antr.", "Cottbus", None, 1),
        ("Spreewerk Antriebe AG", "Cottbus", None, 1),
        ("Spreewerke Antriebe GmbH", "Cottbus", None, 1),
        ("Spreewald Konserven", "Cottbus", None, 0),
        ("Muellerroeder & Soehne KG", "", 2, 0),
        ("Gleich GmbH", "", None, 2),
    ],
)
def test_likeness(name, city, sure, maybe):
    known = [
        likeness.Known(1, "Spreewerk Antriebe GmbH", "Cottbus"),
        likeness.Known(2, "Müllerröder & Söhne GmbH & Co. KG", "Dresden"),
        likeness.Known(3, "Gleich GmbH", "Berlin"),
        likeness.Known(4, "Gleich GmbH", "Potsdam"),
    ]
    found, candidates = likeness.find(name, city, "", known)
    assert (found, len(candidates)) == (sure, maybe)


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=60), st.text(max_size=30))
def test_likeness_of_any_names_is_a_share(a: str, place: str, b: str, other: str) -> None:
    found = likeness.compare(a, place, "", likeness.Known(1, b, other))
    assert 0 <= found.share <= 1
    assert likeness.compare(a, place, "", likeness.Known(1, a, place)).share == 1.0
