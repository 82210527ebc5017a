"""Nobody signs without having been shown the report of this very charter, by any door."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from tests.support.rest import token_of
from verbund.apps.accounts.models import Mandate, Person
from verbund.apps.cooperation import actions, queries
from verbund.apps.cooperation.models import RegisterEntry, SideEffectReport
from verbund.apps.core import jobs
from verbund.apps.core.actor import system
from verbund.apps.core.models import AuditEntry
from verbund.apps.core.registry import JobKind
from verbund.apps.core.registry import jobs as kinds_of_jobs
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.ecosystem.models import Relation
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing
from verbund.protocols.register.v1 import EntryType

from .world import L1, X1, X9

pytestmark = pytest.mark.django_db


@pytest.fixture
def charter(near) -> str:
    return near.propose()


def signed(world, name: str) -> int:
    with everybody():
        return RegisterEntry.objects.filter(author_did=world.did(name), type="assent").count()


def refused(code: str, call, *args, **more) -> None:
    with pytest.raises(Conflict) as caught:
        call(*args, **more)
    assert caught.value.code == code


@pytest.mark.parametrize("via", ["page", "api", "command", "job"])
def test_no_signature_without_the_report_by_any_door(near, charter, signer_of, via) -> None:
    signer = signer_of(near.companies["bert"], via)
    refused("report-not-shown", actions.assent, signer, near.companies["bert"].pk, near.verbund, charter)
    assert signed(near, "bert") == 0
    actions.show_report(signer, near.companies["bert"].pk, near.verbund, charter)
    actions.assent(signer, near.companies["bert"].pk, near.verbund, charter)
    near.run()
    assert signed(near, "bert") == 3  # one entry, in the copy of each member


@pytest.mark.parametrize("via", ["job", "command"])
def test_the_node_itself_never_signs(near, charter, via) -> None:
    company = near.companies["bert"].pk
    actions.show_report(system(via, company), company, near.verbund, charter)
    with pytest.raises(Forbidden) as caught:
        actions.assent(system(via, company), company, near.verbund, charter)
    assert caught.value.code == "no-mandate"
    assert signed(near, "bert") == 0


def test_a_job_that_signs_is_refused(near, charter, signer_of) -> None:
    signer = signer_of(near.companies["bert"], "job")
    if "test.sign" not in kinds_of_jobs:

        def sign(progress, company, verbund, charter) -> None:
            from uuid import UUID

            actions.assent(test_signer[0], UUID(company), UUID(verbund), charter)

        kinds_of_jobs.register("test.sign", JobKind(run=sign))
    test_signer[:] = [signer]
    args = {"company": str(near.companies["bert"].pk), "verbund": str(near.verbund), "charter": charter}
    job = jobs.start(signer, "test.sign", args)
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "report" in job.error.lower() or "Beipackzettel" in job.error
    assert signed(near, "bert") == 0


test_signer: list = []


def test_the_api_wants_report_mandate_and_scope(near, charter, signer_of) -> None:
    company = near.companies["bert"]
    signer = signer_of(company)

    def client(*scopes: str) -> Client:
        return Client(headers=token_of(company, *scopes, person=Person.objects.get(pk=signer.user_id)))

    base = f"/api/v1/verbuende/{near.verbund}/charters/{charter}"
    may_sign = client("read", "write", "sign")

    def post(who: Client, path: str, **body: object):
        return who.post(path, json.dumps(body), content_type="application/json")

    answer = post(may_sign, f"{base}/assent")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:verbund:problem:report-not-shown")
    shown = post(may_sign, f"{base}/report")
    assert shown.status_code == 200
    assert shown.json()["charter_hash"] == charter
    unsigned = client("read", "write")
    post(unsigned, f"{base}/report")
    assert post(unsigned, f"{base}/assent").status_code == 403
    answer = post(may_sign, f"{base}/assent")
    assert answer.status_code == 201, answer.content
    whole = may_sign.get(f"/api/v1/verbuende/{near.verbund}").json()
    assert whole["on_table"] == charter
    register = may_sign.get(f"/api/v1/verbuende/{near.verbund}/register").json()
    assert [row["type"] for row in register["entries"]] == ["assent"]
    assert register["entries"][0]["payload"]["report"] == shown.json()["hash"]


def test_a_raw_entry_is_no_way_around(near, charter) -> None:
    payload = {"report": "0" * 64, "signature": "a.b.c"}
    with pytest.raises(Invalid) as caught:
        actions.write(*near.who("bert"), EntryType.ASSENT, payload)
    assert caught.value.code == "not-work"


def test_the_signature_names_charter_and_report(near, charter) -> None:
    report = actions.show_report(*near.who("bert"), charter)
    entry = actions.assent(*near.who("bert"), charter)
    assert (entry.charter, entry.payload["report"]) == (charter, report.hash)


def test_a_report_of_another_version_does_not_count(near, charter) -> None:
    actions.show_report(*near.who("bert"), charter)
    new = actions.adopt(*near.who("anna"), changes={"notice_days": 60})
    near.run()
    refused("report-not-shown", actions.assent, *near.who("bert"), new.hash)
    refused("not-on-table", actions.assent, *near.who("bert"), charter)


def test_a_report_shown_to_a_colleague_does_not_count(near, charter, signer_of) -> None:
    actions.show_report(*near.who("bert"), charter)
    other = signer_of(near.companies["bert"])
    refused("report-not-shown", actions.assent, other, near.companies["bert"].pk, near.verbund, charter)
    mine = actions.show_report(other, near.companies["bert"].pk, near.verbund, charter)
    assert mine.hash == queries.reports(*near.who("bert"))[-1].hash
    actions.assent(other, near.companies["bert"].pk, near.verbund, charter)


def test_an_old_report_does_not_count(near) -> None:
    charter = near.propose(sign_by=clock.now() + timedelta(days=90))
    actions.show_report(*near.who("bert"), charter)
    with clock.at(clock.now() + timedelta(days=31)):
        refused("report-old", actions.assent, *near.who("bert"), charter)
        actions.show_report(*near.who("bert"), charter)
        actions.assent(*near.who("bert"), charter)


def test_a_report_that_other_data_have_overtaken_does_not_count(near) -> None:
    charter = near.propose([L1, X1])
    first = actions.show_report(*near.who("bert"), charter)
    bert = near.companies["bert"]
    with scoped_to(bert.pk):
        Relation.objects.create(
            company=bert,
            type="supplies",
            giver=near.companies["dora"],
            taker=bert,
            source="test",
            known_since=clock.now(),
        )
    refused("report-overtaken", actions.assent, *near.who("bert"), charter)
    second = actions.show_report(*near.who("bert"), charter)
    assert second.hash != first.hash
    entry = actions.assent(*near.who("bert"), charter)
    assert entry.payload["report"] == second.hash


def test_over_a_stop_sign_only_with_a_reason_that_stays_here(near) -> None:
    charter = near.propose([X9])
    actions.show_report(*near.who("bert"), charter)
    with pytest.raises(Invalid) as caught:
        actions.assent(*near.who("bert"), charter, "  ")
    assert caught.value.where == "stop_reason"
    actions.assent(*near.who("bert"), charter, "Der Kunde verlangt es.")
    near.run()
    assert queries.reports(*near.who("bert"))[0].stop_reason == "Der Kunde verlangt es."
    assert "Der Kunde" not in str([r.payload for r in queries.register(*near.who("anna"))])


def test_only_a_valid_mandate_signs(near, charter, signer_of) -> None:
    bert = near.companies["bert"]
    without = signer_of(bert, mandate=False)
    actions.show_report(without, bert.pk, near.verbund, charter)
    with pytest.raises(Forbidden):
        actions.assent(without, bert.pk, near.verbund, charter)
    actions.show_report(*near.who("bert"), charter)
    for change in ({"revoked_at": clock.now()}, {"valid_from": clock.now() + timedelta(days=1)}):
        Mandate.objects.filter(company=bert).update(revoked_at=None, valid_from=clock.now() - timedelta(days=2))
        Mandate.objects.filter(company=bert).update(**change)
        with pytest.raises(Forbidden):
            actions.assent(*near.who("bert"), charter)
    assert signed(near, "bert") == 0


def test_a_report_is_shown_once_a_day_and_logged(near, charter) -> None:
    first = actions.show_report(*near.who("bert"), charter)
    again = actions.show_report(*near.who("bert"), charter)
    assert first.pk == again.pk
    told = AuditEntry.objects.filter(company=near.companies["bert"], event="cooperation.report_shown")
    assert told.count() == 1


def test_answers_are_asked_once(near, charter) -> None:
    first = actions.show_report(*near.who("bert"), charter, {"stock_days": 12})
    again = actions.show_report(*near.who("bert"), charter)
    assert (again.pk, again.answers) == (first.pk, {"stock_days": 12})


def test_signing_twice_or_after_the_date_is_refused(near, charter) -> None:
    near.sign("bert", charter)
    refused("signed", actions.assent, *near.who("bert"), charter)
    actions.show_report(*near.who("cleo"), charter)
    later = queries.charter(*near.who("cleo"), charter).sign_by + timedelta(seconds=1)
    with scoped_to(near.companies["cleo"].pk):
        SideEffectReport.objects.update(valid_until=later + timedelta(days=9), computed_at=later)
    with clock.at(later), pytest.raises(Conflict):
        actions.assent(*near.who("cleo"), charter)


def test_another_company_gets_the_same_words_as_for_nothing(near, charter) -> None:
    from uuid import uuid4

    dora, company, _ = near.who("dora")
    words = set()
    for verbund in (near.verbund, uuid4()):
        for call in (
            lambda v: queries.verbund(dora, company, v),
            lambda v: queries.register(dora, company, v),
            lambda v: actions.show_report(dora, company, v, charter),
            lambda v: actions.assent(dora, company, v, charter),
            lambda v: actions.leave(dora, company, v),
            lambda v: queries.verbund(dora, near.companies["bert"].pk, v),
            lambda v: actions.propose(dora, near.companies["anna"].pk, v),
        ):
            with pytest.raises(Missing) as caught:
                call(verbund)
            words.add(str(caught.value))
    assert len(words) == 1
