"""The pages of a Verbund: who sees them, what they say, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from verbund.apps.accounts.models import Membership, Person
from verbund.apps.cooperation import actions, queries
from verbund.apps.core.models import StoredFile

from .world import World

ONE = ["verbund", "charter", "register", "leave", "edit"]


@pytest.fixture
def browser(nodes: World) -> Callable[..., Client]:
    """A browser of the person who signs for a company of the story."""

    def make(name: str, role: str = "") -> Client:
        if role:
            person = Person.objects.create_user(f"{role}-{name}@example.org", "x")
            Membership.objects.create(person=person, company=nodes.companies[name], role=role)
        else:
            person = Person.objects.get(pk=nodes.signers[name].user_id)
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return make


def url(name: str, *args: Any) -> str:
    with translation.override("en"):
        return reverse(f"cooperation:{name}", args=args)


def said(answer: Any) -> str:
    return answer.content.decode()


def test_empty(nodes: World, browser: Any) -> None:
    assert "No Verbund yet" in said(browser("anna").get(url("verbuende")))
    assert browser("anna").get(url("running")).status_code == 200
    assert Client().get(url("verbuende")).status_code == 302


def test_draft_changed_and_put_forward(nodes: World, browser: Any) -> None:
    client = browser("anna")
    page = said(client.get(url("new")))
    assert nodes.did("bert") in page
    people = [d for d in sorted([nodes.did(n) for n in ("bert", "cleo", "dora")]) if d in page]
    form = {"kind": "testing", "title": "Testing together", "purpose": "To test"}
    for n, did in enumerate(people):
        form[f"did-{n}"] = did
        form[f"role-{n}"] = "member" if did != nodes.did("dora") else ""
    answer = client.post(url("new"), form)
    assert answer.status_code == 302, said(answer)
    row = queries.verbuende(nodes.signers["anna"], nodes.companies["anna"].pk)[0]
    nodes.verbund = row.verbund_id
    assert "only you see" in said(client.get(url("charter", row.verbund_id)))
    change = {"L1.form": "weak", "step": "save", "notice_days": "30"}
    checked = said(client.post(url("edit", row.verbund_id), {**change, "step": "check"}))
    assert "What would change" in checked
    assert "weak form" in checked
    assert client.post(url("edit", row.verbund_id), change).status_code == 302
    terms = queries.versions(*nodes.who("anna"))[0].document
    assert terms["clauses"][0]["form"] == "weak"
    client.post(url("propose", row.verbund_id))
    nodes.run()
    assert queries.verbund(*nodes.who("bert")).state == "proposed"
    assert "Testing together" in said(browser("bert").get("/en/"))
    assert "Read the side-effect report" in said(browser("bert").get(url("verbund", row.verbund_id)))


def test_new_needs_answers(nodes: World, browser: Any) -> None:
    page = said(browser("anna").post(url("new"), {}))
    for words in ("Choose what you want to do", "Give it a name", "Say in one sentence", "at least one other member"):
        assert words in page


def test_counter_proposal_adopted(nodes: World, browser: Any) -> None:
    charter = nodes.propose()
    bert, anna = browser("bert"), browser("anna")
    nothing = said(bert.post(url("edit", nodes.verbund), {"step": "check", "L1.form": "strong"}))
    assert "Nothing would change" in nothing
    wrong = said(bert.post(url("edit", nodes.verbund), {"step": "check", "notice_days": "soon"}))
    assert "enter a number of days" in wrong
    sent = {"step": "send", "notice_days": "90", "L1.form": "strong", "reason": "We need longer"}
    assert bert.post(url("edit", nodes.verbund), sent).status_code == 302
    nodes.run()
    counter = next(v for v in queries.versions(*nodes.who("anna")) if v.status == "counter")
    assert counter.document["noticeDays"] == 90
    assert "counter-proposal" in said(anna.get("/en/")).lower()
    assert "Adopt as the new version" in said(anna.get(url("version", nodes.verbund, counter.hash)))
    anna.post(url("adopt", nodes.verbund, counter.hash))
    nodes.run()
    table = queries.on_table(*nodes.who("bert"))
    assert table is not None
    assert table.hash == counter.hash != charter


def test_work(nodes: World, browser: Any) -> None:
    nodes.in_force()
    client = browser("anna")
    add = {"beitrag": {"title": "Office", "amount": "350", "unit": "EUR"}, "nutzen": {"title": "Cheaper"},
           "aufgabe": {"title": "Report need", "due": "2030-01-01"}, "frage": {"title": "Do we admit Dora"},
           "ergebnis": {"title": "Saved", "m-hours": "12", "public": "on"}}  # fmt: skip
    for what, form in add.items():
        assert client.get(url("add", nodes.verbund, what)).status_code == 200
        assert client.post(url("add", nodes.verbund, what), form).status_code == 302
    assert "Say in a few words" in said(client.post(url("add", nodes.verbund, "frage"), {}))
    assert client.get(url("add", nodes.verbund, "unsinn")).status_code == 404
    page = said(client.get(url("verbund", nodes.verbund)))
    for words in ("€350", "Report need", "Do we admit Dora", "unknown"):
        assert words in page or (words == "€350" and "350" in page)
    nodes.run()
    bert = browser("bert")
    assert "Report need" in said(bert.get("/en/"))
    entries = queries.register(*nodes.who("bert"))
    told = {e.type: e.payload for e in entries if e.payload}
    task, decision = (told[k][k].removeprefix("urn:uuid:") for k in ("task", "decision"))  # type: ignore[index,union-attr]
    assert bert.post(url("task", nodes.verbund, task), {"state": "done"}).status_code == 302
    assert bert.post(url("vote", nodes.verbund, decision), {"act": "yes"}).status_code == 302
    assert bert.post(url("vote", nodes.verbund, uuid4()), {"act": "yes"}).status_code == 404
    nodes.run()
    page = said(client.get(url("verbund", nodes.verbund)))
    assert "1 yes, 0 no" in page
    assert "all verified" in said(client.get(url("register", nodes.verbund)))


def test_file_offered_to_the_members(nodes: World, browser: Any) -> None:
    nodes.in_force()
    client = browser("anna")
    with translation.override("en"):
        offer = reverse("dataspace:new_offer")
    urn = f"urn:uuid:{nodes.verbund}"
    form = {"title": "Data", "whom": urn, "no_sharing": "on", "no_training": "on", "uses": "5"}
    client.post(offer, {**form, "step": "check", "file": SimpleUploadedFile("a.csv", b"a;b\n")})
    stored = StoredFile.objects.get(company=nodes.companies["anna"])
    assert client.post(offer, {**form, "step": "publish", "stored": str(stored.pk)}).status_code == 302
    nodes.run()
    assert ">Data</a>" in said(browser("bert").get(url("verbund", nodes.verbund)))


def test_leave_with_consequences(nodes: World, browser: Any) -> None:
    nodes.in_force()
    client = browser("cleo")
    assert "The others go on without you" in said(client.get(url("leave", nodes.verbund)))
    assert "Tick the box" in said(client.post(url("leave", nodes.verbund), {}))
    assert nodes.state("cleo") == "in_force"
    client.post(url("leave", nodes.verbund), {"sure": "on", "reason": "Other plans"})
    assert nodes.state("cleo") == "left"
    nodes.run()
    assert "Other plans" in said(browser("anna").get(url("verbund", nodes.verbund)))


def test_end_needs_all(nodes: World, browser: Any) -> None:
    nodes.in_force()
    for name in ("anna", "bert"):
        assert browser(name).post(url("end", nodes.verbund)).status_code == 302
        nodes.run()
    assert "waits for the others" in said(browser("anna").get(url("leave", nodes.verbund)))
    assert browser("cleo").post(url("end", nodes.verbund)).status_code == 302
    assert nodes.state("cleo") == "ended"


def test_outsiders_see_nothing(nodes: World, browser: Any) -> None:
    charter = nodes.in_force()
    outside = browser("dora")
    for name in ONE:
        foreign, nothing = outside.get(url(name, nodes.verbund)), outside.get(url(name, uuid4()))
        assert foreign.status_code == nothing.status_code == 404
        assert "There is no such Verbund" in said(foreign)
        assert "There is no such Verbund" in said(nothing)
    assert outside.get(url("version", nodes.verbund, charter)).status_code == 404
    assert browser("anna").get(url("version", nodes.verbund, "0" * 64)).status_code == 404
    for name, args in (("propose", ()), ("adopt", (charter,)), ("end", ()), ("task", (uuid4(),))):
        assert outside.post(url(name, nodes.verbund, *args)).status_code == 404


def test_viewers_do_not_bind(nodes: World, browser: Any) -> None:
    nodes.in_force()
    client = browser("anna", "viewer")
    assert client.get(url("verbund", nodes.verbund)).status_code == 200
    for name in ("edit", "leave"):
        assert client.get(url(name, nodes.verbund)).status_code == 403
    assert client.post(url("add", nodes.verbund, "beitrag"), {"title": "x"}).status_code == 403
    assert client.post(url("end", nodes.verbund)).status_code == 403


def test_queries_do_not_grow(nodes: World, browser: Any) -> None:
    nodes.in_force()
    client = browser("anna")

    def cost(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    pages = [url("verbund", nodes.verbund), url("charter", nodes.verbund), url("register", nodes.verbund),
             url("verbuende"), "/en/"]  # fmt: skip
    actions.task(*nodes.who("anna"), "First")
    few = [cost(address) for address in pages]
    for n in range(5):
        actions.task(*nodes.who("anna"), f"Task {n}")
        actions.contribute(*nodes.who("anna"), "Hours", {"value": "1", "unit": "h"})
    assert [cost(address) for address in pages] == few
    assert max(few) < 45
