"""A company's key changes: its registers are told with the old one, its drafts name the new one, new versions the keys
that sign now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import transaction

from verbund.apps.core.actions import record
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace.registry import KeyChange
from verbund.kit.errors import Conflict, Problem
from verbund.protocols.register.v1 import (
    Charter,
    EntryType,
    KeySigner,
    Member,
    Register,
    parse_charter,
    sign_key_change,
)

from .. import audit, keystore, queries, register_store
from ..models import CharterVersion, Verbund
from . import _effect, _settle

S = Verbund.State


def announce(change: KeyChange) -> None:
    """See `dataspace.registry.key_watchers`: `key_changed` in every register that is not at its end.

    Also where the company has left: taken in again, it signs with the new key. A register whose founding version has
    not arrived cannot be written to; the next version names the new key. One in which the company is frozen counts
    nothing of it any more.
    """
    did = queries.own_did(change.company_id)
    old = KeySigner.from_pem(f"{did}#{change.old_kid}", change.old.to_pem())
    new = KeySigner.from_pem(f"{did}#{change.new_kid}", change.new.to_pem())
    for signer in (old, new):
        keystore.keep(signer.kid, signer.public_jwk)
    with scoped_to(change.company_id):
        rows = Verbund.objects.filter(company_id=change.company_id).exclude(state=S.ENDED)
        for verbund in rows.select_for_update().order_by("pk"):
            if verbund.state == S.DRAFT:
                _redraft(verbund, did, old.thumbprint, new.thumbprint)
            else:
                _say(change, verbund, did, old, new)


def _say(change: KeyChange, verbund: Verbund, did: str, old: KeySigner, new: KeySigner) -> None:
    held = register_store.load(verbund)
    if held is None or held.register.key_of(did) != old.thumbprint:
        return
    last = held.register.heads().get(did)
    charter = _about(held.register, did, None if last else old.thumbprint)
    if charter is None:
        return
    proof = sign_key_change(
        new,
        verbund=verbund.urn,
        charter=charter,
        member=did,
        subject=did,
        old=old.thumbprint,
        new=new.thumbprint,
        last=last,
    )
    payload = {
        "member": did,
        "old": old.thumbprint,
        "new": new.thumbprint,
        "last": last,
        "proof": proof,
        "signatures": [],
    }
    told = {"verbund": str(verbund.verbund_id), "title": verbund.title_de}
    try:
        with transaction.atomic():
            entry = held.write(old, did, EntryType.KEY_CHANGED, payload, charter)
    except Conflict as problem:
        record(change.actor, verbund.company_id, audit.KeyUntold(**told, problem=str(problem)[:300]))
        return
    _settle.settle(change.actor, verbund, did, held, register_store.Taken(kept=[entry]))
    _effect.bring_about(change.actor, verbund, did, held)


def _about(register: Register, did: str, key: str | None) -> str | None:
    """Hash of the version to speak about: it names the author; for a first entry (`key`) also its key."""
    state = register.state()
    named = [c for c in register.charters() if did in c.by_did and key in (None, c.by_did[did].key)]
    order = {state.on_table: 1, state.current: 2}
    return max(named, key=lambda c: (order.get(c.hash, 0), c.version)).hash if named else None


def _redraft(verbund: Verbund, did: str, old: str, new: str) -> None:
    """What nobody else has seen simply names the new key."""
    for row in CharterVersion.objects.filter(verbund=verbund, status=CharterVersion.Status.DRAFT):
        charter = parse_charter(row.document)
        members = tuple(replace(m, key=new) if (m.did, m.key) == (did, old) else m for m in charter.members)
        charter = replace(charter, members=members)
        row.hash, row.document = charter.hash, charter.document
        row.save(update_fields=["hash", "document"])


def published(dids: Iterable[str]) -> dict[str, str]:
    """DID → thumbprint of the key that its DID document shows now, for those who can be asked.

    May call out: never inside a transaction of one's own.
    """
    found: dict[str, str] = {}
    for did in sorted(set(dids)):
        try:
            found |= keystore.learn([did])
        except Problem:
            continue
    return found


def renewed(register: Register, members: Iterable[Member], shown: Mapping[str, str]) -> tuple[Member, ...]:
    """The same members, each with the key it signs with now: as its chain in the register says, else as its DID
    document does. A new version with a retired key could not be signed."""
    heads = register.heads()
    return tuple(
        replace(m, key=register.key_of(m.did) or m.key) if m.did in heads else replace(m, key=shown.get(m.did, m.key))
        for m in members
    )


def stale(register: Register, charter: Charter) -> list[str]:
    """Members whose key in this version is not the one they sign with now."""
    heads = register.heads()
    return [m.did for m in charter.members if m.did in heads and register.key_of(m.did) != m.key]


__all__ = ["announce", "published", "renewed", "stale"]
