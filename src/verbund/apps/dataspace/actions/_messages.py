"""Messages in and out: kept, answered once, sent through the outbox."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError

from verbund.apps.core import outbox
from verbund.apps.core.actions import turn
from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity
from ..models import Negotiation, ProtocolMessage, Transfer
from ..recognition import Caller

HANDLER = "dataspace.dsp"
Process = Negotiation | Transfer


def new_id() -> str:
    """An @id for a message, offer or agreement."""
    return f"urn:uuid:{uuid.uuid4()}"


def stream_of(process: Process) -> str:
    """Its messages leave in order."""
    return f"{type(process).__name__.lower()}:{process.pk}"


def send(process: Process, message: dsp.Message) -> ProtocolMessage:
    """Keep a message of ours and put it into the outbox; inside the transaction that moved the process."""
    endpoint = dsp.endpoint_for(message, dsp.Role(process.role))
    row = ProtocolMessage.objects.create(
        company_id=process.company_id,
        direction=ProtocolMessage.Direction.OUT,
        peer_did=process.peer_did,
        message_id=message.id or "",
        type=message.TYPE,
        path=endpoint.path,
        body=message.to_json(),
        state_after=process.state,
        at=clock.now(),
        **_about(process),
    )
    outbox.put(process.company_id, HANDLER, stream_of(process), {"message": str(row.pk)})
    return row


def _about(process: Process) -> dict[str, Process]:
    return {"negotiation" if isinstance(process, Negotiation) else "transfer": process}


Answer = tuple[int, dict[str, Any]]


def once(
    me: identity.Participant,
    caller: Caller,
    message: dsp.Message,
    take: Callable[[], tuple[Process, int, str]],
    protocol: dsp.Protocol,
) -> Answer:
    """Take a peer's message once, in one transaction; a repeated (peer, @id) gets the first answer.

    `take` returns the process, the HTTP status and the state that the message led to: what we do next in the same
    transaction travels in messages of its own. A message that the state does not allow is answered the same way when
    it is repeated; other errors are not kept, because a later attempt may be right.
    """
    assert me.company_id is not None
    with scoped_to(me.company_id):
        first = _first_answer(me, caller, message)
        if first:
            return first
        try:
            with turn(me.company_id):
                row = _keep(me, caller, message)
                process, status, state = take()
                answer = acknowledgement(process, state).to_json()
                _answered(row, process, status, answer)
                return status, answer
        except IntegrityError:  # the same message on another thread was quicker
            first = _first_answer(me, caller, message)
            if first:
                return first
            raise
        except dsp.InvalidTransition as refusal:
            status, answer = dsp.error_response(protocol, refusal, **_pids(message))
            if message.id:
                try:
                    with turn(me.company_id):
                        _answered(_keep(me, caller, message), None, status, answer)
                except IntegrityError:
                    return _first_answer(me, caller, message) or (status, answer)
            return status, answer


def _pids(message: dsp.Message) -> dict[str, str | None]:
    return {name: getattr(message, name, None) for name in ("consumer_pid", "provider_pid")}


def _first_answer(me: identity.Participant, caller: Caller, message: dsp.Message) -> Answer | None:
    if not message.id:
        return None
    row = ProtocolMessage.objects.filter(
        direction="in", peer_did=caller.did, message_id=message.id, status__isnull=False
    ).first()
    return (row.status, row.answer) if row and row.status else None


def _keep(me: identity.Participant, caller: Caller, message: dsp.Message) -> ProtocolMessage:
    return ProtocolMessage.objects.create(
        company_id=me.company_id,
        direction=ProtocolMessage.Direction.IN,
        peer_did=caller.did,
        message_id=message.id or "",
        type=message.TYPE,
        body=_without_secrets(message.to_json()),
        at=clock.now(),
    )


def _answered(row: ProtocolMessage, process: Process | None, status: int, answer: dict[str, Any]) -> None:
    row.status, row.answer, row.answered_at = status, answer, clock.now()
    if process is not None:
        row.state_after = process.state
        for name, value in _about(process).items():
            setattr(row, name, value)
    row.save()


def _without_secrets(body: dict[str, Any]) -> dict[str, Any]:
    if "dataAddress" not in body:
        return body
    return {**body, "dataAddress": {"@type": "DataAddress", "endpointType": "withheld"}}


def acknowledgement(process: Process, state: str = "") -> dsp.ContractNegotiation | dsp.TransferProcess:
    """The state of a process, as it travels."""
    pids = pids_of(process)
    if isinstance(process, Negotiation):
        return dsp.ContractNegotiation(state=dsp.NegotiationState(state or process.state), **pids)
    return dsp.TransferProcess(state=dsp.TransferState(state or process.state), **pids)


def pids_of(process: Process) -> dict[str, str]:
    """`consumer_pid` and `provider_pid`; the peer's is empty as long as it is not known."""
    mine, theirs = ("consumer_pid", "provider_pid") if process.role == "CONSUMER" else ("provider_pid", "consumer_pid")
    return {mine: process.pid, theirs: process.peer_pid}


def check_pids(process: Process, message: dsp.Message) -> None:
    """The message names this process on both sides; an unknown pid of the peer is learnt. Raises MalformedMessage."""
    mine, theirs = ("consumer_pid", "provider_pid") if process.role == "CONSUMER" else ("provider_pid", "consumer_pid")
    if getattr(message, mine, None) not in (None, process.pid):
        raise dsp.MalformedMessage(_camel(mine), "is not the process in the address")
    theirs_given = getattr(message, theirs, None)
    if not process.peer_pid and theirs_given:
        process.peer_pid = theirs_given
    elif theirs_given not in (None, process.peer_pid):
        raise dsp.MalformedMessage(_camel(theirs), "is not the other side of this process")


def _camel(name: str) -> str:
    return name.replace("_pid", "Pid")


def reason_of(message: dsp.Message) -> str:
    """Why the peer ended it, as text of at most 500 characters."""
    return said(getattr(message, "code", None), getattr(message, "reason", ()))


def said(code: object, reasons: Iterable[Any]) -> str:
    """Code and reasons of an error or termination as one text of at most 500 characters."""
    texts = (str(item.get("@value", item) if isinstance(item, dict) else item) for item in reasons)
    return " ".join(part for part in (str(code or ""), *texts) if part)[:500]
