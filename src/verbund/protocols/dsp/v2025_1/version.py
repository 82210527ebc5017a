"""The version metadata document, and the entry of a DID document that leads to it (Common Requirements)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from . import _json
from ._model import Json, read_address, read_text
from ._problems import MalformedMessage
from .paths import VERSION_PATH, join

__all__ = [
    "BINDING",
    "VERSION",
    "Auth",
    "DidService",
    "Version",
    "VersionResponse",
    "did_service",
    "parse_versions",
    "read_did_services",
    "version_url",
]

VERSION = "2025-1"
BINDING = "HTTPS"
# RFC 3986 path-absolute (its first slash may be missing), and never an authority
_PATH = re.compile(r"/?(?!/)[A-Za-z0-9._~!$&'()*+,;=@/%-]*", re.ASCII)
_SERVICE_TYPES = ("DataService", "CatalogService")


@dataclass(frozen=True, kw_only=True)
class Auth:
    """How an endpoint is secured, e.g. protocol `DCP`, version `1.0`, profiles `vc20-bssl/jwt`."""

    protocol: str
    version: str
    profile: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version, binding and path; `<root>` and `path` together are the `<base>` of its endpoints."""

    version: str
    path: str
    binding: str = BINDING
    service_id: str | None = None
    identifier_type: str | None = None
    auth: Auth | None = None
    extra: Mapping[str, Json] = field(default_factory=dict)

    def base(self, root: str) -> str:
        """The base address under `root`, the address before `/.well-known/dspace-version`."""
        return join(root, self.path) if self.path.strip("/") else root.rstrip("/")

    def to_json(self) -> dict[str, Json]:
        """The entry as it travels."""
        found: dict[str, Json] = {"version": self.version, "path": self.path, "binding": self.binding}
        if self.service_id is not None:
            found["serviceId"] = self.service_id
        if self.identifier_type is not None:
            found["identifierType"] = self.identifier_type
        if self.auth is not None:
            found["auth"] = {"protocol": self.auth.protocol, "version": self.auth.version}
            if self.auth.profile:
                found["auth"]["profile"] = list(self.auth.profile)
        return {**self.extra, **found}


@dataclass(frozen=True, kw_only=True)
class VersionResponse:
    """The document at `/.well-known/dspace-version`: plain JSON without context and type."""

    protocol_versions: tuple[Version, ...]

    def to_json(self) -> dict[str, Json]:
        """The document as it travels; raises ValueError when it names no version."""
        if not self.protocol_versions:
            raise ValueError("a version document names at least one version")
        return {"protocolVersions": [version.to_json() for version in self.protocol_versions]}

    def find(self, version: str = VERSION, binding: str = BINDING) -> tuple[Version, ...]:
        """The entries of that version and binding, in the order of the document."""
        return tuple(
            entry for entry in self.protocol_versions if entry.version == version and entry.binding.upper() == binding
        )


def parse_versions(raw: bytes | str | Mapping[str, Any], *, max_bytes: int = _json.MAX_BYTES) -> VersionResponse:
    """The version document in a body; raises MalformedMessage.

    Entries of other bindings and unknown versions are kept, since others may understand them.
    """
    body = raw if isinstance(raw, Mapping) else _json.loads(raw, max_bytes)
    if not isinstance(body, Mapping):
        raise MalformedMessage("$", "must be a JSON object")
    _json.check(body)
    entries = body.get("protocolVersions")
    if not isinstance(entries, list) or not entries:
        raise MalformedMessage("protocolVersions", "must be a list with at least one entry")
    return VersionResponse(
        protocol_versions=tuple(
            _read_version(entry, f"protocolVersions[{index}]") for index, entry in enumerate(entries)
        )
    )


def _read_version(value: Any, where: str) -> Version:
    if not isinstance(value, Mapping):
        raise MalformedMessage(where, "must be an object")
    known = ("version", "path", "binding", "serviceId", "identifierType", "auth")
    path = _text(value, "path", where)
    if not _PATH.fullmatch(path) or any(unquote(part) in (".", "..") for part in path.split("/")):
        raise MalformedMessage(f"{where}.path", "must be a path under the root of the connector")
    return Version(
        version=_text(value, "version", where),
        path=path,
        binding=_text(value, "binding", where),
        service_id=_optional(value, "serviceId", where),
        identifier_type=_optional(value, "identifierType", where),
        auth=_read_auth(value.get("auth"), f"{where}.auth"),
        extra={key: item for key, item in value.items() if key not in known},
    )


def _read_auth(value: Any, where: str) -> Auth | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise MalformedMessage(where, "must be an object")
    profile = value.get("profile") or []
    if isinstance(profile, str):
        profile = [profile]
    if not isinstance(profile, list):
        raise MalformedMessage(f"{where}.profile", "must be a list of names")
    return Auth(
        protocol=_text(value, "protocol", where),
        version=_text(value, "version", where),
        profile=tuple(read_text(item, f"{where}.profile[{index}]") for index, item in enumerate(profile)),
    )


def _text(value: Mapping[str, Any], key: str, where: str) -> str:
    if value.get(key) is None:
        raise MalformedMessage(f"{where}.{key}", "is missing")
    return read_text(value[key], f"{where}.{key}")


def _optional(value: Mapping[str, Any], key: str, where: str) -> str | None:
    return None if value.get(key) is None else read_text(value[key], f"{where}.{key}")


def version_url(root: str) -> str:
    """Where the version document of a connector lies."""
    return join(root, VERSION_PATH)


@dataclass(frozen=True)
class DidService:
    """A service entry of a DID document that leads to a connector or a catalogue.

    `root` is set when the address ends in `dspace-version` (the specification's example), `base` when it
    ends in `/catalog` (its schema): there the version document is passed over.
    """

    id: str
    type: str
    endpoint: str
    root: str | None = None
    base: str | None = None


def did_service(identifier: str, root: str) -> dict[str, Json]:
    """The entry for a connector at `root`."""
    return {"id": identifier, "type": "DataService", "serviceEndpoint": version_url(root)}


def read_did_services(services: Iterable[Any]) -> tuple[DidService, ...]:
    """The usable Dataspace entries of a DID document's `service` list; others are passed over."""
    found = []
    for service in services:
        if not isinstance(service, Mapping):
            continue
        kinds = service.get("type")
        kind = next((k for k in (kinds if isinstance(kinds, list) else [kinds]) if k in _SERVICE_TYPES), None)
        identifier = service.get("id")
        if kind is None or not isinstance(identifier, str):
            continue
        try:
            endpoint = read_address(service.get("serviceEndpoint"), "serviceEndpoint").rstrip("/")
        except MalformedMessage:
            continue
        if endpoint.endswith(VERSION_PATH):
            found.append(DidService(identifier, kind, endpoint, root=endpoint.removesuffix(VERSION_PATH)))
        elif endpoint.endswith("/catalog"):
            found.append(DidService(identifier, kind, endpoint, base=endpoint.removesuffix("/catalog")))
    return tuple(found)
