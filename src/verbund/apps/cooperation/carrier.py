"""How charters and register entries get to the other members: through the outbox, over the Dataspace Protocol to
other nodes, by a direct delivery to companies on this one.

Every errand says what is to be done with which peer; it is safe to run again, runs outside any transaction, and does
nothing where it has been done meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from verbund.apps.core import outbox
from verbund.apps.core.actions import turn
from verbund.apps.core.actor import system
from verbund.apps.core.registry import Send
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions as dataspace
from verbund.apps.dataspace import identity
from verbund.apps.dataspace.models import Agreement, Negotiation, Transfer
from verbund.apps.dataspace.registry import PUSH, provider_of, receiver_of
from verbund.kit import clock
from verbund.kit.errors import Missing, Problem

from . import exchange, keystore

HANDLER = "cooperation.errand"
LIVE = ("REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED")
OPEN = ("REQUESTED", "STARTED", "SUSPENDED")


def here(did: str) -> UUID | None:
    """The company behind a DID when it is hosted on this node."""
    found = identity.local(did)
    return None if found is None else found.company_id


def register_dataset(verbund_id: UUID) -> str:
    """Id of the dataset that carries the register of a Verbund."""
    return f"register:{verbund_id}"


def errand(company_id: UUID, peer: str, do: str, *, after: timedelta | None = None, **args: Any) -> None:
    """Put an errand into the outbox, inside the caller's transaction. Errands to one peer run in order."""
    stream = f"verbund:{hashlib.sha256(peer.encode()).hexdigest()[:24]}"
    if do in ("fetch", "catch_up", "learn", "close"):  # what asks does not wait for what tells
        stream += f":{do}"
    payload = {"company": str(company_id), "peer": peer, "do": do, **args}
    outbox.put(company_id, HANDLER, stream, payload, not_before=clock.now() + after if after else None)


def run(payload: dict[str, Any]) -> Send:
    """Outbox handler."""
    company_id, peer = UUID(payload["company"]), payload["peer"]
    try:
        _ERRANDS[payload["do"]](company_id, peer, payload)
    except Missing as error:  # the peer does not show it to us, or it is ours no longer
        return Send(done=False, error=str(error), give_up=True)
    except Problem as error:
        return Send(done=False, error=str(error))
    return Send(done=True)


def _offer(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Offer a dataset of ours to a peer: a charter to read, our register to follow."""
    dataset = payload["dataset"]
    other = here(peer)
    if other is not None:
        _hand_over(company_id, other, dataset, {})
        return
    with scoped_to(company_id):
        begun = Negotiation.objects.filter(role="PROVIDER", peer_did=peer, dataset_id=dataset)
        if begun.filter(state__in=LIVE).exists():
            return
        if begun.filter(state="FINALIZED").exists() and (
            not dataset.startswith("register:")
            or Transfer.objects.filter(
                role="PROVIDER", peer_did=peer, dataset_id=dataset, format=PUSH, state__in=OPEN
            ).exists()
        ):
            return
    dataspace.offer(system("job", company_id), company_id, peer, dataset)


def _fetch(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Get a dataset of a peer: under the agreement there is, else after asking for one."""
    dataset = payload["dataset"]
    with scoped_to(company_id):
        if exchange.holds(company_id, dataset):
            return
    other = here(peer)
    if other is not None:
        _hand_over(other, company_id, dataset, {})
        return
    agreement = _agreement(company_id, peer, dataset)
    if agreement is not None:
        dataspace.pull(system("job", company_id), agreement.pk)
    elif not _negotiating(company_id, peer, dataset):
        dataspace.request(system("job", company_id), company_id, peer, dataset)


def _pull(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """An agreement was reached: fetch what it is about."""
    dataspace.pull(system("job", company_id), UUID(payload["agreement"]))


def _link(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Follow a peer's register: agreement, subscription, and what we missed."""
    if here(peer) is not None:
        return
    dataset = payload["dataset"]
    agreement = _agreement(company_id, peer, dataset)
    if agreement is None:
        if not _negotiating(company_id, peer, dataset):
            dataspace.request(system("job", company_id), company_id, peer, dataset)
        return
    with scoped_to(company_id):
        running = Transfer.objects.filter(
            role="CONSUMER", peer_did=peer, dataset_id=dataset, format=PUSH, state__in=OPEN
        )
        if running.exists():
            return
    dataspace.subscribe(system("job", company_id), agreement.pk)
    _catch_up(company_id, peer, payload)


def _catch_up(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Ask for everything that we do not hold."""
    dataset = payload["dataset"]
    with scoped_to(company_id):
        after = exchange.known_entries(company_id, dataset)
    if after is None:
        return
    query = {"after": after} if after else {}
    other = here(peer)
    if other is not None:
        _hand_over(other, company_id, dataset, query)
        return
    agreement = _agreement(company_id, peer, dataset)
    if agreement is not None:
        dataspace.pull(system("job", company_id), agreement.pk, query)


def _tell(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Hand entries to a company on this node."""
    other = here(peer)
    if other is None:
        return
    dataset = payload["dataset"]
    with scoped_to(company_id):
        body = exchange.batch_for(company_id, peer, dataset, payload["entries"])
    if body is not None:
        _receive(other, _did(company_id), dataset, body)


def _learn(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """Get to know a participant's keys, then judge again what waited for them."""
    from .actions.incoming import retry  # which sends errands itself

    keystore.learn([peer], fresh=bool(payload.get("fresh")))
    retry(company_id, UUID(payload["verbund"]))


def _close(company_id: UUID, peer: str, payload: Mapping[str, Any]) -> None:
    """End the transfers of a Verbund with who is a member no longer."""
    from .actions._settle import end_access
    from .models import Verbund

    with turn(company_id):
        verbund = Verbund.objects.filter(company_id=company_id, verbund_id=UUID(payload["verbund"])).first()
        if verbund is not None:
            end_access(system("job", company_id), verbund, peer)


_ERRANDS: Mapping[str, Callable[[UUID, str, Mapping[str, Any]], None]] = {
    "offer": _offer,
    "fetch": _fetch,
    "pull": _pull,
    "link": _link,
    "catch_up": _catch_up,
    "tell": _tell,
    "learn": _learn,
    "close": _close,
}


def _did(company_id: UUID) -> str:
    return identity.own(company_id).did


def _hand_over(giver: UUID, taker: UUID, dataset: str, query: Mapping[str, str]) -> None:
    """The giver's bytes to the taker, both on this node, under the same rules as over the network."""
    giver_did, taker_did = _did(giver), _did(taker)
    provider = provider_of(dataset)
    assert provider is not None
    with scoped_to(giver):
        if provider.find(giver, dataset, taker_did) is None or provider.may_read(giver, dataset, taker_did):
            raise Missing("not-offered", "The other company does not offer this to us.")
        body = b"".join(provider.open(giver, dataset, taker_did, query).chunks(0))
    _receive(taker, giver_did, dataset, body)


def _receive(taker: UUID, giver_did: str, dataset: str, body: bytes) -> None:
    receiver = receiver_of(dataset)
    assert receiver is not None
    with turn(taker):
        receiver.received(taker, giver_did, dataset, body, None)  # type: ignore[arg-type]


def _agreement(company_id: UUID, peer: str, dataset: str) -> Agreement | None:
    with scoped_to(company_id):
        return (
            Agreement.objects.filter(role="CONSUMER", peer_did=peer, dataset_id=dataset, finalized_at__isnull=False)
            .order_by("-finalized_at")
            .first()
        )


def _negotiating(company_id: UUID, peer: str, dataset: str) -> bool:
    with scoped_to(company_id):
        return Negotiation.objects.filter(role="CONSUMER", peer_did=peer, dataset_id=dataset, state__in=LIVE).exists()


__all__ = ["HANDLER", "errand", "here", "register_dataset", "run"]
