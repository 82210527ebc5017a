"""The data room at a glance: what waits, what runs, what is offered."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from .. import queries, wording
from ._common import company_of, page
from .contracts import OPEN
from .transfers import progressed

FEW = 6


@login_required
@require_GET
def room(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    offers = queries.offers(actor, company_id).filter(withdrawn_at=None)
    contracts = queries.data_only(queries.agreements(actor, company_id), False)
    talks = queries.data_only(queries.negotiations(actor, company_id), False).filter(state__in=OPEN)
    moving = queries.data_only(queries.transfers(actor, company_id), False)
    seen = queries.data_only(queries.accesses(actor, company_id), False)
    waiting = wording.named(company_id, talks.filter(waits_for_person=True)[:FEW])
    return page(
        request,
        "room",
        "room",
        waiting=waiting,
        offers=list(offers[:FEW]),
        offer_count=offers.count(),
        contract_count=contracts.count(),
        talks=wording.named(company_id, talks.filter(waits_for_person=False)[:FEW]),
        talk_count=talks.count(),
        contracts=wording.named(company_id, contracts[:FEW]),
        transfers=progressed(company_id, wording.named(company_id, moving[:FEW])),
        accesses=wording.named(company_id, seen[:FEW]),
    )
