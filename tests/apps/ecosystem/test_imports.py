"""Companies: from a file to rows, twice, mended, killed in the middle."""

from __future__ import annotations

from pathlib import Path

import pytest

from verbund.apps.core import files, jobs
from verbund.apps.core.actor import Role, system
from verbund.apps.core.imports import actions, engine, queries
from verbund.apps.core.models import AuditEntry, Company, CompanyIdentifier, ImportMapping, ImportRun
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem.imports import nace_class, size_class
from verbund.apps.ecosystem.models import CompanyFigures
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
REGION = Path(__file__).parents[3] / "src/verbund/node/demo/region/companies.csv"
HEAD = "id;Firma;Ort;Breitengrad;Längengrad;Umsatz;Mitarbeiter\n"


def prepared(data: bytes | str, name: str = "liste.csv", **options) -> ImportRun:
    data = data.encode() if isinstance(data, str) else data
    stored = actions.receive(system(), None, "companies", name, [data])
    return actions.prepare(system(), None, "companies", stored, source=options.pop("source", "test"), **options)


def run(data: bytes | str, **options) -> ImportRun:
    return actions.run_now(system(), prepared(data, **options).pk)


def counts(one: ImportRun) -> tuple[int, int, int, int]:
    return one.created_count, one.updated_count, one.unchanged_count, one.quarantined_count


GOOD = HEAD + "1;Müller GmbH;Berlin;52,52;13,40;1.234.567,89;62\n2;Köhler KG;Potsdam;52,40;13,06;;10 - 19\n"


def test_a_german_file_is_read_as_it_is_meant() -> None:
    one = run(GOOD.encode("cp1252"))
    assert counts(one) == (2, 0, 0, 0)
    company = Company.objects.get(name="Müller GmbH")
    assert (company.latitude, company.longitude, company.nuts3) == (52.52, 13.4, "DE300")
    assert (company.employees_min, company.employees_max, company.slug) == (62, 62, "mueller-gmbh")
    assert company.provenance["row"] == 1
    assert company.provenance["mapping"] == "test v1"
    assert company.provenance["file"] == "liste.csv"
    with everybody():
        assert str(CompanyFigures.objects.get(company=company).revenue) == "1234567.89"
    assert AuditEntry.objects.get(event="core.file_imported").payload.data["created"] == 2


def test_a_second_run_changes_nothing_and_a_changed_row_only_itself() -> None:
    run(GOOD)
    before = list(Company.objects.order_by("pk").values())
    assert counts(run(GOOD)) == (0, 0, 2, 0)
    assert list(Company.objects.order_by("pk").values()) == before
    assert counts(run(GOOD.replace("Potsdam", "Werder"))) == (0, 1, 1, 0)
    assert Company.objects.get(name="Köhler KG").city == "Werder"
    assert counts(run(GOOD, source="other")) == (2, 0, 0, 0)  # another source has ids of its own


def test_a_dry_run_says_what_would_happen_and_writes_nothing() -> None:
    one = prepared(GOOD + "3;Weit weg;Paris;48,85;2,35;;\n")
    total, refused = actions.dry_run(system(), one.pk)
    assert (total.created, total.quarantined) == (2, 1)
    assert refused[0].number == 3
    assert not Company.objects.exists()
    assert not one.quarantine.exists()


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("3;Weit weg;Paris;48,85;2,35;;", "outside-country", "Breitengrad"),
        ("3;Vertauscht;Berlin;13,40;52,52;;", "swapped-coordinates", "Breitengrad"),
        ("3;Halb;Berlin;52,5;;;", "half-coordinates", "Längengrad"),
        ("3;Weit;Berlin;152,5;13;;", "range", "Breitengrad"),
        (";Ohne Nummer;Berlin;;;;", "required", "id"),
        ("1;Doppelt;Berlin;;;;", "duplicate-id", "id"),
        ("3;Umsatz;Berlin;;;viel;", "number", "Umsatz"),
        ("3;Leute;Berlin;;;;viele", "pattern", "Mitarbeiter"),
        ("3;Kurz", "too-few-cells", ""),
        ("3;" + "x" * 301 + ";Berlin;;;;", "too-long", "Firma"),
    ],
)
def test_a_wrong_row_is_set_aside_with_reason_and_remedy(row, code, column) -> None:
    one = run(GOOD + row + "\n4;Danach;Berlin;;;;\n")
    assert counts(one) == (3, 0, 0, 1)
    problem = one.quarantine.get().problems[0]
    assert (problem["code"], problem["column"]) == (code, column)
    assert problem["reason"]
    assert problem["remedy"]
    assert one.quarantine.get().row == 3


def test_duplicates_are_refused_in_the_second_run_too() -> None:
    data = GOOD + "1;Anders;Bonn;;;;\n"
    assert counts(run(data)) == (2, 0, 0, 1)
    assert counts(run(data)) == (0, 0, 2, 1)
    assert Company.objects.get(slug="mueller-gmbh").city == "Berlin"


def test_a_row_that_says_the_same_again_is_no_mistake() -> None:
    assert counts(run(GOOD + GOOD.splitlines()[1] + "\n")) == (2, 0, 1, 0)


def test_a_row_is_mended_and_retried() -> None:
    one = run(GOOD + "3;Weit weg;Paris;48,85;2,35;1.000,50;\n")
    row = one.quarantine.get()
    assert actions.mend(system(), row.pk, {"Breitengrad": "99999"})[0]["code"] == "range"
    assert actions.mend(system(), row.pk, {"Breitengrad": "52,5", "Längengrad": "13,4"}) == []
    one.refresh_from_db()
    assert counts(one) == (3, 0, 0, 0)
    assert not queries.quarantine(system(), one.pk).exists()
    with everybody():
        assert str(CompanyFigures.objects.get(company__name="Weit weg").revenue) == "1000.50"
    with pytest.raises(Conflict):
        actions.mend(system(), row.pk, {})


def test_retry_takes_over_what_fits_now() -> None:
    run("id;Firma;vat_id\n1;A;DE1\n", source="a")
    one = run("id;Firma;vat_id\n9;B;DE1\n", source="b")
    assert one.quarantine.get().problems[0]["code"] == "duplicate-id"
    assert actions.retry(system(), one.pk) == 0
    CompanyIdentifier.objects.filter(scheme="vat").delete()
    assert actions.retry(system(), one.pk) == 1


def test_killed_in_the_middle_it_goes_on_behind_the_last_whole_batch(monkeypatch) -> None:
    rows = "".join(f"{n};Firma {n};Berlin;;;;{'viele' if n % 7 == 0 else n}\n" for n in range(1, 101))
    monkeypatch.setattr(engine, "BATCH", 10)
    whole = run(HEAD + rows, source="whole")

    class Killed(BaseException):
        pass

    batches = []

    def report(count: int) -> None:
        batches.append(count)
        if len(batches) == 4:
            raise Killed

    one = prepared(HEAD + rows, source="killed")
    monkeypatch.setattr(engine.transaction, "on_commit", lambda call: call())  # the test's transaction never commits
    with pytest.raises(Killed):
        actions.run_now(system(), one.pk, report)
    one.refresh_from_db()
    assert one.state == "running"
    assert 0 < one.rows_read < 100
    actions.execute(one.pk)
    one.refresh_from_db()
    assert (one.state, one.rows_read, counts(one)) == ("done", 100, counts(whole))
    assert [q.row for q in one.quarantine.all()] == [q.row for q in whole.quarantine.all()]
    assert counts(run(HEAD + rows, source="killed")) == (0, 0, 86, 14)


def test_what_the_database_refuses_costs_its_row_only(monkeypatch) -> None:
    from django.db import IntegrityError

    target = actions.find("companies")
    original = target.apply

    def apply(rows, context):
        if any(row.values["name"] == "Gift" for row in rows):
            raise IntegrityError("constraint of the house")
        return original(rows, context)

    monkeypatch.setattr(type(target), "apply", property(lambda self: apply))
    one = run(GOOD + "3;Gift;Berlin;;;;\n")
    assert counts(one) == (2, 0, 0, 1)
    assert one.quarantine.get().problems[0]["code"] == "refused"


def test_it_runs_as_a_job_with_progress() -> None:
    one = prepared(GOOD)
    job = actions.start(system(), one.pk)
    assert jobs.run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"created": 2, "updated": 0, "unchanged": 0, "quarantined": 0})
    with pytest.raises(Conflict):
        actions.start(system(), one.pk)


def test_a_changed_mapping_is_a_new_version_and_the_last_is_proposed() -> None:
    run(GOOD)
    one = prepared(GOOD)
    columns = {k: v for k, v in one.columns.items() if k != "employees"}
    actions.start(system(), one.pk, columns)
    assert [m.version for m in ImportMapping.objects.order_by("version")] == [1, 2]
    assert prepared(GOOD).columns == columns


def test_only_the_centre_imports_companies(make_company, owner_of) -> None:
    company = make_company("a")
    with pytest.raises(Forbidden):
        actions.receive(owner_of(company), company.pk, "companies", "x.csv", [b""])
    one = prepared(GOOD)
    with pytest.raises(Missing):
        queries.run(owner_of(company, Role.OWNER), one.pk)
    with pytest.raises(Invalid, match="companies"):
        actions.find("nonsense")


def test_the_preview_shows_rows_as_they_will_be_read() -> None:
    one = prepared(GOOD + "x;;;abc;;;\n")
    shown = queries.preview(system(), one.pk)
    assert shown["header"][0] == "id"
    assert shown["rows"][0]["values"]["name"] == "Müller GmbH"
    assert shown["rows"][2]["flaws"][0]["code"] == "number"


def test_unnamed_companies_get_a_label_from_branch_and_place() -> None:
    run("id,branche,ortsteil,ort\n7,Modedesign,Pankow,Berlin\n8,noch unbekannt,,Berlin\n")
    labels = set(Company.objects.values_list("name", "named"))
    assert ("Modedesign, Pankow", False) in labels
    assert len(labels) == 2
    assert len(set(Company.objects.values_list("slug", flat=True))) == 2


def test_the_example_region_is_imported_twice() -> None:
    first = run(REGION.read_bytes(), source="region")
    assert first.quarantined_count == 0, [q.problems for q in first.quarantine.all()]
    assert first.created_count >= 40
    assert run(REGION.read_bytes(), source="region").unchanged_count == first.created_count
    hosted = Company.objects.get(slug="havelmetall")
    assert (hosted.hosting, hosted.claimed) == ("here", True)
    assert hosted.did.endswith(":p:havelmetall")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1 - 3 Beschäftigte", (1, 3)),
        ("0 Beschäftigte", (0, 0)),
        ("500 und mehr", (500, None)),
        ("unter 10", (0, 10)),
        ("1.000 - 4.999", (1000, 4999)),
        ("unbekannt", (None, None)),
        ("9 - 3", (None, None)),
        (None, (None, None)),
    ],
)
def test_size_classes(text, size) -> None:
    assert size_class(text) == size


@pytest.mark.parametrize(
    ("text", "code"), [("25.62", "2562"), ("111", "0111"), ("0000", ""), ("451", "0451"), ("25", "25")]
)
def test_nace_classes(text, code) -> None:
    assert nace_class(text) == code


def test_files_are_stored_by_digest_under_a_safe_name() -> None:
    stored = files.store(None, "../../etc/pass\x00wd", [b"ab", b"c"])
    assert stored.name == "passwd"
    assert b"".join(files.read(stored)) == b"abc"
    with pytest.raises(Invalid):
        files.store(None, "x", [b"abcd"], largest=3)


def test_a_list_completes_a_claimed_company_and_changes_none_of_its_words() -> None:
    run("external_id,name,city,legal_form\n1,Alt GmbH,Potsdam,\n", source="liste")
    company = Company.objects.get()
    company.claimed = True
    company.save(update_fields=["claimed"])
    run("external_id,name,city,legal_form\n1,Anders GmbH,Berlin,GmbH\n", source="liste")
    company.refresh_from_db()
    assert (company.name, company.city, company.legal_form) == ("Alt GmbH", "Potsdam", "GmbH")


def test_a_list_of_the_operator_leaves_the_figures_of_a_claimed_company_alone() -> None:
    run(GOOD)
    Company.objects.filter(name="Müller GmbH").update(claimed=True)
    assert counts(run(GOOD, source="test"))[3] == 0  # the same figures change nothing
    one = run(GOOD.replace("1.234.567,89", "9.999.999,99"))
    assert counts(one) == (0, 0, 1, 1)
    problem = one.quarantine.get().problems[0]
    assert (problem["code"], problem["column"]) == ("figures-owned", "Umsatz")
    with everybody():
        assert str(CompanyFigures.objects.get().revenue) == "1234567.89"
