"""The two membership credentials of the Verbund profile: of a region and of a Verbund."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ._json import field as required
from ._json import optional
from .credentials import Credential, VerifiedCredential
from .errors import Code, CredentialRefused
from .status import StatusEntry

VERBUND_MEMBERSHIP = "VerbundMembershipCredential"
REGION_MEMBERSHIP = "RegionMembershipCredential"
# Common type that other dataspaces ask for.
MEMBERSHIP = "MembershipCredential"
VERBUND_VALIDITY = timedelta(hours=24)
_NS = "urn:verbund:profile:v1#"
_CONTEXT: dict[str, Any] = {
    name: _NS + name
    for name in (VERBUND_MEMBERSHIP, REGION_MEMBERSHIP, MEMBERSHIP, "verbund", "region", "role", "charter")
}


@dataclass(frozen=True, slots=True)
class VerbundMembership:
    """`member` (DID) belongs to `verbund` (IRI or UUID) in `role`; `charter`: SHA-256 of its version."""

    verbund: str
    member: str
    role: str
    charter: str | None = None

    def credential(
        self,
        *,
        id: str,
        issuer: str,
        now: datetime,
        validity: timedelta = VERBUND_VALIDITY,
        status: StatusEntry | None = None,
    ) -> Credential:
        """The credential to sign; short-lived, because leaving must show soon."""
        claims = {"verbund": self.verbund, "role": self.role}
        if self.charter is not None:
            claims["charter"] = self.charter
        return _credential(VERBUND_MEMBERSHIP, id, issuer, self.member, claims, now, validity, status)

    @classmethod
    def of(cls, verified: VerifiedCredential) -> VerbundMembership:
        """Read a verified credential. Raises `CredentialRefused` (`wrong-type`), `Malformed`."""
        claims = _claims(verified, VERBUND_MEMBERSHIP)
        what = VERBUND_MEMBERSHIP
        return cls(
            required(claims, "verbund", str, what=what),
            verified.credential.subject,
            required(claims, "role", str, what=what),
            optional(claims, "charter", str, what=what),
        )


@dataclass(frozen=True, slots=True)
class RegionMembership:
    """`member` (DID) takes part in `region`, the identifier of the centre's network, in `role`."""

    region: str
    member: str
    role: str = "participant"

    def credential(
        self,
        *,
        id: str,
        issuer: str,
        now: datetime,
        validity: timedelta,
        status: StatusEntry | None = None,
    ) -> Credential:
        """The credential to sign."""
        claims = {"region": self.region, "role": self.role}
        return _credential(REGION_MEMBERSHIP, id, issuer, self.member, claims, now, validity, status)

    @classmethod
    def of(cls, verified: VerifiedCredential) -> RegionMembership:
        """Read a verified credential. Raises `CredentialRefused` (`wrong-type`), `Malformed`."""
        claims = _claims(verified, REGION_MEMBERSHIP)
        what = REGION_MEMBERSHIP
        return cls(
            required(claims, "region", str, what=what),
            verified.credential.subject,
            required(claims, "role", str, what=what),
        )


def _credential(
    kind: str,
    id: str,
    issuer: str,
    member: str,
    claims: dict[str, str],
    now: datetime,
    validity: timedelta,
    status: StatusEntry | None,
) -> Credential:
    return Credential(
        id=id,
        types=(kind,) if kind == VERBUND_MEMBERSHIP else (MEMBERSHIP, kind),
        issuer=issuer,
        subject=member,
        claims=claims,
        valid_from=now,
        valid_until=now + validity,
        status=(status,) if status else (),
        contexts=(_CONTEXT,),
    )


def _claims(verified: VerifiedCredential, kind: str) -> dict[str, Any]:
    if not verified.is_of(kind):
        raise CredentialRefused(Code.WRONG_TYPE, f"is not a {kind}", where="credential.type")
    return dict(verified.credential.claims)
