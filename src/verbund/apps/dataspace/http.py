"""Calls to other participants. Guarded so that a peer cannot turn them against the inside (SSRF).

Allowed are the hosts that a DID names, itself or in the services of its document. A name is resolved once, every
address is checked, and the connection goes to the address that was checked. Redirects are not followed. Loopback is
reached under the name `localhost` only, and only where the node allows insecure loopback. Nothing is sent inside a
database transaction.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import connection

MAX_ANSWER = 8 << 20
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
STREAM_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=4, keepalive_expiry=20.0)
MAX_POOLS = 256
HEADERS = {"User-Agent": "Verbund"}


class Unreachable(Exception):
    """The peer could not be reached, did not answer in time, or must not be called."""


class _Checked(httpx.BaseTransport):
    """Connects to an address that was checked, under the name that was asked for.

    Connections are kept for reuse, for each name its own: a certificate is verified for the name it was asked for.
    """

    def __init__(self) -> None:
        self._pid, self._lock = os.getpid(), threading.Lock()
        self._context = httpx.create_ssl_context()
        self._pools: OrderedDict[str, httpx.HTTPTransport] = OrderedDict()

    def usable(self) -> bool:
        """False in a forked child, which must not share connections."""
        return self._pid == os.getpid()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = safe_address(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return self._pool(host).handle_request(request)

    def _pool(self, host: str) -> httpx.HTTPTransport:
        with self._lock:
            pool = self._pools.pop(host, None) or httpx.HTTPTransport(verify=self._context, limits=LIMITS)
            self._pools[host] = pool
            if len(self._pools) > MAX_POOLS:  # dropped, not closed: another thread may still read from it
                self._pools.popitem(last=False)
            return pool


def safe_address(host: str, port: int) -> str:
    """An address of `host` that may be called; Unreachable when any of its addresses lies inside."""
    loopback = host == "localhost" and settings.NODE.insecure_loopback
    try:
        found = [str(item[4][0]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise Unreachable(f"{host} has no address") from error
    for address in found:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if not (ip.is_global or (loopback and ip.is_loopback)):
            raise Unreachable(f"{host} leads to {address}, which is not a public address")
    return next((a for a in found if ":" not in a), found[0])


_transport: httpx.BaseTransport | None = None
_shared: tuple[_Checked, httpx.Client] | None = None


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
        checked = _Checked()
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
) -> httpx.Response:
    """One call with its whole answer (at most 8 MiB). Raises Unreachable."""
    with stream(method, url, hosts, json=json, content=content, headers=headers, timeout=TIMEOUT) as response:
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER:
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
        yield response
    finally:
        response.close()
