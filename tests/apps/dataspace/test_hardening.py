"""What a stranger can make this node do: no call for a token that cannot hold, few calls for those that may."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from verbund.apps.dataspace import fetching, http, identity
from verbund.apps.dataspace.models import Peer
from verbund.kit import clock
from verbund.protocols.dcp import v1_0 as dcp

from .test_tokens import Elsewhere, Post, elsewhere, post, refused

pytestmark = pytest.mark.django_db
__all__ = ["elsewhere", "post"]


def _token(other: Elsewhere, audience: str, **changes: Any) -> dict[str, str]:
    values = {"did": other.did, "audience": audience, "now": clock.now(), "jti": str(uuid.uuid4())}
    return {"Authorization": f"Bearer {dcp.tokens.issue(other.pair, **{**values, **changes})}"}


def test_a_token_that_cannot_hold_makes_nobody_call(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    late = clock.now() - timedelta(hours=2)
    refused(post(_token(elsewhere, "did:web:somebody.example")), "wrong-audience")
    refused(post(_token(elsewhere, provider.did, now=late)), "expired")
    refused(post(_token(elsewhere, provider.did, jti="x" * 300)), "too-large")
    refused(post(_token(elsewhere, provider.did, extra={"pad": "x" * 20_000})), "too-large")
    refused(post(_token(elsewhere, provider.did, did="did:web:10.0.0.5")), "ip-address-host")
    refused(post(_token(elsewhere, provider.did, did="did:key:z6Mk")), "not-did-web")
    assert elsewhere.asked == 0
    assert not Peer.objects.exists()


def test_a_stranger_is_written_down_only_once_verified(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    forged = dcp.KeyPair.generate()
    mine, elsewhere.pair = elsewhere.pair, forged
    header = _token(elsewhere, provider.did, fragment=mine.thumbprint)
    elsewhere.pair = mine
    refused(post(header), "bad-signature")
    assert not Peer.objects.exists()
    assert post(elsewhere.token(provider.did)).status_code == 200
    assert Peer.objects.get().did == elsewhere.did
    assert elsewhere.asked == 1


def test_the_documents_of_one_host_are_asked_for_a_few_at_a_time(
    post: Post, provider: Any, elsewhere: Elsewhere, monkeypatch: Any
) -> None:
    monkeypatch.setattr(fetching, "PER_HOST", 3)
    monkeypatch.setattr(elsewhere, "handle_request", _nothing_there(elsewhere))
    answers = [post(_token(elsewhere, provider.did, did=f"{elsewhere.did}-{n}")).status_code for n in range(5)]
    assert answers == [401, 401, 401, 503, 503]
    assert elsewhere.asked == 3


def _nothing_there(other: Elsewhere) -> Any:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.port != 9000:
            return other.wire.handle_request(request)
        other.asked += 1
        return httpx.Response(404)

    return handle


def test_one_missing_document_says_nothing_of_the_host(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    right = elsewhere.handle_request

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404) if "niemand" in request.url.path else right(request)

    elsewhere.handle_request = handle  # type: ignore[method-assign]
    refused(post(_token(elsewhere, provider.did, did="did:web:localhost%3A9000:p:niemand")), "did-unresolved")
    assert post(elsewhere.token(provider.did)).status_code == 200


def test_a_document_has_bounds(elsewhere: Elsewhere, monkeypatch: Any) -> None:
    monkeypatch.setattr(elsewhere, "document", lambda: {"id": elsewhere.did, "pad": "x" * 300_000})
    with pytest.raises(identity.Unresolved, match="too long"):
        identity.resolve(elsewhere.did)


def test_a_packed_answer_is_refused(elsewhere: Elsewhere) -> None:
    elsewhere.handle_request = lambda request: httpx.Response(  # type: ignore[method-assign]
        200, headers={"content-encoding": "gzip"}, content=b""
    )
    with pytest.raises(http.Unreachable, match="packed"):
        http.call("GET", "http://localhost:9000/x", frozenset({"localhost:9000"}))


# ---- slow peers, over real sockets


@contextmanager
def _dripping(head: bytes, drop: bytes) -> Iterator[str]:
    """A server that sends a byte now and then, for ever."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(head)
            try:
                while not stop.wait(0.05):
                    connection.sendall(drop)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"localhost:{server.getsockname()[1]}"
    finally:
        stop.set()
        server.close()
        thread.join(5)


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"], ids=str
)
def test_a_peer_that_drips_does_not_hold_us(head: bytes) -> None:
    with _dripping(head, b"x") as name:
        began = time.monotonic()
        with pytest.raises(http.Unreachable):
            http.call("GET", f"http://{name}/", frozenset({name}), within=0.5)
        assert time.monotonic() - began < 3


def test_a_name_that_is_not_resolved_in_time(monkeypatch: Any) -> None:
    from verbund.apps.dataspace import connect

    go = threading.Event()
    monkeypatch.setattr(connect, "RESOLVE_WITHIN", 0.05)
    monkeypatch.setattr(connect.socket, "getaddrinfo", lambda *a, **k: go.wait(5) and [])
    with pytest.raises(http.Unreachable, match="in time"):
        http.safe_address("slow.example", 443)
    go.set()
