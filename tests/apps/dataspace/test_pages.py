"""The data room's pages: who sees them, what they say, what they cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.support.wire import acting, all_of
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.core.models import StoredFile
from verbund.apps.dataspace import actions, registry
from verbund.apps.dataspace.models import Agreement, DataOffer, Negotiation, Transfer
from verbund.apps.dataspace.provider_files import FileProvider

LISTS = ["room", "offers", "catalogs", "negotiations", "agreements", "transfers", "accesses", "connector"]
CSV = b"a;b\n1;2\n"


@pytest.fixture
def signed_in(db: Any) -> Callable[..., Client]:
    """A browser of a person with a role in the company."""

    def make(company: Any, role: str = "owner") -> Client:
        person = Person.objects.create_user(f"p{Person.objects.count()}@example.org", "x")
        Membership.objects.create(person=person, company=company, role=role)
        client = Client(headers={"accept-language": "en"})
        client.force_login(person)
        return client

    return make


def url(name: str, *args: Any) -> str:
    with translation.override("en"):
        return reverse(f"dataspace:{name}", args=args)


def said(answer: Any) -> str:
    return answer.content.decode()


def the_form(**more: Any) -> dict[str, Any]:
    return {"title": "Measurements", "whom": "everybody", "no_sharing": "on", "step": "check", **more}


@pytest.mark.parametrize("name", LISTS)
def test_empty_pages_say_what_is_missing(signed_in: Any, provider: Any, name: str) -> None:
    answer = signed_in(provider).get(url(name))
    assert answer.status_code == 200
    assert "<h1>" in said(answer)


@pytest.mark.parametrize("name", LISTS)
def test_nobody_without_an_account(client: Client, provider: Any, name: str) -> None:
    answer = client.get(url(name))
    assert answer.status_code == 302
    assert "/konto/" in answer["Location"]


def test_full_pages(signed_in: Any, wire: Any, agreed: Any, provider: Any, consumer: Any, offered: Any) -> None:
    actions.pull(acting(consumer), agreed.pk)
    wire.run()
    ours, theirs = signed_in(provider), signed_in(consumer)
    for name in LISTS:
        assert ours.get(url(name)).status_code == 200
        assert theirs.get(url(name)).status_code == 200
    assert "Maintenance data" in said(ours.get(url("offers")))
    assert "checked at every access" in said(ours.get(url("offer", offered.pk)))
    talk = all_of(Negotiation, company=consumer)[0]
    assert "asks" not in said(theirs.get(url("negotiation", talk.pk))).split("<ol", 1)[0]
    assert "ContractRequestMessage" in said(theirs.get(url("negotiation", talk.pk)))
    assert theirs.get(url("agreement", agreed.pk)).status_code == 200
    transfer = all_of(Transfer, company=consumer)[0]
    answer = theirs.get(url("received_file", transfer.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"machine,temperature")
    log = b"".join(ours.get(url("accesses_file")).streaming_content).decode("utf-8-sig")
    assert log.splitlines()[0].startswith("Time;")
    assert consumer.did in log
    assert "allowed" in log


def test_foreign_things_are_not_there(
    signed_in: Any, wire: Any, agreed: Any, consumer: Any, offered: Any, stranger: Any
) -> None:
    actions.pull(acting(consumer), agreed.pk)
    wire.run()
    outside = signed_in(stranger)
    talk, transfer = all_of(Negotiation, company=consumer)[0], all_of(Transfer, company=consumer)[0]
    pages = [("offer", offered.pk), ("negotiation", talk.pk), ("agreement", agreed.pk), ("received_file", transfer.pk)]
    for name, pk in pages:
        foreign, nothing = outside.get(url(name, pk)), outside.get(url(name, uuid4()))
        assert foreign.status_code == nothing.status_code == 404
        assert said(foreign).replace(str(pk), "").count("There is nothing here") == said(nothing).count(
            "There is nothing here"
        )
    for name, pk in [
        *(("withdraw", offered.pk), ("pull", agreed.pk), ("accept", talk.pk), ("agree", talk.pk)),
        *(("terminate", talk.pk), ("end_transfer", transfer.pk)),
    ]:
        assert outside.post(url(name, pk)).status_code == 404


def test_offer_in_two_steps(signed_in: Any, provider: Any) -> None:
    client = signed_in(provider)
    check = client.post(url("new_offer"), the_form(file=SimpleUploadedFile("m.csv", CSV, "text/csv"), uses="3"))
    assert "may not pass on" in said(check) or "not pass" in said(check)
    assert not all_of(DataOffer)
    stored = StoredFile.objects.get(company=provider)
    assert stored.sha256 in said(check)
    made = client.post(url("new_offer"), the_form(stored=str(stored.pk), uses="3", step="publish"))
    offer = all_of(DataOffer)[0]
    assert made["Location"].endswith(f"{offer.pk}/")
    assert offer.policy["permission"][0]["constraint"][0]["leftOperand"] == "count"
    assert client.post(url("withdraw", offer.pk)).status_code == 302
    assert all_of(DataOffer)[0].withdrawn_at is not None


def test_offer_errors_in_words(signed_in: Any, provider: Any) -> None:
    client = signed_in(provider)
    answer = client.post(url("new_offer"), {"step": "check"})
    assert answer.status_code == 200
    for words in ("Choose the file", "Say what the data are", "Say to whom"):
        assert words in said(answer)
    late = the_form(whom="partner", opens="2027-02-01T10:00", closes="2027-01-01T10:00", uses="0")
    answer = client.post(url("new_offer"), late)
    for words in ("The end lies before the beginning", "Choose the company", "At least one access"):
        assert words in said(answer)


def test_a_file_is_offered_once_and_only_ones_own(signed_in: Any, provider: Any, stored: Any, stranger: Any) -> None:
    StoredFile.objects.filter(pk=stored.pk).update(origin="upload")
    answer = signed_in(stranger).post(url("new_offer"), the_form(stored=str(stored.pk), step="publish"))
    assert "Choose the file" in said(answer)
    assert not all_of(DataOffer)


def test_offer_to_a_group(signed_in: Any, provider: Any) -> None:
    asked: list[Any] = []

    def offer(actor: Any, company_id: Any, file_id: Any, title: str, **terms: Any) -> Any:
        asked.append(terms)
        return actions.offer_file(actor, company_id, file_id, title, **terms)

    def mine(actor: Any, company_id: Any) -> list[registry.Audience]:
        return [registry.Audience("urn:uuid:11111111-1111-4111-8111-111111111111", "Testers", offer=offer)]

    registry.audiences.append(mine)
    try:
        client = signed_in(provider)
        group = "urn:uuid:11111111-1111-4111-8111-111111111111"
        check = client.post(url("new_offer"), the_form(whom=group, file=SimpleUploadedFile("m.csv", CSV)))
        assert "Testers" in said(check)
        stored = StoredFile.objects.get(company=provider)
        client.post(url("new_offer"), the_form(whom=group, stored=str(stored.pk), step="publish"))
    finally:
        registry.audiences.remove(mine)
    assert "membership" in str(asked[0]["policy_body"])


def test_viewers_look_and_do_not_bind(signed_in: Any, provider: Any, offered: Any) -> None:
    client = signed_in(provider, "viewer")
    assert client.get(url("offer", offered.pk)).status_code == 200
    assert client.get(url("new_offer")).status_code == 403
    assert client.post(url("withdraw", offered.pk)).status_code == 403


def test_a_person_decides(
    signed_in: Any, wire: Any, provider: Any, consumer: Any, offered: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(FileProvider, "decide", lambda *args: registry.Verdict(None))
    client, asker = signed_in(provider), signed_in(consumer)
    asker.post(url("request"), {"did": provider.did, "dataset": offered.dataset_id})
    wire.run()
    assert "One decision waits for you" in said(client.get(url("room")))
    assert "Maintenance data" in said(client.get("/en/"))
    talk = all_of(Negotiation, company=provider)[0]
    assert "waits for your yes or no" in said(client.get(url("negotiation", talk.pk)))
    client.post(url("agree", talk.pk))
    wire.run()
    assert all_of(Agreement, company=consumer)[0].finalized_at is not None
    again = client.post(url("agree", talk.pk), follow=True)
    assert again.status_code == 200


def test_declined_with_a_reason(
    signed_in: Any, wire: Any, provider: Any, consumer: Any, offered: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(FileProvider, "decide", lambda *args: registry.Verdict(None))
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    talk = all_of(Negotiation, company=provider)[0]
    signed_in(provider).post(url("terminate", talk.pk), {"reason": "Not this year"})
    wire.run()
    theirs = all_of(Negotiation, company=consumer)[0]
    assert "Not this year" in said(signed_in(consumer).get(url("negotiation", theirs.pk)))


def test_what_a_participant_shows_now(signed_in: Any, wire: Any, provider: Any, consumer: Any, offered: Any) -> None:
    client = signed_in(consumer)
    answer = client.get(url("participant"), {"did": provider.did})
    assert "Maintenance data" in said(answer)
    one = client.get(url("participant"), {"did": provider.did, "dataset": offered.dataset_id})
    assert f'name="dataset" value="{offered.dataset_id}"' in said(one)
    assert client.get(url("participant"), {"did": "did:web:evil.example"}).status_code == 404


def test_rotate_key(signed_in: Any, provider: Any) -> None:
    actions.ensure_keys(provider)
    client = signed_in(provider)
    answer = client.post(url("rotate_key"), follow=True)
    assert "New key" in said(answer)
    assert "retired" in said(answer)


@pytest.mark.parametrize("name", ["room", "offers", "negotiations", "agreements", "transfers", "accesses", "catalogs"])
def test_queries_do_not_grow(
    name: str, signed_in: Any, wire: Any, provider: Any, consumer: Any, stored: Any, members: set[str],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.apps.dataspace.conftest import VERBUND

    members.add(consumer.did)
    client = signed_in(consumer if name in ("transfers", "catalogs") else provider)

    def one() -> None:
        offer = actions.offer_file(acting(provider), provider.pk, stored.pk, "Data", verbund_id=VERBUND)
        actions.request(acting(consumer), consumer.pk, provider.did, offer.dataset_id)
        wire.run()
        latest = max(all_of(Agreement, company=consumer), key=lambda a: a.agreed_at)
        actions.pull(acting(consumer), latest.pk)
        wire.run()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url(name)).status_code == 200
        return len(seen)

    one()
    client.get(url(name))
    few = cost()
    for _n in range(3):
        one()
    assert cost() <= few
    assert few < 40
