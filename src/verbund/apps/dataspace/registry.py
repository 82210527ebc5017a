"""Where higher rooms plug in: what is offered, who takes what arrives, what is known about a peer.

All are found by the part of a dataset id before its first colon (`charter:…`, `file:…`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol
from uuid import UUID

from verbund.apps.core.registry import Registry

if TYPE_CHECKING:
    from verbund.apps.core.actor import Actor
    from verbund.protocols.dcp.v1_0.keys import KeyPair

    from .models import Agreement, DataOffer, Negotiation, Transfer

PULL = "HttpData-PULL"
PUSH = "HttpData-PUSH"


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """One dataset as a peer sees it. `policy` is an ODRL offer without ids; `properties` go into the catalogue."""

    id: str
    title: str
    policy: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = (PULL,)
    offer_id: str = ""

    def __post_init__(self) -> None:
        if not self.offer_id:
            object.__setattr__(self, "offer_id", f"urn:verbund:offer:{self.id}")

    @property
    def offer(self) -> dict[str, Any]:
        """The offer as the catalogue shows it."""
        return {**self.policy, "@type": "Offer", "@id": self.offer_id}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`agree` None: a person decides later (`actions.agree`, `accept` or `terminate`)."""

    agree: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes of a dataset. `chunks(start)` yields them from an offset on; `sha256` is of the whole, if known."""

    chunks: Callable[[int], Iterable[bytes]]
    media_type: str
    size: int | None = None
    sha256: str | None = None
    name: str = ""

    @classmethod
    def of(cls, data: bytes, media_type: str = "application/json", name: str = "") -> Body:
        """A body in memory."""
        return cls(lambda start: iter((data[start:],)), media_type, len(data), hashlib.sha256(data).hexdigest(), name)

    @classmethod
    def of_file(cls, path: Path, media_type: str, sha256: str, name: str = "", block: int = 1 << 18) -> Body:
        """A file, read in blocks."""

        def chunks(start: int) -> Iterable[bytes]:
            with path.open("rb") as file:
                file.seek(start)
                while piece := file.read(block):
                    yield piece

        return cls(chunks, media_type, path.stat().st_size, sha256, name)


class DatasetProvider(Protocol):
    """What a company offers under one prefix. Called with the company's rows in scope, never with calls outside."""

    def list(self, company_id: UUID, peer_did: str) -> Iterable[DatasetEntry]:
        """What stands in the catalogue for this peer."""

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        """One dataset, also an unlisted one; None when this peer may not know of it."""

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        """A peer asks for an agreement on the terms offered."""

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        """The bytes of a pull."""

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        """None: yes, else why not. Asked at every access, beside the policy of the agreement."""


class Receiver(Protocol):
    """Takes what comes under one prefix. Called inside a transaction that keeps the message: be brief, never call
    outside; the same event is delivered once. `body` is bytes (pushed) or the path of a file (pulled; move or copy
    it, it is removed afterwards)."""

    def offered(self, company_id: UUID, peer_did: str, dataset_id: str, negotiation_id: UUID) -> Verdict:
        """A provider opened a negotiation with us: accept at once?"""

    def agreed(self, company_id: UUID, peer_did: str, dataset_id: str, agreement: Agreement) -> None:
        """An agreement is finalized; `agreement.role` is our side."""

    def received(
        self, company_id: UUID, peer_did: str, dataset_id: str, body: bytes | Path, transfer: Transfer
    ) -> None:
        """Bytes arrived."""


Claims = Callable[[UUID, str], Mapping[str, Any]]
"""(company_id, peer_did) → what the company's node knows about the peer; understood keys: `memberships`, `groups`
(collections of ids), `claims` (left operand → values), `region`."""

Watcher = Callable[[Literal["waits", "ended"], "Negotiation"], None]
"""Told inside the transaction that a peer's request waits for a person, or that a negotiation was terminated."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A company's new key. The old private half is in hand for the last time: it is wiped in the same transaction."""

    actor: Actor
    company_id: UUID
    old: KeyPair
    old_kid: str
    new: KeyPair
    new_kid: str


key_watchers: list[Callable[[KeyChange], None]] = []
"""Told inside the transaction that changes a key, so that what must be signed with the old one is; what one of them
raises takes the change back."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A closed group that a company may offer files to, as pages list it. `offer` takes the keywords of
    `actions.offer_file` (without `verbund_id`) after actor, company id, file id and title; None: the company can
    read the name, but not offer to the group now."""

    id: str
    title: str
    kind: str = ""
    offer: Callable[..., DataOffer] | None = None


dataset_providers: Registry[DatasetProvider] = Registry("dataset provider")
receivers: Registry[Receiver] = Registry("receiver")
claims_providers: list[Claims] = []
watchers: list[Watcher] = []


withdrawals: list[Callable[[Actor, DataOffer], None]] = []
"""Told inside the transaction that a file is offered no longer."""


def notify(what: Literal["waits", "ended"], negotiation: Negotiation) -> None:
    """Tell every watcher."""
    for watcher in watchers:
        watcher(what, negotiation)


audiences: list[Callable[[Actor, UUID], Iterable[Audience]]] = []
"""(actor, company id) → the groups the company belongs or belonged to; their ids are names in policies."""


def prefix(dataset_id: str) -> str:
    """`charter` of `charter:abc`."""
    return dataset_id.partition(":")[0]


def provider_of(dataset_id: str) -> DatasetProvider | None:
    """Who offers it, if anybody here does."""
    name = prefix(dataset_id)
    return dataset_providers[name] if name in dataset_providers else None  # noqa: SIM401


def receiver_of(dataset_id: str) -> Receiver | None:
    """Who takes it, if anybody here does."""
    name = prefix(dataset_id)
    return receivers[name] if name in receivers else None  # noqa: SIM401
