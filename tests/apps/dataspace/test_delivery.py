"""Sent at least once, taken once, in order: repeats, crashes, peers that are away, pushes, broken downloads."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting, all_of
from verbund.apps.core import outbox
from verbund.apps.core.models import OutboxMessage
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions, identity, queries, registry
from verbund.apps.dataspace.actions import addresses
from verbund.apps.dataspace.models import AccessLog, Agreement, Negotiation, ProtocolMessage, PushItem, Transfer
from verbund.apps.dataspace.registry import PUSH, Body, DatasetEntry, Verdict
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.odrl import confidential_offer

from .test_tokens import token_of

pytestmark = pytest.mark.django_db


def start(company: Any, provider: Any, dataset_id: str) -> Negotiation:
    return actions.request(acting(company), company.pk, provider.did, dataset_id)


def states() -> tuple[str, str]:
    return tuple(all_of(Negotiation, role=role)[0].state for role in ("CONSUMER", "PROVIDER"))


def test_a_repeated_message_gets_the_first_answer(wire: Wire, provider: Any, consumer: Any, agreed: Any) -> None:
    first = next(e for e in wire.log if e.url.endswith("/negotiations/request"))
    again = httpx.Client(transport=wire).post(first.url, content=first.body, headers=token_of(consumer, provider.did))
    assert (again.status_code, again.json()) == (201, json.loads(first.answer))
    assert again.json()["state"] == "REQUESTED"
    assert len(all_of(Negotiation)) == 2


def test_an_initial_message_with_another_id_is_the_same_negotiation(
    wire: Wire, provider: Any, consumer: Any, agreed: Any
) -> None:
    first = next(e for e in wire.log if e.url.endswith("/negotiations/request"))
    body = {**json.loads(first.body), "@id": "urn:uuid:another"}
    again = httpx.Client(transport=wire).post(first.url, json=body, headers=token_of(consumer, provider.did))
    assert again.json()["providerPid"] == json.loads(first.answer)["providerPid"]
    assert len(all_of(Negotiation)) == 2


def test_a_refused_move_is_refused_the_same_way_again(wire: Wire, provider: Any, consumer: Any, agreed: Any) -> None:
    theirs = all_of(Negotiation, role="PROVIDER")[0]
    message = dsp.ContractNegotiationTerminationMessage(
        id="urn:uuid:t", consumer_pid=theirs.peer_pid, provider_pid=theirs.pid
    )
    url = f"http://localhost:8100/p/havelmetall/dsp/2025-1/negotiations/{theirs.pid}/termination"
    answers = [
        httpx.Client(transport=wire).post(url, json=message.to_json(), headers=token_of(consumer, provider.did))
        for _ in range(2)
    ]
    assert [a.status_code for a in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["@type"] == "ContractNegotiationError"
    assert states() == ("FINALIZED", "FINALIZED")


def test_nobody_else_may_move_it(wire: Wire, provider: Any, consumer: Any, stranger: Any, offered: Any) -> None:
    start(consumer, provider, offered.dataset_id)
    outbox.dispatch_due(1)
    theirs = all_of(Negotiation, role="PROVIDER")[0]
    message = dsp.ContractNegotiationTerminationMessage(
        id="urn:uuid:t", consumer_pid=theirs.peer_pid, provider_pid=theirs.pid
    )
    url = f"http://localhost:8100/p/havelmetall/dsp/2025-1/negotiations/{theirs.pid}/termination"
    answer = httpx.Client(transport=wire).post(url, json=message.to_json(), headers=token_of(stranger, provider.did))
    assert answer.status_code == 404
    assert states()[1] != "TERMINATED"


class Lost(Exception):
    """The process dies here."""


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_any_send_doubles_nothing(
    wire: Wire, provider: Any, consumer: Any, offered: Any, number: int, moment: str
) -> None:
    start(consumer, provider, offered.dataset_id)
    wire.log.clear()
    count = 0

    def crash(request: httpx.Request, response: httpx.Response | None = None) -> None:
        nonlocal count
        if request.method == "POST":
            count += 1
            if count == number + 1:
                raise httpx.ReadError("the connection is gone")

    setattr(wire, moment, crash)
    wire.run()
    assert states() == ("FINALIZED", "FINALIZED")
    assert len(all_of(Agreement)) == 2
    ids = [json.loads(e.body)["@id"] for e in wire.log if e.method == "POST"]
    assert len(set(ids)) == 4
    tokens = [e.headers["authorization"] for e in wire.log if e.url.startswith("http://localhost:8100/p/")]
    assert len(tokens) == len(set(tokens))


def test_killed_between_send_and_mark(wire: Wire, provider: Any, consumer: Any, offered: Any) -> None:
    """The lease of a killed sender ends; what it had sent is sent again and taken once."""
    start(consumer, provider, offered.dataset_id)
    message = OutboxMessage.objects.get()
    row = all_of(ProtocolMessage, direction="out")[0]
    from verbund.apps.dataspace import outgoing

    assert outgoing.send_message(message.payload).done
    with scoped_to(consumer.pk):
        ProtocolMessage.objects.filter(pk=row.pk).update(status=None, answer=None, answered_at=None)
        Negotiation.objects.filter(role="CONSUMER").update(peer_pid="")
    wire.run()
    assert states() == ("FINALIZED", "FINALIZED")
    assert len(all_of(Negotiation)) == 2


def test_a_peer_that_is_away_is_asked_again(wire: Wire, provider: Any, consumer: Any, offered: Any) -> None:
    def away(request: httpx.Request) -> None:
        raise httpx.ConnectError("nobody there")

    negotiation = start(consumer, provider, offered.dataset_id)
    wire.before = away
    assert outbox.dispatch_due(1) == 1
    found = queries.negotiation(acting(consumer), negotiation.pk)
    assert (found.state, "nobody there" in found.problem) == ("REQUESTED", True)
    wire.before = None
    assert outbox.dispatch_due() == 0  # it waits its time, unless a person is in a hurry
    assert actions.retry(acting(consumer), negotiation.pk) == 1
    assert outbox.dispatch_due(1) == 1
    wire.run()
    assert queries.negotiation(acting(consumer), negotiation.pk).problem == ""
    assert states() == ("FINALIZED", "FINALIZED")


def test_an_agreement_that_says_something_else_is_not_accepted(
    wire: Wire, provider: Any, consumer: Any, offered: Any
) -> None:
    from verbund.apps.dataspace.actions import negotiations

    start(consumer, provider, offered.dataset_id)
    with pytest.MonkeyPatch.context() as patch:
        right = negotiations.odrl.agreement_from_offer

        def altered(offer: Any, **known: Any) -> Any:
            from dataclasses import replace

            return replace(right(offer, **known), prohibitions=())

        patch.setattr(negotiations.odrl, "agreement_from_offer", altered)
        outbox.dispatch_due(2)
    wire.run()
    ours = all_of(Negotiation, role="CONSUMER")[0]
    assert (ours.state, ours.reason) == ("TERMINATED", "the agreement has other terms than the offer")
    assert all_of(Agreement, role="CONSUMER") == []
    with pytest.raises(Conflict):
        actions.terminate(acting(consumer), ours.pk)


def test_other_terms_get_a_counter_offer(wire: Wire, provider: Any, consumer: Any, offered: Any) -> None:
    from verbund.apps.dataspace import remote

    offer = remote.dataset_offer(identity.of_company(consumer), provider.did, offered.dataset_id)
    mine = {**offer, "prohibition": []}
    negotiation = actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id, mine)
    wire.run()
    found = queries.negotiation(acting(consumer), negotiation.pk)
    assert (found.state, found.waits_for_person) == ("OFFERED", True)
    actions.accept(acting(consumer), negotiation.pk)
    wire.run()
    assert states() == ("FINALIZED", "FINALIZED")


def test_a_request_may_name_the_offer_alone(wire: Wire, provider: Any, consumer: Any, offered: Any) -> None:
    message = dsp.ContractRequestMessage(
        id="urn:uuid:1",
        consumer_pid=f"urn:uuid:{uuid.uuid4()}",
        callback_address="http://localhost:8100/p/spreelogik/dsp/2025-1",
        offer=dsp.Offer({"@id": f"urn:uuid:{offered.pk}", "target": offered.dataset_id}),
    )
    answer = httpx.Client(transport=wire).post(
        "http://localhost:8100/p/havelmetall/dsp/2025-1/negotiations/request",
        json=message.to_json(),
        headers=token_of(consumer, provider.did),
    )
    assert answer.json().get("state") == "REQUESTED", answer.text
    assert all_of(Negotiation, role="PROVIDER")[0].state == "AGREED"


# ---- a room that plugs in


class Letters:
    """Offers `letter:<id>`, takes what comes, as a higher room would."""

    def __init__(self) -> None:
        self.verdict, self.accepts = Verdict(True), Verdict(True)
        self.agreements: list[tuple[Any, str]] = []
        self.bodies: list[bytes] = []
        self.readers = True

    def list(self, company_id: Any, peer_did: str) -> list[DatasetEntry]:
        return []

    def find(self, company_id: Any, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        policy = confidential_offer(offer_id="x").to_json()
        return DatasetEntry(dataset_id, "Letter", policy, formats=("HttpData-PULL", PUSH))

    def decide(self, company_id: Any, dataset_id: str, peer_did: str) -> Verdict:
        return self.verdict

    def open(self, company_id: Any, dataset_id: str, peer_did: str, query: Any) -> Body:
        return Body.of(json.dumps({"to": peer_did, **query}).encode())

    def may_read(self, company_id: Any, dataset_id: str, peer_did: str) -> str | None:
        return None if self.readers else "no reader"

    def offered(self, company_id: Any, peer_did: str, dataset_id: str, negotiation_id: Any) -> Verdict:
        return self.accepts

    def agreed(self, company_id: Any, peer_did: str, dataset_id: str, agreement: Any) -> None:
        self.agreements.append((company_id, agreement.role))

    def received(self, company_id: Any, peer_did: str, dataset_id: str, body: Any, transfer: Any) -> None:
        self.bodies.append(body if isinstance(body, bytes) else body.read_bytes())


@pytest.fixture
def letters() -> Any:
    room = Letters()
    registry.dataset_providers.register("letter", room)
    registry.receivers.register("letter", room)
    yield room
    del registry.dataset_providers._items["letter"], registry.receivers._items["letter"]


@pytest.fixture
def letter(wire: Wire, provider: Any, consumer: Any, letters: Letters) -> Any:
    """An agreement on a letter, opened by the provider."""
    actions.offer(acting(provider), provider.pk, consumer.did, "letter:1")
    wire.run()
    return all_of(Agreement, role="CONSUMER")[0]


def test_a_provider_offers_and_the_consumer_accepts(
    letters: Letters, letter: Any, provider: Any, consumer: Any
) -> None:
    assert states() == ("FINALIZED", "FINALIZED")
    assert sorted(letters.agreements, key=lambda a: a[1]) == [(consumer.pk, "CONSUMER"), (provider.pk, "PROVIDER")]


def test_an_offer_that_is_refused(wire: Wire, letters: Letters, provider: Any, consumer: Any) -> None:
    letters.accepts = Verdict(False, "no thanks")
    actions.offer(acting(provider), provider.pk, consumer.did, "letter:1")
    wire.run()
    assert states() == ("TERMINATED", "TERMINATED")
    assert all_of(Negotiation, role="PROVIDER")[0].reason == "refused no thanks"


def test_a_person_decides(wire: Wire, letters: Letters, provider: Any, consumer: Any) -> None:
    letters.verdict = Verdict(None)
    start(consumer, provider, "letter:1")
    wire.run()
    theirs = all_of(Negotiation, role="PROVIDER")[0]
    assert (theirs.state, theirs.waits_for_person) == ("REQUESTED", True)
    with pytest.raises(Conflict):
        actions.agree(acting(consumer), all_of(Negotiation, role="CONSUMER")[0].pk)
    actions.agree(acting(provider), theirs.pk)
    wire.run()
    assert states() == ("FINALIZED", "FINALIZED")
    assert queries.negotiation(acting(provider), theirs.pk).waits_for_person is False


def test_a_pull_with_parameters_goes_to_the_receiver(wire: Wire, letters: Letters, letter: Any, consumer: Any) -> None:
    actions.pull(acting(consumer), letter.pk, {"after": "7"})
    wire.run()
    assert [json.loads(b) for b in letters.bodies] == [{"to": consumer.did, "after": "7"}]


def test_a_receiver_may_pull_at_once(wire: Wire, letters: Letters, provider: Any, consumer: Any) -> None:
    from verbund.apps.core.actor import system

    def agreed(company_id: Any, peer_did: str, dataset_id: str, agreement: Any) -> None:
        if agreement.role == "CONSUMER":
            actions.pull(system(), agreement.pk)

    letters.agreed = agreed  # type: ignore[method-assign]
    actions.offer(acting(provider), provider.pk, consumer.did, "letter:1")
    wire.run()
    assert [json.loads(b) for b in letters.bodies] == [{"to": consumer.did}]


def test_pushes_arrive_once_and_in_order(
    wire: Wire, letters: Letters, letter: Any, provider: Any, consumer: Any
) -> None:
    subscription = actions.subscribe(acting(consumer), letter.pk)
    assert actions.push(provider.pk, consumer.did, "letter:1", b"too early") == 0
    wire.run()
    for number in range(5):
        assert actions.push(provider.pk, consumer.did, "letter:1", f"entry {number}".encode()) == 1
    fails = iter([1, 0, 1, 0, 0, 1])

    def lose(request: httpx.Request, response: httpx.Response) -> None:
        if "/data/" in str(request.url) and next(fails, 0):
            raise httpx.ReadError("the answer is lost")

    wire.after = lose
    wire.run()
    assert letters.bodies == [f"entry {number}".encode() for number in range(5)]
    assert {i.body for i in all_of(PushItem)} == {None}
    found = queries.transfer(acting(consumer), subscription.pk)
    assert (found.state, found.bytes_done) == ("STARTED", 35)
    assert actions.end_transfers(acting(provider), provider.pk, consumer.did, "letter:1", "over") == 1
    assert actions.push(provider.pk, consumer.did, "letter:1", b"too late") == 0
    wire.run()
    assert queries.transfer(acting(consumer), subscription.pk).state == "TERMINATED"


def test_what_waits_is_not_pushed_to_who_may_not_read_any_more(
    wire: Wire, letters: Letters, letter: Any, provider: Any, consumer: Any
) -> None:
    actions.subscribe(acting(consumer), letter.pk)
    wire.run()
    actions.push(provider.pk, consumer.did, "letter:1", b"secret")
    letters.readers = False
    wire.run()
    assert letters.bodies == []
    assert [(a.outcome, a.reason) for a in all_of(AccessLog)] == [("refused", "no reader")]


def test_a_push_needs_the_token_and_the_digest(wire: Wire, letters: Letters, letter: Any, consumer: Any) -> None:
    subscription = actions.subscribe(acting(consumer), letter.pk)
    wire.run()
    url = f"http://localhost:8100/p/spreelogik/data/{subscription.pk}"
    client = httpx.Client(transport=wire)
    assert client.post(url, content=b"x").status_code == 401
    assert client.post(url, content=b"x", headers={"Authorization": "Bearer no"}).status_code == 401
    right = {"Authorization": f"Bearer {addresses.token_for(subscription)}"}
    wrong = {"Content-Digest": "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"}
    assert client.post(url, content=b"x", headers={**right, **wrong}).status_code == 400
    assert client.get(url, headers=right).status_code == 405
    assert client.post(url, content=b"x", headers=right).status_code == 204
    assert letters.bodies == [b"x"]


# ---- the data plane


def test_time_in_the_future_does_not_break_the_outbox(wire: Wire, provider: Any, consumer: Any, agreed: Any) -> None:
    with clock.at(clock.now() + timedelta(minutes=30)):
        actions.pull(acting(consumer), agreed.pk)
        wire.run()
    assert [t.state for t in all_of(Transfer)] == ["COMPLETED", "COMPLETED"]
