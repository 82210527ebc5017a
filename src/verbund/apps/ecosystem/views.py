"""Pages of the region: directory, map, company."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from verbund.apps.core.models import Company
from verbund.kit.errors import Missing

from . import branches, directory, drawing, queries, registry, rules
from .directory import Filter

DISTANCES = (10, 25, 50, 100, 200)
SIZES: dict[str, Any] = {
    "1": gettext_lazy("below 10 employees"),
    "10": gettext_lazy("10 to 49 employees"),
    "50": gettext_lazy("50 to 249 employees"),
    "250": gettext_lazy("250 employees and more"),
}


def _filter(request: HttpRequest) -> Filter:
    get = request.GET.get
    city = get("ort", "").strip()[:120]
    try:
        km = int(get("km", "") or 0)
    except ValueError:
        km = 0
    if km not in DISTANCES:
        km = 0
    known = next((p.name for p in directory.places(request.actor) if p.name.casefold() == city.casefold()), city)
    return Filter(
        words=get("name", "").strip()[:80],
        branch=get("branche", "") if get("branche", "") in branches.NAMES else "",
        city="" if km else known,
        size=get("groesse", "") if get("groesse", "") in directory.SIZES else "",
        kind=get("art", "") if get("art", "") in Company.Kind.values else "",
        km=km,
        spot=directory.spot_of(request.actor, city),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@require_GET
def company_list(request: HttpRequest) -> HttpResponse:
    wanted = _filter(request)
    city = request.GET.get("ort", "").strip()[:120]
    found = directory.page(request.actor, wanted, _key(request.GET.get("nach", "")))
    return render(
        request,
        "ecosystem/list.html",
        {
            "stop": "know",
            "page": found,
            "total": directory.total(request.actor),
            "filter": wanted,
            "city": city,
            "places": directory.places(request.actor)[:150],
            "branches": branches.NAMES.items(),
            "sizes": SIZES.items(),
            "kinds": Company.Kind.choices,
            "distances": DISTANCES,
            "set": sum(1 for v in (wanted.words, wanted.branch, city, wanted.size, wanted.kind, wanted.km) if v),
            "started": bool(request.GET.get("nach")),
            "no_spot": bool(wanted.km and wanted.spot is None),
        },
    )


@require_GET
def region_map(request: HttpRequest) -> HttpResponse:
    city = request.GET.get("ort", "").strip()[:120]
    places = directory.parts(request.actor, city) if city else directory.places(request.actor)
    if city and not places:
        raise Missing("place", _("There is no such place"), remedy=_("Choose one from the map."))
    home = None if city else directory.spot_of(request.actor)
    return render(
        request,
        "ecosystem/map.html",
        {
            "stop": "know",
            "city": city,
            "places": places[:100],
            "rest": len(places) - 100,
            "map": drawing.draw(places[:400], home),
            "total": sum(p.count for p in places),
            "count": len(places),
        },
    )


@require_GET
def company(request: HttpRequest, slug: str) -> HttpResponse:
    profile = queries.profile(request.actor, slug)
    one = profile.company
    spot = directory.spot_of(request.actor) if request.actor.company_id != one.pk else None
    return render(
        request,
        "ecosystem/company.html",
        {
            "stop": "know",
            "profile": profile,
            "company": one,
            "layers": {name: profile.layer(name) for name in ("core", "complementary", "peripheral")},
            "own": profile.own,
            "editable": rules.may_edit_profile(request.actor, one),
            "writable": request.actor.may_write(one.pk),
            "km": spot.km_to(one.latitude, one.longitude) if spot else None,
            "figures": queries.figures(request.actor, one.pk) if profile.own else None,
            "sections": registry.sections(request.actor, one),
        },
    )


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The page of the company acted for."""
    found = Company.objects.filter(pk=request.actor.company_id).first() if request.actor.company_id else None
    if found is None:
        raise Missing("company", queries.NO_COMPANY)
    return redirect(reverse("ecosystem:company", kwargs={"slug": found.slug}))
