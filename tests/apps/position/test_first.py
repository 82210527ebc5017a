"""The first visit: something true from name, place and branch, and nothing kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from verbund.apps.core import files
from verbund.apps.core.actor import system
from verbund.apps.core.imports import actions as imports
from verbund.apps.core.models import Company
from verbund.apps.ecosystem import jobs
from verbund.apps.position import branches, first
from verbund.apps.position.models import Essential
from verbund.apps.position.region import place
from verbund.node.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def matrix(db: Any) -> None:
    Essential.objects.bulk_create(
        Essential(supplier=s, customer="2562", value=v)
        for s, v in (("2561", 2), ("2573", 2), ("4672", 2), ("7120", 2), ("6201", 1), ("8411", 2), ("0111", 2))
    )


def test_anybody_is_led_to_the_first_page(region: dict[str, Any], client: Client) -> None:
    assert client.get("/").headers["location"] == "/neu/"
    page = client.get("/neu/").content.decode()
    assert '<option value="Brandenburg an der Havel">' in page
    assert 'name="branch"' in page


def test_who_is_like_us_and_what_is_scarce(region: dict[str, Any], matrix: None, client: Client) -> None:
    query = {"name": "Institut", "place": "Cottbus", "branch": "Zerspanung"}
    before = Company.objects.count()
    page = client.get("/neu/", query).content.decode()
    assert Company.objects.count() == before
    assert "1 Anbieter" in page
    assert "Oberflächenveredlung und Wärmebehandlung" in page
    assert "der nächste sitzt" in page
    assert 'class="rings"' in page
    assert "Institut für vernetzte Fertigung" in page
    assert "<script" not in page
    english = client.get("/en/neu/", query).content.decode()
    assert "1 provider" in english


def test_the_hardener_is_alone_and_public_services_are_no_input(region: dict[str, Any], matrix: None) -> None:
    found = first.look("", "Cottbus", "25.62")
    hardener = next(i for i in found.inputs if i.nace == "2561")
    assert hardener.count == 1
    assert hardener.beyond is not None
    assert hardener.beyond > 120
    assert {i.nace for i in found.inputs} <= {"2561", "2573", "4672", "7120"}


def test_suggestions_and_the_next_event_come_from_other_rooms(region: dict[str, Any]) -> None:
    assert first.look("", "Brandenburg an der Havel", "Zerspanung").cloud is None, "not published yet"
    jobs.freeze(lambda done, total=None, note="": None)
    found = first.look("", "Brandenburg an der Havel", "Zerspanung")
    assert len(found.suggestions.best) == 3
    assert found.suggestions.total > 20
    assert found.cloud is not None
    assert found.cloud.at_one == 17


@pytest.mark.parametrize(
    ("text", "nace"),
    [("25.62", "2562"), ("2562", "2562"), ("Zerspanung", "2562"), ("Bäckerei", "1071"), ("Mechanik a. n. g.", "2562")],
)
def test_a_branch_is_understood_in_own_words(region: dict[str, Any], text: str, nace: str) -> None:
    chosen, _others = branches.find(text)
    assert chosen is not None
    assert chosen.nace == nace


def test_what_is_not_sure_is_asked(region: dict[str, Any], client: Client) -> None:
    chosen, others = branches.find("Titan")
    assert chosen is None
    assert others
    page = client.get("/neu/", {"place": "Berlin", "branch": "Titan"}).content.decode()
    assert "Ist es eine davon?" in page
    assert branches.find("xqzw") == (None, ())


@pytest.mark.parametrize(
    "query",
    [
        {"place": "Nirgendwo", "branch": "Zerspanung"},
        {"place": "Berlin", "branch": "xqzw"},
        {"place": "", "branch": "x"},
        {"place": "%", "branch": "_"},
        {"place": "x" * 5000, "branch": "\x00" * 10, "name": "<script>"},
        {"place": "Berlin", "branch": "9" * 50},
    ],
)
def test_whatever_is_typed_a_page_comes(region: dict[str, Any], client: Client, query: dict[str, str]) -> None:
    answer = client.get("/neu/", query)
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_an_empty_node_says_so(client: Client, db: Any) -> None:
    assert client.get("/neu/").status_code == 200
    page = client.get("/neu/", {"place": "Berlin", "branch": "Zerspanung"}).content.decode()
    assert "Diesen Ort kennen wir noch nicht" in page


def test_few_of_the_same_class_widen_to_relatives(region: dict[str, Any]) -> None:
    found = first.look("", "Brandenburg an der Havel", "25.62")
    assert found.alike is not None
    assert found.alike.digits < 4
    assert len(found.alike.km) == len(found.alike.dots)
    assert all(0 <= x <= 220 and 0 <= y <= 220 for x, y in found.alike.dots)


def test_a_place_is_found_by_postcode_and_beginning(region: dict[str, Any], make_company: Callable[..., Any]) -> None:
    make_company("x", city="Musterstadt", postcode="99999", latitude=52.0, longitude=13.0)
    for text in ("99999", "musterstadt", "Muster"):
        found = place(text)
        assert found is not None
        assert (found.name, found.latitude) == ("Musterstadt", 52.0)


def test_the_command_says_the_same(region: dict[str, Any], matrix: None) -> None:
    args = ["first", "--name", "H", "--place", "Brandenburg an der Havel", "--branch", "Zerspanung", "--json"]
    run = CliRunner().invoke(main, args)
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert found["nace"] == "2562"
    assert found["stored"] is False
    assert found["essential_inputs"][0]["providers"] == 1


def import_matrix(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "nace4.csv"
    path.write_text(text)
    with path.open("rb") as stream:
        stored = imports.receive(
            system("command"), None, "essentiality", path.name, iter(lambda: stream.read(files.CHUNK), b"")
        )
    return imports.run_now(system("command"), imports.prepare(system("command"), None, "essentiality", stored).pk)


def test_the_matrix_is_read_in_and_kept_without_zeros(tmp_path: Path, db: Any) -> None:
    text = '"","2561","2562"\n"2561",2,2\n"2562",0,1\n"0111",0,0\n'
    run = import_matrix(tmp_path, text)
    assert (run.created_count, run.unchanged_count, run.quarantined_count) == (2, 1, 0)
    kept = set(Essential.objects.values_list("supplier", "customer", "value"))
    assert kept == {("2561", "2561", 2), ("2561", "2562", 2), ("2562", "2562", 1)}
    assert import_matrix(tmp_path, text).unchanged_count == 3
    changed = import_matrix(tmp_path, text.replace('"2562",0,1', '"2562",2,0'))
    assert changed.updated_count == 1
    assert ("2562", "2562", 1) not in set(Essential.objects.values_list("supplier", "customer", "value"))


def test_the_page_names_the_matrix_that_was_imported(region: dict[str, Any], tmp_path: Path, client: Client) -> None:
    query = {"place": "Brandenburg an der Havel", "branch": "Zerspanung"}
    assert "Pichler" not in client.get("/neu/", query).content.decode()
    run = import_matrix(tmp_path, "#1,2562\n2561,2\n2573,2\n")
    type(run).objects.filter(pk=run.pk).update(source="nace4")
    assert "Pichler" in client.get("/neu/", query).content.decode()


def test_a_wrong_cell_sets_its_row_aside(tmp_path: Path, db: Any) -> None:
    run = import_matrix(tmp_path, '"","2561","2562"\n"2561",2,7\n"x",1,1\n"2562",0,1\n')
    assert (run.created_count, run.quarantined_count) == (1, 2)


def test_three_taps_say_how_wide_their_answer_is(region: dict[str, Any], client: Client) -> None:
    page = client.get("/neu/", {"place": "Cottbus", "branch": "Zerspanung"}).content.decode()
    assert "Zwischen 30 und 50 %, also 20 Punkte breit." in page
    assert "Unbekannt: alles zwischen 0 und 100 %." in page
    assert 'x="30%" width="20%"' in page
    assert "auf das Prozent genau" in page
