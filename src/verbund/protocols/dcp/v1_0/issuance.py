"""Messages of the credential issuance protocol (DCP 1.0, section 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from typing import Any

from ._json import field as required
from ._json import optional, strings
from .credentials import BASE_TYPE, read_credential
from .errors import Code, CredentialRefused, Malformed
from .profiles import Profile
from .scopes import message, read_message

MAX_CREDENTIALS = 64
# What connectors write who were built before profiles had aliases.
_EARLIER = {"VC1_0_JWT": Profile.VC11, "VC2_0_JOSE": Profile.VC20}


class RequestStatus(StrEnum):
    """Where a credential request stands. RECEIVED moves once, to ISSUED or REJECTED."""

    RECEIVED = "RECEIVED"
    ISSUED = "ISSUED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class CredentialObject:
    """A kind of credential an issuer offers. In an offer all but `id` may be missing (sparse)."""

    id: str
    credential_type: str | None = None
    profile: str | None = None
    credential_schema: str | None = None
    binding_methods: tuple[str, ...] = ()
    offer_reason: str | None = None
    issuance_policy: Mapping[str, Any] | None = None

    @property
    def is_sparse(self) -> bool:
        """Whether the rest must be looked up in the issuer's metadata."""
        return self.credential_type is None or self.profile is None

    @classmethod
    def parse(cls, data: Any) -> CredentialObject:
        """Read an object, full or sparse. Raises `Malformed`."""
        what = "CredentialObject"
        if not isinstance(data, Mapping):
            raise Malformed(Code.WRONG_TYPE, "must be an object", where=what)
        if data.get("type", what) != what:
            raise Malformed(Code.WRONG_TYPE, f"must be {what}", where=f"{what}.type")
        methods = data.get("bindingMethods")
        return cls(
            required(data, "id", str, what=what),
            optional(data, "credentialType", str, what=what),
            optional(data, "profile", str, what=what),
            optional(data, "credentialSchema", str, what=what),
            strings(methods, what=f"{what}.bindingMethods") if methods is not None else (),
            optional(data, "offerReason", str, what=what),
            optional(data, "issuancePolicy", dict, what=what),
        )

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON; it stands inside another message, so without a context."""
        members = {
            "id": self.id,
            "type": "CredentialObject",
            "credentialType": self.credential_type,
            "credentialSchema": self.credential_schema,
            "offerReason": self.offer_reason,
            "bindingMethods": list(self.binding_methods) or None,
            "profile": self.profile,
            "issuancePolicy": dict(self.issuance_policy) if self.issuance_policy is not None else None,
        }
        return {k: v for k, v in members.items() if v is not None}


@dataclass(frozen=True, slots=True)
class CredentialRequest:
    """CredentialRequestMessage: a holder asks for credentials by the ids of the issuer's metadata."""

    holder_pid: str
    credential_ids: tuple[str, ...]

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> CredentialRequest:
        """Read the message. Raises `Malformed`."""
        what = "CredentialRequestMessage"
        body = read_message(data, what)
        holder_pid = required(body, "holderPid", str, what=what)
        ids = [required(item, "id", str, what=f"{what}.credentials") for item in _objects(body, what, needed=True)]
        return cls(holder_pid, tuple(ids))

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON."""
        return message(
            "CredentialRequestMessage",
            holderPid=self.holder_pid,
            credentials=[{"id": name} for name in self.credential_ids],
        )


@dataclass(frozen=True, slots=True)
class CredentialContainer:
    """One issued credential: its type, the profile as `format`, and the compact JWS."""

    credential_type: str
    format: str
    payload: str = attribute(repr=False)

    def check(self) -> None:
        """The payload is what the container says. Raises `Malformed`, `CredentialRefused` (`wrong-profile`,
        …).

        Proves no signature; for that there is `verify_credential`.
        """
        stated = _EARLIER.get(self.format, self.format)
        if stated not in list(Profile):
            raise CredentialRefused(Code.WRONG_PROFILE, "is not a known profile", where="CredentialContainer.format")
        _, profile, credential, _ = read_credential(self.payload)
        if profile != stated:
            raise CredentialRefused(
                Code.WRONG_PROFILE, "the credential is in another profile", where="CredentialContainer.format"
            )
        if self.credential_type not in (BASE_TYPE, *credential.types):
            raise CredentialRefused(
                Code.WRONG_TYPE,
                "the credential is of another type",
                where="CredentialContainer.credentialType",
            )


@dataclass(frozen=True, slots=True)
class CredentialMessage:
    """CredentialMessage: an issuer delivers credentials, or says that it will not."""

    issuer_pid: str
    status: RequestStatus
    holder_pid: str | None = None
    credentials: tuple[CredentialContainer, ...] = ()
    rejection_reason: str | None = None

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> CredentialMessage:
        """Read the message. Raises `Malformed`."""
        what = "CredentialMessage"
        body = read_message(data, what)
        issuer_pid = required(body, "issuerPid", str, what=what)
        status = _status(body, what)
        if status is RequestStatus.RECEIVED:
            raise Malformed(Code.WRONG_TYPE, "must be ISSUED or REJECTED", where=f"{what}.status")
        inner = f"{what}.credentials"
        containers = tuple(
            CredentialContainer(
                required(item, "credentialType", str, what=inner),
                required(item, "format", str, what=inner),
                required(item, "payload", str, what=inner),
            )
            for item in _objects(body, what, needed=status is RequestStatus.ISSUED)
        )
        return cls(
            issuer_pid,
            status,
            optional(body, "holderPid", str, what=what),
            containers,
            optional(body, "rejectionReason", str, what=what),
        )

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON."""
        containers = [
            {"credentialType": c.credential_type, "format": c.format, "payload": c.payload} for c in self.credentials
        ]
        return message(
            "CredentialMessage",
            issuerPid=self.issuer_pid,
            holderPid=self.holder_pid,
            status=self.status.value,
            credentials=containers or None,
            rejectionReason=self.rejection_reason,
        )


@dataclass(frozen=True, slots=True)
class CredentialStatus:
    """CredentialStatus: the answer to a holder who asks how its request stands."""

    issuer_pid: str
    holder_pid: str
    status: RequestStatus

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> CredentialStatus:
        """Read the message. Raises `Malformed`."""
        what = "CredentialStatus"
        body = read_message(data, what)
        return cls(
            required(body, "issuerPid", str, what=what),
            required(body, "holderPid", str, what=what),
            _status(body, what),
        )

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON."""
        return message(
            "CredentialStatus", issuerPid=self.issuer_pid, holderPid=self.holder_pid, status=self.status.value
        )


@dataclass(frozen=True, slots=True)
class CredentialOffer:
    """CredentialOfferMessage: an issuer invites a holder to request credentials."""

    issuer: str
    credentials: tuple[CredentialObject, ...]

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> CredentialOffer:
        """Read the message. Raises `Malformed`."""
        what = "CredentialOfferMessage"
        body = read_message(data, what)
        issuer = required(body, "issuer", str, what=what)
        return cls(issuer, tuple(CredentialObject.parse(item) for item in _objects(body, what, needed=True)))

    def to_dict(self) -> dict[str, Any]:
        """The message as JSON."""
        return message(
            "CredentialOfferMessage", issuer=self.issuer, credentials=[c.to_dict() for c in self.credentials]
        )

    def resolve(self, metadata: IssuerMetadata) -> CredentialOffer:
        """The offer with its sparse entries filled from the issuer's metadata.

        Raises `Malformed` if the metadata are another issuer's or lack an id.
        """
        if metadata.issuer != self.issuer:
            raise Malformed(Code.WRONG_ISSUER, "the metadata are another issuer's", where="IssuerMetadata.issuer")
        full = [metadata.find(c.id) if c.is_sparse else c for c in self.credentials]
        return CredentialOffer(self.issuer, tuple(full))


@dataclass(frozen=True, slots=True)
class IssuerMetadata:
    """IssuerMetadata: which credentials an issuer supports."""

    issuer: str
    credentials_supported: tuple[CredentialObject, ...] = ()

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any]) -> IssuerMetadata:
        """Read the document. Raises `Malformed`."""
        what = "IssuerMetadata"
        body = read_message(data, what)
        issuer = required(body, "issuer", str, what=what)
        items = _objects(body, what, name="credentialsSupported", needed=False)
        return cls(issuer, tuple(CredentialObject.parse(item) for item in items))

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON."""
        supported = [c.to_dict() for c in self.credentials_supported]
        return message("IssuerMetadata", issuer=self.issuer, credentialsSupported=supported)

    def find(self, name: str) -> CredentialObject:
        """The supported credential of this id. Raises `Malformed` (`unsupported`)."""
        for supported in self.credentials_supported:
            if supported.id == name:
                return supported
        raise Malformed(Code.UNSUPPORTED, "is not offered by this issuer", where="CredentialObject.id")

    def resolve(self, request: CredentialRequest) -> tuple[CredentialObject, ...]:
        """What a request asks for. Raises `Malformed` if any id is unknown."""
        return tuple(self.find(name) for name in request.credential_ids)


def _objects(
    body: Mapping[str, Any], what: str, *, name: str = "credentials", needed: bool
) -> Iterable[Mapping[str, Any]]:
    items = optional(body, name, list, what=what) or []
    if needed and not items:
        raise Malformed(Code.MISSING_FIELD, "must name at least one", where=f"{what}.{name}")
    if len(items) > MAX_CREDENTIALS:
        raise Malformed(Code.TOO_LARGE, f"more than {MAX_CREDENTIALS}", where=f"{what}.{name}")
    if not all(isinstance(item, Mapping) for item in items):
        raise Malformed(Code.WRONG_TYPE, "must be objects", where=f"{what}.{name}")
    return items


def _status(body: Mapping[str, Any], what: str) -> RequestStatus:
    try:
        return RequestStatus(required(body, "status", str, what=what))
    except ValueError as error:
        raise Malformed(Code.WRONG_TYPE, "is not a known status", where=f"{what}.status") from error
