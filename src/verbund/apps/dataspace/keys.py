"""Signing keys: made when first needed, sealed, rotated; the node has one of its own (company None)."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from uuid import UUID

from django.db import IntegrityError, transaction

from verbund.apps.core import vault
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.scoping import everybody
from verbund.kit import clock
from verbund.protocols.dcp.v1_0.keys import Algorithm, KeyPair, PublicKey

from . import registry
from .models import CompanyKey

MAX_OPENED = 256
_opened: OrderedDict[tuple[str, bytes], KeyPair] = OrderedDict()
"""Pairs that this process has opened, by thumbprint and sealed form; a wiped one is never looked up again."""
_lock = threading.Lock()


def _purpose(company_id: UUID | None, thumbprint: str) -> str:
    return f"key:{company_id}:{thumbprint}"


def ensure(company_id: UUID | None, algorithm: Algorithm = Algorithm.ES256) -> CompanyKey:
    """The current key; the first one is made here. Safe when several processes do so at once."""
    with everybody():
        found = CompanyKey.objects.filter(company_id=company_id, state="current").first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                found = CompanyKey.objects.filter(company_id=company_id, state="current").first()
                return found or _create(company_id, KeyPair.generate(algorithm))
        except IntegrityError:
            return CompanyKey.objects.get(company_id=company_id, state="current")


def rotate(
    company_id: UUID | None, algorithm: Algorithm = Algorithm.ES256, actor: Actor | None = None
) -> tuple[CompanyKey, CompanyKey]:
    """(old, new): the old key signs the new one, is retired, and its private half is wiped.

    Who watches (`registry.key_watchers`) says with the old key what must be said with it, in the same transaction.
    """
    with everybody(), transaction.atomic():
        old = CompanyKey.objects.select_for_update().get(pk=ensure(company_id).pk)
        pair, old_pair = KeyPair.generate(algorithm), _open(old)
        proof = old_pair.sign(
            {"typ": "verbund-key+jwt", "kid": old.kid}, {"thumbprint": pair.thumbprint, "jwk": pair.public.jwk}
        )
        old.state, old.retired_at, old.sealed = CompanyKey.State.RETIRED, clock.now(), None
        old.save()
        new = _create(company_id, pair, proof)
        if company_id is not None:
            who = actor or system("job", company_id)
            change = registry.KeyChange(who, company_id, old_pair, old.kid, pair, new.kid)
            for watcher in registry.key_watchers:
                watcher(change)
        return old, new


def _create(company_id: UUID | None, pair: KeyPair, proof: str = "") -> CompanyKey:
    return CompanyKey.objects.create(
        company_id=company_id,
        kid=pair.thumbprint,
        algorithm=str(pair.algorithm),
        thumbprint=pair.thumbprint,
        public_jwk=pair.public.jwk,
        sealed=vault.seal(json.dumps(pair.to_private_jwk()).encode(), _purpose(company_id, pair.thumbprint)),
        created_at=clock.now(),
        successor_proof=proof,
    )


def _open(key: CompanyKey) -> KeyPair:
    return KeyPair.from_jwk(json.loads(vault.unseal(key.sealed, _purpose(key.company_id, key.thumbprint))))


def signing(company_id: UUID | None) -> tuple[str, KeyPair]:
    """(kid, key pair) to sign with now; kid is the fragment of the DID URL."""
    key = ensure(company_id)
    name = (key.thumbprint, bytes(key.sealed))
    with _lock:
        pair = _opened.get(name)
    if pair is None:
        pair = _open(key)
        with _lock:
            _opened[name] = pair
            while len(_opened) > MAX_OPENED:
                _opened.popitem(last=False)
    return key.kid, pair


def public(key: CompanyKey) -> PublicKey:
    """The public half."""
    return PublicKey.from_jwk(key.public_jwk)


def published(company_id: UUID | None) -> tuple[list[CompanyKey], list[CompanyKey]]:
    """(current, retired) keys of the DID document; revoked ones are gone from it."""
    with everybody():
        rows = CompanyKey.objects.filter(company_id=company_id, state__in=("current", "retired"))
        found = list(rows.order_by("state", "-retired_at")[:17])
    if not found or found[0].state != CompanyKey.State.CURRENT:
        return [ensure(company_id)], found[:16]
    return found[:1], found[1:]
