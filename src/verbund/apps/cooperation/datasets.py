"""Charters, drafts and registers as datasets, from both sides.

`charter:<hash>` (also `draft:<hash>`) carries the JCS form of one version, `register:<uuid>` batches of entries. None
of them stands in the catalogue: who is named knows the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.dataspace.models import Negotiation, Transfer
from verbund.apps.dataspace.registry import PULL, PUSH, Body, DatasetEntry, Verdict
from verbund.kit.errors import Problem
from verbund.protocols.odrl import confidential_offer
from verbund.protocols.register.v1.charter import MAX_CHARTER

from . import carrier, exchange
from .actions import incoming, recovery


def _policy(dataset_id: str) -> dict[str, Any]:
    return dict(confidential_offer(offer_id=f"urn:verbund:offer:{dataset_id}").to_json())


class CharterProvider:
    """To be read in confidence by those whom the Verbund names."""

    def list(self, company_id: UUID, peer_did: str) -> Iterable[DatasetEntry]:
        return []

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        version = exchange.version_of(company_id, dataset_id)
        if version is None or not exchange.may_read_charter(version, peer_did):
            return None
        return DatasetEntry(dataset_id, str(version.verbund), _policy(dataset_id))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        from verbund.protocols.register.v1 import parse_charter

        version = exchange.version_of(company_id, dataset_id)
        assert version is not None, "may_read was asked before"
        return Body.of(parse_charter(version.document).canonical)

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        if self.find(company_id, dataset_id, peer_did) is None:
            return _("It is for those only whom the charter names.")
        return None


class CharterReceiver:
    """An invitation is read without asking a person: reading is not signing."""

    def offered(self, company_id: UUID, peer_did: str, dataset_id: str, negotiation_id: UUID) -> Verdict:
        if not incoming.may_invite(company_id, peer_did):
            return Verdict(False, "Too many invitations are open already.")
        return Verdict(True)

    def agreed(self, company_id: UUID, peer_did: str, dataset_id: str, agreement: Any) -> None:
        if agreement.role == "CONSUMER":
            carrier.errand(company_id, peer_did, "pull", agreement=str(agreement.pk))

    def received(
        self, company_id: UUID, peer_did: str, dataset_id: str, body: bytes | Path, transfer: Transfer | None
    ) -> None:
        try:
            incoming.take_charter(company_id, peer_did, dataset_id, _bytes(body, MAX_CHARTER))
        except Problem as problem:
            incoming.refuse_charter(company_id, peer_did, dataset_id, problem)


class RegisterProvider:
    """For members; before anything is in force also for those invited."""

    def list(self, company_id: UUID, peer_did: str) -> Iterable[DatasetEntry]:
        return []

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        verbund = exchange.verbund_of(company_id, dataset_id)
        if verbund is None or not exchange.may_follow(verbund, peer_did):
            return None
        return DatasetEntry(dataset_id, str(verbund), _policy(dataset_id), formats=(PULL, PUSH))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        verbund = exchange.verbund_of(company_id, dataset_id)
        assert verbund is not None, "may_read was asked before"
        return Body.of(exchange.batch_after(verbund, query.get("after", "")))

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        verbund = exchange.verbund_of(company_id, dataset_id)
        if verbund is None or not exchange.may_read_register(verbund, peer_did):
            return _("The register is for members.")
        return None


class RegisterReceiver:
    """Another member's register: followed by a subscription, caught up by pulls."""

    def offered(self, company_id: UUID, peer_did: str, dataset_id: str, negotiation_id: UUID) -> Verdict:
        verbund = exchange.verbund_of(company_id, dataset_id)
        if verbund is None or not exchange.may_follow(verbund, peer_did):
            return Verdict(False, "This register is not known here.")
        asking = Negotiation.objects.filter(role="CONSUMER", peer_did=peer_did, dataset_id=dataset_id)
        if asking.filter(state__in=carrier.LIVE).exclude(pk=negotiation_id).exists():
            return Verdict(False, "It was asked for already.")
        following = Transfer.objects.filter(
            role="CONSUMER", peer_did=peer_did, dataset_id=dataset_id, format=PUSH, state__in=carrier.OPEN
        )
        return Verdict(False, "It is followed already.") if following.exists() else Verdict(True)

    def agreed(self, company_id: UUID, peer_did: str, dataset_id: str, agreement: Any) -> None:
        if agreement.role == "CONSUMER":
            carrier.errand(company_id, peer_did, "link", dataset=dataset_id)

    def received(
        self, company_id: UUID, peer_did: str, dataset_id: str, body: bytes | Path, transfer: Transfer | None
    ) -> None:
        from verbund.protocols.register.v1.wire import MAX_BATCH

        incoming.take_entries(company_id, peer_did, dataset_id, _bytes(body, MAX_BATCH))
        recovery.answered(company_id, peer_did, dataset_id, transfer)


def _bytes(body: bytes | Path, limit: int) -> bytes:
    """At most one byte more than the limit, so that the parser sees what is too large."""
    if isinstance(body, Path):
        with body.open("rb") as file:
            return file.read(limit + 1)
    return body
