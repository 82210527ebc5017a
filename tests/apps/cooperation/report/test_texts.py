"""The centre's administrator changes texts by a file; the preview tells numbers, never whose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.apps.cooperation.world import World
from verbund.apps.accounts.models import Person
from verbund.apps.accounts.queries import actor_of
from verbund.apps.cooperation import actions, queries, texts
from verbund.apps.core.models import AuditEntry
from verbund.kit.errors import Conflict, Invalid, Missing

NEW = """
[V5]
version = 2
law_as_of = 2026-12-01
review_by = 2027-12-01
[V5.change_of_control]
basis = "law"
source = { de = "Neues Gesetz § 1", en = "New act § 1" }
title = { de = "Verkauf eines Mitglieds", en = "Sale of a member" }
text = { de = "Wird ein Mitglied verkauft, liest der Käufer mit.", en = "If a member is sold the buyer reads along." }
mend = { de = "Meldung binnen 14 Tagen.", en = "A report within 14 days." }
check_by = { de = "Anwalt", en = "lawyer" }
"""


@pytest.fixture
def centre(db: Any) -> Any:
    person = Person.objects.create_user("centre@example.org", "x", is_centre=True)
    return person, actor_of(person, "page", None)


def v5(near: World) -> dict[str, Any]:
    charter = queries.on_table(*near.who("bert")).hash
    row = actions.show_report(*near.who("bert"), charter)
    return next(x for x in row.document["effects"] if x["code"] == "V5")


def test_taken_in_spoken_by_and_taken_back(near: World, centre: Any) -> None:
    near.propose()
    old = v5(near)
    changes = texts.preview(centre[1], "neu.toml", NEW)
    assert [(c.after.key, c.reports) for c in changes] == [("V5.change_of_control", None)]
    assert {f for f, _, _ in changes[0].fields} == {"Quelle", "Titel", "Text", "Abhilfe"}
    assert v5(near) == old
    row = actions.take_in_texts(centre[1], "neu.toml", NEW)
    assert v5(near)["title"]["de"] == "Verkauf eines Mitglieds"
    assert v5(near)["source"] == {"de": "Neues Gesetz § 1", "en": "New act § 1"}
    assert AuditEntry.objects.filter(company=None, event="cooperation.texts_taken_in").count() == 1
    actions.withdraw_texts(centre[1], row.pk)
    assert v5(near)["title"] == old["title"]


def test_a_report_shown_before_does_not_count_any_more(near: World, centre: Any) -> None:
    charter = near.propose()
    actions.show_report(*near.who("bert"), charter)
    actions.take_in_texts(centre[1], "neu.toml", NEW)
    with pytest.raises(Conflict) as found:
        actions.assent(*near.who("bert"), charter)
    assert found.value.code == "report-overtaken"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("version = 2", "version = 1"), "V5.change_of_control"),
        (("[V5.change_of_control]", "[V5.other]"), "V5.other"),
        (("liest der Käufer mit", "liest {leser} mit"), "text"),
        (('mend = { de = "Meldung binnen 14 Tagen.", en = "A report within 14 days." }', ""), "V5.change_of_control"),
        ((NEW, ""), "f"),
        ((NEW, "no toml ="), "f"),
    ],
)
@pytest.mark.django_db
def test_a_file_that_does_not_fit_is_refused(change: tuple[str, str], where: str) -> None:
    with pytest.raises(Invalid) as found:
        texts.read("f", NEW.replace(*change))
    assert where in str(found.value.where)


def test_a_value_that_the_rule_does_not_give(near: World) -> None:
    text = NEW.replace("liest der Käufer mit", "liest {leser}").replace("the buyer reads along", "{leser} reads")
    with pytest.raises(Invalid, match="leser"):
        texts.read("f", text)


def test_the_page_is_the_centres(near: World, centre: Any, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        actions.take_in_texts(near.signers["bert"], "f", NEW)
    client = Client(headers={"accept-language": "en"})
    client.force_login(centre[0])
    url = "/en/zentrum/texte/"
    assert "No text is due" in client.get(url).content.decode()
    page = client.post(url, {"step": "preview", "source": NEW}).content.decode()
    assert "Sale of a member" not in page.partition("<textarea")[0]  # German is what is compared
    assert "Verkauf eines Mitglieds" in page
    assert "fewer than five" in page
    assert client.post(url, {"step": "preview", "source": NEW.replace("= 2", "= 1", 1)}).status_code == 422
    assert client.post(url, {"step": "take_in", "source": NEW, "name": "neu.toml"}).status_code == 302
    update = texts.TextUpdate.objects.get()
    assert client.post(url, {"step": "withdraw", "update": str(update.pk)}).status_code == 302
    assert not texts.TextUpdate.objects.exists()
    assert client.post(url, {"step": "withdraw", "update": "x"}).status_code == 404


@pytest.mark.django_db
def test_the_command(tmp_path: Path) -> None:
    from verbund.node.cli import main

    file = tmp_path / "neu.toml"
    file.write_text(NEW, encoding="utf-8")
    run = CliRunner().invoke
    assert "due for review: none" in run(main, ["texts"]).output
    assert "Nothing is in force yet" in run(main, ["texts", str(file)]).output
    assert not texts.TextUpdate.objects.exists()
    assert "Taken in." in run(main, ["texts", str(file), "--yes"]).output
    assert run(main, ["texts", str(file), "--yes"]).exit_code == 1
