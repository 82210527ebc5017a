"""Messages and objects of the Contract Negotiation Protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ._model import Address, Json, KnownPid, Message, Pid, Text, Value
from ._policy import Agreement, Offer
from ._problems import MalformedMessage
from ._states import EventType, NegotiationState


@dataclass(frozen=True, kw_only=True)
class ContractRequestMessage(Message):
    """Consumer opens a negotiation (`callback_address`) or answers an offer (`provider_pid`)."""

    TYPE: ClassVar[str] = "ContractRequestMessage"

    consumer_pid: Pid
    offer: Offer
    provider_pid: Pid | None = None
    callback_address: Address | None = None

    @property
    def initial(self) -> bool:
        """True when it opens a negotiation."""
        return self.provider_pid is None

    def to_json(self) -> dict[str, Json]:
        return _either(super().to_json(), "callbackAddress", "providerPid")

    @classmethod
    def read(cls, value: Any, where: str) -> ContractRequestMessage:
        message = super().read(value, where)
        _need_either(message.callback_address, message.provider_pid, "callbackAddress", "providerPid")
        return message


@dataclass(frozen=True, kw_only=True)
class ContractOfferMessage(Message):
    """Provider opens a negotiation (`callback_address`) or answers a request (`consumer_pid`)."""

    TYPE: ClassVar[str] = "ContractOfferMessage"

    provider_pid: Pid
    offer: Offer
    consumer_pid: Pid | None = None
    callback_address: Address | None = None

    @property
    def initial(self) -> bool:
        """True when it opens a negotiation."""
        return self.consumer_pid is None

    def to_json(self) -> dict[str, Json]:
        return _either(super().to_json(), "callbackAddress", "consumerPid")

    @classmethod
    def read(cls, value: Any, where: str) -> ContractOfferMessage:
        message = super().read(value, where)
        _need_either(message.callback_address, message.consumer_pid, "callbackAddress", "consumerPid")
        return message


def _either(body: dict[str, Json], address: str, pid: str) -> dict[str, Json]:
    """The schema allows exactly one of the two: in a running negotiation the address is left out."""
    if pid in body:
        body.pop(address, None)
    elif address not in body:
        raise ValueError(f"an initial {body['@type']} needs {address}")
    return body


def _need_either(address: str | None, pid: str | None, address_name: str, pid_name: str) -> None:
    """Peers that send both are read: the pid decides."""
    if address is None and pid is None:
        raise MalformedMessage(address_name, f"is missing (or {pid_name}, in a running negotiation)")


@dataclass(frozen=True, kw_only=True)
class ContractAgreementMessage(Message):
    """Provider agrees; the agreement is complete."""

    TYPE: ClassVar[str] = "ContractAgreementMessage"

    consumer_pid: Pid
    provider_pid: Pid
    agreement: Agreement


@dataclass(frozen=True, kw_only=True)
class ContractAgreementVerificationMessage(Message):
    """Consumer has verified the agreement."""

    TYPE: ClassVar[str] = "ContractAgreementVerificationMessage"

    consumer_pid: Pid
    provider_pid: Pid


@dataclass(frozen=True, kw_only=True)
class ContractNegotiationEventMessage(Message):
    """Consumer: ACCEPTED. Provider: FINALIZED."""

    TYPE: ClassVar[str] = "ContractNegotiationEventMessage"

    consumer_pid: Pid
    provider_pid: Pid
    event_type: EventType


@dataclass(frozen=True, kw_only=True)
class ContractNegotiationTerminationMessage(Message):
    """Either side ends the negotiation, with or without saying why."""

    TYPE: ClassVar[str] = "ContractNegotiationTerminationMessage"

    consumer_pid: Pid
    provider_pid: Pid
    code: Text | None = None
    reason: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContractNegotiation(Message):
    """Acknowledgement, and answer to a GET: the state of a negotiation."""

    TYPE: ClassVar[str] = "ContractNegotiation"

    consumer_pid: Pid
    provider_pid: Pid
    state: NegotiationState


@dataclass(frozen=True, kw_only=True)
class ContractNegotiationError(Message):
    """An error; no state changes. A pid that is not known travels as empty text: the schema demands both."""

    TYPE: ClassVar[str] = "ContractNegotiationError"
    WRITTEN_WHEN_UNKNOWN: ClassVar[Mapping[str, str]] = {"consumerPid": "", "providerPid": ""}

    consumer_pid: KnownPid = None
    provider_pid: KnownPid = None
    code: Text | None = None
    reason: tuple[Value, ...] = ()
