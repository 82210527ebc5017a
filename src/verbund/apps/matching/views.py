"""Pages of matching: find, one opportunity, the company's own, contacts, the centre's review."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Missing, Problem

from . import actions, cards, queries, rules
from .forms import KINDS, OpportunityForm, initial
from .models import Interest, Opportunity
from .sentence import understand
from .sides import profile_of

PER_PAGE = 8
RADII = (50, 80, 150)
SENTENCE = 500


def _company(actor: Actor) -> UUID:
    if actor.company_id is None:
        raise Missing("company", queries.NOTHING)
    return actor.company_id


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """A sentence, what was understood of it, what fits and why."""
    actor = request.actor
    query = request.GET.get("q", "")[:SENTENCE].strip()
    said = understand(query)
    kinds = [k for k, _name in KINDS if k in request.GET.getlist("kind")]
    direction = request.GET.get("direction", said.direction)
    radius = _whole(request.GET.get("km")) or said.radius_km
    asker = queries.asker_of(actor)
    ranked = queries.find(actor, query, limit=200)
    gone = queries.dismissed(actor, actor.company_id) if actor.company_id else set()
    found = [c for c in cards.of_offers(ranked, asker.profile if asker else None) if c.offer.id not in gone]
    if radius:
        found = [c for c in found if c.km is None or c.km <= radius]
    if direction in Opportunity.Direction.values:
        found = [c for c in found if c.offer.direction == direction]
    counts = {k: sum(c.offer.kind == k for c in found) for k, _name in KINDS}
    if kinds:
        found = [c for c in found if c.offer.kind in kinds]
    firms = []
    if query:
        wanted = queries.wanted(query, asker, radius)
        firms = cards.of_companies(queries.partners(actor, wanted, limit=4), asker.profile if asker else None)
    context = {
        "stop": "find",
        "query": query,
        "said": said,
        "kinds": [(k, name, counts[k], k in kinds) for k, name in KINDS],
        "direction": direction,
        "radius": radius,
        "radii": sorted({*RADII, *([radius] if radius else [])}),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "firms": firms,
        "may_ask": actor.company_id is not None and actor.may_release(actor.company_id),
        "may_write": actor.company_id is not None and actor.may_write(actor.company_id),
    }
    return render(request, "matching/find.html", context)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and 0 < int(text[:6]) <= 20_000 else None


@require_GET
def opportunity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One need or offer: words, who, why it fits, what stands on the other side."""
    actor = request.actor
    offer = queries.offer(actor, pk)
    asker = queries.asker_of(actor)
    here = asker.profile if asker else None
    mine = offer.local is not None and actor.may_read(offer.local.company_id)
    fits = [] if mine or asker is None else cards.of_offers(queries.rank([offer], asker, asker.profile.text), here)
    asked = None
    if actor.company_id and not mine:
        rows = queries.interests(actor, actor.company_id)
        asked = next((i for i in rows if i.opportunity_id == offer.id and i.state != "declined"), None)
    answers = cards.of_offers(queries.answers(actor, offer, limit=4), here) if mine else []
    firms = cards.of_companies(queries.partners(actor, profile_of(offer), limit=4), here) if mine else []
    context = {
        "stop": "find",
        "offer": offer,
        "card": fits[0] if fits else None,
        "mine": mine,
        "asked": asked,
        "answers": answers,
        "firms": firms,
        "may_ask": not mine and actor.company_id is not None and actor.may_release(actor.company_id),
        "may_write": actor.company_id is not None and actor.may_write(actor.company_id),
    }
    return render(request, "matching/opportunity.html", context)


@login_required
@require_POST
def interest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Opt in to somebody's need or offer."""
    actions.express_interest(request.actor, _company(request.actor), pk)
    messages.info(request, _("Sent. You see the contact once the other side agrees."))
    return redirect("matching:interests")


@login_required
@require_POST
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It does not fit and does not come back."""
    actions.dismiss(request.actor, _company(request.actor), pk)
    messages.info(request, _("Will not be shown to you again."))
    return redirect("matching:find")


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """All of the company's, drafts too."""
    actor = request.actor
    rows = queries.own(actor, _company(actor))
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"stop": "find", "page": page, "may_write": actor.may_write(actor.company_id)}
    return render(request, "matching/own.html", context | {"may_release": actor.may_release(actor.company_id)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new need or offer; `q` fills the line."""
    actor = request.actor
    company_id = _company(actor)
    if not actor.may_write(company_id):
        raise Missing("company", queries.NOTHING)
    form = OpportunityForm(request.POST or None, initial={"title": request.GET.get("q", "")[:200]})
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, lambda values: actions.draft(actor, company_id, values))
    return render(request, "matching/edit.html", {"stop": "find", "form": form, "row": None})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft or a returned one."""
    actor = request.actor
    row = queries.opportunity(actor, pk)
    if not rules.may_edit(actor, row):
        raise Missing("opportunity", queries.NOTHING)
    form = OpportunityForm(request.POST or None, initial=initial(row))
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, lambda values: actions.edit(actor, pk, values))
    return render(request, "matching/edit.html", {"stop": "find", "form": form, "row": row})


def _saved(request: HttpRequest, form: OpportunityForm, write: Any) -> HttpResponse:
    """Keep it; with the button „publish“ publish it too. What a rule refuses stands in the form."""
    try:
        row = write(form.values())
        if "publish" in request.POST:
            row = actions.publish(request.actor, row.pk)
            messages.info(request, _moved(row))
    except Problem as error:
        form.add_error(error.where if error.where in form.fields else None, str(error.message))
        return render(request, "matching/edit.html", {"stop": "find", "form": form, "row": None}, status=error.status)
    return redirect("matching:own")


def _moved(row: Opportunity) -> str:
    if row.state == Opportunity.State.SUBMITTED:
        return _("With the centre for review.")
    if row.state == Opportunity.State.PUBLISHED:
        return _("Published: everybody can find it now.")
    return _("Withdrawn: nobody finds it any more.")


@login_required
@require_POST
def move(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Publish, withdraw, fulfilled."""
    if step == "publish":
        row = actions.publish(request.actor, pk)
        messages.info(request, _moved(row))
    else:
        actions.close(request.actor, pk, fulfilled=step == "fulfilled")
        messages.info(request, _("Closed."))
    return redirect("matching:own")


@login_required
@require_GET
def interests(request: HttpRequest) -> HttpResponse:
    """Who asked us, whom we asked; contacts once both agreed."""
    actor = request.actor
    rows = queries.interests(actor, _company(actor))
    names = queries.names(i.peer_did for i in rows)
    shown = [{"row": i, "name": names[i.peer_did]} for i in rows]
    groups = [
        ("to-answer", _("Waits for your answer"), [s for s in shown if s["row"].mine and s["row"].state == "asked"]),
        ("agreed", _("Both agreed"), [s for s in shown if s["row"].state == "consented"]),
        ("asked", _("You asked"), [s for s in shown if not s["row"].mine and s["row"].state == "asked"]),
        ("declined", _("Came to nothing"), [s for s in shown if s["row"].state == "declined"]),
    ]
    context = {"stop": "find", "groups": [g for g in groups if g[2]], "to_answer": len(groups[0][2])}
    return render(request, "matching/interests.html", context | {"may_release": actor.may_release(actor.company_id)})


@login_required
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Yes or no to somebody's interest."""
    consent = request.POST.get("answer") == "yes"
    row = actions.answer_interest(request.actor, _company(request.actor), pk, consent)
    told = row.state != Interest.State.DECLINED
    messages.info(request, _("Agreed. Contacts follow both ways.") if told else _("Declined. The other side is told."))
    return redirect("matching:interests")


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: UUID | None = None) -> HttpResponse:
    """The centre reads what companies want to publish: publish, or give back with a note."""
    actor = request.actor
    rows = list(queries.to_review(actor))
    if pk is not None and pk not in {row.pk for row in rows}:
        raise Missing("opportunity", queries.NOTHING)
    failed = None
    if request.method == "POST" and pk is not None:
        try:
            publish = request.POST.get("answer") == "publish"
            actions.review(actor, pk, publish, request.POST.get("note", "")[:2000])
            messages.info(request, _("Published.") if publish else _("Given back with your note."))
            return redirect("matching:review")
        except Problem as error:
            if error.status == 404:
                raise
            failed = {"pk": pk, "message": error.message, "remedy": error.remedy}
    context = {"stop": "find", "rows": rows, "failed": failed}
    return render(request, "matching/review.html", context, status=422 if failed else 200)
