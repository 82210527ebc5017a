"""Credential service and issuer service of a company (DCP 1.0, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Missing, Problem
from verbund.protocols.dcp import v1_0 as protocol

from .. import credentials, http, identity, issuer, queries, tokens
from ..actions import credentials as actions
from ._calls import body_of, me_of, reply


def _endpoint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view(request, me, claims, document, **kwargs)` for who shows a token; errors become JSON that says why."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        try:
            me = me_of(slug)
            claims, document = tokens.verify(request.headers.get("Authorization"), me.did)
            return view(request, me, claims, document, **kwargs)
        except Missing:
            return reply(_problem("not-found", "There is nothing here, or nothing for you."), 404)
        except http.Unreachable as error:
            return reply(_problem("did-unresolved", str(error)), 401)
        except identity.Unresolved as error:
            return reply(_problem(error.code, str(error)), 401)
        except Problem as error:
            return reply(_problem(str(error.code), str(error)), error.status)

    return wrapped


def _problem(code: str, text: str) -> dict[str, Any]:
    return {"error": code, "error_description": text}


# ---- credential service


@require_POST
@_endpoint
def presentations(
    request: HttpRequest, me: identity.Participant, claims: protocol.Claims, document: protocol.DidDocument
) -> HttpResponse:
    """POST /presentations/query (section 5.4)."""
    return reply(credentials.present(me, claims, body_of(request)))


@require_POST
@_endpoint
def storage(
    request: HttpRequest, me: identity.Participant, claims: protocol.Claims, document: protocol.DidDocument
) -> HttpResponse:
    """POST /credentials (section 6.5): an issuer delivers what we asked for."""
    actions.take_delivery(me, claims, document, protocol.CredentialMessage.parse(body_of(request)))
    return HttpResponse(status=200)


@require_POST
@_endpoint
def offers(
    request: HttpRequest, me: identity.Participant, claims: protocol.Claims, document: protocol.DidDocument
) -> HttpResponse:
    """POST /offers (section 6.6)."""
    actions.take_offer(me, claims, protocol.CredentialOffer.parse(body_of(request)))
    return HttpResponse(status=200)


# ---- issuer service


@require_POST
@_endpoint
def requests(
    request: HttpRequest, me: identity.Participant, claims: protocol.Claims, document: protocol.DidDocument
) -> HttpResponse:
    """POST /credentials (section 6.4): a holder asks."""
    row = actions.take_request(me, claims, protocol.CredentialRequest.parse(body_of(request)))
    return HttpResponse(status=201, headers={"Location": f"{issuer.address(me)}/requests/{row.pk}"})


@require_GET
@_endpoint
def status(
    request: HttpRequest,
    me: identity.Participant,
    claims: protocol.Claims,
    document: protocol.DidDocument,
    request_id: str,
) -> HttpResponse:
    """GET /requests/{id} (section 6.8); for who asked, nobody else."""
    row = queries.credential_request(me, claims.issuer, request_id)
    return reply(protocol.CredentialStatus(row.pid, row.peer_pid, protocol.RequestStatus(row.state)).to_dict())


@csrf_exempt
@require_GET
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """GET /metadata (section 6.7); public."""
    try:
        me = me_of(slug)
    except Missing:
        return reply(_problem("not-found", "There is nothing here, or nothing for you."), 404)
    assert me.company_id is not None
    with scoped_to(me.company_id):
        return reply(issuer.metadata(me).to_dict())


@csrf_exempt
@require_GET
def status_list(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """GET /status/{name}: which of the issued credentials are revoked; public."""
    try:
        me = me_of(slug)
    except Missing:
        return reply(_problem("not-found", "There is nothing here, or nothing for you."), 404)
    assert me.company_id is not None
    with scoped_to(me.company_id):
        found = issuer.status_list(me, name)
    if found is None:
        return reply(_problem("not-found", "There is nothing here, or nothing for you."), 404)
    age = f"max-age={int(issuer.CACHED.total_seconds())}"
    return HttpResponse(found, content_type="application/vc+jwt", headers={"Cache-Control": age})
