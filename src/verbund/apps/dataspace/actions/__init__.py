"""The only writes of the data space. See `registry` for what higher rooms plug in."""

from .credentials import decide_request, request_credentials, revoke_credential
from .keys import ensure_keys, rotate_key, sign
from .negotiations import accept, agree, offer, request, retry, terminate
from .offers import add_node, offer_file, refresh_catalogs, withdraw_offer
from .transfers import (
    end_transfer,
    end_transfers,
    pull,
    push,
    resume_transfer,
    subscribe,
    suspend_transfer,
)

__all__ = [
    "accept",
    "add_node",
    "agree",
    "decide_request",
    "end_transfer",
    "end_transfers",
    "ensure_keys",
    "offer",
    "offer_file",
    "pull",
    "push",
    "refresh_catalogs",
    "request",
    "request_credentials",
    "resume_transfer",
    "retry",
    "revoke_credential",
    "rotate_key",
    "sign",
    "subscribe",
    "suspend_transfer",
    "terminate",
    "withdraw_offer",
]
