"""Every endpoint of the HTTPS bindings in one table, for the router and for the client.

Both roles of a participant may share one base address; then some paths exist in both roles, and the pid
decides which one is meant (`ROUTES`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import quote

from . import messages as m
from .messages import Message, Role

__all__ = [
    "ENDPOINTS",
    "ROUTES",
    "VERSION_PATH",
    "Endpoint",
    "Protocol",
    "Route",
    "endpoint_for",
    "join",
    "status_endpoint",
    "url_for",
]

VERSION_PATH = "/.well-known/dspace-version"
# RFC 3986 pchar: what a path segment may hold as it is
_SEGMENT = ":@!$&'()*+,;="


class Protocol(StrEnum):
    """The three protocols of the specification."""

    CATALOG = "catalog"
    NEGOTIATION = "negotiation"
    TRANSFER = "transfer"

    @property
    def error(self) -> type[m.CatalogError] | type[m.ContractNegotiationError] | type[m.TransferError]:
        """The error body of this protocol."""
        return _ERRORS[self]


_ERRORS: Mapping[Protocol, type[m.CatalogError] | type[m.ContractNegotiationError] | type[m.TransferError]] = {
    Protocol.CATALOG: m.CatalogError,
    Protocol.NEGOTIATION: m.ContractNegotiationError,
    Protocol.TRANSFER: m.TransferError,
}


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: `path` holds `{id}` where a pid (or the dataset's id) stands.

    `message` is the body it takes (None for GET), `answer` the body of a success (None: not specified, ours
    is the acknowledgement), `status` the code of a success.
    """

    protocol: Protocol
    served_by: Role
    method: str
    path: str
    message: type[Message] | None
    answer: type[Message] | None
    status: int

    def url(self, base: str, identifier: str | None = None) -> str:
        """The full address under `base` (trailing slash or not), the identifier percent-encoded."""
        if "{id}" not in self.path:
            return join(base, self.path)
        if not identifier or identifier in (".", ".."):
            raise ValueError(f"{self.path} needs an identifier that can be a path segment")
        return join(base, self.path.replace("{id}", quote(identifier, safe=_SEGMENT)))


def join(base: str, path: str) -> str:
    """`base` and `path` with one slash between them."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}"


def _post(
    protocol: Protocol,
    served_by: Role,
    path: str,
    message: type[Message],
    answer: type[Message] | None = None,
    status: int = 200,
) -> Endpoint:
    return Endpoint(protocol, served_by, "POST", path, message, answer, status)


def _get(protocol: Protocol, served_by: Role, path: str, answer: type[Message]) -> Endpoint:
    return Endpoint(protocol, served_by, "GET", path, None, answer, 200)


_CAT, _NEG, _TRA = Protocol.CATALOG, Protocol.NEGOTIATION, Protocol.TRANSFER
_C, _P = Role.CONSUMER, Role.PROVIDER

ENDPOINTS: tuple[Endpoint, ...] = (
    _post(_CAT, _P, "/catalog/request", m.CatalogRequestMessage, m.Catalog),
    _get(_CAT, _P, "/catalog/datasets/{id}", m.Dataset),
    # Contract negotiation, provider
    _get(_NEG, _P, "/negotiations/{id}", m.ContractNegotiation),
    _post(_NEG, _P, "/negotiations/request", m.ContractRequestMessage, m.ContractNegotiation, 201),
    _post(_NEG, _P, "/negotiations/{id}/request", m.ContractRequestMessage),
    _post(_NEG, _P, "/negotiations/{id}/events", m.ContractNegotiationEventMessage),
    _post(_NEG, _P, "/negotiations/{id}/agreement/verification", m.ContractAgreementVerificationMessage),
    _post(_NEG, _P, "/negotiations/{id}/termination", m.ContractNegotiationTerminationMessage),
    # Contract negotiation, consumer
    _get(_NEG, _C, "/negotiations/{id}", m.ContractNegotiation),
    _post(_NEG, _C, "/negotiations/offers", m.ContractOfferMessage, m.ContractNegotiation, 201),
    _post(_NEG, _C, "/negotiations/{id}/offers", m.ContractOfferMessage),
    _post(_NEG, _C, "/negotiations/{id}/agreement", m.ContractAgreementMessage),
    _post(_NEG, _C, "/negotiations/{id}/events", m.ContractNegotiationEventMessage),
    _post(_NEG, _C, "/negotiations/{id}/termination", m.ContractNegotiationTerminationMessage),
    # Transfer process, provider
    _get(_TRA, _P, "/transfers/{id}", m.TransferProcess),
    _post(_TRA, _P, "/transfers/request", m.TransferRequestMessage, m.TransferProcess, 201),
    _post(_TRA, _P, "/transfers/{id}/start", m.TransferStartMessage),
    _post(_TRA, _P, "/transfers/{id}/completion", m.TransferCompletionMessage),
    _post(_TRA, _P, "/transfers/{id}/termination", m.TransferTerminationMessage),
    _post(_TRA, _P, "/transfers/{id}/suspension", m.TransferSuspensionMessage),
    # Transfer process, consumer; the binding's table leaves the GET out, its conformance kit asks for it
    _get(_TRA, _C, "/transfers/{id}", m.TransferProcess),
    _post(_TRA, _C, "/transfers/{id}/start", m.TransferStartMessage),
    _post(_TRA, _C, "/transfers/{id}/completion", m.TransferCompletionMessage),
    _post(_TRA, _C, "/transfers/{id}/termination", m.TransferTerminationMessage),
    _post(_TRA, _C, "/transfers/{id}/suspension", m.TransferSuspensionMessage),
)


@dataclass(frozen=True)
class Route:
    """A method and path under a base address that serves both roles, and the endpoint it is in each role."""

    method: str
    path: str
    roles: Mapping[Role, Endpoint]


def _routes() -> tuple[Route, ...]:
    found: dict[tuple[str, str], dict[Role, Endpoint]] = {}
    for endpoint in ENDPOINTS:
        found.setdefault((endpoint.method, endpoint.path), {})[endpoint.served_by] = endpoint
    # fixed paths first, so that a router never takes "request" for a pid
    order = sorted(found, key=lambda key: "{id}" in key[1])
    return tuple(Route(method, path, MappingProxyType(found[method, path])) for method, path in order)


ROUTES: tuple[Route, ...] = _routes()


def endpoint_for(message: Message, sender: Role) -> Endpoint:
    """Where `sender` posts the message; raises ValueError if that side never sends it."""
    initial = getattr(message, "initial", isinstance(message, m.TransferRequestMessage | m.CatalogRequestMessage))
    for endpoint in ENDPOINTS:
        if (
            endpoint.served_by is sender.other
            and endpoint.message is type(message)
            and ("{id}" not in endpoint.path) == initial
        ):
            return endpoint
    raise ValueError(f"a {sender.lower()} sends no {message.TYPE}")


def url_for(message: Message, sender: Role, base: str) -> str:
    """The address to which `sender` posts the message, given the other side's base or callback address."""
    endpoint = endpoint_for(message, sender)
    pid = "provider_pid" if endpoint.served_by is Role.PROVIDER else "consumer_pid"
    return endpoint.url(base, getattr(message, pid, None))


def status_endpoint(protocol: Protocol, served_by: Role) -> Endpoint:
    """The GET endpoint where `served_by` tells the state of a negotiation or transfer."""
    for endpoint in ENDPOINTS:
        if endpoint.method == "GET" and endpoint.protocol is protocol and endpoint.served_by is served_by:
            return endpoint
    raise ValueError(f"a {served_by.lower()} serves no status in the {protocol} protocol")
