"""Verify audit chains: every entry hashes its fields, its payload and the entry before it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .actions import GENESIS, entry_hash, payload_hash
from .models import AuditEntry, AuditHead


@dataclass(frozen=True, slots=True)
class Verified:
    """`broken_seq` names the first entry that was changed, is missing or was added; None: the chain holds."""

    company_id: UUID | None
    entries: int
    erased: int
    head: str
    broken_seq: int | None = None
    why: str = ""


def verify(company_id: UUID | None) -> Verified:
    """Walk the chain of a company (None: the node's) from its first entry; memory holds one entry.

    Entries whose payload was erased are counted, they do not break the chain. That the last entries were cut off
    together with the head shows only against a head that was exported earlier.
    """
    prev, seq, erased = GENESIS, 0, 0

    def broken(at: int, why: str) -> Verified:
        return Verified(company_id, seq, erased, prev, at, why)

    rows = AuditEntry.objects.filter(company_id=company_id).select_related("payload").order_by("seq")
    for entry in rows.iterator(chunk_size=1000):
        if entry.seq != seq + 1:
            return broken(seq + 1, "missing")
        if entry.prev_hash != prev:
            return broken(entry.seq, "does not follow the entry before it")
        digest = entry_hash(
            company_id, entry.seq, entry.at.isoformat(), entry.event, entry.actor, entry.via, prev, entry.payload_hash
        )
        if digest != entry.hash:
            return broken(entry.seq, "changed")
        payload = getattr(entry, "payload", None)
        if payload is None:
            erased += 1
        elif payload_hash(bytes(payload.salt), payload.data) != entry.payload_hash:
            return broken(entry.seq, "details changed")
        prev, seq = entry.hash, entry.seq
    head = AuditHead.objects.filter(company_id=company_id).first()
    if head is not None and (head.seq, head.hash) != (seq, prev):
        return broken(seq + 1, "missing at the end" if head.seq > seq else "head changed")
    if head is None and seq:
        return broken(seq, "head missing")
    return Verified(company_id, seq, erased, prev)


def verify_all() -> list[Verified]:
    """All chains of the node, its own first."""
    ids = set(AuditHead.objects.values_list("company_id", flat=True))
    ids |= set(AuditEntry.objects.order_by().values_list("company_id", flat=True).distinct())
    return [verify(one) for one in sorted(ids, key=lambda i: str(i or ""))]
