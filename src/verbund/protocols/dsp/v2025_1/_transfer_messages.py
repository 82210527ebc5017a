"""Messages and objects of the Transfer Process Protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ._model import Address, Identifier, KnownPid, Message, Node, Pid, Text, Value, Word
from ._states import TransferState

EDC_NAMESPACE = "https://w3id.org/edc/v0.0.1/ns/"
"""Where Eclipse EDC has its names of endpoint properties; it drops those without a namespace."""


@dataclass(frozen=True, kw_only=True)
class EndpointProperty(Node):
    """One property of a data address, such as `authorization` or `authType`."""

    TYPE: ClassVar[str] = "EndpointProperty"

    name: Text
    value: Text


@dataclass(frozen=True, kw_only=True)
class DataAddress(Node):
    """Where data are fetched from (pull) or sent to (push); `endpoint_type` names the transport."""

    TYPE: ClassVar[str] = "DataAddress"

    endpoint_type: Word
    endpoint: Text | None = None
    endpoint_properties: tuple[EndpointProperty, ...] = ()

    def property(self, name: str) -> str | None:
        """Value of the first endpoint property of that name, plain or as Eclipse EDC writes it."""
        names = (name, EDC_NAMESPACE + name)
        return next((item.value for item in self.endpoint_properties if item.name in names), None)


@dataclass(frozen=True, kw_only=True)
class TransferRequestMessage(Message):
    """Consumer asks for the data of an agreement; `data_address` only where the format is a push."""

    TYPE: ClassVar[str] = "TransferRequestMessage"

    consumer_pid: Pid
    agreement_id: Identifier
    format: Word
    callback_address: Address
    data_address: DataAddress | None = None


@dataclass(frozen=True, kw_only=True)
class TransferStartMessage(Message):
    """Provider starts (a pull carries the `data_address`); either side resumes a suspended transfer."""

    TYPE: ClassVar[str] = "TransferStartMessage"

    consumer_pid: Pid
    provider_pid: Pid
    data_address: DataAddress | None = None


@dataclass(frozen=True, kw_only=True)
class TransferCompletionMessage(Message):
    """Either side: all data have been transferred."""

    TYPE: ClassVar[str] = "TransferCompletionMessage"

    consumer_pid: Pid
    provider_pid: Pid


@dataclass(frozen=True, kw_only=True)
class TransferSuspensionMessage(Message):
    """Either side pauses the transfer."""

    TYPE: ClassVar[str] = "TransferSuspensionMessage"

    consumer_pid: Pid
    provider_pid: Pid
    code: Text | None = None
    reason: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferTerminationMessage(Message):
    """Either side ends the transfer."""

    TYPE: ClassVar[str] = "TransferTerminationMessage"

    consumer_pid: Pid
    provider_pid: Pid
    code: Text | None = None
    reason: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferProcess(Message):
    """Acknowledgement, and answer to a GET: the state of a transfer."""

    TYPE: ClassVar[str] = "TransferProcess"

    consumer_pid: Pid
    provider_pid: Pid
    state: TransferState


@dataclass(frozen=True, kw_only=True)
class TransferError(Message):
    """An error; no state changes. A pid that is not known travels as empty text: the schema demands both."""

    TYPE: ClassVar[str] = "TransferError"
    WRITTEN_WHEN_UNKNOWN: ClassVar[Mapping[str, str]] = {"consumerPid": "", "providerPid": ""}

    consumer_pid: KnownPid = None
    provider_pid: KnownPid = None
    code: Text | None = None
    reason: tuple[Value, ...] = ()
