"""Keys that signatures of charters and registers are verified with: asked for once, kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.dataspace import identity
from verbund.apps.dataspace import keys as signing_keys
from verbund.apps.dataspace import queries as dataspace
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.dcp.v1_0.did import Relationship
from verbund.protocols.register.v1 import Jwk, KeySigner, thumbprint

from .models import PublicKey

USABLE = {"ES256", "EdDSA"}


def learn(dids: Iterable[str], *, fresh: bool = False) -> dict[str, str]:
    """Resolve participants and keep their keys; DID → thumbprint of the key that signs now.

    May call out: never inside a transaction of one's own. Raises Unresolved, Conflict for one without usable key.
    """
    current: dict[str, str] = {}
    for did in sorted(set(dids)):
        document = identity.resolve(did, fresh=True) if fresh else dataspace.resolve(did)
        for method in document.methods:
            if USABLE & method.key.algorithms:
                keep(method.id, method.key.jwk)
                listed = document.relationships.get(Relationship.ASSERTION_METHOD, frozenset())
                if did not in current and method.id in listed:
                    current[did] = method.key.thumbprint
        if did not in current:
            raise Conflict("no-key", _("This participant publishes no key that signs charters."), where=did)
    return current


def keep(kid: str, jwk: Jwk) -> None:
    """The first key seen under a kid stands; another one under the same name is not taken."""
    with transaction.atomic():
        PublicKey.objects.get_or_create(kid=kid, defaults={"jwk": dict(jwk), "seen_at": clock.now()})


_seen: dict[str, dict[str, str]] = {}
_MOST = 4096


def resolve(kid: str) -> Jwk | None:
    """kid → public JWK as kept here; never calls out."""
    found = _seen.get(kid)
    if found is None:
        found = PublicKey.objects.filter(kid=kid).values_list("jwk", flat=True).first()
        if found is not None and len(_seen) < _MOST:
            _seen[kid] = found
    return found


def forget() -> None:
    """Empty the cache, for tests."""
    _seen.clear()


def signer(company_id: UUID, did: str) -> KeySigner:
    """The company's key as it signs now, and its public half kept for verification."""
    fragment, pair = signing_keys.signing(company_id)
    found = KeySigner.from_pem(f"{did}#{fragment}", pair.to_pem())
    keep(found.kid, found.public_jwk)
    return found


def signs_with(company_id: UUID) -> str:
    """Thumbprint of the company's key now."""
    return thumbprint(signing_keys.ensure(company_id).public_jwk)
