"""Pages of the data room: what we offer, what others show, contracts, transfers, accesses, our connector."""

from .catalog import catalogs, entry, participant, request_agreement
from .connector import connector, rotate_key
from .contracts import accept, agree, agreement, agreements, negotiation, negotiations, pull, terminate
from .offers import new_offer, offer, offers, withdraw
from .room import room
from .transfers import (
    accesses,
    accesses_file,
    end_transfer,
    received_file,
    resume_transfer,
    suspend_transfer,
    transfers,
)

__all__ = [
    "accept",
    "accesses",
    "accesses_file",
    "agree",
    "agreement",
    "agreements",
    "catalogs",
    "connector",
    "end_transfer",
    "entry",
    "negotiation",
    "negotiations",
    "new_offer",
    "offer",
    "offers",
    "participant",
    "pull",
    "received_file",
    "request_agreement",
    "resume_transfer",
    "room",
    "rotate_key",
    "suspend_transfer",
    "terminate",
    "transfers",
    "withdraw",
]
