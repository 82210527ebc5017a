"""What can be wrong with a message, each with the HTTP status the HTTPS binding gives it."""

from __future__ import annotations

from typing import Any

from verbund.kit.errors import Conflict, Invalid, Missing


class MalformedMessage(Invalid):
    """The body is not the message that the endpoint takes. HTTP 400.

    `field` is the path to the property (`offer.permission[0].action`, `@context`, or `$` for the whole body),
    `reason` says what is wrong with it.
    """

    status = 400

    def __init__(self, field: str, reason: str, *, code: str = "malformed-message") -> None:
        super().__init__(code, reason, where=field)
        self.field = field
        self.reason = reason


class MessageTooLarge(MalformedMessage):
    """The body is longer than the reader takes. HTTP 413."""

    status = 413

    def __init__(self, size: int, limit: int) -> None:
        super().__init__("$", f"{size} bytes; at most {limit} are read", code="message-too-large")


class UnsupportedFilter(MalformedMessage):
    """The catalogue request carries a filter that is not understood (catalog HTTPS binding). HTTP 400."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason, code="unsupported-filter")


class InvalidTransition(Conflict):
    """The message is not allowed in this state or from this sender; the state stays. HTTP 400."""

    status = 400

    def __init__(self, state: str | None, message: str, sender: str, allowed: tuple[str, ...]) -> None:
        where = state or "no process yet"
        may = ", ".join(allowed) or "nothing"
        super().__init__(
            "invalid-transition",
            f"{message} from the {sender.lower()} is not allowed in this state",
            where=where,
            remedy=f"The {sender.lower()} may send here: {may}.",
            details={"state": state, "message": message, "sender": sender, "allowed": list(allowed)},
        )
        self.state = state
        self.sender = sender
        self.allowed = allowed


class NotFound(Missing):
    """Unknown, or not for this peer: the same words for both ("Unauthorized Access"). HTTP 404."""

    def __init__(self, **details: Any) -> None:
        super().__init__("not-found", "There is no such object for this requester.", details=details)
