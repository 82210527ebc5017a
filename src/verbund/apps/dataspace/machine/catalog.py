"""Catalogue requests: of a company its datasets, of the node the catalogues of its companies."""

from __future__ import annotations

from itertools import islice

from django.http import HttpRequest, HttpResponse

from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.protocols.dsp import v2025_1 as dsp

from .. import identity, offers
from ..actions._messages import Caller
from ._calls import body_of, endpoint, reply

PAGE = 100


@endpoint(dsp.Protocol.CATALOG)
def request_catalog(request: HttpRequest, me: identity.Participant, caller: Caller) -> HttpResponse:
    """POST /catalog/request; pages by Link header."""
    message = dsp.parse(body_of(request), dsp.CatalogRequestMessage)
    wanted = dsp.catalog.read_filter(message.filter)
    start = _offset(request)
    if me.company_id is None:
        return _of_node(me, start)
    with scoped_to(me.company_id):
        found = (offers.dataset(me, entry) for entry in offers.shown(me.company_id, caller.did))
        first = start + wanted.offset
        size = min(PAGE, wanted.limit or PAGE)
        page = list(islice((d for d in found if wanted.matches(d)), first, first + size + 1))
    catalog = dsp.build_catalog(f"{me.did}#catalog", me.did, offers.service(me), page[:size], **{"dct:title": me.name})
    return _page(catalog, me, start, wanted.limit is None and len(page) > size)


def _of_node(me: identity.Participant, start: int) -> HttpResponse:
    rows = list(Company.objects.filter(hosting=Company.Hosting.HERE).order_by("pk")[start : start + PAGE + 1])
    inner = [identity.of_company(company) for company in rows[:PAGE]]
    catalogs = [dsp.build_catalog(f"{p.did}#catalog", p.did, offers.service(p), **{"dct:title": p.name}) for p in inner]
    catalog = dsp.build_catalog(
        f"{me.did}#catalog", me.did, offers.service(me), catalogs=catalogs, **{"dct:title": me.name}
    )
    return _page(catalog, me, start, len(rows) > PAGE)


def _offset(request: HttpRequest) -> int:
    text = request.GET.get("offset", "0")
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise dsp.MalformedMessage("offset", "must be a number")
    return int(text)


def _page(catalog: dsp.Catalog, me: identity.Participant, start: int, more: bool) -> HttpResponse:
    base = f"{me.dsp}/catalog/request?offset="
    links = dsp.build_links(
        next=f"{base}{start + PAGE}" if more else None,
        previous=f"{base}{max(0, start - PAGE)}" if start else None,
    )
    return reply(catalog.to_json(), **({"Link": links} if links else {}))


@endpoint(dsp.Protocol.CATALOG)
def dataset(request: HttpRequest, me: identity.Participant, caller: Caller, dataset_id: str) -> HttpResponse:
    """GET /catalog/datasets/{id}; also unlisted ones, if the peer may know of them."""
    if me.company_id is None:
        raise dsp.NotFound()
    with scoped_to(me.company_id):
        entry = offers.find(me.company_id, dataset_id, caller.did)
    if entry is None:
        raise dsp.NotFound()
    return reply(offers.dataset(me, entry).to_json())
