"""The verifier: from a token and a presentation response to claims that hold, or to the step that failed.

Nothing here fetches. The caller goes along the steps and asks at each what it needs:

1. `tokens.peek(token)`: whose DID document.
2. `verify_token` on it; then query the credential service of that document, with the access token.
3. `issuers_named(response, …)`: whose documents next; only trusted issuers are ever named.
4. `resources_named(response, …)`: which status lists and schemas; only those of credentials whose signature
holds. 5. `verify_participant(evidence, …)`: everything again, in one pure step.

Source: DCP 1.0, sections 4.3.3 and 5.4.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry

from .credentials import Credential, VerifiedCredential, read_credential, verify_credential
from .did import DidDocument
from .errors import Code, CredentialRefused, DcpError, PresentationRefused, StatusRefused
from .presentations import parse_response, read_presentation, verify_presentation
from .scopes import ID_ALIAS, TYPE_ALIAS, Scope
from .status import MINIMUM_BITS
from .status_lists import StatusList, check_status
from .tokens import DEFAULT_LEEWAY, Claims, ReplayGuard, read_issuer
from .tokens import verify as verify_token

ANY_TYPE = "*"


class Step(StrEnum):
    """The steps, in their order."""

    TOKEN = "token"  # noqa: S105 - the name of a step, no secret
    RESPONSE = "presentation response"
    PRESENTATION = "presentation"
    CREDENTIAL = "credential"
    TRUST = "trusted issuer"
    BINDING = "holder binding"
    STATUS = "credential status"
    SCHEMA = "credential schema"
    SCOPE = "requested scope"


class VerificationRefused(DcpError):
    """A refusal that names its step; `code` and `where` are those of the cause, also kept as `cause`."""

    def __init__(self, step: Step, cause: DcpError) -> None:
        super().__init__(
            cause.code,
            f"{step}: {cause.message}",
            where=cause.where,
            remedy=str(cause.remedy),
            **cause.details,
        )
        self.step = step
        self.cause = cause
        self.status = 401 if step is Step.TOKEN else 403


@dataclass(frozen=True, slots=True)
class Policy:
    """What this verifier demands.

    `trusted` maps a credential type, or `*` for every type, to the DIDs of the issuers that may state it.
    `scopes` must each be met by a credential. `minimum_bits` is the smallest status list that is accepted.
    """

    audience: str
    trusted: Mapping[str, Collection[str]]
    scopes: tuple[Scope, ...] = ()
    leeway: timedelta = DEFAULT_LEEWAY
    minimum_bits: int = MINIMUM_BITS

    def trusts(self, credential: Credential) -> bool:
        """Whether the issuer may state every one of the credential's own types."""
        everything = self.trusted.get(ANY_TYPE, ())
        if credential.issuer in everything:
            return True
        return bool(credential.types) and all(
            credential.issuer in self.trusted.get(kind, ()) for kind in credential.types
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was received and fetched.

    `documents`: DID to document. `status_lists`: address to the compact JWS found there. `schemas`: address
    to JSON Schema. `response` is None where only the token counts.
    """

    token: str
    documents: Mapping[str, DidDocument]
    response: str | bytes | Mapping[str, Any] | None = None
    status_lists: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    nonce: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """A participant and the claims that hold for it until `expires`, the earliest end of any part."""

    did: str
    token: Claims
    credentials: tuple[VerifiedCredential, ...]
    expires: datetime | None = None

    def of_type(self, kind: str) -> tuple[VerifiedCredential, ...]:
        """The credentials of one type."""
        return tuple(c for c in self.credentials if c.is_of(kind))


@dataclass(frozen=True, slots=True)
class Resources:
    """Addresses to fetch before `verify_participant` can decide."""

    status_lists: frozenset[str]
    schemas: frozenset[str]


def issuers_named(response: str | bytes | Mapping[str, Any], policy: Policy) -> frozenset[str]:
    """The trusted issuers whose documents are needed. Raises `VerificationRefused` for any other."""
    found = set()
    for compact in _credentials(response):
        with _at(Step.CREDENTIAL):
            credential = read_credential(compact)[2]
        with _at(Step.TRUST):
            _trust(credential, policy)
        found.add(credential.issuer)
    return frozenset(found)


def resources_named(
    response: str | bytes | Mapping[str, Any],
    documents: Mapping[str, DidDocument],
    policy: Policy,
    *,
    now: datetime,
) -> Resources:
    """The status lists and schemas that properly signed credentials name. Raises `VerificationRefused`."""
    lists: set[str] = set()
    schemas: set[str] = set()
    for compact in _credentials(response):
        verified = _credential(compact, documents, policy, now)
        lists.update(entry.list_url for entry in verified.credential.status)
        if verified.credential.schema is not None:
            schemas.add(verified.credential.schema)
    return Resources(frozenset(lists), frozenset(schemas))


def verify_participant(
    evidence: Evidence, policy: Policy, *, now: datetime, replay: ReplayGuard | None = None
) -> Verified:
    """Decide whether a participant is who it says and holds what was asked for.

    Raises `VerificationRefused` with the step and the cause. `replay`, if given, is asked in the token step,
    so a caller that already verified the token on its own leaves it out.
    """
    documents = evidence.documents
    with _at(Step.TOKEN):
        issuer = _peek_issuer(evidence.token, documents)
        token = verify_token(
            evidence.token, issuer, audience=policy.audience, now=now, leeway=policy.leeway, replay=replay
        )
    verified: list[VerifiedCredential] = []
    ends: list[datetime] = []
    for compact in _presentations(evidence.response):
        with _at(Step.PRESENTATION):
            presentation = verify_presentation(
                compact,
                issuer,
                audience=policy.audience,
                now=now,
                leeway=policy.leeway,
                nonce=evidence.nonce,
            )
        for inner in presentation.credentials:
            credential = _credential(inner, documents, policy, now)
            with _at(Step.BINDING):
                if credential.credential.subject != presentation.holder:
                    raise PresentationRefused(
                        Code.HOLDER_NOT_SUBJECT,
                        "is about somebody else",
                        where="credential.credentialSubject.id",
                    )
            with _at(Step.STATUS):
                ends.extend(_check_lists(credential, evidence, policy, now))
            with _at(Step.SCHEMA):
                _check_schema(credential.credential, evidence.schemas)
            verified.append(credential)
            if credential.expires is not None:
                ends.append(credential.expires)
    with _at(Step.SCOPE):
        _check_scopes(policy.scopes, verified)
    return Verified(token.issuer, token, tuple(verified), min(ends) if ends else None)


@contextmanager
def _at(step: Step) -> Iterator[None]:
    try:
        yield
    except DcpError as cause:
        raise VerificationRefused(step, cause) from cause


def _peek_issuer(token: str, documents: Mapping[str, DidDocument]) -> DidDocument:
    issuer = read_issuer(token)
    if issuer not in documents:
        raise PresentationRefused(Code.DOCUMENT_MISSING, "the DID document was not resolved", where="ID token.iss")
    return documents[issuer]


def _presentations(response: str | bytes | Mapping[str, Any] | None) -> Sequence[str]:
    if response is None:
        return ()
    with _at(Step.RESPONSE):
        return parse_response(response)


def _credentials(response: str | bytes | Mapping[str, Any]) -> Iterator[str]:
    for compact in _presentations(response):
        with _at(Step.PRESENTATION):
            presentation = read_presentation(compact)[1]
        yield from presentation.credentials


def _trust(credential: Credential, policy: Policy) -> None:
    if not policy.trusts(credential):
        raise CredentialRefused(
            Code.UNTRUSTED_ISSUER,
            f"{credential.issuer[:200]} is not trusted for {', '.join(credential.types)[:200]}",
            where="credential.issuer",
        )


def _credential(
    compact: str, documents: Mapping[str, DidDocument], policy: Policy, now: datetime
) -> VerifiedCredential:
    with _at(Step.CREDENTIAL):
        claimed = read_credential(compact)[2]
    with _at(Step.TRUST):
        _trust(claimed, policy)
    with _at(Step.CREDENTIAL):
        if claimed.issuer not in documents:
            raise CredentialRefused(
                Code.DOCUMENT_MISSING, "the issuer's DID document was not resolved", where="credential.issuer"
            )
        return verify_credential(compact, documents[claimed.issuer], now=now, leeway=policy.leeway)


def _check_lists(verified: VerifiedCredential, evidence: Evidence, policy: Policy, now: datetime) -> Iterable[datetime]:
    issuer = verified.credential.issuer
    for entry in verified.credential.status:
        compact = evidence.status_lists.get(entry.list_url)
        if compact is None:
            raise StatusRefused(Code.STATUS_UNKNOWN, "the status list was not found", where=entry.list_url[:200])
        proof = verify_credential(compact, evidence.documents[issuer], now=now, leeway=policy.leeway)
        # Some issuers name their lists by another identifier; an address, though, must be the one asked.
        if proof.credential.id.startswith(("https://", "http://")) and proof.credential.id != entry.list_url:
            raise StatusRefused(Code.WRONG_DOCUMENT, "is another list than the one named", where="status list.id")
        status_list = StatusList.of(proof, minimum_bits=policy.minimum_bits)
        check_status(entry, status_list, issuer=issuer)
        if status_list.expires is not None:
            yield status_list.expires


def _check_schema(credential: Credential, schemas: Mapping[str, Mapping[str, Any]]) -> None:
    if credential.schema is None:
        return
    schema = schemas.get(credential.schema)
    if schema is None:
        raise CredentialRefused(Code.SCHEMA_MISSING, "the schema was not found", where=credential.schema[:200])
    subject = {"id": credential.subject, **credential.claims}
    try:
        kind: type[Validator] = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
        kind.check_schema(dict(schema))
        error = next(iter(kind(dict(schema), registry=_NO_REMOTE).iter_errors(subject)), None)
    except Exception as problem:
        raise CredentialRefused(
            Code.SCHEMA_VIOLATED, "the schema cannot be applied", where=credential.schema[:200]
        ) from problem
    if error is not None:
        raise CredentialRefused(
            Code.SCHEMA_VIOLATED,
            error.message[:200],
            where=f"credentialSubject{error.json_path.removeprefix('$')}",
        )


def _check_scopes(scopes: Iterable[Scope], verified: Sequence[VerifiedCredential]) -> None:
    for scope in scopes:
        if scope.alias not in (TYPE_ALIAS, ID_ALIAS):
            raise PresentationRefused(Code.UNSUPPORTED, "the scope is not understood", where=str(scope))
        if not any(scope.covers(v.credential) for v in verified):
            raise PresentationRefused(
                Code.CREDENTIAL_MISSING,
                "no presented credential meets the scope",
                where=str(scope),
                remedy="Ask the issuer for it, and let the access token open it.",
            )


# Without content and without a way to retrieve: what a schema refers to elsewhere is not fetched.
_NO_REMOTE: Registry[Any] = Registry()
