"""The messages and objects of the Dataspace Protocol 2025-1, named as the specification names them.

Every class reads itself from the compacted form of any peer (`parse`) and writes the form of the
specification's JSON Schemas (`to_json`). What the specification does not name survives in `.extra`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from . import _json
from ._catalog_messages import (
    Catalog,
    CatalogError,
    CatalogRequestMessage,
    DataService,
    Dataset,
    DatasetRequestMessage,
    Distribution,
)
from ._jsonld import Names, rename
from ._model import Message, Node
from ._negotiation_messages import (
    ContractAgreementMessage,
    ContractAgreementVerificationMessage,
    ContractNegotiation,
    ContractNegotiationError,
    ContractNegotiationEventMessage,
    ContractNegotiationTerminationMessage,
    ContractOfferMessage,
    ContractRequestMessage,
)
from ._policy import Agreement, CatalogOffer, Offer, Policy
from ._problems import MalformedMessage
from ._states import EventType, NegotiationState, Role, TransferState
from ._transfer_messages import (
    EDC_NAMESPACE,
    DataAddress,
    EndpointProperty,
    TransferCompletionMessage,
    TransferError,
    TransferProcess,
    TransferRequestMessage,
    TransferStartMessage,
    TransferSuspensionMessage,
    TransferTerminationMessage,
)

__all__ = [
    "EDC_NAMESPACE",
    "Agreement",
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
    "EndpointProperty",
    "EventType",
    "Message",
    "NegotiationState",
    "Node",
    "Offer",
    "Policy",
    "Role",
    "TransferCompletionMessage",
    "TransferError",
    "TransferProcess",
    "TransferRequestMessage",
    "TransferStartMessage",
    "TransferState",
    "TransferSuspensionMessage",
    "TransferTerminationMessage",
    "parse",
    "type_of",
]


M = TypeVar("M", bound=Message)


def parse(
    raw: bytes | str | Mapping[str, Any],
    expected: type[M] | tuple[type[M], ...],
    *,
    max_bytes: int = _json.MAX_BYTES,
) -> M:
    """The message in a body, which must be of the expected type (or of one of them).

    Raises MalformedMessage(field, reason) for anything else, MessageTooLarge beyond `max_bytes`; nothing
    else, whatever the bytes are. No context is ever fetched.
    """
    renamed, further = prepare(raw, max_bytes)
    cls = _class_of(renamed, expected if isinstance(expected, tuple) else (expected,))
    if issubclass(cls, Catalog) and renamed.get("participantId") is None:
        raise MalformedMessage("participantId", "is missing")
    return replace(cls.read(renamed, ""), context=further)


def prepare(raw: bytes | str | Mapping[str, Any], max_bytes: int) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The body in the names of the 2025-1 context, and the addresses of further contexts; raises MalformedMessage."""
    body = raw if isinstance(raw, Mapping) else _json.loads(raw, max_bytes)
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, Mapping):
        raise MalformedMessage("$", "must be a JSON object")
    _json.check(body)
    if body.get("@context") is None:
        raise MalformedMessage("@context", "is missing")
    names = Names(body["@context"])
    if not names.declared:
        raise MalformedMessage("@context", "does not name the context of the Dataspace Protocol 2025-1")
    return rename(body, names), names.further


def type_of(raw: Mapping[str, Any]) -> str | None:
    """The `@type` of a body as a term of the context, nothing else checked; None if there is none."""
    try:
        found = rename({"@type": raw.get("@type")}, Names(raw.get("@context", [])))["@type"]
    except MalformedMessage:
        return None
    return found if isinstance(found, str) else None


def _class_of(body: Mapping[str, Any], expected: tuple[type[M], ...]) -> type[M]:
    found = body.get("@type")
    names = " or ".join(cls.TYPE for cls in expected)
    if found is None:
        # the schema of a dataset alone demands no type
        if expected == (Dataset,):
            return expected[0]
        raise MalformedMessage("@type", f"is missing; {names} is expected")
    for cls in expected:
        if cls.TYPE in (found if isinstance(found, list) else [found]):
            return cls
    raise MalformedMessage("@type", f"must be {names}, not {str(found)[:80]}")
