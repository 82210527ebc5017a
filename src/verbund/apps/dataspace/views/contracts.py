"""Negotiations and what comes of them: agreements."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.protocols import odrl

from .. import actions, queries, wording
from ..models import Agreement
from ._common import company_of, done, page, paged

OPEN = ("REQUESTED", "OFFERED", "ACCEPTED", "AGREED", "VERIFIED")


@login_required
@require_GET
def negotiations(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    everything = request.GET.get("alle") == "1"
    found = paged(request, queries.data_only(queries.negotiations(actor, company_id), everything))
    rows = wording.named(company_id, found)
    return page(request, "negotiations", "negotiations", page=found, rows=rows, everything=everything)


@login_required
@require_GET
def negotiation(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor, _company = company_of(request)
    found = queries.negotiation(actor, pk)
    (row,) = wording.named(found.company_id, [found])
    groups = wording.group_names(actor, found.company_id)
    names = queries.names_of([found.peer_did, *wording.mentioned(found.offer)])
    contract = queries.agreements(actor, found.company_id, in_force=False).filter(negotiation=found).first()
    steps = wording.steps(queries.timeline(actor, pk), row.peer)
    decision = ""
    if found.waits_for_person and found.state == "REQUESTED" and found.role == "PROVIDER":
        decision = "agree"
    elif found.waits_for_person and found.state == "OFFERED" and found.role == "CONSUMER":
        decision = "accept"
    return page(
        request,
        "negotiation",
        "negotiations",
        row=row,
        contract=contract,
        steps=steps,
        terms=wording.terms({k: v for k, v in found.offer.items() if k != "target"}, groups | names),
        decision=decision,
        open=found.state in OPEN,
        waits_for_them=found.state in OPEN and not decision,
        undelivered=[s for s in steps if s.trouble and s.message.status is None],
    )


@login_required
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, actions.accept, _("Accepted."))


@login_required
@require_POST
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, actions.agree, _("Agreed. The other side confirms, then the agreement is in force."))


@login_required
@require_POST
def terminate(request: HttpRequest, pk: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:500]
    return _decide(request, pk, lambda actor, key: actions.terminate(actor, key, reason), _("Ended."))


def _decide(request: HttpRequest, pk: UUID, act, said: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    actor, _company = company_of(request)
    queries.negotiation(actor, pk)
    return done(request, lambda: act(actor, pk), said, "dataspace:negotiation", "dataspace:negotiation", pk)


@login_required
@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    everything = request.GET.get("alle") == "1"
    found = paged(request, queries.data_only(queries.agreements(actor, company_id), everything))
    rows = wording.named(company_id, found)
    return page(request, "agreements", "agreements", page=found, rows=rows, everything=everything)


@login_required
@require_GET
def agreement(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor, _company = company_of(request)
    found: Agreement = queries.agreement(actor, pk)
    (row,) = wording.named(found.company_id, [found])
    groups = wording.group_names(actor, found.company_id)
    names = queries.names_of([found.peer_did, *wording.mentioned(found.policy)])
    transfers = queries.transfers(actor, found.company_id).filter(agreement=found)[:50]
    seen = queries.accesses(actor, found.company_id).filter(agreement=found)[:20]
    return page(
        request,
        "agreement",
        "agreements",
        row=row,
        terms=wording.terms(found.policy, groups | names, odrl.Kind.AGREEMENT),
        transfers=wording.named(found.company_id, transfers),
        accesses=wording.named(found.company_id, seen),
    )


@login_required
@require_POST
def pull(request: HttpRequest, pk: UUID) -> HttpResponse:
    actor, _company = company_of(request)
    queries.agreement(actor, pk)
    return done(
        request,
        lambda: actions.pull(actor, pk),
        _("Asked for. The data are fetched as soon as the other side opens the access."),
        "dataspace:transfers",
        "dataspace:agreement",
        pk,
    )
