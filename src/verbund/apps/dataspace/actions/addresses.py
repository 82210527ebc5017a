"""Where the bytes of a transfer are had, and the token that opens them."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from verbund.apps.core import vault
from verbund.kit.errors import Conflict
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity
from ..models import Transfer
from ._messages import Caller

ENDPOINT_TYPE = "https://w3id.org/idsa/v4.1/HTTP"


def token_for(transfer: Transfer) -> str:
    """The token we gave out for this transfer; made again when needed, kept nowhere in plain."""
    return vault.token("data", str(transfer.pk), transfer.role)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def data_address(me: identity.Participant, transfer: Transfer) -> dsp.DataAddress:
    """Our endpoint for this transfer: to be fetched from (provider), or pushed to (consumer)."""
    properties = {
        "endpoint": f"{me.data}/{transfer.pk}",
        "endpointType": ENDPOINT_TYPE,
        "authorization": token_for(transfer),
        "authType": "bearer",
    }
    return dsp.DataAddress(
        endpoint_type=ENDPOINT_TYPE,
        endpoint=f"{me.data}/{transfer.pk}",
        endpoint_properties=tuple(
            dsp.EndpointProperty(name=namespace + name, value=value)
            for namespace in ("", dsp.EDC_NAMESPACE)
            for name, value in properties.items()
        ),
    )


def peer_address(transfer: Transfer) -> dict[str, str]:
    """`endpoint` and `authorization` of the peer's data address."""
    if transfer.data_address is None:
        raise Conflict("no-data-address", _("The other side has not told where the data are."))
    found: dict[str, str] = json.loads(vault.unseal(transfer.data_address, f"address:{transfer.pk}"))
    return found


def seal_address(transfer: Transfer, address: dsp.DataAddress, caller: Caller | None = None) -> None:
    """Keep the peer's address; with `caller`, only one at a host of the caller's own. Raises MalformedMessage."""
    endpoint = address.endpoint or address.property("endpoint") or ""
    if caller is not None:
        caller.check(endpoint, "dataAddress.endpoint")
    given = {"endpoint": endpoint, "authorization": address.property("authorization") or ""}
    transfer.data_address = vault.seal(json.dumps(given).encode(), f"address:{transfer.pk}")
