"""Verifiable presentations as JWT, and the message that carries them (DCP 1.0, sections 5.4.2 and 5.4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ._json import date_time, numeric_date, optional, seconds, strings
from ._json import field as required
from .credentials import read_credential
from .did import DidDocument, Relationship
from .errors import Code, Malformed, PresentationRefused
from .keys import Jws, KeyPair, parse_jws
from .profiles import Profile, check_context
from .scopes import message, read_message
from .tokens import DEFAULT_LEEWAY, DEFAULT_TTL, check_times

MAX_PRESENTATION_BYTES = 1024 * 1024
MAX_PRESENTATIONS = 8
MAX_CREDENTIALS = 64
_VP = "VerifiablePresentation"
_ENVELOPE = "EnvelopedVerifiableCredential"
_DATA_URL = "data:application/vc+jwt,"


@dataclass(frozen=True, slots=True)
class Presentation:
    """A presentation taken apart: who presents which credentials (compact JWS) in which profile."""

    holder: str
    profile: Profile
    credentials: tuple[str, ...] = field(repr=False)
    jti: str | None = None
    nonce: str | None = None
    expires: datetime | None = None


def build_presentations(
    credentials: Iterable[str],
    key: KeyPair,
    *,
    holder: str,
    audience: str,
    now: datetime,
    ids: Sequence[str],
    ttl: timedelta = DEFAULT_TTL,
    nonce: str | None = None,
    fragment: str | None = None,
) -> list[str]:
    """Signed presentations of the given credentials (compact JWS): one for each profile among them.

    `ids` are two fresh `jti` values, one for each profile. Without credentials the list is empty.
    """
    groups: dict[Profile, list[str]] = {}
    for compact in credentials:
        groups.setdefault(read_credential(compact)[1], []).append(compact)
    if len(ids) < len(groups) or len(set(ids)) != len(ids):
        raise ValueError("each presentation needs an id of its own")
    kid = f"{holder}#{fragment or key.thumbprint}"
    out = []
    for jti, (profile, members) in zip(ids, sorted(groups.items()), strict=False):
        claims: dict[str, Any] = {
            "iss": holder,
            "sub": holder,
            "aud": audience,
            "jti": jti,
            "iat": seconds(now),
            "nbf": seconds(now),
            "exp": seconds(now + ttl),
        }
        if nonce is not None:
            claims["nonce"] = nonce
        body: dict[str, Any] = {"@context": [profile.context], "type": [_VP], "holder": holder}
        if profile is Profile.VC11:
            body["verifiableCredential"] = members
            out.append(key.sign({"typ": "JWT", "kid": kid}, {**claims, "vp": body}))
        else:
            body["verifiableCredential"] = [
                {"@context": profile.context, "id": _DATA_URL + compact, "type": _ENVELOPE} for compact in members
            ]
            out.append(key.sign({"typ": "vp+jwt", "cty": "vp", "kid": kid}, {**claims, **body}))
    return out


def read_presentation(compact: str) -> tuple[Jws, Presentation]:
    """Take a presentation apart without trusting it.

    Raises `Malformed`; `PresentationRefused` (`mixed-profiles`, `issuer-not-subject`, `holder-not-subject`).
    """
    what = "presentation"
    jws = parse_jws(compact, what=what, max_bytes=MAX_PRESENTATION_BYTES)
    payload = jws.payload
    if "vp" in payload:
        profile, body = Profile.VC11, required(payload, "vp", dict, what=what)
    else:
        profile, body = Profile.VC20, payload
    check_context(body, profile, where=f"{what}.@context")
    if _VP not in strings(body.get("type"), what=f"{what}.type"):
        raise Malformed(Code.WRONG_TYPE, f"must name {_VP}", where=f"{what}.type")
    stated = body.get("holder")
    stated = stated.get("id") if isinstance(stated, Mapping) else stated
    holder = payload.get("iss", stated)
    if not isinstance(holder, str) or not holder:
        raise Malformed(Code.MISSING_FIELD, "is required", where=f"{what}.iss")
    if payload.get("sub", holder) != holder:
        raise PresentationRefused(Code.ISSUER_NOT_SUBJECT, "iss and sub differ", where=f"{what}.sub")
    if stated is not None and stated != holder:
        raise PresentationRefused(Code.HOLDER_NOT_SUBJECT, "holder is not the issuer", where=f"{what}.holder")
    credentials = tuple(
        _compact(item, _ENVELOPE, _DATA_URL, f"{what}.verifiableCredential")
        for item in _listed(body.get("verifiableCredential"), what=what)
    )
    for credential in credentials:
        if read_credential(credential)[1] is not profile:
            raise PresentationRefused(
                Code.MIXED_PROFILES,
                f"a presentation in {profile} holds a credential of another profile",
                where=what,
            )
    jti, nonce = optional(payload, "jti", str, what=what), optional(payload, "nonce", str, what=what)
    ends = [m for m in (numeric_date(payload, "exp", what=what), date_time(body, "validUntil", what=what)) if m]
    return jws, Presentation(holder, profile, credentials, jti, nonce, min(ends) if ends else None)


def verify_presentation(
    compact: str,
    holder_document: DidDocument,
    *,
    audience: str,
    now: datetime,
    leeway: timedelta = DEFAULT_LEEWAY,
    nonce: str | None = None,
) -> Presentation:
    """Check form, holder, signature (`authentication`), audience, times and, if one was asked for, the nonce.

    The credentials inside are not verified here. Raises `PresentationRefused`, `TokenRefused`, `KeyRefused`,
    `Malformed`.
    """
    jws, presentation = read_presentation(compact)
    what = "presentation"
    if presentation.holder != holder_document.id:
        raise PresentationRefused(Code.WRONG_DOCUMENT, "the document is not the holder's", where=f"{what}.iss")
    holder_document.verify(jws, Relationship.AUTHENTICATION)
    if audience not in strings(jws.payload.get("aud"), what=f"{what}.aud"):
        raise PresentationRefused(Code.WRONG_AUDIENCE, "is meant for somebody else", where=f"{what}.aud")
    check_times(jws.payload, now=now, leeway=leeway, what=what)
    if presentation.expires is not None and now >= presentation.expires + leeway:
        raise PresentationRefused(Code.EXPIRED, "has expired", where=f"{what}.validUntil")
    if nonce is not None and presentation.nonce != nonce:
        raise PresentationRefused(Code.WRONG_NONCE, "answers another question", where=f"{what}.nonce")
    return presentation


def presentation_response(presentations: Sequence[str]) -> dict[str, Any]:
    """The PresentationResponseMessage as JSON."""
    return message("PresentationResponseMessage", presentation=list(presentations))


def parse_response(data: str | bytes | Mapping[str, Any]) -> tuple[str, ...]:
    """The presentations in a PresentationResponseMessage. As JWT.

    An enveloped presentation, which is an object around a JWT, is unwrapped; whether connectors send it is left
    open by the specification. Raises `Malformed` for everything else.
    """
    response = read_message(data, "PresentationResponseMessage")
    where = "PresentationResponseMessage.presentation"
    items = response.get("presentation")
    if not isinstance(items, list):
        raise Malformed(Code.WRONG_TYPE, "must be an array", where=where)
    if len(items) > MAX_PRESENTATIONS:
        raise Malformed(Code.TOO_LARGE, f"more than {MAX_PRESENTATIONS}", where=where)
    return tuple(_compact(item, "EnvelopedVerifiablePresentation", "data:application/vp+jwt,", where) for item in items)


def _listed(value: Any, *, what: str) -> list[Any]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    if len(items) > MAX_CREDENTIALS:
        raise Malformed(Code.TOO_LARGE, f"more than {MAX_CREDENTIALS}", where=f"{what}.verifiableCredential")
    return items


def _compact(item: Any, envelope: str, data_url: str, where: str) -> str:
    if isinstance(item, Mapping):
        address = item.get("id")
        kinds = strings(item.get("type"), what=where)
        if envelope not in kinds or not isinstance(address, str) or not address.startswith(data_url):
            raise Malformed(Code.WRONG_TYPE, f"must be a JWT or an {envelope} of one", where=where)
        return address.removeprefix(data_url)
    if not isinstance(item, str):
        raise Malformed(Code.WRONG_TYPE, "must be a string or an object", where=where)
    return item
