"""The guided interview: anybody may note, only the company releases, and nothing counts before."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from tests.support.people import signed_in
from verbund.apps.core.actor import ANONYMOUS, system
from verbund.apps.core.models import AuditEntry
from verbund.apps.core.registry import company_data
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import queries as ecosystem
from verbund.apps.ecosystem.interview import actions, queries
from verbund.apps.ecosystem.models import Competence, InterviewDraft
from verbund.apps.ecosystem.registry import Question, Questions, interview
from verbund.apps.position import queries as position
from verbund.kit.errors import Forbidden, Invalid, Missing
from verbund.node.cli import main

REASON = "Interview am Telefon, vereinbart am Montag"
SAID = {
    "company.why": "enge Toleranzen in Titan",
    "company.can": "Titanfräsen, Messen",
    "company.revenue": "4.800.000",
    "position.step_in": "few",
}


@pytest.fixture
def company(make_company, db):
    return make_company("havel", name="Havel Präzision GmbH")


@pytest.fixture
def centre(company):
    client = signed_in(centre=True)
    client.post(reverse("accounts:staff", args=[company.slug]), {"reason": REASON, "hours": "2"})
    return client


def standing(company: Any) -> tuple[Any, ...]:
    """What counts of the company at the moment."""
    figures = ecosystem.figures(system(), company.pk)
    names = Competence.objects.filter(company=company).order_by("name_de").values_list("name_de", flat=True)
    return (figures.revenue if figures else None, list(names), position.answers(system(), company.pk))


def test_every_question_says_beforehand_what_it_changes(company):
    found = queries.conversation(system(), company.pk)
    assert len(found.asked) >= 15
    assert 5 <= found.minutes <= 12, "a ten-minute interview"
    assert all(len(step.asked) <= queries.ON_A_STEP for step in found.steps)
    client = signed_in(company)
    for at, step in enumerate(found.steps, 1):
        page = client.get(f"/lage/gespraech/?teil={at}").content.decode()
        for a in step.asked:
            assert a.question.changes, a.code
            with translation.override("de"):
                assert escape(str(a.question.changes)) in page, a.code


def test_the_centre_notes_on_the_telephone_and_the_company_releases(company, centre):
    step = queries.conversation(system(), company.pk).steps[0]
    assert centre.get("/lage/gespraech/").status_code == 200
    said = {a.code: SAID.get(a.code, "") for a in step.asked}
    assert centre.post("/lage/gespraech/?teil=1", said).status_code == 302
    with_scope = InterviewDraft.State.OPEN
    with scoped_to(company.pk):
        draft = InterviewDraft.objects.get()
    assert (draft.state, draft.by_centre) == (with_scope, True)
    assert standing(company) == (None, [], {}), "nothing counts before the company releases it"
    refused = centre.post("/lage/gespraech/pruefen/", {"zaehlt": list(said)})
    assert refused.status_code in (403, 404)
    assert standing(company) == (None, [], {})
    owner = signed_in(company)
    assert "wartet" in owner.get("/").content.decode() or "warten" in owner.get("/").content.decode()
    page = owner.get("/lage/gespraech/pruefen/").content.decode()
    assert "Titanfräsen" in page
    assert "Das Zentrum hat sie für Sie notiert" in page
    owner.post("/lage/gespraech/pruefen/", {"zaehlt": ["company.why", "company.can", "company.revenue"]})
    assert standing(company) == (Decimal(4_800_000), ["Messen", "Titanfräsen"], {})
    assert not Competence.objects.filter(company=company, public=True).exists(), "nothing becomes public by it"
    events = set(AuditEntry.objects.filter(company=company).values_list("event", flat=True))
    assert {"ecosystem.interview_noted", "ecosystem.interview_released"} <= events


def test_staff_find_no_way_around_the_release(company, centre):
    """The same questions on the page of the position are answered by the company alone."""
    assert centre.get("/lage/fragen/").status_code == 200
    assert centre.post("/lage/fragen/", {"step_in": "few"}).status_code == 403
    said = centre.patch("/api/v1/position/answers", {"step_in": "few"}, content_type="application/json")
    assert said.status_code in (403, 404)
    assert standing(company) == (None, [], {})


def test_what_is_not_ticked_is_not_taken_over(company):
    actions.note(system(), company.pk, SAID)
    actions.release(system(), company.pk, {"position.step_in"})
    assert standing(company) == (None, [], {"step_in": "few"})
    assert queries.open_draft(system(), company.pk) is None


def test_discarding_changes_nothing_and_forgets(company, centre):
    centre.post("/lage/gespraech/?teil=1", {"company.why": "x" * 30})
    owner = signed_in(company)
    owner.post("/lage/gespraech/pruefen/", {"discard": "1"})
    assert standing(company) == (None, [], {})
    with scoped_to(company.pk):
        assert InterviewDraft.objects.get().answers == {}


def test_all_or_nothing(company, monkeypatch):
    """A room that refuses an answer at the last moment leaves nothing half taken over."""

    def refuse(actor: Any, company_id: Any, answers: Any) -> None:
        raise Invalid("answer", "No")

    part = interview["position"]
    monkeypatch.setitem(
        interview._items, "position", Questions(part.title, part.questions, part.said, refuse, part.order)
    )
    actions.note(system(), company.pk, SAID)
    with pytest.raises(Invalid):
        actions.release(system(), company.pk)
    assert standing(company) == (None, [], {})
    assert queries.open_draft(system(), company.pk).answers


def test_another_room_adds_its_questions(company, monkeypatch):
    kept: dict[str, str] = {}
    own = Questions(
        "Ausbildung",
        (Question("places", "How many apprentices?", "Changes: which training fits.", (("0", "none"), ("1", "one"))),),
        lambda actor, company_id: dict(kept),
        lambda actor, company_id, answers: kept.update(answers),
        order=90,
    )
    monkeypatch.setitem(interview._items, "training", own)
    assert queries.conversation(system(), company.pk).asked[-1].code == "training.places"
    actions.note(system(), company.pk, {"training.places": "1"})
    assert kept == {}
    actions.release(system(), company.pk)
    assert kept == {"places": "1"}


@pytest.mark.parametrize(
    "answers",
    [
        {"position.step_in": "lots"},
        {"position.nothing": "few"},
        {"nobody.step_in": "few"},
        {"step_in": "few"},
        {"company.revenue": "viel"},
        {"company.revenue": "9" * 60},
        {"company.revenue": "-5"},
        {"company.can": "x" * 1001},
    ],
)
def test_answers_are_checked_when_they_are_noted(company, answers):
    with pytest.raises(Invalid) as refused:
        actions.note(system(), company.pk, answers)
    assert refused.value.where
    assert queries.open_draft(system(), company.pk) is None


def test_an_answer_as_it_stands_is_no_news(company):
    actions.note(system(), company.pk, SAID)
    actions.release(system(), company.pk)
    again = actions.note(system(), company.pk, {"position.step_in": "few", "company.why": SAID["company.why"]})
    assert again.answers == {}
    assert queries.conversation(system(), company.pk).noted == []
    actions.note(system(), company.pk, {"position.step_in": ""})
    actions.release(system(), company.pk)
    assert position.answers(system(), company.pk) == {}, "an answer can be taken back"


def test_who_may(company, make_company):
    viewer = signed_in(company, "viewer")
    assert viewer.get("/lage/gespraech/").status_code == 200
    assert viewer.post("/lage/gespraech/", {"company.why": "x"}).status_code == 403
    with pytest.raises(Missing):
        actions.note(ANONYMOUS, company.pk, SAID)
    with pytest.raises((Missing, Forbidden)):
        actions.release(ANONYMOUS, company.pk)
    other = signed_in(make_company("other"))
    actions.note(system(), company.pk, SAID)
    assert "Titanfräsen" not in other.get("/lage/gespraech/pruefen/").content.decode()
    assert signed_in(centre=True).get("/lage/gespraech/").status_code == 404, "only inside a reasoned session"


def test_a_wrong_answer_is_told_at_once_and_nothing_typed_is_lost(company):
    client = signed_in(company)
    said = {"company.why": "Titan <b>", "company.can": "", "company.bought": "", "company.revenue": "viel"}
    answer = client.post("/lage/gespraech/?teil=1", said)
    assert answer.status_code == 422
    assert "Titan &lt;b&gt;" in answer.content.decode()
    assert client.get("/lage/gespraech/?teil=99999").status_code == 200
    assert client.get("/lage/gespraech/?teil=x").status_code == 200
    assert client.get("/en/lage/gespraech/").status_code == 200


def test_by_command_and_api(company, tmp_path):
    file = tmp_path / "said.json"
    file.write_text(json.dumps(SAID), encoding="utf-8")
    base = ["--json", "interview", "--as", "havel"]
    noted = json.loads(CliRunner().invoke(main, [*base, "--note", str(file)]).output)
    assert {q["code"] for q in noted["questions"] if q["noted"]} == set(SAID)
    assert standing(company) == (None, [], {})
    CliRunner().invoke(main, [*base, "--release"])
    assert standing(company)[0] == Decimal(4_800_000)
    client = signed_in(company)
    body = {"answers": {"position.step_in": "many"}}
    assert client.patch("/api/v1/interview", body, content_type="application/json").status_code == 200
    assert client.get("/api/v1/interview").json()["questions"][0]["changes"]
    assert client.post("/api/v1/interview/release", {}, content_type="application/json").status_code == 200
    assert client.post("/api/v1/interview/release", {}, content_type="application/json").status_code == 409
    assert standing(company)[2] == {"step_in": "many"}
    assert client.delete("/api/v1/interview").status_code == 204
    wrong = client.patch("/api/v1/interview", {"answers": {"x.y": "1"}}, content_type="application/json")
    assert wrong.status_code == 422


def test_drafts_leave_with_the_company(company):
    actions.note(system(), company.pk, SAID)
    exported = dict(company_data["ecosystem.interviewdraft"].export(company.pk))
    assert b"Toleranzen" in exported["ecosystem/interviewdraft.jsonl"]
    assert company_data["ecosystem.interviewdraft"].erase(company.pk) == 1
