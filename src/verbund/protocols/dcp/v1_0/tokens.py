"""Self-issued ID tokens (DCP 1.0, section 4.3): issued by a participant, verified from its DID document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from ._json import field as required
from ._json import numeric_date, optional, seconds, strings
from .did import DidDocument, Relationship
from .didweb import DidWeb, split_did_url
from .errors import Code, Malformed, TokenRefused
from .keys import Jws, KeyPair, parse_jws

MAX_TOKEN_BYTES = 16 * 1024
MAX_JTI_LENGTH = 256
DEFAULT_TTL = timedelta(minutes=5)
DEFAULT_LEEWAY = timedelta(seconds=10)
# A longer life would make every verifier remember each jti for longer.
MAX_LIFETIME = timedelta(hours=1)
_RESERVED = frozenset({"iss", "sub", "aud", "jti", "iat", "nbf", "exp", "token"})


@dataclass(frozen=True, slots=True)
class Claims:
    """The verified content of a self-issued ID token."""

    issuer: str
    audience: str
    jti: str
    issued: datetime
    expires: datetime
    key_id: str
    access_token: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peek:
    """Who a token says it is from. Unverified: good for choosing a document to fetch, no more."""

    issuer: str
    kid: str | None


class ReplayGuard(Protocol):
    """Remembers which tokens were used. Must be one atomic step across all processes of a node."""

    def remember(self, issuer: str, jti: str, until: datetime) -> bool:
        """Record the pair at least until `until`; False if it was recorded before."""
        ...


def issue(
    key: KeyPair,
    *,
    did: str,
    audience: str,
    now: datetime,
    jti: str,
    ttl: timedelta = DEFAULT_TTL,
    access_token: str | None = None,
    fragment: str | None = None,
    extra: Mapping[str, Any] | None = None,
) -> str:
    """A signed self-issued ID token.

    `fragment` names the key in the document of `did` (default: its thumbprint); `access_token` becomes the
    `token` claim that lets the audience query the credential service of `did`. `jti` must be new for each
    token.
    """
    if extra and not _RESERVED.isdisjoint(extra):
        raise ValueError("extra claims must not replace registered ones")
    if not timedelta(0) < ttl <= MAX_LIFETIME:
        raise ValueError("a token lives for up to an hour")
    payload: dict[str, Any] = {
        "iss": did,
        "sub": did,
        "aud": audience,
        "jti": jti,
        "iat": seconds(now),
        "exp": seconds(now + ttl),
    }
    if access_token is not None:
        payload["token"] = access_token
    return key.sign({"typ": "JWT", "kid": f"{did}#{fragment or key.thumbprint}"}, {**payload, **(extra or {})})


def bearer(header: str | None) -> str:
    """The token in an HTTP `Authorization` header. Raises `TokenRefused` without the word Bearer."""
    word, _, token = (header or "").partition(" ")
    if word.lower() != "bearer" or not token.strip():
        raise TokenRefused(Code.MISSING_FIELD, "an Authorization header of the form 'Bearer …' is needed")
    return token.strip()


def peek(
    token: str,
    *,
    insecure_loopback: bool = False,
    audience: str | None = None,
    now: datetime | None = None,
    leeway: timedelta = DEFAULT_LEEWAY,
) -> Peek:
    """Whose document to fetch, read from the unverified token under the same limits as `verify`.

    With `audience` and `now` everything is checked that needs no document, so that a token which cannot hold makes
    nobody fetch one. Raises `Malformed` or `TokenRefused`; a returned issuer is a well-formed did:web equal to
    `sub`, and `kid`, if absolute, names a key of the issuer.
    """
    jws = _parse(token)
    issuer = _issuer(jws.payload)
    DidWeb.parse(issuer, insecure_loopback=insecure_loopback)
    if jws.kid is not None and jws.kid.startswith("did:") and split_did_url(jws.kid)[0] != issuer:
        raise TokenRefused(Code.KEY_UNKNOWN, "kid names a key of somebody else", where="ID token header.kid")
    if audience is not None and now is not None:
        _check_claims(jws.payload, audience, now, leeway)
    return Peek(issuer, jws.kid)


def read_issuer(token: str) -> str:
    """The unverified issuer, for looking up a document that is already at hand. Raises like `peek`."""
    return _issuer(_parse(token).payload)


def verify(
    token: str,
    document: DidDocument,
    *,
    audience: str,
    now: datetime,
    leeway: timedelta = DEFAULT_LEEWAY,
    replay: ReplayGuard | None = None,
) -> Claims:
    """Check a token in every step of DCP 1.0, section 4.3.3.

    `document` is what the issuer's DID resolved to. Without `replay` the caller must refuse a repeated
    (issuer, jti) itself. Raises `TokenRefused`, `KeyRefused` or `Malformed`, each with its `code`.
    """
    jws = _parse(token)
    claims, what = jws.payload, "ID token"
    issuer = _issuer(claims)
    if issuer != document.id:
        raise TokenRefused(Code.WRONG_DOCUMENT, "the document is not the issuer's", where="ID token.iss")
    method = document.verify(jws, Relationship.CAPABILITY_INVOCATION)
    issued, expires, jti = _check_claims(claims, audience, now, leeway)
    access_token = optional(claims, "token", str, what=what)
    if replay is not None and not replay.remember(issuer, jti, expires + leeway):
        raise TokenRefused(Code.REPLAYED, "was used before", where="ID token.jti", remedy="Send a new token.")
    extra = {k: v for k, v in claims.items() if k not in _RESERVED}
    return Claims(issuer, audience, jti, issued, expires, method.id, access_token, extra)


def _check_claims(
    claims: Mapping[str, Any], audience: str, now: datetime, leeway: timedelta
) -> tuple[datetime, datetime, str]:
    """`iat`, `exp` and `jti` of a token for this audience at this time. Raises `TokenRefused`, `Malformed`."""
    what = "ID token"
    if audience not in strings(claims.get("aud"), what=f"{what}.aud"):
        raise TokenRefused(Code.WRONG_AUDIENCE, "is meant for somebody else", where=f"{what}.aud")
    issued, expires = check_times(claims, now=now, leeway=leeway, what=what)
    if expires - max(issued, now - leeway) > MAX_LIFETIME + leeway:
        raise TokenRefused(Code.LIFETIME_TOO_LONG, "lives for longer than an hour", where=f"{what}.exp")
    jti = required(claims, "jti", str, what=what)
    if len(jti) > MAX_JTI_LENGTH:
        raise Malformed(Code.TOO_LARGE, f"longer than {MAX_JTI_LENGTH} characters", where=f"{what}.jti")
    return issued, expires, jti


def check_times(claims: Mapping[str, Any], *, now: datetime, leeway: timedelta, what: str) -> tuple[datetime, datetime]:
    """`iat` and `exp`, both required, with `nbf` if present, held against `now`. Raises `TokenRefused`."""
    issued, expires = numeric_date(claims, "iat", what=what), numeric_date(claims, "exp", what=what)
    not_before = numeric_date(claims, "nbf", what=what)
    for name, moment in (("iat", issued), ("exp", expires)):
        if moment is None:
            raise TokenRefused(Code.MISSING_FIELD, "is required", where=f"{what}.{name}")
    assert issued is not None
    assert expires is not None
    if now >= expires + leeway:
        raise TokenRefused(Code.EXPIRED, "has expired", where=f"{what}.exp", remedy="Send a new token.")
    for name, moment in (("iat", issued), ("nbf", not_before)):
        if moment is not None and moment > now + leeway:
            raise TokenRefused(
                Code.NOT_YET_VALID, "lies in the future", where=f"{what}.{name}", remedy="Check both clocks."
            )
    return issued, expires


def _parse(token: str) -> Jws:
    jws = parse_jws(token, what="ID token", max_bytes=MAX_TOKEN_BYTES)
    # A presentation has the same registered claims and is signed by the same key.
    if str(jws.header.get("typ", "JWT")).upper() != "JWT" or "vp" in jws.payload or "vc" in jws.payload:
        raise TokenRefused(Code.WRONG_TYPE, "is another kind of token", where="ID token header.typ")
    return jws


def _issuer(claims: Mapping[str, Any]) -> str:
    issuer: str = required(claims, "iss", str, what="ID token")
    if required(claims, "sub", str, what="ID token") != issuer:
        raise TokenRefused(Code.ISSUER_NOT_SUBJECT, "iss and sub differ", where="ID token.sub")
    return issuer
