"""The first visit: name, place, branch, and at once something true. Nothing is stored, nobody signs in."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from verbund.apps.core.models import Company

from . import branches, first

CITIES = 400


@require_GET
def visit(request: HttpRequest) -> HttpResponse:
    """The form; with `place` and `branch` the answer."""
    name, place, branch = (request.GET.get(key, "") for key in ("name", "place", "branch"))
    asked = bool(place.strip() and branch.strip()) and "change" not in request.GET
    found = first.look(name, place, branch) if asked else None
    context = {
        "stop": "",
        "found": found,
        "typed": {"name": name[:200], "place": place[:200], "branch": branch[:200]},
        "complete": found is not None and found.place is not None and found.branch is not None,
        "missing": not asked and bool(request.GET) and "change" not in request.GET,
    }
    if found is not None and context["complete"]:
        context |= {
            "inputs": [{"row": i, "pips": first.pips(i.count)} for i in found.inputs],
            "rings": (
                {"title": "10", "n": found.alike.within(0, 10)},
                {"title": "25", "n": found.alike.within(10, 25)},
                {"title": "50", "n": found.alike.within(25, 50)},
            )
            if found.alike
            else (),
        }
    else:
        context |= {"cities": _cities(), "branches": branches.suggestions()}
    return render(request, "position/first.html", context)


def _cities() -> list[str]:
    found = cache.get("position.cities")
    if found is None:
        rows = Company.objects.exclude(city="").values_list("city", flat=True).distinct().order_by("city")
        found = list(rows[:CITIES])
        cache.set("position.cities", found, branches.KEPT_SECONDS)
    return found  # type: ignore[no-any-return]
