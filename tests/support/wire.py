"""Several participants in one process: calls to other participants reach this node's own WSGI application.

`wire` replaces the network. `Wire.run()` lets the outbox and the jobs do what is due, as often as something moves.
By default all participants live on one node (base address of the settings); everything they say still travels as
HTTP requests with real tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from django.core import signals
from django.db import close_old_connections

from verbund.apps.core import jobs, outbox
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.models import Job, OutboxMessage
from verbund.apps.core.scoping import everybody
from verbund.apps.dataspace import http, identity

ENDS = (signals.request_started, signals.request_finished)
"""Where Django closes connections; the test's own must outlive the requests it causes."""


@dataclass
class Exchange:
    """One request that crossed the wire."""

    method: str
    url: str
    headers: httpx.Headers
    body: bytes
    status: int
    answer: bytes


@dataclass
class Wire(httpx.BaseTransport):
    """Records every exchange; `before` and `after` may raise to break it."""

    before: Callable[[httpx.Request], None] | None = None
    after: Callable[[httpx.Request, httpx.Response], None] | None = None
    log: list[Exchange] = field(default_factory=list)
    _inner: httpx.WSGITransport = field(init=False)

    def __post_init__(self) -> None:
        from verbund.node.wsgi import application

        self._inner = httpx.WSGITransport(app=application, raise_app_exceptions=True)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.before:
            self.before(request)
        body = request.read()
        for signal in ENDS:  # Django's own test client puts it back
            signal.disconnect(close_old_connections)
        response = self._inner.handle_request(request)
        answer = response.read()
        self.log.append(Exchange(request.method, str(request.url), request.headers, body, response.status_code, answer))
        if self.after:
            self.after(request, response)
        return httpx.Response(response.status_code, headers=response.headers, content=answer)

    def run(self, rounds: int = 50) -> None:
        """Send and do everything that is due, retries included, until nothing is."""
        for _round in range(rounds):
            OutboxMessage.objects.filter(state="waiting").update(not_before=outbox.clock.now())
            Job.objects.filter(state="waiting").update(not_before=outbox.clock.now())
            if not outbox.dispatch_due(1) and not jobs.run_due(1):
                return
        raise AssertionError(f"still busy after {rounds} rounds: {[m.last_error for m in OutboxMessage.objects.all()]}")

    def paths(self) -> list[str]:
        """Method and path of every exchange."""
        return [f"{e.method} {httpx.URL(e.url).path}" for e in self.log]


@pytest.fixture
def wire(db: Any) -> Iterator[Wire]:
    """The network of the test."""
    carried = Wire()
    before = http.use_transport(carried)
    identity.forget_failures()
    try:
        yield carried
    finally:
        for signal in ENDS:
            signal.connect(close_old_connections)
        http.use_transport(before)


def acting(company: Any) -> Actor:
    """The company's owner, without a person behind it."""
    from verbund.apps.core.actor import Role

    return Actor(pseudonym="person-test", via="page", user_id=1, company_id=company.pk, roles={company.pk: Role.OWNER})


def all_of(model: Any, **narrow: Any) -> list[Any]:
    """Rows of every company."""
    with everybody():
        return list(model.objects.filter(**narrow))


__all__ = ["Exchange", "Wire", "acting", "all_of", "system", "wire"]
