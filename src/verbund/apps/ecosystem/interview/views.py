"""Pages of the interview: a few questions at a time, then what was noted, to be released by the company."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from verbund.apps.core import nav
from verbund.kit.errors import Problem

from ..actions import must_write
from ..queries import acting_for
from ..rules import may_release
from . import actions, queries


def _number(text: str, most: int) -> int:
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 4 else 1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """One step; its answers are noted and the next one comes."""
    company_id = acting_for(request.actor)
    found = queries.conversation(request.actor, company_id)
    at = _number(request.GET.get("teil", "1"), len(found.steps))
    step = found.steps[at - 1]
    problem = None
    if request.method == "POST":
        must_write(request.actor, company_id)
        said = {a.code: request.POST.get(a.code, a.shown) for a in step.asked}
        try:
            actions.note(request.actor, company_id, said)
        except Problem as error:
            problem = error
            step = queries.Step(
                step.title, tuple(queries.Asked(a.code, a.question, a.stands, said[a.code]) for a in step.asked)
            )
        else:
            last = at == len(found.steps)
            return redirect("ecosystem:interview_review" if last else f"{reverse('ecosystem:interview')}?teil={at + 1}")
    context = {
        "stop": "see",
        "interview": found,
        "step": step,
        "at": at,
        "steps": range(1, len(found.steps) + 1),
        "problem": problem,
        "writable": request.actor.may_write(company_id),
        "staff": not may_release(request.actor, company_id) and request.actor.may_write(company_id),
    }
    return render(request, "ecosystem/interview.html", context, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """All that is noted, each with what it changes; the company releases it."""
    company_id = acting_for(request.actor)
    problem = None
    if request.method == "POST":
        try:
            if "discard" in request.POST:
                actions.discard(request.actor, company_id)
                messages.info(request, _("Discarded. Nothing has changed."))
                return redirect("ecosystem:interview")
            actions.release(request.actor, company_id, set(request.POST.getlist("zaehlt")))
            messages.success(request, _("Taken over. It counts from now on."))
            return redirect(nav.first(request.actor, "see"))
        except Problem as error:
            if error.status not in (409, 422):
                raise
            problem = error
    found = queries.conversation(request.actor, company_id)
    context = {
        "stop": "see",
        "interview": found,
        "noted": [(a, a.words(a.stands), a.words(a.noted or "")) for a in found.noted],
        "problem": problem,
        "may_release": may_release(request.actor, company_id),
        "writable": request.actor.may_write(company_id),
    }
    return render(request, "ecosystem/interview_review.html", context, status=422 if problem else 200)
