"""A script decides: every move of both sides, put off or at once, never more than the protocol and the policy allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.wire import acting, all_of
from verbund.apps.core.models import OutboxMessage
from verbund.apps.dataspace import actions, decisions
from verbund.apps.dataspace.decisions import Decision, Move, Situation, decides
from verbund.apps.dataspace.models import Agreement, Negotiation, Transfer
from verbund.protocols.dsp import v2025_1 as dsp

pytestmark = pytest.mark.django_db
Script = dict[tuple[str, str, int], Decision]


@pytest.fixture
def script() -> Iterator[Callable[[Script], list[Situation]]]:
    """Sets what is decided by (role, state, messages of ours so far); returns the situations as they come."""
    before = list(decisions.deciders)

    def put(table: Script) -> list[Situation]:
        seen: list[Situation] = []

        @decides
        def decider(situation: Situation) -> Decision | None:
            seen.append(situation)
            return table.get((situation.role, situation.state, situation.ours))

        return seen

    yield put
    decisions.deciders[:] = before


def _states(model: Any) -> dict[str, str]:
    return {row.role: row.state for row in all_of(model)}


def test_both_sides_bargain_by_script(wire, provider, consumer, offered, script) -> None:
    seen = script(
        {
            ("PROVIDER", "REQUESTED", 0): Decision(Move.COUNTER),
            ("CONSUMER", "OFFERED", 1): Decision(Move.COUNTER),
            ("PROVIDER", "REQUESTED", 1): Decision(Move.COUNTER),
            ("CONSUMER", "OFFERED", 2): Decision(Move.ACCEPT),
            ("PROVIDER", "ACCEPTED", 2): Decision(Move.AGREE),
            ("CONSUMER", "AGREED", 3): Decision(Move.VERIFY),
            ("PROVIDER", "VERIFIED", 3): Decision(Move.FINALIZE),
        }
    )
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "FINALIZED", "PROVIDER": "FINALIZED"}
    last = [s for s in seen if s.role == "PROVIDER"][-1]
    assert (last.peer, last.dataset_id, last.agreement_id) == (
        consumer.did,
        offered.dataset_id,
        all_of(Agreement)[0].agreement_id,
    )
    assert [said.message.removeprefix("Contract") for said in last.history] == [
        "RequestMessage",
        "OfferMessage",
        "RequestMessage",
        "OfferMessage",
        "NegotiationEventMessage",
        "AgreementMessage",
        "AgreementVerificationMessage",
        "NegotiationEventMessage",
    ]


def test_a_decision_can_be_put_off(wire, provider, consumer, offered, script) -> None:
    script({("PROVIDER", "REQUESTED", 0): Decision(Move.TERMINATE, "not today", after=timedelta(hours=1))})
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "TERMINATED", "PROVIDER": "TERMINATED"}
    assert all_of(Negotiation, role="CONSUMER")[0].reason == "terminated not today"


def test_what_was_put_off_is_dropped_when_the_process_moved_on(wire, provider, consumer, offered, script) -> None:
    script({("PROVIDER", "REQUESTED", 0): Decision(Move.AGREE, after=timedelta(hours=1))})
    negotiation = actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    from verbund.apps.core import outbox

    assert outbox.dispatch_due(1) == 1
    actions.terminate(acting(consumer), negotiation.pk, "changed our mind")
    OutboxMessage.objects.filter(handler="dataspace.decide").update(
        not_before=outbox.clock.now() + timedelta(seconds=1)
    )
    assert outbox.dispatch_due(1) == 1
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "TERMINATED", "PROVIDER": "TERMINATED"}
    assert not all_of(Agreement)


def test_we_are_asked_after_our_own_message_was_taken(wire, provider, consumer, offered, script) -> None:
    script({("CONSUMER", "REQUESTED", 1): Decision(Move.TERMINATE), ("PROVIDER", "REQUESTED", 0): Decision(Move.WAIT)})
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "TERMINATED", "PROVIDER": "TERMINATED"}


def test_waiting_leaves_it_to_a_person(wire, provider, consumer, offered, script) -> None:
    script({("PROVIDER", "REQUESTED", 0): Decision(Move.WAIT, "ask Ines")})
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    (ours,) = all_of(Negotiation, role="PROVIDER")
    assert (ours.state, ours.waits_for_person, ours.problem) == ("REQUESTED", True, "ask Ines")
    actions.agree(acting(provider), ours.pk)
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "FINALIZED", "PROVIDER": "FINALIZED"}


@pytest.mark.parametrize("bad", ["impossible", "broken"])
def test_a_script_that_is_wrong_agrees_to_nothing(wire, provider, consumer, offered, script, bad) -> None:
    script({("PROVIDER", "REQUESTED", 0): Decision(Move.FINALIZE)} if bad == "impossible" else {})
    if bad == "broken":
        decides(lambda situation: 1 / 0 if situation.role == "PROVIDER" else None)  # type: ignore[arg-type,return-value]
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    (ours,) = all_of(Negotiation, role="PROVIDER")
    assert (ours.state, ours.waits_for_person) == ("REQUESTED", True)
    assert "script" in ours.problem


def test_a_script_does_not_overrule_the_policy(wire, provider, consumer, offered, members, script) -> None:
    script({("PROVIDER", "REQUESTED", 0): Decision(Move.AGREE, after=timedelta(minutes=1))})
    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    from verbund.apps.core import outbox

    outbox.dispatch_due(1)
    members.clear()
    wire.run()
    assert _states(Negotiation) == {"CONSUMER": "TERMINATED", "PROVIDER": "TERMINATED"}
    assert not all_of(Agreement)


def test_a_transfer_by_script_from_both_sides(wire, consumer, agreed, script) -> None:
    seen = script(
        {
            ("CONSUMER", "STARTED", 1): Decision(Move.SUSPEND, "the line is busy"),
            ("CONSUMER", "SUSPENDED", 2): Decision(Move.START),
            ("CONSUMER", "STARTED", 3): Decision(Move.COMPLETE),
        }
    )
    actions.pull(acting(consumer), agreed.pk)
    wire.run()
    assert _states(Transfer) == {"CONSUMER": "COMPLETED", "PROVIDER": "COMPLETED"}
    assert Move.SUSPEND in next(s for s in seen if s.state == "STARTED").moves
    assert seen[-1].agreement_id == agreed.agreement_id


def test_a_start_that_names_a_foreign_host_is_taken_and_not_followed(wire, provider, consumer, agreed) -> None:
    transfer = actions.pull(acting(consumer), agreed.pk)
    elsewhere = dsp.DataAddress(endpoint_type="https://w3id.org/idsa/v4.1/HTTP", endpoint="https://elsewhere.example/d")
    from verbund.apps.dataspace.actions import addresses

    original = addresses.data_address
    addresses.data_address = lambda me, row: elsewhere
    try:
        wire.run()
    finally:
        addresses.data_address = original
    assert not [e for e in wire.log if "elsewhere" in e.url]
    assert _states(Transfer) == {"CONSUMER": "TERMINATED", "PROVIDER": "TERMINATED"}
    row = next(t for t in all_of(Transfer) if t.pk == transfer.pk)
    assert "not a host of this participant" in row.reason
