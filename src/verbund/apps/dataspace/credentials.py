"""Showing the credentials that a company holds (DCP 1.0, credential service)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.protocols.dcp import v1_0 as dcp

from . import identity, keys
from .models import HeldCredential


def access_token(me: identity.Participant, bearer: str, scopes: Sequence[str]) -> str:
    """A token that lets one verifier ask for these scopes at our credential service."""
    kid, pair = keys.signing(me.company_id)
    return dcp.issue_access_token(
        pair, holder=me.did, bearer=bearer, scopes=scopes, now=clock.now(), jti=str(uuid.uuid4()), fragment=kid
    )


def present(me: identity.Participant, claims: dcp.tokens.Claims, body: bytes) -> dict[str, Any]:
    """The answer to a presentation query of a verified peer. Raises DcpError with its HTTP status."""
    now = clock.now()
    grant = dcp.verify_access_token(claims.access_token, identity.document(me), bearer=claims.issuer, now=now)
    query = dcp.PresentationQuery.parse(body)
    assert me.company_id is not None
    with scoped_to(me.company_id):
        held = {row.jwt: dcp.read_credential(row.jwt)[2] for row in HeldCredential.objects.all()}
    valid = {jwt: c for jwt, c in held.items() if c.valid_until is None or c.valid_until > now}
    chosen = query.select(valid.values(), grant.scopes)
    compact = [jwt for jwt, credential in valid.items() if credential in chosen]
    kid, pair = keys.signing(me.company_id)
    shown = dcp.presentations.build_presentations(
        compact,
        pair,
        holder=me.did,
        audience=claims.issuer,
        now=now,
        ids=[str(uuid.uuid4()), str(uuid.uuid4())],
        fragment=kid,
    )
    return dcp.presentations.presentation_response(shown)
