"""The only writes of core: audit chain, companies, files."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

import rfc8785
from django.db import transaction

from verbund.kit import clock

from .actor import Actor
from .audit import AuditEvent
from .models import AuditEntry, AuditHead, AuditPayload

GENESIS = ""


def entry_hash(
    company_id: UUID | None, seq: int, at: str, event: str, actor: str, via: str, prev: str, payload_hash: str
) -> str:
    """SHA-256 of the JCS form (RFC 8785) of an entry's fields, hexadecimal."""
    body = {
        "company": str(company_id) if company_id else None,
        "seq": seq,
        "at": at,
        "event": event,
        "actor": actor,
        "via": via,
        "prev": prev,
        "payload": payload_hash,
    }
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def payload_hash(salt: bytes, data: dict[str, object]) -> str:
    """SHA-256(salt‖JCS(payload)), hexadecimal (DESIGN: erasable without breaking the chain)."""
    return hashlib.sha256(salt + rfc8785.dumps(data)).hexdigest()


def record(actor: Actor, company_id: UUID | None, event: AuditEvent) -> AuditEntry:
    """Append an event to the company's chain (None: the node's) inside the caller's transaction."""
    with transaction.atomic():
        AuditHead.objects.get_or_create(company_id=company_id)
        head = AuditHead.objects.select_for_update().get(company_id=company_id)
        at = clock.now()
        data = event.payload()
        salt = secrets.token_bytes(16)
        hashed = payload_hash(salt, data)
        seq = head.seq + 1
        digest = entry_hash(company_id, seq, at.isoformat(), event.event, actor.pseudonym, actor.via, head.hash, hashed)
        entry = AuditEntry.objects.create(
            company_id=company_id,
            seq=seq,
            at=at,
            event=event.event,
            actor=actor.pseudonym,
            via=actor.via,
            prev_hash=head.hash,
            payload_hash=hashed,
            hash=digest,
        )
        AuditPayload.objects.create(entry=entry, salt=salt, data=data)
        head.seq, head.hash = seq, digest
        head.save(update_fields=["seq", "hash"])
    return entry
