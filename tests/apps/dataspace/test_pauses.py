"""Pauses and ends of running transfers: by a person on either side, and by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting, all_of
from verbund.apps.core.models import Job
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions
from verbund.apps.dataspace.actions import addresses, expiry, transfers
from verbund.apps.dataspace.machine import data
from verbund.apps.dataspace.models import AccessLog, Transfer
from verbund.apps.dataspace.registry import Body
from verbund.kit import clock
from verbund.kit.errors import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(wire: Wire, provider: Any, consumer: Any, agreed: Any, monkeypatch: Any) -> Transfer:
    """The provider's side of a started transfer whose bytes were not fetched yet."""
    with monkeypatch.context() as nothing_is_fetched:
        nothing_is_fetched.setattr(transfers, "start_fetch", lambda transfer: None)
        actions.pull(acting(consumer), agreed.pk)
        wire.run()
    return all_of(Transfer, role="PROVIDER")[0]


def states() -> tuple[str, str]:
    return tuple(all_of(Transfer, role=role)[0].state for role in ("CONSUMER", "PROVIDER"))


def get(wire: Wire, transfer: Transfer) -> httpx.Response:
    return httpx.Client(transport=wire).get(
        f"http://localhost:8100/p/havelmetall/data/{transfer.pk}",
        headers={"Authorization": f"Bearer {addresses.token_for(transfer)}"},
    )


def test_the_provider_pauses_and_lets_go_on(wire: Wire, provider: Any, running: Transfer) -> None:
    actions.suspend_transfer(acting(provider), running.pk, "stocktaking")
    assert get(wire, running).status_code == 409  # before the consumer even knows
    wire.run()
    assert states() == ("SUSPENDED", "SUSPENDED")
    assert all_of(Transfer, role="CONSUMER")[0].reason == "stocktaking"
    actions.resume_transfer(acting(provider), running.pk)
    wire.run()
    assert states() == ("COMPLETED", "COMPLETED")
    assert all_of(Transfer, role="CONSUMER")[0].bytes_done > 0


def test_the_consumer_pauses_and_lets_go_on(wire: Wire, consumer: Any, running: Transfer) -> None:
    mine = all_of(Transfer, role="CONSUMER")[0]
    actions.suspend_transfer(acting(consumer), mine.pk)
    wire.run()
    assert states() == ("SUSPENDED", "SUSPENDED")
    assert get(wire, running).status_code == 409
    actions.resume_transfer(acting(consumer), mine.pk)
    wire.run()
    assert states() == ("COMPLETED", "COMPLETED")


def test_nobody_lifts_the_pause_of_another(wire: Wire, provider: Any, consumer: Any, running: Transfer) -> None:
    actions.suspend_transfer(acting(provider), running.pk)
    wire.run()
    mine = all_of(Transfer, role="CONSUMER")[0]
    with pytest.raises(Conflict) as caught:
        actions.resume_transfer(acting(consumer), mine.pk)
    assert caught.value.code == "paused-by-peer"
    with scoped_to(consumer.pk):  # another connector may send the message all the same
        transfers.start(acting(consumer), mine)
    wire.run()
    assert states() == ("SUSPENDED", "SUSPENDED")
    assert not all_of(AccessLog, outcome="granted")


def test_what_was_paused_can_be_ended_and_not_paused_twice(provider: Any, running: Transfer) -> None:
    actions.suspend_transfer(acting(provider), running.pk)
    with pytest.raises(Conflict):
        actions.suspend_transfer(acting(provider), running.pk)
    actions.end_transfer(acting(provider), running.pk, "enough")
    with pytest.raises(Conflict):
        actions.resume_transfer(acting(provider), running.pk)


def test_a_pause_cuts_the_running_stream(wire: Wire, provider: Any, running: Transfer, monkeypatch: Any) -> None:
    monkeypatch.setattr(data, "CHECK_EVERY", 0.0)

    def chunks(start: int) -> Any:
        yield b"first"
        actions.suspend_transfer(acting(provider), running.pk)
        yield b"second"

    flow = data._flow(running, Body(chunks, "text/plain", 11), 0, None)
    assert next(flow) == b"first"
    with pytest.raises(data.Cut, match="SUSPENDED"):
        list(flow)
    assert [(row.outcome, row.bytes) for row in all_of(AccessLog, outcome="cut")] == [("cut", 5)]


# ---- the clock


def test_when_the_window_closes_the_provider_ends_the_transfer(wire: Wire, running: Transfer) -> None:
    closes = clock.now() + timedelta(hours=1)
    waiting = Job.objects.get(name="dataspace.expire", args__transfer_id=str(running.pk))
    assert abs(datetime.fromisoformat(waiting.args["turn"]) - closes) < timedelta(minutes=1)
    assert expiry.expire() == 0
    with clock.at(closes + timedelta(seconds=1)):
        assert expiry.expire(running.pk) == 1
        assert get(wire, running).status_code == 403
        wire.run()
        assert states() == ("TERMINATED", "TERMINATED")
        assert expiry.expire() == 0
    ended = [e for e in wire.log if e.url.endswith("/termination")]
    assert b"expired" in ended[-1].body


def test_a_lost_membership_is_no_matter_of_time(running: Transfer, members: set[str]) -> None:
    members.clear()
    assert expiry.expire() == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert expiry.expire() == 0  # refused at every access; ended by who knows that the member left


def test_a_paused_transfer_ends_with_its_window(wire: Wire, provider: Any, running: Transfer) -> None:
    actions.suspend_transfer(acting(provider), running.pk)
    with clock.at(clock.now() + timedelta(hours=2)):
        with pytest.raises(Conflict):
            actions.resume_transfer(acting(provider), running.pk)
        assert expiry.expire() == 1
