"""Outgoing messages: written with the change that causes them, sent after it is committed.

A row is leased, handed to its handler outside any transaction, and marked. Messages of one company's stream leave in
the order they were put, one at a time; different streams do not wait for each other. Delivery is at least once: a
process that is killed while it sends leaves a lease behind, and another sends again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from verbund.kit import clock

from . import lease, wake
from .models import OutboxMessage
from .registry import Send, outbox_handlers

LEASE = timedelta(seconds=120)
"""Longer than any handler may take."""
GIVE_UP_AFTER = timedelta(days=7)
FIRST_RETRY, LONGEST_RETRY = 0.5, 300.0  # seconds


def put(
    company_id: UUID,
    handler: str,
    stream: str,
    payload: Mapping[str, Any],
    not_before: datetime | None = None,
) -> OutboxMessage:
    """Add a message inside the caller's transaction; it leaves once that has committed.

    Raises KeyError when no such handler is registered. `payload` is JSON.
    """
    outbox_handlers[handler]
    message = OutboxMessage.objects.create(
        company_id=company_id,
        handler=handler,
        stream=stream,
        payload=dict(payload),
        not_before=not_before or clock.now(),
    )
    wake.at_commit()
    return message


def hurry(stream_prefix: str) -> int:
    """Retry now what waits in these streams, e.g. because the peer was just heard from."""
    found = OutboxMessage.objects.filter(
        state="waiting", stream__startswith=stream_prefix, not_before__gt=clock.now(), attempts__gt=0
    ).update(not_before=clock.now())
    if found:
        wake.at_commit()
    return found


def dispatch_due(limit: int | None = None) -> int:
    """Send what is due until nothing is, or `limit` attempts were made; returns the number of attempts."""
    sent = 0
    while limit is None or sent < limit:
        message = _lease_next()
        if message is None:
            break
        _send(message)
        sent += 1
    return sent


def next_due() -> datetime | None:
    """When the next waiting message may leave; None when none waits."""
    row = OutboxMessage.objects.filter(state="waiting").order_by("not_before").values_list("not_before").first()
    return row[0] if row else None


def release_dead() -> int:
    """Take messages back from senders of this host that were killed."""
    return lease.release_dead(OutboxMessage.objects.filter(state="waiting"))


def _free(now: datetime) -> Q:
    return Q(state="waiting", not_before__lte=now) & (Q(leased_until=None) | Q(leased_until__lte=now))


def _heads(now: datetime) -> QuerySet[OutboxMessage]:
    """Free messages that are the first waiting one of their stream."""
    earlier = OutboxMessage.objects.filter(
        state="waiting", stream=OuterRef("stream"), company=OuterRef("company"), id__lt=OuterRef("id")
    )
    return OutboxMessage.objects.filter(_free(now), ~Exists(earlier)).order_by("not_before", "id")


def _lease_next() -> OutboxMessage | None:
    now = clock.now()
    for pk in list(_heads(now).values_list("pk", flat=True)[:16]):
        name = lease.holder()
        taken = OutboxMessage.objects.filter(_free(now), pk=pk).update(
            leased_by=name, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            return OutboxMessage.objects.get(pk=pk)
    return None


def _send(message: OutboxMessage) -> None:
    try:
        outcome = outbox_handlers[message.handler](message.payload)
    except Exception as error:  # whatever a handler does must not stop the others
        outcome = Send(done=False, error=f"{type(error).__name__}: {error}")
    now = clock.now()
    mine = OutboxMessage.objects.filter(pk=message.pk, leased_by=message.leased_by, state="waiting")
    if outcome.done:
        mine.update(state="done", done_at=now, leased_until=None, last_error="")
    elif outcome.give_up or now - message.created_at > GIVE_UP_AFTER:
        mine.update(state="failed", done_at=now, leased_until=None, last_error=outcome.error[:1000])
    else:
        wait = outcome.retry_in or lease.back_off(message.attempts, FIRST_RETRY, LONGEST_RETRY)
        mine.update(not_before=now + wait, leased_until=None, last_error=outcome.error[:1000])
