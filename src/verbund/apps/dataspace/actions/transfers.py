"""Transfers that we start and end, and what came of them; what a peer sends is taken in `incoming_transfers`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.core import jobs, outbox
from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols import odrl
from verbund.protocols.dsp import v2025_1 as dsp

from .. import files, identity, policy, rules
from ..audit import DataReceived, TransferMoved
from ..models import AccessLog, Agreement, PushItem, ReceivedPush, Transfer
from ..registry import PULL, PUSH, provider_of, receiver_of
from ._messages import new_id, pids_of, send
from ._rows import held
from .addresses import hash_of, token_for

CONSUMER, PROVIDER = dsp.Role.CONSUMER, dsp.Role.PROVIDER
PUSH_HANDLER = "dataspace.push"
MAX_PUSH = 16 << 20
OPEN_STATES = ("REQUESTED", "STARTED", "SUSPENDED")


# ---- what we do


def pull(actor: Actor, agreement_id: UUID, query: Mapping[str, str] | None = None) -> Transfer:
    """Consumer: fetch the data of an agreement. A job does so once the provider has started the transfer.

    Calls nobody itself, so a receiver may ask for it inside its transaction.
    """
    return _ask(actor, agreement_id, PULL, query or {})


def subscribe(actor: Actor, agreement_id: UUID) -> Transfer:
    """Consumer: have the provider push everything to come to our own data endpoint, until either side ends it."""
    return _ask(actor, agreement_id, PUSH, {})


def _ask(actor: Actor, agreement_id: UUID, format: str, query: Mapping[str, str]) -> Transfer:
    with everybody():
        agreement = Agreement.objects.select_related("negotiation").filter(pk=agreement_id).first()
    if agreement is None:
        raise rules.missing()
    rules.must_bind(actor, agreement.company_id)
    if agreement.role != CONSUMER or agreement.finalized_at is None:
        raise Conflict("agreement-not-in-force", _("This agreement does not let us fetch data."))
    me = identity.own(agreement.company_id)
    with turn(agreement.company_id):
        transfer = Transfer(
            company_id=agreement.company_id,
            role=CONSUMER,
            agreement=agreement,
            peer_did=agreement.peer_did,
            callback_address=agreement.negotiation.callback_address,
            dataset_id=agreement.dataset_id,
            format=format,
            query=dict(query),
        )
        if transfer.pushes:
            transfer.token_hash = hash_of(token_for(transfer))
        move(
            actor,
            transfer,
            dsp.TransferRequestMessage(
                id=new_id(),
                consumer_pid=transfer.pid,
                agreement_id=agreement.agreement_id,
                format=format,
                callback_address=me.dsp,
            ),
        )
    return transfer


def push(company_id: UUID, peer_did: str, dataset_id: str, body: bytes, media_type: str = "application/json") -> int:
    """Provider: send bytes in every started push transfer of this dataset and peer, in order; returns how many.

    Inside the caller's transaction. Whether the peer may (still) have them is judged when they leave.
    """
    if len(body) > MAX_PUSH:
        raise Invalid("push-too-large", _("At most %(n)s bytes are pushed at once.") % {"n": MAX_PUSH})
    count = 0
    with turn(company_id):
        started = Transfer.objects.select_for_update().filter(
            role=PROVIDER, state="STARTED", format=PUSH, peer_did=peer_did, dataset_id=dataset_id
        )
        for transfer in started:
            transfer.last_seq += 1
            transfer.save(update_fields=["last_seq", "updated_at"])
            item = PushItem.objects.create(
                company_id=company_id,
                transfer=transfer,
                seq=transfer.last_seq,
                media_type=media_type,
                body=body,
                sha256=hashlib.sha256(body).hexdigest(),
            )
            outbox.put(company_id, PUSH_HANDLER, push_stream(transfer), {"item": item.pk})
            count += 1
    return count


def push_stream(transfer: Transfer) -> str:
    """What is pushed leaves in order; messages of the transfer do not wait for it, or it could never be resumed."""
    return f"push:{transfer.pk}"


def end_transfers(actor: Actor, company_id: UUID, peer_did: str, dataset_prefix_or_id: str, reason: str) -> int:
    """Terminate every open transfer with this peer whose dataset id is, or starts with, the given one."""
    rules.must_bind(actor, company_id)
    with turn(company_id):
        found = list(
            Transfer.objects.select_for_update().filter(
                peer_did=peer_did, dataset_id__startswith=dataset_prefix_or_id, state__in=OPEN_STATES
            )
        )
        for transfer in found:
            end(actor, transfer, reason)
    return len(found)


def end_transfer(actor: Actor, transfer_id: UUID, reason: str) -> Transfer:
    """Terminate one transfer. Raises Conflict (InvalidTransition) when it has ended."""
    with held(actor, Transfer, transfer_id) as transfer:
        end(actor, transfer, reason)
    return transfer


def suspend_transfer(actor: Actor, transfer_id: UUID, reason: str = "") -> Transfer:
    """Pause a running transfer: no byte flows until it is resumed. Raises Conflict (InvalidTransition)."""
    with held(actor, Transfer, transfer_id) as transfer:
        suspend(actor, transfer, reason)
    return transfer


def resume_transfer(actor: Actor, transfer_id: UUID) -> Transfer:
    """Let a transfer go on that we paused. Raises Conflict when the other side paused it, or terms stand against it."""
    with held(actor, Transfer, transfer_id) as transfer:
        if transfer.state == "SUSPENDED" and not paused_by_us(transfer):
            raise Conflict(
                "paused-by-peer",
                _("The other side paused this transfer."),
                remedy=_("Ask it to let the transfer go on, or end it."),
            )
        against = objection(transfer) if transfer.role == PROVIDER else None
        if against:
            raise Conflict("not-permitted", against, remedy=_("End the transfer."))
        transfer.reason = ""
        start(actor, transfer)
        outbox.hurry(push_stream(transfer))
    return transfer


# ---- moves


def move(actor: Actor, transfer: Transfer, message: dsp.Message) -> None:
    before = transfer.state or None
    transfer.state = dsp.transfer.next_state(
        dsp.TransferState(before) if before else None, message, dsp.Role(transfer.role)
    )
    transfer.save(force_insert=before is None)
    send(transfer, message)
    tell(actor, transfer)


def tell(actor: Actor, transfer: Transfer) -> None:
    record(
        actor,
        transfer.company_id,
        TransferMoved(
            transfer=str(transfer.pk),
            peer=transfer.peer_did,
            dataset=transfer.dataset_id,
            state=transfer.state,
            reason=transfer.reason or None,
        ),
    )


def start(actor: Actor, transfer: Transfer) -> None:
    """Start or resume it; as provider only what the peer may read now, else it is ended."""
    against = objection(transfer) if transfer.role == PROVIDER else None
    if against:
        _refuse(actor, transfer, against)
    else:
        move(actor, transfer, dsp.TransferStartMessage(id=new_id(), **pids_of(transfer)))
        if transfer.role == PROVIDER:
            watch(transfer)


def watch(transfer: Transfer, after: datetime | None = None) -> None:
    """Provider: look again when time can close the agreement; see `expiry`."""
    turn = policy.next_turn(transfer.agreement.policy, transfer.agreement.agreed_at, after or clock.now())
    if turn is not None:
        jobs.start(
            system(),
            "dataspace.expire",
            {"transfer_id": str(transfer.pk), "turn": turn.isoformat()},
            company_id=transfer.company_id,
            unique_key=f"expire:{transfer.pk}:{turn.isoformat()}",
            not_before=turn,
        )


def suspend(actor: Actor, transfer: Transfer, reason: str = "") -> None:
    """Pause it: no byte flows until either side starts it again."""
    transfer.reason = reason[:500]
    message = dsp.TransferSuspensionMessage(id=new_id(), reason=(reason,) if reason else (), **pids_of(transfer))
    move(actor, transfer, message)


def paused_by_us(transfer: Transfer) -> bool:
    """Whether the last pause was our doing."""
    last = transfer.messages.filter(type=dsp.TransferSuspensionMessage.TYPE).order_by("-at", "-id").first()
    return last is not None and last.direction == "out"


def resumed_by_peer(actor: Actor, transfer: Transfer) -> bool:
    """The peer let it go on: whether bytes may flow. What a person here paused stays paused; what must not be ends."""
    if paused_by_us(transfer):
        suspend(system(), transfer, transfer.reason)
        return False
    against = objection(transfer) if transfer.role == PROVIDER else None
    if against:
        _refuse(actor, transfer, against)
    else:
        outbox.hurry(push_stream(transfer))
    return against is None


def complete(actor: Actor, transfer: Transfer) -> None:
    """Say that everything has been transferred."""
    move(actor, transfer, dsp.TransferCompletionMessage(id=new_id(), **pids_of(transfer)))


def end(actor: Actor, transfer: Transfer, reason: str, code: str = "terminated") -> None:
    transfer.reason = reason[:500]
    move(
        actor,
        transfer,
        dsp.TransferTerminationMessage(id=new_id(), code=code, reason=(reason,) if reason else (), **pids_of(transfer)),
    )


def _refuse(actor: Actor, transfer: Transfer, against: str) -> None:
    """The peer may not read now: it stands in the access log, and the transfer ends."""
    _log(transfer, AccessLog.Outcome.REFUSED, reason=against)
    end(actor, transfer, against, code="not-permitted")


def objection(transfer: Transfer) -> str | None:
    """Provider: why the peer may not read now; None when it may. Judged anew at every access."""
    agreement = transfer.agreement
    if agreement.finalized_at is None:
        return _("The agreement is not in force.")
    uses = agreement.accesses.filter(outcome=AccessLog.Outcome.GRANTED).exclude(transfer=transfer).count()
    against = policy.objection(
        agreement.policy,
        transfer.company_id,
        transfer.peer_did,
        kind=odrl.Kind.AGREEMENT,
        agreed_at=agreement.agreed_at,
        uses=uses,
    )
    if against:
        return against
    provider = provider_of(transfer.dataset_id)
    if provider is None:
        return _("The dataset is offered no longer.")
    return provider.may_read(transfer.company_id, transfer.dataset_id, transfer.peer_did)


def start_fetch(transfer: Transfer) -> None:
    """Queue the job that fetches the bytes; one that waits for its next attempt goes at once."""
    job = jobs.start(
        system(),
        "dataspace.fetch",
        {"transfer_id": str(transfer.pk)},
        company_id=transfer.company_id,
        unique_key=f"fetch:{transfer.pk}",
        max_attempts=12,
    )
    jobs.hurry(job)


# ---- bytes that arrived


def received_file(transfer_id: UUID, path: Path, size: int, sha256: str, media_type: str, name: str) -> None:
    """Consumer: a pull is complete and its digest right: hand it over or file it, and say so to the provider."""
    with everybody():
        company_id = Transfer.objects.values_list("company_id", flat=True).get(pk=transfer_id)
    with turn(company_id):
        transfer = Transfer.objects.select_for_update().get(pk=transfer_id)
        if transfer.state != "STARTED":
            return
        transfer.bytes_done, transfer.size, transfer.sha256, transfer.media_type = size, size, sha256, media_type
        receiver = receiver_of(transfer.dataset_id)
        if receiver is not None:
            receiver.received(company_id, transfer.peer_did, transfer.dataset_id, path, transfer)
        else:
            transfer.file = files.keep(
                company_id, path, name or transfer.dataset_id, media_type, size, sha256, transfer.agreement.agreement_id
            )
        _log(transfer, AccessLog.Outcome.GRANTED, size=size, sha256=sha256)
        record(
            system(),
            company_id,
            DataReceived(
                transfer=str(transfer.pk),
                agreement=transfer.agreement.agreement_id,
                peer=transfer.peer_did,
                dataset=transfer.dataset_id,
                bytes=size,
                sha256=sha256,
            ),
        )
        complete(system(), transfer)


def fetch_failed(transfer_id: UUID, reason: str, *, final: bool) -> None:
    """Consumer: the provider refused (final), or could not be reached for now."""
    with everybody():
        company_id = Transfer.objects.values_list("company_id", flat=True).get(pk=transfer_id)
    with turn(company_id):
        transfer = Transfer.objects.select_for_update().get(pk=transfer_id)
        transfer.problem = reason[:1000]
        transfer.save(update_fields=["problem", "updated_at"])
        _log(transfer, AccessLog.Outcome.FAILED, reason=reason)
        if final and transfer.state in ("STARTED", "SUSPENDED"):
            end(system(), transfer, reason, code="refused")


def received_push(transfer: Transfer, key: str, body: bytes, media_type: str) -> bool:
    """Consumer: take pushed bytes once; False when they came before."""
    digest = hashlib.sha256(body).hexdigest()
    with turn(transfer.company_id):
        locked = Transfer.objects.select_for_update().get(pk=transfer.pk)
        if locked.state in ("TERMINATED", "COMPLETED"):
            raise Conflict("transfer-ended", _("This transfer has ended."))
        if locked.state != "STARTED":
            raise Conflict("transfer-not-started", _("This transfer is not running."))
        if ReceivedPush.objects.filter(transfer=locked, key=key).exists():
            return False
        ReceivedPush.objects.create(company_id=locked.company_id, transfer=locked, key=key, sha256=digest)
        locked.media_type, locked.bytes_done = media_type, locked.bytes_done + len(body)
        locked.save(update_fields=["media_type", "bytes_done", "updated_at"])
        _log(locked, AccessLog.Outcome.GRANTED, size=len(body), sha256=digest)
        receiver = receiver_of(locked.dataset_id)
        if receiver is not None:
            receiver.received(locked.company_id, locked.peer_did, locked.dataset_id, body, locked)
        else:
            files.keep_bytes(locked.company_id, body, locked.dataset_id, media_type, locked.agreement.agreement_id)
    return True


def log_access(transfer: Transfer, outcome: str, *, size: int = 0, sha256: str = "", reason: str = "") -> None:
    """One line of the access log."""
    with scoped_to(transfer.company_id):
        _log(transfer, outcome, size=size, sha256=sha256, reason=reason)


def _log(transfer: Transfer, outcome: str, *, size: int = 0, sha256: str = "", reason: str = "") -> AccessLog:
    return AccessLog.objects.create(
        company_id=transfer.company_id,
        transfer=transfer,
        agreement_id=transfer.agreement_id,
        role=transfer.role,
        peer_did=transfer.peer_did,
        dataset_id=transfer.dataset_id,
        outcome=outcome,
        reason=reason[:500],
        bytes=size,
        sha256=sha256,
        at=clock.now(),
    )


def mark_pushed(item: PushItem, error: str = "") -> None:
    """Provider: an item was taken (or refused for good); its bytes are dropped."""
    with turn(item.company_id):
        item.taken_at, item.body, item.error = clock.now(), None, error[:500]
        item.save(update_fields=["taken_at", "body", "error"])
