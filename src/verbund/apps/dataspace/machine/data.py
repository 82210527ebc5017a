"""The data plane: bytes fetched from us (pull) and bytes sent to us (push), under a token of one transfer.

The policy of the agreement and the provider's own word are asked at every access, and again while bytes flow.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from verbund.apps.core.actions import record
from verbund.apps.core.actor import peer
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit.errors import Missing, Problem

from .. import identity
from ..actions import addresses, transfers
from ..audit import DataGiven, DataRefused
from ..models import AccessLog, Transfer
from ..registry import Body, provider_of
from ._calls import reply

CHECK_EVERY = 0.25  # seconds between two judgements while bytes flow
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")


@csrf_exempt
def data(request: HttpRequest, slug: str, transfer_id: UUID) -> HttpResponse:
    """GET: a pull from us; POST: a push to us."""
    try:
        me = identity.by_slug(slug)
    except Missing:
        return _no(401, "A token of a running transfer is needed.")
    transfer = _transfer(request, me, transfer_id)
    if transfer is None:
        return _no(401, "A token of a running transfer is needed.")
    if request.method in ("GET", "HEAD") and transfer.role == "PROVIDER" and not transfer.pushes:
        return _give(request, transfer)
    if request.method == "POST" and transfer.role == "CONSUMER" and transfer.pushes:
        return _take(request, transfer)
    return _no(405, "This transfer does not work that way.")


def _transfer(request: HttpRequest, me: identity.Participant, transfer_id: UUID) -> Transfer | None:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    if word.lower() != "bearer":
        word, token = "bearer", f"{word} {token}".strip()  # some connectors send the bare token
    assert me.company_id is not None
    with scoped_to(me.company_id):
        found = Transfer.objects.select_related("agreement").filter(pk=transfer_id).first()
    expected = found.token_hash if found and found.token_hash else "0" * 64
    right = hmac.compare_digest(addresses.hash_of(token.strip()), expected)
    return found if found and found.token_hash and right else None


def _no(status: int, title: str, detail: str = "") -> HttpResponse:
    body = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    return reply(body, status, **({"WWW-Authenticate": "Bearer"} if status == 401 else {}))


# ---- pull


def _give(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    query = dict(request.GET.items())
    if transfer.state == "SUSPENDED":  # for now only: who asks may ask again
        transfers.log_access(transfer, AccessLog.Outcome.REFUSED, reason="The transfer is SUSPENDED.")
        return _no(409, "The transfer is paused.")
    with scoped_to(transfer.company_id):
        against = _against(transfer)
        if against is None:
            try:
                provider = provider_of(transfer.dataset_id)
                assert provider is not None
                body = provider.open(transfer.company_id, transfer.dataset_id, transfer.peer_did, query)
            except Problem as error:
                against = str(error)
    if against is not None:
        _refused(transfer, against)
        return _no(403, "Access is refused.", against)
    start, end = 0, body.size
    status = 200
    headers = {"Accept-Ranges": "bytes" if body.size is not None else "none", "Cache-Control": "no-store"}
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked and body.size is not None:
        start = int(asked[1])
        end = min(int(asked[2]) + 1, body.size) if asked[2] else body.size
        if start >= body.size or start >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{body.size}"})
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{body.size}"
    if body.sha256:
        headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(body.sha256)).decode()}:"
    if end is not None:
        headers["Content-Length"] = str(end - start)
    if body.name:
        headers["Content-Disposition"] = (
            f"attachment; filename=\"{_ascii(body.name)}\"; filename*=UTF-8''{quote(body.name)}"
        )
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=body.media_type, headers=headers)
    if start == 0:
        record(
            peer(transfer.peer_did),
            transfer.company_id,
            DataGiven(
                transfer=str(transfer.pk),
                agreement=transfer.agreement.agreement_id,
                peer=transfer.peer_did,
                dataset=transfer.dataset_id,
            ),
        )
    return StreamingHttpResponse(
        _flow(transfer, body, start, end), status=status, content_type=body.media_type, headers=headers
    )


def _ascii(name: str) -> str:
    return re.sub(r"[^ !#-\[\]-~]", "_", name)


def _against(transfer: Transfer) -> str | None:
    """Why not now; None: nothing stands against it. Needs the company's rows in scope."""
    state, reason = Transfer.objects.values_list("state", "reason").get(pk=transfer.pk)
    if state != "STARTED":
        return f"The transfer is {state}. {reason}".strip()
    return transfers.objection(transfer)


def _refused(transfer: Transfer, reason: str) -> None:
    transfers.log_access(transfer, AccessLog.Outcome.REFUSED, reason=reason)
    record(
        peer(transfer.peer_did),
        transfer.company_id,
        DataRefused(
            transfer=str(transfer.pk), peer=transfer.peer_did, dataset=transfer.dataset_id, reason=reason[:200]
        ),
    )


class Cut(Exception):
    """Access ended while bytes flowed: the connection is broken off, so that nobody takes a part for the whole."""


def _flow(transfer: Transfer, body: Body, start: int, end: int | None) -> Iterator[bytes]:
    """The bytes, judged again while they flow; what was given is logged however it ends."""
    given, digest = 0, hashlib.sha256()
    left = None if end is None else end - start
    outcome, reason = AccessLog.Outcome.FAILED, "the connection ended early"
    checked = time.monotonic()
    try:
        for chunk in body.chunks(start):
            if time.monotonic() - checked >= CHECK_EVERY:
                with scoped_to(transfer.company_id):
                    against = _against(transfer)
                if against is not None:
                    outcome, reason = AccessLog.Outcome.CUT, against
                    raise Cut(against)
                checked = time.monotonic()
            piece = chunk if left is None else chunk[: left - given]
            given += len(piece)
            digest.update(piece)
            yield piece
            if left is not None and given >= left:
                break
        outcome, reason = AccessLog.Outcome.GRANTED, ""
    finally:
        with everybody():
            transfers.log_access(transfer, outcome, size=given, sha256=digest.hexdigest(), reason=reason)


# ---- push


def _take(request: HttpRequest, transfer: Transfer) -> HttpResponse:
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > transfers.MAX_PUSH:
        return _no(413, f"At most {transfers.MAX_PUSH} bytes are taken at once, with their length given.")
    body = request.read(int(length))
    digest = _DIGEST.search(request.headers.get("Content-Digest", ""))
    if digest and base64.b64decode(digest[1]) != hashlib.sha256(body).digest():
        return _no(400, "The bytes do not have the digest that was given.")
    key = request.headers.get("Idempotency-Key", "").strip('"')[:200] or hashlib.sha256(body).hexdigest()
    try:
        transfers.received_push(transfer, key, body, request.content_type or "application/octet-stream")
    except Problem as error:
        if error.code == "transfer-ended":  # for good: who pushes need not come again
            return _no(410, str(error.message))
        return _no(error.status if 400 <= error.status < 500 else 400, str(error.message))
    return HttpResponse(status=204)
