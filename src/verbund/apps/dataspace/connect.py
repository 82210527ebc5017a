"""Connections to other participants: names resolved once and checked, every call under one deadline.

A name is resolved, every address is checked, and the connection goes to the address that was checked. The deadline of
a call holds for connecting, sending and reading together: a peer that sends a byte now and then cannot hold a thread.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx
from django.conf import settings

MAX_POOLS = 256
RESOLVE_WITHIN = 5.0  # seconds
RESOLVED_FOR = 30.0  # seconds
MAX_RESOLVED = 1024


class Unreachable(Exception):
    """The peer could not be reached, did not answer in time, or must not be called."""


# ---- names


_resolved: OrderedDict[tuple[str, int], tuple[float, str]] = OrderedDict()
_resolving = threading.Lock()
_resolvers: tuple[int, ThreadPoolExecutor] | None = None


def _pool() -> ThreadPoolExecutor:
    """Threads that wait for name servers, so that a caller need not wait longer than it wants."""
    global _resolvers
    if _resolvers is None or _resolvers[0] != os.getpid():
        _resolvers = os.getpid(), ThreadPoolExecutor(8, thread_name_prefix="names")
    return _resolvers[1]


def safe_address(host: str, port: int) -> str:
    """An address of `host` that may be called; Unreachable when any of its addresses lies inside."""
    loopback = host == "localhost" and settings.NODE.insecure_loopback
    with _resolving:
        known = _resolved.get((host, port))
    if known and known[0] > time.monotonic():
        return known[1]
    try:
        if loopback:
            found = _look_up(host, port)
        else:
            found = _pool().submit(_look_up, host, port).result(RESOLVE_WITHIN)
    except TooSlow as error:  # an OSError too
        raise Unreachable(f"the name {host} is not resolved in time") from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host} has no address") from error
    for address in found:
        ip = ipaddress.ip_address(address.partition("%")[0])
        if not (ip.is_global or (loopback and ip.is_loopback)) or ip.is_multicast:
            raise Unreachable(f"{host} leads to {address}, which is not a public address")
    chosen = next((a for a in found if ":" not in a), found[0])
    with _resolving:
        _resolved[host, port] = time.monotonic() + RESOLVED_FOR, chosen
        while len(_resolved) > MAX_RESOLVED:
            _resolved.popitem(last=False)
    return chosen


def _look_up(host: str, port: int) -> list[str]:
    found = [str(item[4][0]) for item in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise OSError("no address")
    return found


# ---- deadlines


class _Deadline(threading.local):
    at: float | None = None

    def left(self, timeout: float | None) -> float | None:
        """The time that an operation may take; Timeout when the whole call has none left."""
        if self.at is None:
            return timeout
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole answer took too long")
        return left if timeout is None else min(left, timeout)


_deadline = _Deadline()


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Everything this thread sends and reads inside takes at most so long."""
    before, _deadline.at = _deadline.at, None if seconds is None else time.monotonic() + seconds
    try:
        yield
    finally:
        _deadline.at = before


class _Stream(httpcore.NetworkStream):
    """A connection whose every operation ends by the deadline of the call that uses it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _deadline.left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses only, which were checked before."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        ipaddress.ip_address(host)
        options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1), *(socket_options or ())]
        return _Stream(self._inner.connect_tcp(host, port, _deadline.left(timeout), local_address, options))


# ---- transport


_ERRORS = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.PoolTimeout: httpx.PoolTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.UnsupportedProtocol: httpx.UnsupportedProtocol,
}


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except tuple(_ERRORS) as error:
        raise _ERRORS[type(error)](str(error)) from error


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._inner

    def close(self) -> None:
        self._inner.close()


class Checked(httpx.BaseTransport):
    """Connects to an address that was checked, under the name that was asked for.

    Connections are kept for reuse, for each name its own: a certificate is verified for the name it was asked for.
    """

    def __init__(self) -> None:
        self._pid, self._lock = os.getpid(), threading.Lock()
        self._context = httpx.create_ssl_context()
        self._pools: OrderedDict[str, httpcore.ConnectionPool] = OrderedDict()

    def usable(self) -> bool:
        """False in a forked child, which must not share connections."""
        return self._pid == os.getpid()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host, url = request.url.host, request.url
        address = safe_address(host, url.port or (443 if url.scheme == "https" else 80))
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=address.encode("ascii"), port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        with _as_httpx():
            answer = self._pool(host).handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def _pool(self, host: str) -> httpcore.ConnectionPool:
        with self._lock:
            pool = self._pools.pop(host, None) or httpcore.ConnectionPool(
                ssl_context=self._context,
                max_connections=32,
                max_keepalive_connections=4,
                keepalive_expiry=20.0,
                network_backend=_Backend(),
            )
            self._pools[host] = pool
            if len(self._pools) > MAX_POOLS:  # dropped, not closed: another thread may still read from it
                self._pools.popitem(last=False)
            return pool
