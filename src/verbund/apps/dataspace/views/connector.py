"""Our connector, for the engineer of the other side: what we speak, who we are, where, with which keys, what failed."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Missing
from verbund.protocols.dsp import v2025_1 as dsp

from .. import actions, identity, queries
from ..models import Peer, ProtocolMessage
from ._common import company_of, page

ERRORS = 20


@login_required
@require_GET
def connector(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    try:
        me = identity.own(company_id)
    except Missing:
        return page(request, "connector", "connector", me=None)
    with scoped_to(company_id):
        failed = list(
            ProtocolMessage.objects.filter(
                Q(direction="out") & ~Q(error="") | Q(direction="in", status__gte=400)
            ).order_by("-at", "pk")[:ERRORS]
        )
        partners = set(
            queries.negotiations(actor, company_id).order_by().values_list("peer_did", flat=True).distinct()[:500]
        )
    silent = list(Peer.objects.filter(did__in=partners).exclude(last_error=""))
    names = queries.names_of({m.peer_did for m in failed} | {p.did for p in silent})
    for message in failed:
        message.peer = names.get(message.peer_did, message.peer_did)
        message.why = message.error or _said(message)
    endpoints = [
        (_("DID document"), "GET", f"{me.base}/did.json"),
        (_("Version"), "GET", f"{me.base}{dsp.VERSION_PATH}"),
        (_("Catalogue"), "POST", f"{me.dsp}/catalog/request"),
        (_("Negotiation"), "POST", f"{me.dsp}/negotiations/request"),
        (_("Transfer"), "POST", f"{me.dsp}/transfers/request"),
        (_("Credential service"), "POST", f"{me.base}/dcp/presentations/query"),
        (_("Data"), "GET", f"{me.data}/…"),
    ]
    return page(
        request,
        "connector",
        "connector",
        me=me,
        keys=list(queries.keys(actor, company_id)),
        endpoints=endpoints,
        failed=failed,
        silent=silent,
    )


def _said(message: ProtocolMessage) -> str:
    answer = message.answer or {}
    reasons = answer.get("reason") or []
    return f"{message.status} {answer.get('code', '')} {' '.join(str(r) for r in reasons)}".strip()[:300]


@login_required
@require_POST
def rotate_key(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    key = actions.rotate_key(actor, company_id)
    messages.info(request, _("New key %(kid)s. The old one stays published for verification only.") % {"kid": key.kid})
    return redirect("dataspace:connector")
