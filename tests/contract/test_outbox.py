"""What senders rely on, whichever database carries the outbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from verbund.apps.core import lease, outbox, wake
from verbund.apps.core.models import OutboxMessage
from verbund.apps.core.registry import Send, outbox_handlers
from verbund.kit import clock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def sent(monkeypatch):
    """Payload numbers in the order they left; a payload may say what happens to it."""
    seen: list[int] = []

    def handler(payload: dict) -> Send:
        seen.append(payload["n"])
        if payload.get("raise"):
            raise RuntimeError("peer unreachable")
        if payload.get("give_up"):
            return Send(done=False, error="404", give_up=True)
        return Send(done=not payload.get("fail"), error="503" if payload.get("fail") else "")

    monkeypatch.setitem(outbox_handlers._items, "test.send", handler)
    return seen


@pytest.fixture
def put(make_company):
    company = make_company()

    def _put(n: int, stream: str = "a", **extra) -> OutboxMessage:
        return outbox.put(company.pk, "test.send", stream, {"n": n, **extra})

    return _put


def test_messages_of_a_stream_leave_in_order(put, sent) -> None:
    for n in range(3):
        put(n)
    assert outbox.dispatch_due() == 3
    assert sent == [0, 1, 2]
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"done"}


def test_a_failed_message_holds_its_stream_back_but_no_other(put, sent) -> None:
    with clock.at(NOON):
        first = put(0, "a", fail=True)
        put(1, "a")
        put(2, "b")
        outbox.dispatch_due()
    assert sent == [0, 2]
    first.refresh_from_db()
    assert (first.state, first.attempts, first.last_error) == ("waiting", 1, "503")
    OutboxMessage.objects.filter(pk=first.pk).update(payload={"n": 0})
    with clock.at(NOON + timedelta(minutes=1)):
        outbox.dispatch_due()
    assert sent == [0, 2, 0, 1]


def test_an_exception_is_a_retry_with_growing_pauses(put, sent) -> None:
    moment, pauses = NOON, []
    with clock.at(moment):
        message = put(0, **{"raise": True})
    for _ in range(6):
        with clock.at(moment):
            outbox.dispatch_due()
        message.refresh_from_db()
        pauses.append((message.not_before - moment).total_seconds())
        moment = message.not_before
    assert message.last_error == "RuntimeError: peer unreachable"
    for attempt, pause in enumerate(pauses):
        assert 0.75 * 0.5 * 2**attempt <= pause <= 1.25 * 0.5 * 2**attempt


def test_given_up_messages_let_the_next_one_pass(put, sent) -> None:
    gone = put(0, give_up=True)
    put(1)
    outbox.dispatch_due()
    gone.refresh_from_db()
    assert (gone.state, gone.last_error) == ("failed", "404")
    assert sent == [0, 1]


def test_a_message_is_given_up_after_a_week(put, sent) -> None:
    message = put(0, fail=True)
    with clock.at(message.created_at + outbox.GIVE_UP_AFTER + timedelta(seconds=1)):
        outbox.dispatch_due()
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_leased_message_is_left_alone_until_its_lease_ends(put, sent) -> None:
    with clock.at(NOON):
        message = put(0)
        put(1)
        assert outbox._lease_next().pk == message.pk
        assert outbox.dispatch_due() == 0
    with clock.at(NOON + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.dispatch_due() == 2
    assert sent == [0, 1]


def test_a_late_sender_does_not_overwrite_who_took_over(put, sent) -> None:
    with clock.at(NOON):
        put(0, fail=True)
        late = outbox._lease_next()
    with clock.at(NOON + outbox.LEASE + timedelta(seconds=1)):
        OutboxMessage.objects.update(payload={"n": 0})
        outbox.dispatch_due()
        outbox._send(late)
    assert OutboxMessage.objects.get().state == "done"


def test_a_killed_sender_is_replaced_at_once(put, sent) -> None:
    put(0)
    message = outbox._lease_next()
    host, pid, _start, token = message.leased_by.split(":")
    assert outbox.release_dead() == 0  # we live
    OutboxMessage.objects.update(leased_by=f"{host}:{pid}:1:{token}")  # same pid, another process
    assert outbox.release_dead() == 1
    assert outbox.dispatch_due() == 1
    assert not lease.is_dead(f"elsewhere:{pid}:1:{token}")


def test_nothing_leaves_before_its_time_and_hurry_brings_it_forward(put, sent) -> None:
    with clock.at(NOON):
        put(0, "peer:x", fail=True)
        outbox.dispatch_due()
        OutboxMessage.objects.update(not_before=NOON + timedelta(hours=1))
        assert outbox.dispatch_due() == 0
        assert outbox.next_due() == NOON + timedelta(hours=1)
        assert outbox.hurry("peer:y") == 0
        assert outbox.hurry("peer:") == 1
        assert outbox.dispatch_due(limit=1) == 1
    assert sent == [0, 0]


def test_an_unknown_handler_is_refused_when_put(make_company) -> None:
    with pytest.raises(KeyError, match="no outbox handler 'nobody'"):
        outbox.put(make_company().pk, "nobody", "a", {})


@pytest.mark.django_db(transaction=True)
def test_listeners_wake_at_commit_and_not_before(put, sent) -> None:
    from django.db import transaction

    with wake.Listener() as one, wake.Listener() as two:
        with transaction.atomic():
            put(0)
            assert not one.wait(0)
        assert one.wait(1)
        assert two.wait(1)
        assert not one.wait(0)


def test_sockets_of_dead_listeners_are_cleared_away() -> None:
    gone = wake.Listener()
    gone._socket.close()
    wake.notify()
    assert not gone._path.exists()
