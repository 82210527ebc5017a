"""Roles, states and events: the words of the protocol."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who sends or serves: the party that offers the dataset, or the party that asks for it."""

    CONSUMER = "CONSUMER"
    PROVIDER = "PROVIDER"

    @property
    def other(self) -> Role:
        """The counter-party."""
        return Role.PROVIDER if self is Role.CONSUMER else Role.CONSUMER


class NegotiationState(StrEnum):
    """States of a contract negotiation (Contract Negotiation Protocol, "States")."""

    REQUESTED = "REQUESTED"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    AGREED = "AGREED"
    VERIFIED = "VERIFIED"
    FINALIZED = "FINALIZED"
    TERMINATED = "TERMINATED"


class TransferState(StrEnum):
    """States of a transfer process (Transfer Process Protocol, "States")."""

    REQUESTED = "REQUESTED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    SUSPENDED = "SUSPENDED"
    TERMINATED = "TERMINATED"


class EventType(StrEnum):
    """What a Contract Negotiation Event Message announces."""

    ACCEPTED = "ACCEPTED"
    FINALIZED = "FINALIZED"
