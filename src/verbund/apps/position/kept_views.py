"""Pages of position that keep something: answers, dated reports with decisions, a need handed over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.kit.errors import Invalid, Missing

from . import actions, kept_words, queries
from .questions import QUESTIONS

PER_PAGE = 20


def _company(actor: Actor) -> UUID:
    if actor.company_id is None:
        raise Missing("company", queries.NO_COMPANY)
    return actor.company_id


@login_required
@require_POST
def need(request: HttpRequest) -> HttpResponse:
    """One click from a way to a draft that is read before it is published."""
    actor = request.actor
    url = actions.hand_over(actor, _company(actor), request.POST.get("way", "")[:80])
    messages.info(request, _("This is a draft. Only you see it until you publish it."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """Bands to tap; every question says what it changes."""
    actor = request.actor
    company_id = _company(actor)
    if request.method == "POST":
        said = {q.code: request.POST.get(q.code, "") for q in QUESTIONS}
        actions.answer(actor, company_id, said)
        messages.info(request, _("Kept. Nobody else sees it."))
        return redirect("position:lage")
    said = queries.answers(actor, company_id)
    rows = [(q, said.get(q.code, "")) for q in QUESTIONS]
    context = {"stop": "see", "rows": rows, "answered": len(said), "may_write": actor.may_release(company_id)}
    return render(request, "position/questions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """All kept reports; POST keeps the position as it stands now."""
    actor = request.actor
    company_id = _company(actor)
    if request.method == "POST":
        row = actions.keep_report(actor, company_id)
        messages.info(request, _("Kept with its date."))
        return redirect("position:report", pk=row.pk)
    page = Paginator(queries.kept(actor, company_id), PER_PAGE).get_page(request.GET.get("page"))
    rows = [kept_words.line(row) for row in page]
    context = {"stop": "see", "page": page, "rows": rows, "may_write": actor.may_write(company_id)}
    return render(request, "position/reports.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A kept report as it stood; POST writes the decision beside it."""
    actor = request.actor
    company_id = _company(actor)
    row = queries.kept_report(actor, company_id, pk)
    error = None
    if request.method == "POST":
        try:
            actions.decide(actor, company_id, pk, request.POST.get("decision", ""))
        except Invalid as problem:
            error = problem
        else:
            messages.info(request, _("The decision stands beside the report."))
            return redirect("position:report", pk=pk)
    context = {
        "stop": "see",
        "row": row,
        "shown": kept_words.show(row),
        "company": Company.objects.get(pk=company_id),
        "may_decide": actor.may_release(company_id),
        "error": error,
        "text": request.POST.get("decision", "")[: actions.LONGEST],
    }
    return render(request, "position/report.html", context, status=422 if error else 200)


@login_required
@require_GET
def report_print(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper."""
    actor = request.actor
    row = queries.kept_report(actor, _company(actor), pk)
    context = {"row": row, "shown": kept_words.show(row), "printed": True}
    return render(request, "position/report.html", context | {"company": Company.objects.get(pk=actor.company_id)})
