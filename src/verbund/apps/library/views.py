"""Pages of the library: the list with one entry opened, and an entry."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import queries
from .models import Project

PAGE = 15
GROUPS = (Project.State.IDEA, Project.State.RUNNING, Project.State.IMPLEMENTED)


@require_GET
def project_list(request: HttpRequest) -> HttpResponse:
    counts = queries.counts(request.actor)
    states = [s for s in request.GET.getlist("stand") if s in Project.State.values]
    kinds = [k for k in request.GET.getlist("art") if k in counts.kinds]
    words = request.GET.get("q", "").strip()[:200]
    rows = queries.projects(request.actor, states, kinds, words)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    first = page.number == 1 and not words
    context = {
        "stop": "learn",
        "counts": counts,
        "states": [(s.value, s.label, counts.states.get(s.value, 0), s.value in states) for s in GROUPS],
        "kinds": [(k, n, k in kinds) for k, n in sorted(counts.kinds.items())],
        "set": len(states) + len(kinds) + bool(words),
        "words": words,
        "page": page,
        "groups": [(s, rows) for s in GROUPS if (rows := [p for p in page if p.state == s])],
        "opened": queries.opened(request.actor, states, kinds) if first else None,
    }
    return render(request, "library/list.html", context)


@require_GET
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "library/entry.html", {"stop": "learn", "project": queries.project(request.actor, pk)})
