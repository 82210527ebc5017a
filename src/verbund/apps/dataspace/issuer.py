"""What a company issues: the kinds that rooms register, its metadata, its status lists (DCP 1.0, section 6.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from verbund.kit import clock
from verbund.protocols.dcp import v1_0 as dcp

from . import identity, keys
from .models import IssuedCredential
from .registry import Verdict

CACHED = timedelta(minutes=15)
"""How long others may keep a status list: at the latest then they know of a revocation."""
_NAMES = {dcp.Profile.VC20: "bitstring", dcp.Profile.VC11: "statuslist2021"}


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """One kind of credential. `claims(subject DID)` is what it says; `decide` says who gets it (None: a person)."""

    id: str
    types: tuple[str, ...]
    claims: Callable[[str], Mapping[str, Any]]
    decide: Callable[[str], Verdict]
    profile: str = dcp.Profile.VC20
    validity: timedelta = timedelta(hours=24)
    contexts: tuple[Any, ...] = ()


class CredentialIssuer(Protocol):
    """A room in whose matters a company issues. Called with the company's rows in scope."""

    def kinds(self, company_id: UUID) -> Iterable[CredentialKind]:
        """What this company issues."""


issuers: list[CredentialIssuer] = []


def kinds(company_id: UUID) -> Iterator[CredentialKind]:
    """Everything that a company issues."""
    for found in issuers:
        yield from found.kinds(company_id)


def chosen(company_id: UUID, ids: Sequence[str]) -> list[CredentialKind]:
    """The kinds of these ids, those that are still issued."""
    return [kind for kind in kinds(company_id) if kind.id in ids]


def decide(company_id: UUID, ids: Sequence[str], subject: str) -> Verdict:
    """One no is a no; one that a person must decide leaves all of it to a person."""
    verdicts = [kind.decide(subject) for kind in chosen(company_id, ids)]
    for wanted in (False, None):
        for verdict in verdicts:
            if verdict.agree is wanted:
                return verdict
    return Verdict(True) if verdicts else Verdict(False, "It is issued no longer.")


def metadata(me: identity.Participant) -> dcp.IssuerMetadata:
    """The public document of an issuer."""
    assert me.company_id is not None
    supported = [
        dcp.CredentialObject(kind.id, kind.types[-1], kind.profile, binding_methods=("did:web",))
        for kind in kinds(me.company_id)
    ]
    return dcp.IssuerMetadata(me.did, tuple(supported))


def address(me: identity.Participant) -> str:
    """Base address of the issuer service."""
    return f"{me.base}/dcp/issuer"


def status_url(me: identity.Participant, profile: dcp.Profile) -> str:
    """Where the status list of a profile is read."""
    return f"{address(me)}/status/{_NAMES[profile]}"


def status_list(me: identity.Participant, name: str) -> str | None:
    """The signed list behind such an address, as compact JWS; None: there is no such list."""
    profile = next((p for p, known in _NAMES.items() if known == name), None)
    if profile is None or me.company_id is None:
        return None
    bits = dcp.BitString.zeros()
    revoked = IssuedCredential.objects.filter(profile=profile, revoked_at__isnull=False)
    for index in revoked.values_list("status_index", flat=True):
        bits[index] = True
    now = clock.now()
    credential = dcp.status_list_credential(
        bits,
        url=status_url(me, profile),
        issuer=me.did,
        valid_from=now,
        valid_until=now + CACHED,
        profile=profile,
    )
    kid, pair = keys.signing(me.company_id)
    return dcp.sign_credential(credential, pair, profile=profile, fragment=kid)
