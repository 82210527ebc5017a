"""Calls to other participants. Guarded so that a peer cannot turn them against the inside (SSRF).

Allowed are the hosts that a DID names, itself or in the services of its document; what a name leads to is checked in
`connect`. Redirects are not followed. Loopback is reached under the name `localhost` only, and only where the node
allows insecure loopback. Answers are asked for as they are, so that none unpacks to more than it is. Nothing is sent
inside a database transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

from . import connect
from .connect import Unreachable, safe_address

MAX_ANSWER = 8 << 20
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
WHOLE = 30.0
"""Seconds for a call with its whole answer, from the name to the last byte."""
HEADERS = {"User-Agent": "Verbund", "Accept-Encoding": "identity"}


_transport: httpx.BaseTransport | None = None
_shared: tuple[connect.Checked, httpx.Client] | None = None


def use_transport(transport: httpx.BaseTransport | None) -> httpx.BaseTransport | None:
    """Replace what carries the calls, for tests; returns the one before."""
    global _transport
    before, _transport = _transport, transport
    return before


def _client() -> httpx.Client:
    global _shared
    if _transport is not None:
        return httpx.Client(transport=_transport, follow_redirects=False, trust_env=False, headers=HEADERS)
    if _shared is None or not _shared[0].usable():
        checked = connect.Checked()
        _shared = checked, httpx.Client(transport=checked, follow_redirects=False, trust_env=False, headers=HEADERS)
    _shared[1].cookies.clear()  # no peer sets state in us
    return _shared[1]


def check_url(url: str, hosts: frozenset[str]) -> None:
    """Raises Unreachable unless the address is one that may be called for this peer."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not (parts.hostname == "localhost" and settings.NODE.insecure_loopback):
        raise Unreachable(f"{url[:200]} is not https")
    if parts.scheme not in ("http", "https") or parts.username is not None:
        raise Unreachable(f"{url[:200]} is not an address for calls")
    if parts.netloc.lower() not in hosts:
        raise Unreachable(f"{parts.netloc[:200]} is not a host of this participant")


def _not_in_transaction() -> None:
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:
        raise RuntimeError("a call to another participant inside a database transaction")


def call(
    method: str,
    url: str,
    hosts: frozenset[str],
    *,
    json: Any = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    within: float = WHOLE,
    max_answer: int = MAX_ANSWER,
) -> httpx.Response:
    """One call with its whole answer (at most `max_answer` bytes), within so many seconds. Raises Unreachable."""
    with (
        connect.deadline(within),
        stream(method, url, hosts, json=json, content=content, headers=headers, timeout=TIMEOUT) as response,
    ):
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > max_answer:
                    raise Unreachable("the answer is too long")
        except httpx.HTTPError as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        kept = {k: v for k, v in response.headers.items() if k.lower() not in ("content-encoding", "content-length")}
        return httpx.Response(response.status_code, headers=kept, content=bytes(body), request=response.request)


@contextmanager
def stream(
    method: str,
    url: str,
    hosts: frozenset[str],
    *,
    json: Any = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: httpx.Timeout = STREAM_TIMEOUT,
) -> Iterator[httpx.Response]:
    """One call whose answer is read piece by piece. Raises Unreachable."""
    _not_in_transaction()
    check_url(url, hosts)
    client = _client()
    try:
        request = client.build_request(method, url, json=json, content=content, headers=headers, timeout=timeout)
        response = client.send(request, stream=True)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:300]) from error
    try:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise Unreachable("the answer is packed, which was not asked for")
        yield response
    finally:
        response.close()


__all__ = ["Unreachable", "call", "check_url", "safe_address", "stream", "use_transport"]
