"""What a participant of the data space keeps: keys, peers, negotiations, agreements, transfers, and who had access."""

from .catalog import CatalogEntry, DataOffer
from .credentials import CredentialRequest, HeldCredential, IssuedCredential
from .keys import CompanyKey
from .messages import ProtocolMessage
from .negotiations import Agreement, Negotiation
from .peers import Peer, SeenToken
from .transfers import AccessLog, PushItem, ReceivedPush, Transfer

__all__ = [
    "AccessLog",
    "Agreement",
    "CatalogEntry",
    "CompanyKey",
    "CredentialRequest",
    "DataOffer",
    "HeldCredential",
    "IssuedCredential",
    "Negotiation",
    "Peer",
    "ProtocolMessage",
    "PushItem",
    "ReceivedPush",
    "SeenToken",
    "Transfer",
]
