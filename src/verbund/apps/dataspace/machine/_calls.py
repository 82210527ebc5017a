"""What every protocol endpoint has in common: who is asked, who asks, what goes back when it fails."""

from __future__ import annotations

import gzip
import io
import json
import logging
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from verbund.kit.errors import Missing, Problem
from verbund.protocols.dsp import v2025_1 as dsp

from .. import http, identity, recognition
from ..recognition import Caller

log = logging.getLogger(__name__)
MAX_BODY = dsp.MAX_BYTES


def reply(body: Any, status: int = 200, **headers: str) -> HttpResponse:
    """JSON as machines want it."""
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        status=status,
        content_type="application/json",
        headers=headers,
    )


def me_of(slug: str | None) -> identity.Participant:
    """The participant in the address; without one the node itself. Raises Missing."""
    return identity.of_node() if slug is None else identity.by_slug(slug)


def caller_of(request: HttpRequest, me: identity.Participant) -> Caller:
    """Who asks, by a verified ID token. Raises Problem."""
    return recognition.current().caller(request.headers.get("Authorization"), me)


def body_of(request: HttpRequest) -> bytes:
    """The body, unpacked; raises MalformedMessage, MessageTooLarge."""
    try:
        raw = request.body
    except RequestDataTooBig:
        raise dsp.MessageTooLarge(int(request.headers.get("Content-Length") or 0), MAX_BODY) from None
    if len(raw) > MAX_BODY:
        raise dsp.MessageTooLarge(len(raw), MAX_BODY)
    packing = request.headers.get("Content-Encoding", "identity").lower()
    if packing == "gzip":
        return _unpacked(raw)
    if packing != "identity":
        raise dsp.MalformedMessage("$", f"content encoding {packing[:40]} is not understood")
    return raw


def _unpacked(raw: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            found = file.read(MAX_BODY + 1)
    except (OSError, EOFError, zlib.error):
        raise dsp.MalformedMessage("$", "is not gzip") from None
    if len(found) > MAX_BODY:
        raise dsp.MessageTooLarge(len(found), MAX_BODY)
    return found


View = Callable[..., HttpResponse]


def endpoint(protocol: dsp.Protocol) -> Callable[[View], View]:
    """A protocol endpoint: `view(request, me, caller, **kwargs)`; errors become bodies of the protocol."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str | None = None, **kwargs: Any) -> HttpResponse:
            try:
                me = me_of(slug)
            except Missing:
                return reply(*reversed(dsp.error_response(protocol, dsp.NotFound())))
            try:
                caller = caller_of(request, me)
            except (Problem, http.Unreachable) as error:
                return unauthorized(protocol, error)
            try:
                return view(request, me, caller, **kwargs)
            except Problem as error:
                status, body = dsp.error_response(protocol, error)
                return reply(body, status)
            except Exception as error:
                log.exception("a protocol request failed")
                status, body = dsp.error_response(protocol, error)
                return reply(body, status)

        return wrapped

    return decorate


def unauthorized(protocol: dsp.Protocol, error: Exception) -> HttpResponse:
    """401 (503 under load) as the protocol's error body, with the reason: who calls must be able to mend a token."""
    code = error.code if isinstance(error, Problem) else "did-unresolved"
    body = protocol.error(code=str(code), reason=(str(error),)).to_json()
    if isinstance(error, Problem) and error.status == 503:
        return reply(body, 503, **{"Retry-After": "60"})
    return reply(body, 401, **{"WWW-Authenticate": 'Bearer realm="dataspace"'})
