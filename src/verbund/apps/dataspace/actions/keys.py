"""Keys of a company: made, rotated, used to sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company

from .. import identity, keys, rules
from ..audit import KeyRotated
from ..models import CompanyKey


def ensure_keys(company: Company | UUID | None) -> CompanyKey:
    """The current key of a hosted company (None: of the node), made if there is none. Safe to call often."""
    return keys.ensure(company.pk if isinstance(company, Company) else company)


def rotate_key(actor: Actor, company_id: UUID) -> CompanyKey:
    """A new key, signed by the old one; the old one stays published for verification only.

    Every register that the company writes in is told so by an entry signed with the old key.
    """
    rules.must_bind(actor, company_id)
    with turn(company_id):
        old, new = keys.rotate(company_id, actor=actor)
        record(actor, company_id, KeyRotated(old=old.kid, new=new.kid))
    return new


def sign(company_id: UUID | None, payload: Mapping[str, Any], *, typ: str = "JWT") -> str:
    """Compact JWS by the company's current key; `kid` is the DID URL. Who may sign is for the caller to judge."""
    kid, pair = keys.signing(company_id)
    return pair.sign({"typ": typ, "kid": f"{identity.own(company_id).did}#{kid}"}, payload)
