"""One world for all tests of rights of a module; whatever a request writes is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

from tests.support.world import World, build

from .asking import sign_in


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    block = transaction.atomic()
    block._from_testcase = True  # lets code under test open durable transactions inside
    signals = (request_started, request_finished)
    for signal in signals:  # a request through WSGI would close the connection that holds this transaction
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), block:
        world = build()
        sign_in(world)
        yield world
        transaction.set_rollback(True)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def nobody_else_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other nodes are not reached."""
    from verbund.apps.dataspace import http

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    monkeypatch.setattr(http, "_client", lambda *_args: httpx.Client(transport=httpx.MockTransport(refuse)))
