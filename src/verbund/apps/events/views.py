"""Events and funding calls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import queries


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    context = {
        "stop": "find",
        "events": list(queries.upcoming(request.actor)[:50]),
        "past": queries.past(request.actor),
        "funding": queries.funding(request.actor),
    }
    return render(request, "events/list.html", context)
