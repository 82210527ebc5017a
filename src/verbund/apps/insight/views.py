"""The centre's overview, and a company's say whether it is named there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from verbund.apps.ecosystem.queries import NO_COMPANY
from verbund.apps.ecosystem.rules import may_release
from verbund.engines.disclosure import LEAST
from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing

from . import actions, queries


@require_GET
def centre(request: HttpRequest) -> HttpResponse:
    found = queries.overview(request.actor)
    context = {
        "stop": "know",
        "now": clock.now(),
        "overview": found,
        "least": LEAST,
        "share": found.claimed / found.companies if found.companies else None,
        "unseen": [row.name for row in found.branches if row.nothing],
        "region": [row for row in found.levels if not row.branch],
        "by_branch": [row for row in found.levels if row.branch],
    }
    return render(request, "insight/centre.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def naming(request: HttpRequest) -> HttpResponse:
    """What the centre sees of us where many rely on us; let it see our name, or no longer."""
    company_id: UUID | None = request.actor.company_id
    if company_id is None:
        raise Missing("company", NO_COMPANY)
    if request.method == "POST":
        if "withdraw" in request.POST:
            actions.withdraw_name(request.actor, company_id)
            messages.success(request, _("Revoked. The centre sees input and branch alone."))
        else:
            actions.release_name(request.actor, company_id, _day(request.POST.get("until", "")))
            messages.success(request, _("The centre may name you from now on."))
        return redirect("insight:naming")
    context = {
        "stop": "see",
        "naming": queries.naming(request.actor, company_id),
        "may_release": may_release(request.actor, company_id),
        "least": LEAST,
    }
    return render(request, "insight/naming.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("until", _("Enter a date, for example 3.12.2026"), where="until") from None
