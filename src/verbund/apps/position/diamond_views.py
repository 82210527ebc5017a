"""The page of Porter's diamond: a branch in a region."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.ecosystem.branches import NAMES, group_of
from verbund.kit.errors import Missing

from . import actions, diamond, diamond_words, queries


def chosen(actor: Actor, region: str, branch: str) -> tuple[str, str]:
    """What is asked for, else the own branch and region, else the largest region."""
    own = Company.objects.filter(pk=actor.company_id).first() if actor.company_id else None
    known = diamond.regions()
    if region not in known:
        region = diamond.region_of(own) if own and diamond.region_of(own) in known else (known[0] if known else "")
    if branch not in NAMES:
        branch = group_of(own.nace) if own and group_of(own.nace) else "metal"
    return region, branch


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Four facets, a picture and the table beside it, own answers below."""
    actor = request.actor
    region, branch = chosen(actor, request.GET.get("region", ""), request.GET.get("branch", ""))
    found = diamond.find(actor, region, branch)
    boxes = diamond_words.boxes(found)
    context = {
        "stop": "see",
        "found": found,
        "title": diamond_words.headline(found),
        "boxes": boxes,
        "regions": [(code, diamond_words.region(code)) for code in diamond.regions()],
        "branches": diamond.branches(),
        "place": diamond_words.region(region),
        "questions": diamond_words.questions(dict(found.own)),
        "choices": diamond_words.CHOICES,
        "may_write": actor.company_id is not None and actor.may_write(actor.company_id),
        "least": diamond.LEAST,
    }
    return render(request, "position/diamond.html", context)


@login_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Keep what the company thinks of its branch where it is."""
    actor = request.actor
    if actor.company_id is None:
        raise Missing("company", queries.NO_COMPANY)
    said: dict[str, int | None] = {}
    for codes in diamond.QUESTIONS.values():
        for code in codes:
            text = request.POST.get(code, "")
            said[code] = int(text) if text in ("0", "1", "2") else None
    actions.answer_diamond(actor, actor.company_id, said)
    messages.info(request, _("Kept. It counts in the published figures of the next quarter, together with others."))
    return redirect("position:diamond")
