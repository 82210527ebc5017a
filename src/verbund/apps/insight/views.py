"""The centre's overview."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from verbund.kit import clock

from . import queries
from .disclosure import LEAST


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    found = queries.overview(request.actor)
    context = {"stop": "know", "now": clock.now(), "overview": found, "least": LEAST, "share": _share(found)}
    return render(request, "insight/centre.html", context)


def _share(found: queries.Overview) -> float | None:
    return found.claimed / found.companies if found.companies else None
