"""Verifiable credentials as JWT in both profiles.

`vc20-bssl/jwt`: VC Data Model 2.0, the credential itself is the payload (VC-JOSE-COSE). `vc11-sl2021/jwt`: VC
Data Model 1.1, the credential stands in the `vc` claim and the registered claims repeat it (section 6.3.1
there).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ._json import date_time, numeric_date, optional, seconds, stamp, strings
from ._json import field as required
from .did import DidDocument, Relationship
from .errors import Code, CredentialRefused, Malformed
from .keys import Jws, KeyPair, parse_jws
from .profiles import Profile, check_context
from .status import StatusEntry
from .tokens import DEFAULT_LEEWAY

MAX_CREDENTIAL_BYTES = 256 * 1024
BASE_TYPE = "VerifiableCredential"
_MAX_STATUS_ENTRIES = 8


@dataclass(frozen=True, slots=True)
class Credential:
    """A verifiable credential apart from its wire form.

    `types` are the types besides `VerifiableCredential`; `claims` is the credential subject without its `id`;
    `schema` is the address of a JSON Schema for the subject; `contexts` follow the profile's own.
    """

    id: str
    types: tuple[str, ...]
    issuer: str
    subject: str
    claims: Mapping[str, Any]
    valid_from: datetime
    valid_until: datetime | None = None
    status: tuple[StatusEntry, ...] = ()
    schema: str | None = None
    contexts: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedCredential:
    """A credential whose form, signature, issuer and validity hold. Its status is a step of its own."""

    credential: Credential
    profile: Profile
    key_id: str
    compact: str = field(repr=False)
    expires: datetime | None = None

    def is_of(self, kind: str) -> bool:
        """Whether `kind` is among its types."""
        return kind == BASE_TYPE or kind in self.credential.types


def sign_credential(
    credential: Credential,
    key: KeyPair,
    *,
    profile: Profile = Profile.VC20,
    fragment: str | None = None,
) -> str:
    """The credential as compact JWS in the wire form of `profile`, signed by its issuer's key."""
    kid = f"{credential.issuer}#{fragment or key.thumbprint}"
    body = _body(credential, profile)
    claims: dict[str, Any] = {
        "iss": credential.issuer,
        "sub": credential.subject,
        "jti": credential.id,
        "iat": seconds(credential.valid_from),
        "nbf": seconds(credential.valid_from),
    }
    if credential.valid_until is not None:
        claims["exp"] = seconds(credential.valid_until)
    if profile is Profile.VC11:
        return key.sign({"typ": "JWT", "kid": kid}, {**claims, "vc": body})
    return key.sign({"typ": "vc+jwt", "cty": "vc", "kid": kid}, {**claims, **body})


def read_credential(compact: str, *, what: str = "credential") -> tuple[Jws, Profile, Credential, datetime | None]:
    """Take a credential apart without trusting it: JWS, profile, content, and the strictest expiry it states.

    Raises `Malformed`; `CredentialRefused` (`wrong-profile`, `wrong-issuer`, `wrong-subject`) where the
    registered claims contradict the credential.
    """
    jws = parse_jws(compact, what=what, max_bytes=MAX_CREDENTIAL_BYTES)
    payload = jws.payload
    if "vc" in payload:
        profile, body = Profile.VC11, required(payload, "vc", dict, what=what)
    else:
        profile, body = Profile.VC20, payload
    check_context(body, profile, where=f"{what}.@context")
    issuer = body.get("issuer", payload.get("iss") if profile is Profile.VC11 else None)
    issuer = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    if not isinstance(issuer, str) or not issuer:
        raise Malformed(Code.MISSING_FIELD, "is required", where=f"{what}.issuer")
    subject = body.get("credentialSubject")
    if not isinstance(subject, Mapping):
        raise Malformed(Code.WRONG_TYPE, "must be one object", where=f"{what}.credentialSubject")
    subject_id = subject.get("id", payload.get("sub") if profile is Profile.VC11 else None)
    if not isinstance(subject_id, str) or not subject_id:
        raise Malformed(Code.MISSING_FIELD, "is required", where=f"{what}.credentialSubject.id")
    if payload.get("iss", issuer) != issuer:
        raise CredentialRefused(Code.WRONG_ISSUER, "iss is not the issuer", where=f"{what}.iss")
    if payload.get("sub", subject_id) != subject_id:
        raise CredentialRefused(Code.WRONG_SUBJECT, "sub is not the subject", where=f"{what}.sub")
    types = strings(body.get("type"), what=f"{what}.type")
    if BASE_TYPE not in types:
        raise Malformed(Code.WRONG_TYPE, f"must name {BASE_TYPE}", where=f"{what}.type")
    begin, end = ("validFrom", "validUntil") if profile is Profile.VC20 else ("issuanceDate", "expirationDate")
    starts = [m for m in (date_time(body, begin, what=what), numeric_date(payload, "nbf", what=what)) if m]
    ends = [m for m in (date_time(body, end, what=what), numeric_date(payload, "exp", what=what)) if m]
    if not starts:
        raise Malformed(Code.MISSING_FIELD, "is required", where=f"{what}.{begin}")
    contexts = body.get("@context")
    credential = Credential(
        id=str(body.get("id") or payload.get("jti") or ""),
        types=tuple(t for t in types if t != BASE_TYPE),
        issuer=issuer,
        subject=subject_id,
        claims={k: v for k, v in subject.items() if k != "id"},
        valid_from=max(starts),
        valid_until=min(ends) if ends else None,
        status=_status(body.get("credentialStatus"), what=what),
        schema=_schema(body.get("credentialSchema"), what=what),
        contexts=tuple(contexts[1:]) if isinstance(contexts, list) else (),
    )
    return jws, profile, credential, credential.valid_until


def verify_credential(
    compact: str,
    issuer_document: DidDocument,
    *,
    now: datetime,
    leeway: timedelta = DEFAULT_LEEWAY,
    subject: str | None = None,
) -> VerifiedCredential:
    """Check form, issuer, signature (`assertionMethod`) and validity; with `subject`, whom it is about.

    Raises `CredentialRefused`: `wrong-issuer`, `wrong-subject`, `wrong-profile`, `expired`, `not-yet-valid`;
    `KeyRefused`; `Malformed`.
    """
    jws, profile, credential, expires = read_credential(compact)
    if credential.issuer != issuer_document.id:
        raise CredentialRefused(Code.WRONG_ISSUER, "the document is not the issuer's", where="credential.issuer")
    method = issuer_document.verify(jws, Relationship.ASSERTION_METHOD)
    if subject is not None and credential.subject != subject:
        raise CredentialRefused(Code.WRONG_SUBJECT, "is about somebody else", where="credential.credentialSubject")
    if credential.valid_from > now + leeway:
        raise CredentialRefused(Code.NOT_YET_VALID, "is not valid yet", where="credential.validFrom")
    if expires is not None and now >= expires + leeway:
        raise CredentialRefused(Code.EXPIRED, "has expired", where="credential.validUntil")
    return VerifiedCredential(credential, profile, method.id, compact, expires)


def _body(credential: Credential, profile: Profile) -> dict[str, Any]:
    begin, end = ("validFrom", "validUntil") if profile is Profile.VC20 else ("issuanceDate", "expirationDate")
    body: dict[str, Any] = {
        "@context": [profile.context, *credential.contexts],
        "id": credential.id,
        "type": [BASE_TYPE, *credential.types],
        "issuer": credential.issuer,
        begin: stamp(credential.valid_from),
    }
    if credential.valid_until is not None:
        body[end] = stamp(credential.valid_until)
    body["credentialSubject"] = {"id": credential.subject, **credential.claims}
    entries = [entry.to_dict() for entry in credential.status]
    if entries:
        body["credentialStatus"] = entries[0] if len(entries) == 1 else entries
    if credential.schema is not None:
        kind = "JsonSchema" if profile is Profile.VC20 else "JsonSchemaValidator2018"
        body["credentialSchema"] = {"id": credential.schema, "type": kind}
    return body


def _status(value: Any, *, what: str) -> tuple[StatusEntry, ...]:
    if value is None:
        return ()
    entries = value if isinstance(value, list) else [value]
    if len(entries) > _MAX_STATUS_ENTRIES:
        raise Malformed(Code.TOO_LARGE, f"more than {_MAX_STATUS_ENTRIES}", where=f"{what}.credentialStatus")
    return tuple(StatusEntry.parse(entry) for entry in entries)


def _schema(value: Any, *, what: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Mapping):
        raise Malformed(Code.UNSUPPORTED, "must be one object", where=f"{what}.credentialSchema")
    address: str = required(value, "id", str, what=f"{what}.credentialSchema")
    optional(value, "type", str, what=f"{what}.credentialSchema")
    return address
