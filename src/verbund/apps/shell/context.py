"""What every page needs: the node, the actor, its companies, the journey with the pages it has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from verbund.apps.accounts.queries import own_staff_session
from verbund.apps.core import nav
from verbund.apps.core.actor import ANONYMOUS
from verbund.apps.core.models import Company

TITLES = {
    "know": _("Know"),
    "see": _("Position"),
    "find": _("Find"),
    "agree": _("Agree"),
    "work": _("Work"),
    "learn": _("Learn"),
}


def _journey(request: HttpRequest) -> list[dict[str, Any]]:
    actor = getattr(request, "actor", ANONYMOUS)
    match = request.resolver_match
    here = f"{match.namespace}:{match.url_name}" if match else ""
    stops = []
    for stop, pages in nav.journey(actor):
        links = []
        for page in pages:
            try:
                links.append({"url": reverse(page.name), "title": page.title, "current": page.name == here})
            except NoReverseMatch:
                continue
        if links:
            stops.append({"code": stop, "title": TITLES[stop], "url": links[0]["url"], "pages": links})
    return stops


def _companies(request: HttpRequest) -> list[Company]:
    actor = getattr(request, "actor", ANONYMOUS)
    ids = [*actor.roles, *([actor.staff_company] if actor.staff_company else [])]
    return list(Company.objects.filter(pk__in=ids)) if ids else []


def shell(request: HttpRequest) -> dict[str, Any]:
    companies = SimpleLazyObject(lambda: _companies(request))
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "node": settings.NODE,
        "actor": actor,
        "companies": companies,
        "company_acted_for": SimpleLazyObject(lambda: next((c for c in companies if c.pk == actor.company_id), None)),
        "staff_session": SimpleLazyObject(lambda: own_staff_session(actor)),
        "journey": SimpleLazyObject(lambda: _journey(request)),
    }
