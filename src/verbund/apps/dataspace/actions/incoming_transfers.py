"""What a peer sends in a transfer, taken once, and what we answer to it in the same transaction."""

from __future__ import annotations

from uuid import UUID

from verbund.apps.core.actor import peer
from verbund.apps.core.scoping import scoped_to
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity
from ..models import Agreement, Transfer
from ..registry import PULL, PUSH, provider_of
from . import addresses, transfers
from ._decide import follow
from ._messages import Answer, Caller, check_pids, once, reason_of

CONSUMER, PROVIDER = dsp.Role.CONSUMER, dsp.Role.PROVIDER


def take(me: identity.Participant, caller: Caller, message: dsp.Message, transfer_id: UUID | None) -> Answer:
    """Take a message of a peer; `transfer_id` is our process in the address, None for a request.

    Returns status and body of the answer. Raises NotFound, MalformedMessage and other Problems.
    """
    if transfer_id is None:
        assert isinstance(message, dsp.TransferRequestMessage)
        return once(me, caller, message, lambda: _opened(me, caller, message), dsp.Protocol.TRANSFER)
    return once(me, caller, message, lambda: _moved(caller, message, transfer_id), dsp.Protocol.TRANSFER)


def find_for(me: identity.Participant, peer_did: str, transfer_id: UUID) -> Transfer:
    """A transfer with this very peer. Raises NotFound."""
    if me.company_id is None:
        raise dsp.NotFound()
    with scoped_to(me.company_id):
        found = Transfer.objects.filter(pk=transfer_id, peer_did=peer_did).first()
    if found is None:
        raise dsp.NotFound()
    return found


def _opened(me: identity.Participant, caller: Caller, message: dsp.TransferRequestMessage) -> tuple[Transfer, int, str]:
    again = Transfer.objects.filter(role=PROVIDER, peer_did=caller.did, peer_pid=message.consumer_pid).first()
    if again is not None:
        return again, 201, again.state
    agreement = Agreement.objects.filter(
        role=PROVIDER, agreement_id=message.agreement_id, peer_did=caller.did, finalized_at__isnull=False
    ).first()
    if agreement is None:
        raise dsp.NotFound()
    caller.check(message.callback_address, "callbackAddress")
    provider = provider_of(agreement.dataset_id)
    entry = provider.find(agreement.company_id, agreement.dataset_id, caller.did) if provider else None
    formats = entry.formats if entry else (PULL, PUSH)
    if message.format not in formats:
        raise dsp.MalformedMessage("format", f"must be one of {', '.join(formats)}")
    transfer = Transfer(
        company_id=me.company_id,
        role=PROVIDER,
        agreement=agreement,
        peer_did=caller.did,
        peer_pid=message.consumer_pid,
        callback_address=message.callback_address.rstrip("/"),
        dataset_id=agreement.dataset_id,
        format=message.format,
    )
    transfer.state = dsp.transfer.next_state(None, message, CONSUMER)
    if transfer.pushes:
        if message.data_address is None:
            raise dsp.MalformedMessage("dataAddress", "is missing; a push needs to know where to")
        addresses.seal_address(transfer, message.data_address, caller)
    else:
        transfer.token_hash = addresses.hash_of(addresses.token_for(transfer))
    transfer.save(force_insert=True)
    if not follow(transfer, message):
        transfers.start(peer(caller.did), transfer)
    return transfer, 201, "REQUESTED"


def _moved(caller: Caller, message: dsp.Message, transfer_id: UUID) -> tuple[Transfer, int, str]:
    transfer = Transfer.objects.select_for_update().filter(pk=transfer_id, peer_did=caller.did).first()
    if transfer is None:
        raise dsp.NotFound()
    check_pids(transfer, message)
    actor = peer(caller.did)
    sender = dsp.Role(transfer.role).other
    before = transfer.state
    transfer.state = dsp.transfer.next_state(dsp.TransferState(before), message, sender)
    resumed = before == "SUSPENDED" and transfer.state == "STARTED"
    reached = transfer.state
    transfer.problem = ""
    fetches = isinstance(message, dsp.TransferStartMessage) and transfer.role == CONSUMER and not transfer.pushes
    match message:
        case dsp.TransferStartMessage(data_address=address) if fetches:
            if address is not None:
                addresses.seal_address(transfer, address)
            elif transfer.data_address is None:
                raise dsp.MalformedMessage("dataAddress", "is missing; a pull needs to know where from")
        case dsp.TransferTerminationMessage() | dsp.TransferSuspensionMessage():
            transfer.reason = reason_of(message)
    transfer.save()
    transfers.tell(actor, transfer)
    if not follow(transfer, message) and (not resumed or transfers.resumed_by_peer(actor, transfer)) and fetches:
        transfers.start_fetch(transfer)
    return transfer, 200, reached
