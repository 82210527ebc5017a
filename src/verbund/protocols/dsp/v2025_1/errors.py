"""Error bodies and the HTTP status that goes with each.

| what                                   | status | code                  |
|----------------------------------------|--------|-----------------------|
| not the message the endpoint takes     | 400    | `malformed-message`   |
| not allowed in this state              | 400    | `invalid-transition`  |
| filter not understood                  | 400    | `unsupported-filter`  |
| unknown, or not for this requester     | 404    | `not-found`           |
| body too long                          | 413    | `message-too-large`   |
| any other `Problem`                    | its own 4xx, else 400 | its own |
| anything else                          | 500    | `internal-error`      |
"""

from __future__ import annotations

from typing import Any

from verbund.kit.errors import Problem

from ._problems import (
    InvalidTransition,
    MalformedMessage,
    MessageTooLarge,
    NotFound,
    UnsupportedFilter,
)
from .messages import CatalogError, ContractNegotiationError, TransferError
from .paths import Protocol

__all__ = [
    "InvalidTransition",
    "MalformedMessage",
    "MessageTooLarge",
    "NotFound",
    "UnsupportedFilter",
    "error_message",
    "error_response",
    "status_of",
]


def status_of(error: BaseException) -> int:
    """The HTTP status of an answer to `error`."""
    if isinstance(error, Problem):
        # unauthorised and unknown are one and the same to a peer
        if error.status in (401, 403):
            return 404
        return error.status if 400 <= error.status < 500 else 400
    return 500


def error_message(
    protocol: Protocol,
    error: BaseException,
    *,
    consumer_pid: str | None = None,
    provider_pid: str | None = None,
) -> CatalogError | ContractNegotiationError | TransferError:
    """The error body of the protocol; it never tells what an unexpected error or a refusal says inside."""
    status = status_of(error)
    if status == 404:
        error = NotFound()
    code, reason = "internal-error", "The request could not be processed."
    if isinstance(error, Problem):
        code, reason = error.code, str(error)
    if protocol is Protocol.CATALOG:
        return CatalogError(code=code, reason=(reason,))
    cls = ContractNegotiationError if protocol is Protocol.NEGOTIATION else TransferError
    return cls(code=code, reason=(reason,), consumer_pid=consumer_pid, provider_pid=provider_pid)


def error_response(
    protocol: Protocol,
    error: BaseException,
    *,
    consumer_pid: str | None = None,
    provider_pid: str | None = None,
) -> tuple[int, dict[str, Any]]:
    """HTTP status and JSON body of the answer to `error`."""
    message = error_message(protocol, error, consumer_pid=consumer_pid, provider_pid=provider_pid)
    return status_of(error), message.to_json()
