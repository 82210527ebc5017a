"""Dataspace Protocol 2025-1, as the specification names things: messages, state machines, endpoints. No I/O.

Reading a request, moving the negotiation, answering::

    from verbund.protocols.dsp import v2025_1 as dsp

    try:
        message = dsp.parse(body, dsp.ContractRequestMessage, max_bytes=1_000_000)
        state = dsp.negotiation.next_state(None, message, dsp.Role.CONSUMER)      # REQUESTED
        answer = dsp.ContractNegotiation(
            consumer_pid=message.consumer_pid, provider_pid=our_pid, state=state
        ).to_json()                                                               # 201
    except dsp.Problem as problem:
        status, answer = dsp.error_response(dsp.Protocol.NEGOTIATION, problem)    # 400, code, reason

Sending the agreement to the consumer's callback address::

    agreement = dsp.ContractAgreementMessage(
        consumer_pid=message.consumer_pid, provider_pid=our_pid, agreement=dsp.Agreement(odrl)
    )
    # <callback address>/negotiations/<consumerPid>/agreement
    dsp.url_for(agreement, dsp.Role.PROVIDER, message.callback_address)
"""

from verbund.kit.errors import Problem

from . import catalog, errors, messages, negotiation, paths, transfer, version
from ._json import MAX_BYTES, MAX_DEPTH
from ._jsonld import CONTEXT
from .catalog import Filter, Links, build_catalog, build_dataset, build_links, parse_catalog, parse_links, read_filter
from .errors import (
    InvalidTransition,
    MalformedMessage,
    MessageTooLarge,
    NotFound,
    UnsupportedFilter,
    error_message,
    error_response,
    status_of,
)
from .messages import (
    EDC_NAMESPACE,
    Agreement,
    Catalog,
    CatalogError,
    CatalogOffer,
    CatalogRequestMessage,
    ContractAgreementMessage,
    ContractAgreementVerificationMessage,
    ContractNegotiation,
    ContractNegotiationError,
    ContractNegotiationEventMessage,
    ContractNegotiationTerminationMessage,
    ContractOfferMessage,
    ContractRequestMessage,
    DataAddress,
    DataService,
    Dataset,
    DatasetRequestMessage,
    Distribution,
    EndpointProperty,
    EventType,
    Message,
    NegotiationState,
    Node,
    Offer,
    Policy,
    Role,
    TransferCompletionMessage,
    TransferError,
    TransferProcess,
    TransferRequestMessage,
    TransferStartMessage,
    TransferState,
    TransferSuspensionMessage,
    TransferTerminationMessage,
    parse,
    type_of,
)
from .negotiation import NegotiationEvent
from .paths import (
    ENDPOINTS,
    ROUTES,
    VERSION_PATH,
    Endpoint,
    Protocol,
    Route,
    endpoint_for,
    status_endpoint,
    url_for,
)
from .transfer import TransferEvent
from .version import VERSION, Auth, Version, VersionResponse, parse_versions

__all__ = [
    "CONTEXT",
    "EDC_NAMESPACE",
    "ENDPOINTS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "ROUTES",
    "VERSION",
    "VERSION_PATH",
    "Agreement",
    "Auth",
    "Catalog",
    "CatalogError",
    "CatalogOffer",
    "CatalogRequestMessage",
    "ContractAgreementMessage",
    "ContractAgreementVerificationMessage",
    "ContractNegotiation",
    "ContractNegotiationError",
    "ContractNegotiationEventMessage",
    "ContractNegotiationTerminationMessage",
    "ContractOfferMessage",
    "ContractRequestMessage",
    "DataAddress",
    "DataService",
    "Dataset",
    "DatasetRequestMessage",
    "Distribution",
    "Endpoint",
    "EndpointProperty",
    "EventType",
    "Filter",
    "InvalidTransition",
    "Links",
    "MalformedMessage",
    "Message",
    "MessageTooLarge",
    "NegotiationEvent",
    "NegotiationState",
    "Node",
    "NotFound",
    "Offer",
    "Policy",
    "Problem",
    "Protocol",
    "Role",
    "Route",
    "TransferCompletionMessage",
    "TransferError",
    "TransferEvent",
    "TransferProcess",
    "TransferRequestMessage",
    "TransferStartMessage",
    "TransferState",
    "TransferSuspensionMessage",
    "TransferTerminationMessage",
    "UnsupportedFilter",
    "Version",
    "VersionResponse",
    "build_catalog",
    "build_dataset",
    "build_links",
    "catalog",
    "endpoint_for",
    "error_message",
    "error_response",
    "errors",
    "messages",
    "negotiation",
    "parse",
    "parse_catalog",
    "parse_links",
    "parse_versions",
    "paths",
    "read_filter",
    "status_endpoint",
    "status_of",
    "transfer",
    "type_of",
    "url_for",
    "version",
]
