"""The outbox handler of credential requests: the holder asks, the issuer delivers or says no."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from verbund.apps.core.registry import Send
from verbund.apps.core.scoping import everybody
from verbund.kit.errors import Problem
from verbund.protocols.dcp import v1_0 as dcp

from . import http, identity, tokens
from .actions.credentials import answered
from .models import CredentialRequest, IssuedCredential

AGAIN = (401, 408, 409, 425, 429)


def send(payload: dict[str, Any]) -> Send:
    """Send what the state of the request calls for; at least once, the receiver takes it once."""
    with everybody():
        row = CredentialRequest.objects.filter(pk=UUID(payload["request"])).first()
        if row is None or (row.state == "RECEIVED") != (row.role == "HOLDER"):
            return Send(done=True)
        signed = list(IssuedCredential.objects.filter(request=row, issued_at__gte=row.decided_at or row.created_at))
    try:
        me = identity.own(row.company_id)
        document = identity.resolve(row.peer_did)
        asks = row.role == "HOLDER"
        service = dcp.ServiceType.ISSUER_SERVICE if asks else dcp.ServiceType.CREDENTIAL_SERVICE
        response = http.call(
            "POST",
            f"{document.service(service).endpoint.rstrip('/')}/credentials",
            identity.hosts_of(row.peer_did, document),
            json=_request(row) if asks else _delivery(row, signed),
            headers=tokens.authorization(me, row.peer_did),
        )
    except (http.Unreachable, Problem) as error:
        answered(row.pk, problem=str(error))
        return Send(done=False, error=str(error))
    if response.is_success:
        told = response.headers.get("location", "") if asks else ""
        answered(row.pk, peer_pid=told)
        return Send(done=True)
    why = f"{response.status_code} {response.text[:300]}"
    answered(row.pk, problem=why)
    return Send(done=False, error=why, give_up=response.status_code < 500 and response.status_code not in AGAIN)


def _request(row: CredentialRequest) -> dict[str, Any]:
    return dcp.CredentialRequest(row.pid, tuple(row.kinds)).to_dict()


def _delivery(row: CredentialRequest, signed: list[IssuedCredential]) -> dict[str, Any]:
    containers = tuple(dcp.CredentialContainer(one.types[-1], one.profile, one.jwt) for one in signed)
    return dcp.CredentialMessage(
        row.pid,
        dcp.RequestStatus(row.state),
        row.peer_pid,
        containers if row.state == "ISSUED" else (),
        row.reason or None,
    ).to_dict()
