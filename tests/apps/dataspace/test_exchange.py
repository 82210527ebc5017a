"""From catalogue to bytes between two participants, over HTTP with real tokens."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from tests.support.wire import acting, all_of
from verbund.apps.core.models import AuditEntry, StoredFile
from verbund.apps.dataspace import actions, files, identity, queries, remote
from verbund.apps.dataspace.models import AccessLog, Agreement, Negotiation, ProtocolMessage, Transfer
from verbund.kit import clock
from verbund.kit.errors import Missing
from verbund.protocols.dsp import v2025_1 as dsp

from .conftest import CONTENT

pytestmark = pytest.mark.django_db


def test_a_member_negotiates_and_pulls_the_file(wire, provider, consumer, offered) -> None:
    negotiation = actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    ours, theirs = (all_of(Negotiation, role=role)[0] for role in ("CONSUMER", "PROVIDER"))
    assert (ours.pk, ours.state, theirs.state) == (negotiation.pk, "FINALIZED", "FINALIZED")
    assert (ours.peer_pid, theirs.peer_pid) == (theirs.pid, ours.pid)
    mine, other = (all_of(Agreement, role=role)[0] for role in ("CONSUMER", "PROVIDER"))
    assert mine.agreement_id == other.agreement_id
    assert (mine.assigner, mine.assignee) == (provider.did, consumer.did)

    transfer = actions.pull(acting(consumer), mine.pk)
    wire.run()
    transfer = queries.transfer(acting(consumer), transfer.pk)
    assert transfer.state == "COMPLETED"
    assert transfer.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert files.path_of(transfer.file).read_bytes() == CONTENT
    assert transfer.file.origin == mine.agreement_id
    assert transfer.file.name == "ai4i.csv"
    assert all_of(Transfer, role="PROVIDER")[0].state == "COMPLETED"
    assert {(a.role, a.outcome, a.bytes) for a in all_of(AccessLog)} == {
        ("CONSUMER", "granted", len(CONTENT)),
        ("PROVIDER", "granted", len(CONTENT)),
    }
    assert "dataspace.data_given" in AuditEntry.objects.filter(company=provider).values_list("event", flat=True)
    assert all(e.headers.get("authorization", "").startswith("Bearer ") for e in wire.log)


def test_the_timeline_holds_every_message_once(wire, provider, consumer, agreed) -> None:
    found = [m.type for m in queries.timeline(acting(consumer), agreed.negotiation_id)]
    assert found == [
        "ContractRequestMessage",
        "ContractAgreementMessage",
        "ContractAgreementVerificationMessage",
        "ContractNegotiationEventMessage",
    ]
    answered = all_of(ProtocolMessage)
    assert len(answered) == 8
    assert {m.status for m in answered} <= {200, 201}


def test_no_token_lies_in_the_database(wire, provider, consumer, agreed) -> None:
    actions.pull(acting(consumer), agreed.pk)
    wire.run()
    started = next(e for e in wire.log if e.url.endswith("/start"))
    assert b"authorization" in started.body
    address = dsp.parse(started.body, dsp.TransferStartMessage).data_address
    names = {item.name for item in address.endpoint_properties}
    assert {"endpoint", "authorization", dsp.EDC_NAMESPACE + "endpoint", dsp.EDC_NAMESPACE + "authorization"} <= names
    assert "authorization" not in str([m.body for m in all_of(ProtocolMessage)])


def test_a_stranger_sees_nothing(wire, provider, consumer, stranger, offered) -> None:
    with pytest.raises(Missing):
        remote.dataset(identity.of_company(stranger), provider.did, offered.dataset_id)
    catalog = next(remote.catalogs(identity.of_company(stranger), provider.did))
    assert catalog.dataset == ()
    seen = next(remote.catalogs(identity.of_company(consumer), provider.did))
    (data,) = seen.dataset
    assert data.extra["dct:title"] == "Maintenance data"


def test_a_stranger_who_knows_the_offer_is_refused(wire, provider, consumer, stranger, offered) -> None:
    offer = remote.dataset_offer(identity.of_company(consumer), provider.did, offered.dataset_id)
    actions.request(acting(stranger), stranger.pk, provider.did, offered.dataset_id, offer)
    wire.run()
    (found,) = all_of(Negotiation)
    assert found.state == "TERMINATED"
    assert found.reason.startswith("404")
    assert wire.log[-1].status == 404


def test_membership_that_ends_ends_access(wire, provider, consumer, members, agreed) -> None:
    members.discard(consumer.did)
    transfer = actions.pull(acting(consumer), agreed.pk)
    wire.run()
    transfer = queries.transfer(acting(consumer), transfer.pk)
    assert transfer.state == "TERMINATED"
    assert "not-permitted" in transfer.reason


def test_the_window_closes_by_the_providers_clock(wire, provider, consumer, agreed) -> None:
    with clock.at(clock.now() + timedelta(hours=2)):
        transfer = actions.pull(acting(consumer), agreed.pk)
        wire.run()
    transfer = queries.transfer(acting(consumer), transfer.pk)
    assert transfer.state == "TERMINATED"
    assert StoredFile.objects.filter(company=consumer).count() == 0


def test_the_window_closes_between_start_and_fetch(wire, provider, consumer, agreed) -> None:
    from verbund.apps.core import jobs, outbox

    transfer = actions.pull(acting(consumer), agreed.pk)
    outbox.dispatch_due()
    with clock.at(clock.now() + timedelta(hours=2)):
        jobs.run_due()
        wire.run()
    transfer = queries.transfer(acting(consumer), transfer.pk)
    assert transfer.state == "TERMINATED"
    assert transfer.reason.startswith("403")
    assert [a.outcome for a in all_of(AccessLog, role="PROVIDER")] == ["refused"]
    assert StoredFile.objects.filter(company=consumer).count() == 0


def test_ending_transfers_locks_the_door(wire, provider, consumer, agreed) -> None:
    from verbund.apps.core import outbox

    transfer = actions.pull(acting(consumer), agreed.pk)
    outbox.dispatch_due()
    assert actions.end_transfers(acting(provider), provider.pk, consumer.did, "file:", "left") == 1
    wire.run()
    transfer = queries.transfer(acting(consumer), transfer.pk)
    assert (transfer.state, transfer.bytes_done) == ("TERMINATED", 0)


def test_who_may_not_bind_the_company(wire, provider, consumer, stranger, agreed) -> None:
    from verbund.apps.core.actor import Actor, Role
    from verbund.kit.errors import Forbidden

    with pytest.raises(Missing):
        actions.pull(acting(stranger), agreed.pk)
    viewer = Actor("person-v", "page", user_id=2, company_id=consumer.pk, roles={consumer.pk: Role.VIEWER})
    with pytest.raises(Forbidden):
        actions.pull(viewer, agreed.pk)
    with pytest.raises(Missing):
        queries.negotiation(acting(stranger), agreed.negotiation_id)
