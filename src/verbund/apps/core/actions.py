"""The only writes of core: audit chain, companies, files."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import rfc8785
from django.conf import settings
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid

from .actor import Actor
from .audit import AuditEvent, CompanyCreated
from .models import AuditEntry, AuditHead, AuditPayload, Company
from .scoping import scoped_to

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
    with transaction.atomic(savepoint=False):  # what is not recorded must not happen either
        head = _head(company_id)
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


def _head(company_id: UUID | None) -> AuditHead:
    """The end of the chain, locked until the transaction ends."""
    head = AuditHead.objects.select_for_update().filter(company_id=company_id).first()
    if head is None:
        AuditHead.objects.get_or_create(company_id=company_id)
        head = AuditHead.objects.select_for_update().get(company_id=company_id)
    return head


@contextmanager
def turn(company_id: UUID) -> Iterator[None]:
    """A transaction in the rows of one company, one after another.

    Where a database locks rows, the end of the log is locked before anything else: every write ends up there, and
    two that had locked other rows first would wait for each other.
    """
    with scoped_to(company_id), transaction.atomic():
        if connection.features.has_select_for_update:
            _head(company_id)
        yield


def create_company(
    actor: Actor,
    name: str,
    *,
    slug: str = "",
    hosting: str = Company.Hosting.HERE,
    claimed: bool = False,
    **fields: Any,
) -> Company:
    """Enter a company; one hosted here gets a DID under this node's address. For the node and the centre.

    Raises Forbidden, Invalid (empty name, bad short word), Conflict (short word taken).
    """
    if not (actor.is_system or actor.is_centre):
        raise Forbidden("company-create", _("Only the centre enters companies."), remedy=_("Ask your centre."))
    if not name.strip():
        raise Invalid("company-name", _("The name is missing."), where="name", remedy=_("Fill in the name."))
    slug = slug or slug_of(name)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", slug):
        raise Invalid(
            "company-slug",
            _("“%(slug)s” cannot be part of an address.") % {"slug": slug},
            where="slug",
            remedy=_("Use small letters, digits and hyphens, for example havelmetall."),
        )
    if Company.objects.filter(slug=slug).exists():
        raise Conflict(
            "company-slug-taken",
            _("There is a company “%(slug)s” already.") % {"slug": slug},
            where="slug",
            remedy=_("Choose another short word."),
        )
    did = own_did(slug) if hosting == Company.Hosting.HERE else None
    with transaction.atomic():
        company = Company.objects.create(
            name=name.strip(), slug=slug, hosting=hosting, did=did, claimed=claimed, **fields
        )
        record(actor, company.pk, CompanyCreated(name=company.name))
    return company


def slug_of(name: str) -> str:
    """A short word for addresses from a name."""
    spelled = name.translate(
        str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
    )
    return slugify(spelled)[:60].strip("-")


def own_did(slug: str) -> str:
    """DID of a company hosted on this node (did:web, port percent-encoded)."""
    return f"did:web:{quote(urlsplit(settings.NODE.base_url).netloc, safe='')}:p:{slug}"
