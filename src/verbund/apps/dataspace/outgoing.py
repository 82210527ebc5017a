"""How what waits in the outbox leaves: protocol messages and pushed bytes. Runs outside any transaction."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import httpx

from verbund.apps.core.actions import turn
from verbund.apps.core.registry import Send
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols.dsp import v2025_1 as dsp

from . import http, identity, recognition, remote
from .actions import _decide, addresses, transfers
from .actions._messages import Process, said
from .models import Negotiation, ProtocolMessage, PushItem, Transfer

AGAIN = (401, 408, 409, 425, 429)  # 409: the peer is busy with this very process
MAX_UNAUTHORIZED = 8


def send_message(payload: dict[str, Any]) -> Send:
    """Send one protocol message: the same @id at every attempt, a new token each time."""
    with everybody():
        row = (
            ProtocolMessage.objects.select_related("negotiation", "transfer__agreement")
            .filter(pk=payload["message"])
            .first()
        )
    if row is None or row.answered_at is not None:
        return Send(done=True)
    process: Process = row.negotiation or row.transfer
    me = identity.own(row.company_id)
    try:
        hosts = recognition.current().hosts(process.peer_did)
        url = _url(row, process)
        if row.attempts and "{id}" in row.path and _arrived(me, row, process):
            _settle(row, process, 200, None)
            return Send(done=True)
        with everybody():
            ProtocolMessage.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
        row.attempts += 1
        headers = recognition.current().authorization(me, process.peer_did)
        response = http.call("POST", url, hosts, json=_body(me, row, process), headers=headers)
    except (http.Unreachable, identity.Unresolved) as error:
        return _later(row, process, str(error))
    if response.is_success:
        _settle(row, process, response.status_code, _json(response))
        return Send(done=True)
    why = f"{response.status_code} {_reason(response)}"
    if response.status_code >= 500 or (response.status_code in AGAIN and row.attempts < MAX_UNAUTHORIZED):
        return _later(row, process, why)
    if row.state_after == "TERMINATED" and "{id}" in row.path and _there_already(me, row, process):
        _settle(row, process, response.status_code, _json(response))
        return Send(done=True)  # both ended it, the messages crossed
    _settle(row, process, response.status_code, _json(response), refused=why)
    return Send(done=False, error=why, give_up=True)


def _url(row: ProtocolMessage, process: Process) -> str:
    path = row.path
    if "{id}" in path and not process.peer_pid:
        raise http.Unreachable("the other side has not told its process id yet")
    endpoint = next(e for e in dsp.ENDPOINTS if e.method == "POST" and e.path == path)
    return endpoint.url(process.callback_address, process.peer_pid or None)


def _body(me: identity.Participant, row: ProtocolMessage, process: Process) -> dict[str, Any]:
    body = dict(row.body)
    theirs = "providerPid" if process.role == "CONSUMER" else "consumerPid"
    if body.get(theirs) == "":
        body[theirs] = process.peer_pid
    if isinstance(process, Transfer):
        pulls_from_us = row.type == "TransferStartMessage" and process.role == "PROVIDER" and not process.pushes
        pushes_to_us = row.type == "TransferRequestMessage" and process.pushes
        if pulls_from_us or pushes_to_us:  # made anew here, so that no token lies in the database
            body["dataAddress"] = addresses.data_address(me, process).to_json()
    return body


def _there_already(me: identity.Participant, row: ProtocolMessage, process: Process) -> bool:
    try:
        return _arrived(me, row, process)
    except (http.Unreachable, identity.Unresolved, Problem):
        return False


def _arrived(me: identity.Participant, row: ProtocolMessage, process: Process) -> bool:
    """After a send whose outcome is unknown: has the peer moved to where this message leads?"""
    protocol = dsp.Protocol.NEGOTIATION if isinstance(process, Negotiation) else dsp.Protocol.TRANSFER
    endpoint = dsp.status_endpoint(protocol, dsp.Role(process.role).other)
    state = remote.state_of(me, process.peer_did, endpoint.url(process.callback_address, process.peer_pid))
    return state is not None and state == row.state_after


def _later(row: ProtocolMessage, process: Process, why: str) -> Send:
    with everybody():
        ProtocolMessage.objects.filter(pk=row.pk).update(error=why[:1000])
        type(process).objects.filter(pk=process.pk).update(problem=why[:1000])
    return Send(done=False, error=why)


def _settle(
    row: ProtocolMessage, process: Process, status: int, answer: dict[str, Any] | None, refused: str = ""
) -> None:
    """Keep the answer; an initial message's tells the peer's process id."""
    with turn(row.company_id):
        row.status, row.answer, row.answered_at, row.error = status, answer, clock.now(), refused[:1000]
        row.save(update_fields=["status", "answer", "answered_at", "error"])
        locked = type(process).objects.select_for_update().get(pk=process.pk)
        locked.problem = refused[:1000]
        initial = "{id}" not in row.path
        if initial and not refused and not locked.peer_pid:
            theirs = "providerPid" if locked.role == "CONSUMER" else "consumerPid"
            told = (answer or {}).get(theirs)
            if isinstance(told, str) and told:
                locked.peer_pid = told[:500]
        if initial and refused and locked.state != "TERMINATED":
            locked.state, locked.reason = "TERMINATED", refused[:500]
        locked.save()
        if not refused and row.type == dsp.TransferStartMessage.TYPE and _fetches(locked):
            transfers.start_fetch(locked)  # the provider knows that we let it go on
        if not refused and locked.state == row.state_after:
            _decide.follow(locked)


def _fetches(process: Process) -> bool:
    consumer = isinstance(process, Transfer) and process.role == "CONSUMER" and process.state == "STARTED"
    return consumer and not process.pushes  # type: ignore[union-attr]


def _json(response: httpx.Response) -> dict[str, Any] | None:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _reason(response: httpx.Response) -> str:
    body = _json(response) or {}
    reasons = body.get("reason") or []
    found = said(body.get("code"), reasons if isinstance(reasons, list) else [reasons])
    return found or response.text[:300]  # not every peer answers with the error of the protocol


def send_push(payload: dict[str, Any]) -> Send:
    """Push one item; whether the peer may have it is judged now."""
    with everybody():
        item = PushItem.objects.select_related("transfer__agreement").filter(pk=payload["item"]).first()
    if item is None or item.taken_at is not None or item.body is None:
        return Send(done=True)
    transfer = item.transfer
    with scoped_to(item.company_id):
        against = "the transfer has ended" if transfer.state != "STARTED" else transfers.objection(transfer)
    if against and transfer.state == "SUSPENDED":
        return Send(done=False, error="suspended", retry_in=timedelta(seconds=30))
    if against:
        transfers.log_access(transfer, "refused", reason=against)
        transfers.mark_pushed(item, against)
        return Send(done=True)
    body = bytes(item.body)
    try:
        address = addresses.peer_address(transfer)
        hosts = recognition.current().hosts(transfer.peer_did)
        response = http.call(
            "POST",
            address["endpoint"],
            hosts,
            content=body,
            headers={
                "Authorization": f"Bearer {address['authorization'].removeprefix('Bearer ')}",
                "Content-Type": item.media_type,
                "Content-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(item.sha256)).decode()}:",
                "Idempotency-Key": f'"{transfer.pk}-{item.seq}"',
            },
        )
    except (http.Unreachable, Problem) as error:
        return Send(done=False, error=str(error))
    if response.is_success:
        transfers.log_access(transfer, "granted", size=len(body), sha256=item.sha256)
        transfers.mark_pushed(item)
        return Send(done=True)
    why = f"{response.status_code} {_reason(response)}"
    if response.status_code >= 500 or response.status_code in (401, 404, 408, 409, 425, 429):
        return Send(done=False, error=why)
    transfers.mark_pushed(item, why)
    if response.status_code == 410:  # ended there; the termination is on its way to us
        return Send(done=True)
    return Send(done=False, error=why, give_up=True)
