"""Status list credentials: built by the issuer, read and held against an entry by the verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from ._json import field as required
from .credentials import Credential, VerifiedCredential
from .errors import Code, StatusRefused
from .profiles import Profile
from .status import MINIMUM_BITS, BitString, Purpose, StatusEntry


@dataclass(frozen=True, slots=True)
class StatusList:
    """A verified status list. `purposes` is what its bits may be read for."""

    issuer: str
    purposes: frozenset[str]
    bits: BitString = field(repr=False)
    expires: datetime | None = None

    @classmethod
    def of(cls, verified: VerifiedCredential, *, minimum_bits: int = MINIMUM_BITS) -> StatusList:
        """Read the list out of a status list credential that `verify_credential` accepted."""
        credential = verified.credential
        credential_type, subject_type = _TYPES[verified.profile]
        if not verified.is_of(credential_type) or credential.claims.get("type") != subject_type:
            raise StatusRefused(Code.WRONG_TYPE, f"is not a {credential_type}", where="status list.type")
        stated = credential.claims.get("statusPurpose")
        purposes = stated if isinstance(stated, list) else [stated]
        encoded: str = required(credential.claims, "encodedList", str, what="status list")
        bits = BitString.decode(encoded, minimum_bits=minimum_bits)
        return cls(credential.issuer, frozenset(map(str, purposes)), bits, verified.expires)


def status_list_credential(
    bits: BitString,
    *,
    url: str,
    issuer: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    purpose: Purpose = Purpose.REVOCATION,
    profile: Profile = Profile.VC20,
) -> Credential:
    """The credential to sign and publish at `url`. `valid_until` also bounds how long others may cache it."""
    credential_type, subject_type = _TYPES[profile]
    claims = {"type": subject_type, "statusPurpose": purpose.value, "encodedList": bits.encode(profile)}
    contexts = () if profile is Profile.VC20 else ("https://w3id.org/vc/status-list/2021/v1",)
    return Credential(
        id=url,
        types=(credential_type,),
        issuer=issuer,
        subject=f"{url}#list",
        claims=claims,
        valid_from=valid_from,
        valid_until=valid_until,
        contexts=contexts,
    )


def check_status(entry: StatusEntry, status_list: StatusList, *, issuer: str) -> None:
    """Return if the bit of `entry` is clear. `issuer` is the issuer of the credential that carries it.

    Raises `StatusRefused`: `revoked`, `suspended`, `wrong-issuer`, `status-unknown`, `index-out-of-range`.
    """
    if status_list.issuer != issuer:
        raise StatusRefused(Code.WRONG_ISSUER, "the list is from another issuer", where="status list.issuer")
    if entry.purpose not in status_list.purposes:
        raise StatusRefused(Code.STATUS_UNKNOWN, f"the list does not state {entry.purpose}", where="status list")
    if entry.index >= len(status_list.bits):
        raise StatusRefused(Code.INDEX_OUT_OF_RANGE, "lies outside the list", where="statusListIndex")
    if status_list.bits[entry.index]:
        code = Code.REVOKED if entry.purpose is Purpose.REVOCATION else Code.SUSPENDED
        raise StatusRefused(code, f"the issuer has {code} it", where="credentialStatus")


# Credential type and subject type of each specification.
_TYPES = {
    Profile.VC20: ("BitstringStatusListCredential", "BitstringStatusList"),
    Profile.VC11: ("StatusList2021Credential", "StatusList2021"),
}
