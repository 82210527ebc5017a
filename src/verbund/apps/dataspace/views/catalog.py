"""What others offer: their catalogues as last visited, and what one of them shows us now."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Problem

from .. import actions, identity, queries, registry, remote, rules, wording
from ..models import CatalogEntry
from ._common import company_of, done, page, paged

MOST = 200


@login_required
@require_GET
def catalogs(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    words, did = request.GET.get("q", "")[:100].strip(), request.GET.get("did", "")[:400]
    everything = request.GET.get("alle") == "1"
    found = queries.catalog(actor, did or None).exclude(participant_did=queries.own_did(company_id))
    if not everything:
        for prefix in ("profile", "opportunity", "contact"):
            found = found.exclude(dataset_id__startswith=f"{prefix}:")
    if words:
        found = found.filter(title__icontains=words)
    entries = paged(request, found.order_by("-seen_at", "pk"))
    names = queries.names_of(e.participant_did for e in entries)
    groups = wording.group_names(actor, company_id)
    rows = [
        {
            "entry": e,
            "peer": names.get(e.participant_did, e.participant_did),
            "title": e.title or wording.THINGS.get(registry.prefix(e.dataset_id), e.dataset_id),
            "terms": wording.terms(e.offers[0], groups | names) if e.offers else None,
        }
        for e in entries
    ]
    own = queries.own_did(company_id)
    people = [p for p in queries.participants(actor) if p.did != own]
    nodes = list(queries.nodes(actor))
    return page(
        request, "catalogs", "catalogs", page=entries, rows=rows, words=words, did=did, everything=everything,
        participants=people, nodes=nodes,
    )  # fmt: skip


@login_required
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    actor, company_id = company_of(request)
    found = CatalogEntry.objects.filter(pk=pk).first()
    if found is None:
        raise rules.missing()
    return _shown(request, actor, company_id, found, live=False)


def _shown(request: HttpRequest, actor: Actor, company_id: Any, found: CatalogEntry, *, live: bool) -> HttpResponse:
    names = queries.names_of([found.participant_did, *wording.mentioned(found.offers)])
    groups = wording.group_names(actor, company_id)
    offers = [wording.terms(body, groups | names) for body in found.offers]
    contract = (
        queries.agreements(actor, company_id)
        .filter(role="CONSUMER", peer_did=found.participant_did, dataset_id=found.dataset_id)
        .first()
    )
    running = (
        queries.negotiations(actor, company_id)
        .filter(role="CONSUMER", peer_did=found.participant_did, dataset_id=found.dataset_id)
        .exclude(state__in=("FINALIZED", "TERMINATED"))
        .first()
    )
    size = found.properties.get("dcat:byteSize")
    return page(
        request,
        "entry",
        "catalogs",
        entry=found,
        title=found.title or wording.THINGS.get(registry.prefix(found.dataset_id), found.dataset_id),
        peer=names.get(found.participant_did, found.participant_did),
        offers=offers,
        contract=contract,
        running=running,
        size=size if isinstance(size, int) else None,
        media_type=found.properties.get("dcat:mediaType", ""),
        description=found.properties.get("dct:description", ""),
        live=live,
    )


@login_required
@require_GET
def participant(request: HttpRequest) -> HttpResponse:
    """Ask a participant now what it shows to us: also what only members of a Verbund see."""
    actor, company_id = company_of(request)
    did, dataset_id = request.GET.get("did", "")[:400], request.GET.get("dataset", "")[:500]
    me = identity.own(company_id)
    known = {row.did: row.name for row in queries.participants(actor)}
    if did not in known or did == me.did:
        raise rules.missing()
    problem, rows = "", []
    groups = wording.group_names(actor, company_id)
    try:
        if dataset_id:
            one = _entry(did, remote.dataset(me, did, dataset_id))
            return _shown(request, actor, company_id, one, live=True)
        for catalog in remote.catalogs(me, did):
            rows += [_entry(did, dataset) for dataset in catalog.dataset]
            if len(rows) >= MOST:
                break
    except Problem as error:
        problem = f"{error.message} {error.remedy}".strip()
    names = queries.names_of({did, *(d for e in rows for d in wording.mentioned(e.offers))})
    shown = [
        {
            "entry": e,
            "title": e.title or wording.THINGS.get(registry.prefix(e.dataset_id), e.dataset_id),
            "terms": wording.terms(e.offers[0], groups | names) if e.offers else None,
        }
        for e in rows[:MOST]
    ]
    return page(request, "participant", "catalogs", did=did, peer=known[did], rows=shown, problem=problem)


def _entry(did: str, dataset: Any) -> CatalogEntry:
    """As a row, not kept: what one participant shows us is not what the node was shown."""
    return CatalogEntry(
        participant_did=did,
        dataset_id=dataset.id,
        title=str(dataset.extra.get("dct:title", "")),
        offers=[offer.to_json() for offer in dataset.has_policy],
        properties=dict(dataset.extra),
    )


@login_required
@require_POST
def request_agreement(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    did, dataset_id = request.POST.get("did", "")[:400], request.POST.get("dataset", "")[:500]
    if did not in {row.did for row in queries.participants(actor)}:
        raise rules.missing()
    return done(
        request,
        lambda: actions.request(actor, company_id, did, dataset_id),
        _("Sent. The answer appears here."),
        "dataspace:negotiation",
        "dataspace:catalogs",
    )
