"""DID documents: built for this side, read from the others, with keys that rotate.

Sources: W3C DID Core 1.0; DCP 1.0 (service entries, verification relationships, key rotation); DSP 2025-1
(catalogue and data service entries).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from ._json import field as required
from ._json import optional, read_object
from .didweb import MAX_DID_LENGTH, split_did_url
from .errors import Code, KeyRefused, Malformed
from .keys import Jws, PublicKey

MAX_DOCUMENT_BYTES = 256 * 1024
_MAX_METHODS = 64
_CONTEXT = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/suites/jws-2020/v1",
    "https://w3id.org/dspace-dcp/v1.0/dcp.jsonld",
]
_DSP_CONTEXT = "https://w3id.org/dspace/2025/1/context.jsonld"


class Relationship(StrEnum):
    """What a key may be used for (DID Core, section 5.3)."""

    AUTHENTICATION = "authentication"
    ASSERTION_METHOD = "assertionMethod"
    CAPABILITY_INVOCATION = "capabilityInvocation"


class ServiceType(StrEnum):
    """Service entries that this protocol and DSP 2025-1 define."""

    CREDENTIAL_SERVICE = "CredentialService"
    ISSUER_SERVICE = "IssuerService"
    DATA_SERVICE = "DataService"
    CATALOG_SERVICE = "CatalogService"


@dataclass(frozen=True, slots=True)
class Service:
    """One service entry; `endpoint` is an absolute http(s) URL."""

    id: str
    type: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A key with its absolute DID URL."""

    id: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class RetiredKey:
    """A rotated key, published for verification only.

    Credentials it signed verify until `credentials_until`; that date must not lie before the expiry of the
    last credential it signed. Tokens and presentations, which live for minutes, verify until `tokens_until`.
    """

    fragment: str
    key: PublicKey
    tokens_until: datetime
    credentials_until: datetime


@dataclass(frozen=True, slots=True)
class DidDocument:
    """What a DID resolves to, reduced to keys this side can use and services with one plain address.

    `total_methods` counts the entries as published, also those of a key type that is not understood.
    """

    id: str
    methods: tuple[VerificationMethod, ...]
    relationships: Mapping[Relationship, frozenset[str]]
    services: tuple[Service, ...] = ()
    total_methods: int = field(default=0)

    @classmethod
    def build(
        cls,
        did: str,
        keys: Iterable[PublicKey | tuple[str, PublicKey]],
        services: Iterable[tuple[str, str]] = (),
        *,
        retired: Iterable[RetiredKey] = (),
        now: datetime | None = None,
    ) -> DidDocument:
        """The document of a participant.

        `keys`: active keys, each with its fragment or, without one, named by its thumbprint. `services`:
        pairs of type and address. `retired` keys stand in the document as long as `now` lies before their
        dates.
        """
        pairs = [(key.thumbprint, key) if isinstance(key, PublicKey) else key for key in keys]
        ids = {r: {f"{did}#{fragment}" for fragment, _ in pairs} for r in Relationship}
        retired = list(retired)
        if retired and now is None:
            raise ValueError("retired keys need the present time")
        for old in retired:
            if now is None or now >= max(old.tokens_until, old.credentials_until):
                continue
            pairs.append((old.fragment, old.key))
            if now < old.credentials_until:
                ids[Relationship.ASSERTION_METHOD].add(f"{did}#{old.fragment}")
            if now < old.tokens_until:
                ids[Relationship.AUTHENTICATION].add(f"{did}#{old.fragment}")
                ids[Relationship.CAPABILITY_INVOCATION].add(f"{did}#{old.fragment}")
        if len({fragment for fragment, _ in pairs}) != len(pairs):
            raise ValueError("two keys with one fragment")
        methods = tuple(VerificationMethod(f"{did}#{fragment}", key) for fragment, key in pairs)
        entries = tuple(
            Service(f"{did}#{kind}" if n == 0 else f"{did}#{kind}-{n + 1}", kind, endpoint)
            for n, kind, endpoint in _numbered(services)
        )
        return cls(did, methods, {r: frozenset(ids[r]) for r in Relationship}, entries, len(methods))

    @classmethod
    def parse(cls, data: str | bytes | Mapping[str, Any], *, did: str) -> DidDocument:
        """Read the document that was fetched for `did`.

        Raises `Malformed`: `wrong-document` if its `id` is another, `malformed`, `too-large`. Entries of key
        types that are not understood are left out; a key that this document borrows from another DID is, too.
        """
        if isinstance(data, str | bytes):
            data = read_object(data, what="DID document", max_bytes=MAX_DOCUMENT_BYTES)
        what = "DID document"
        if required(data, "id", str, what=what) != did:
            raise Malformed(Code.WRONG_DOCUMENT, "id is not the DID it was fetched for", where="DID document.id")
        entries = list(optional(data, "verificationMethod", list, what=what) or [])
        total = len(entries)
        relationships: dict[Relationship, frozenset[str]] = {}
        for relationship in Relationship:
            names = set()
            for item in optional(data, relationship, list, what=what) or []:
                if isinstance(item, Mapping):
                    entries.append(item)
                    item = item.get("id")
                if isinstance(item, str) and len(item) <= MAX_DID_LENGTH:
                    names.add(_absolute(item, did))
            relationships[relationship] = frozenset(names)
        if len(entries) > _MAX_METHODS:
            raise Malformed(Code.TOO_LARGE, f"more than {_MAX_METHODS} verification methods", where=what)
        methods: dict[str, VerificationMethod] = {}
        for entry in entries:
            method = _method(entry, did)
            if method is None:
                continue
            if methods.setdefault(method.id, method).key != method.key:
                raise Malformed(Code.MALFORMED, "one id stands for two keys", where=f"{what}.verificationMethod")
        services = tuple(s for s in map(_service, optional(data, "service", list, what=what) or []) if s)
        return cls(did, tuple(methods.values()), relationships, services, total)

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON."""
        dsp = any(s.type in (ServiceType.DATA_SERVICE, ServiceType.CATALOG_SERVICE) for s in self.services)
        document: dict[str, Any] = {"@context": [*_CONTEXT, *([_DSP_CONTEXT] if dsp else [])], "id": self.id}
        document["verificationMethod"] = [
            {"id": m.id, "type": "JsonWebKey2020", "controller": self.id, "publicKeyJwk": m.key.jwk}
            for m in self.methods
        ]
        for relationship in Relationship:
            named = self.relationships.get(relationship, frozenset())
            document[relationship.value] = [m.id for m in self.methods if m.id in named]
        document["service"] = [{"id": s.id, "type": s.type, "serviceEndpoint": s.endpoint} for s in self.services]
        return document

    def service(self, kind: str) -> Service:
        """The first service entry of a type. Raises `Malformed` (`no-service`)."""
        for service in self.services:
            if service.type == kind:
                return service
        raise Malformed(Code.NO_SERVICE, f"{self.id} publishes no {kind}", where="DID document.service")

    def key_for(self, kid: str | None, relationship: Relationship) -> VerificationMethod:
        """The method that signed, if it may be used for `relationship` (DCP 1.0, section 4.3.3, step 3).

        Without `kid` the document must publish exactly one method. Raises `KeyRefused`: `key-ambiguous`,
        `key-unknown`, `key-not-for-this`.
        """
        if kid is None:
            if self.total_methods != 1 or len(self.methods) != 1:
                raise KeyRefused(Code.KEY_AMBIGUOUS, "no kid, and not exactly one key is published", where="kid")
            found = self.methods[0]
        else:
            wanted = _absolute(kid, self.id)
            by_id = {m.id: m for m in self.methods}
            if wanted not in by_id:
                raise KeyRefused(Code.KEY_UNKNOWN, "no usable key of this id is published", where="kid")
            found = by_id[wanted]
        if found.id not in self.relationships.get(relationship, frozenset()):
            raise KeyRefused(Code.KEY_NOT_FOR_THIS, f"the key is not listed under {relationship}", where="kid")
        return found

    def verify(self, jws: Jws, relationship: Relationship) -> VerificationMethod:
        """Check the signature with a key of this document. Raises `KeyRefused`."""
        kid = jws.header.get("kid")
        if kid is not None and not isinstance(kid, str):
            raise KeyRefused(Code.KEY_UNKNOWN, "kid is not a string", where="kid")
        method = self.key_for(kid, relationship)
        method.key.verify(jws)
        return method


def _absolute(reference: str, did: str) -> str:
    if reference.startswith("#"):
        return did + reference
    if reference.startswith("did:"):
        return reference
    return f"{did}#{reference}"


def _method(entry: Any, did: str) -> VerificationMethod | None:
    if not isinstance(entry, Mapping):
        raise Malformed(Code.WRONG_TYPE, "must be an object", where="DID document.verificationMethod")
    reference, controller, jwk = entry.get("id"), entry.get("controller", did), entry.get("publicKeyJwk")
    if not isinstance(reference, str) or not reference or len(reference) > MAX_DID_LENGTH:
        raise Malformed(Code.MISSING_FIELD, "is required", where="DID document.verificationMethod.id")
    absolute = _absolute(reference, did)
    if split_did_url(absolute)[0] != did or controller != did or not isinstance(jwk, Mapping):
        return None
    try:
        return VerificationMethod(absolute, PublicKey.from_jwk(jwk))
    except KeyRefused:
        return None


def _service(entry: Any) -> Service | None:
    if not isinstance(entry, Mapping):
        return None
    kind, endpoint, name = entry.get("type"), entry.get("serviceEndpoint"), entry.get("id")
    if isinstance(kind, list) and len(kind) == 1:
        kind = kind[0]
    if not (isinstance(kind, str) and isinstance(endpoint, str) and len(endpoint) <= 2048):
        return None
    if not endpoint.startswith(("https://", "http://")):
        return None
    return Service(name if isinstance(name, str) else "", kind, endpoint)


def _numbered(services: Iterable[tuple[str, str]]) -> Iterable[tuple[int, str, str]]:
    counts: dict[str, int] = {}
    for kind, endpoint in services:
        yield counts.get(kind, 0), kind, endpoint
        counts[kind] = counts.get(kind, 0) + 1
