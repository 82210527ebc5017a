"""Self-issued ID tokens: ours for every call, theirs verified at every call."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from verbund.kit import clock
from verbund.protocols.dcp.v1_0 import DidDocument
from verbund.protocols.dcp.v1_0 import tokens as dcp
from verbund.protocols.dcp.v1_0.errors import Code, KeyRefused

from . import identity, keys
from .models import SeenToken

LIFETIME = timedelta(minutes=2)


def authorization(sender: identity.Participant, audience: str, access_token: str | None = None) -> dict[str, str]:
    """Headers of one call: a token that was never used before, with an access token inside where one is needed."""
    kid, pair = keys.signing(sender.company_id)
    token = dcp.issue(
        pair,
        did=sender.did,
        audience=audience,
        now=clock.now(),
        jti=str(uuid.uuid4()),
        ttl=LIFETIME,
        access_token=access_token,
        fragment=kid,
    )
    return {"Authorization": f"Bearer {token}"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Replay guard of all processes: the unique constraint decides."""

    def remember(self, issuer: str, jti: str, until: datetime) -> bool:
        try:
            with transaction.atomic():
                SeenToken.objects.create(issuer=issuer, jti=hashlib.sha256(jti.encode()).hexdigest(), until=until)
        except IntegrityError:
            return False
        return True


def verify(header: str | None, audience: str) -> tuple[dcp.Claims, DidDocument]:
    """Who calls, and its DID document. Raises a Problem of status 401 (or 400) with a code that says why."""
    token = dcp.bearer(header)
    loopback = settings.NODE.insecure_loopback
    issuer = dcp.peek(token, insecure_loopback=loopback, audience=audience, now=clock.now()).issuer
    document = identity.resolve(issuer, stranger=True)
    try:
        claims = dcp.verify(token, document, audience=audience, now=clock.now(), replay=_Seen())
    except KeyRefused as error:
        if error.code != Code.KEY_UNKNOWN:
            raise
        document = identity.resolve(issuer, fresh=True, stranger=True)  # the key may be newer than our copy
        claims = dcp.verify(token, document, audience=audience, now=clock.now(), replay=_Seen())
    identity.remember(issuer)
    return claims, document


def forget_old() -> int:
    """Drop tokens that could not be used again anyway."""
    return SeenToken.objects.filter(until__lt=clock.now()).delete()[0]
