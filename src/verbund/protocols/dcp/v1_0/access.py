"""Access tokens of a credential service, and the secure token service that puts them into ID tokens.

An access token is opaque to everybody but the participant that issued it: here a JWT signed by its own key,
bound to the one verifier that may present it, with the scopes it opens. Source: DCP 1.0, sections 4.3.1,
4.3.2, 5.3; the form of the secure token service is that of its (non-normative) OpenAPI description, which the
TCK uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ._json import field as required
from ._json import seconds, strings
from .did import DidDocument, Relationship
from .errors import Code, Malformed, TokenRefused
from .keys import KeyPair, parse_jws
from .tokens import DEFAULT_LEEWAY, DEFAULT_TTL, MAX_TOKEN_BYTES, check_times

_TYPE = "at+jwt"
_MAX_SCOPES = 64


@dataclass(frozen=True, slots=True)
class AccessGrant:
    """What an access token opens: `scopes` of `holder`, to `bearer` alone."""

    holder: str
    bearer: str
    scopes: tuple[str, ...]
    jti: str
    expires: datetime


def issue_access_token(
    key: KeyPair,
    *,
    holder: str,
    bearer: str,
    scopes: Sequence[str],
    now: datetime,
    jti: str,
    ttl: timedelta = DEFAULT_TTL,
    fragment: str | None = None,
) -> str:
    """A token that lets `bearer` query `scopes` at the credential service of `holder`."""
    payload = {
        "iss": holder,
        "aud": holder,
        "sub": bearer,
        "scope": " ".join(scopes),
        "jti": jti,
        "iat": seconds(now),
        "exp": seconds(now + ttl),
    }
    return key.sign({"typ": _TYPE, "kid": f"{holder}#{fragment or key.thumbprint}"}, payload)


def verify_access_token(
    token: str | None,
    document: DidDocument,
    *,
    bearer: str,
    now: datetime,
    leeway: timedelta = DEFAULT_LEEWAY,
) -> AccessGrant:
    """Check an access token of one's own. `bearer` is the verified issuer of the ID token that carried it.

    Raises `TokenRefused` (`missing-field`, `wrong-bearer`, `wrong-audience`, `expired`, …), `KeyRefused`,
    `Malformed`.
    """
    if not token:
        raise TokenRefused(Code.MISSING_FIELD, "an access token is needed", where="ID token.token")
    jws = parse_jws(token, what="access token", max_bytes=MAX_TOKEN_BYTES)
    claims, what = jws.payload, "access token"
    if jws.header.get("typ") != _TYPE:
        raise TokenRefused(Code.WRONG_TYPE, "is another kind of token", where="access token header.typ")
    if claims.get("iss") != document.id or document.id not in strings(claims.get("aud"), what="access token.aud"):
        raise TokenRefused(Code.WRONG_AUDIENCE, "was not issued here", where="access token.iss")
    document.verify(jws, Relationship.CAPABILITY_INVOCATION)
    if required(claims, "sub", str, what=what) != bearer:
        raise TokenRefused(Code.WRONG_BEARER, "was given to somebody else", where="access token.sub")
    _, expires = check_times(claims, now=now, leeway=leeway, what=what)
    scopes = tuple(str(claims.get("scope", "")).split())
    return AccessGrant(document.id, bearer, scopes, required(claims, "jti", str, what=what), expires)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A client credentials request to the secure token service. `client_secret` stays out of `repr`."""

    client_id: str
    client_secret: str
    audience: str
    scopes: tuple[str, ...]
    access_token: str | None

    def __repr__(self) -> str:
        return f"TokenRequest(client_id={self.client_id!r}, audience={self.audience!r}, scopes={self.scopes!r})"

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> TokenRequest:
        """Read the form body. Raises `Malformed`."""
        what = "token request"
        if required(form, "grant_type", str, what=what) != "client_credentials":
            raise Malformed(Code.UNSUPPORTED, "must be client_credentials", where="token request.grant_type")
        scopes = tuple(str(form.get("bearer_access_scope") or "").split())
        if len(scopes) > _MAX_SCOPES:
            raise Malformed(Code.TOO_LARGE, f"more than {_MAX_SCOPES}", where="token request.bearer_access_scope")
        return cls(
            required(form, "client_id", str, what=what),
            required(form, "client_secret", str, what=what),
            required(form, "audience", str, what=what),
            scopes,
            form.get("token") or None,
        )


def token_response(token: str, ttl: timedelta = DEFAULT_TTL) -> dict[str, Any]:
    """What the secure token service answers with; `access_token` is the self-issued ID token."""
    return {"access_token": token, "expires_in": int(ttl.total_seconds()), "token_type": "Bearer"}
