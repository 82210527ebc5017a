"""The centre looks into a company's private data: only with a reason, for a while, and the company sees it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from verbund.apps.core.models import Company
from verbund.kit.errors import Missing, Problem

from . import actions
from .forms import StaffForm
from .middleware import SESSION_COMPANY


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, slug: str) -> HttpResponse:
    company = Company.objects.filter(slug=slug).first() if request.actor.is_centre else None
    if company is None:
        raise Missing("company", _("There is no such company"))
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.start_staff_session(request.actor, company.pk, data["reason"], timedelta(hours=int(data["hours"])))
        except Problem as problem:
            field = problem.where if problem.where in form.fields else None
            form.add_error(field, f"{problem.message} {problem.remedy}".strip())
        else:
            request.session[SESSION_COMPANY] = str(company.pk)
            return redirect("shell:today")
    return render(request, "accounts/staff.html", {"company": company, "form": form})


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    if not request.actor.is_centre:
        raise Missing("company", _("There is no such company"))
    actions.end_staff_session(request.actor)
    request.session.pop(SESSION_COMPANY, None)
    messages.success(request, _("The session is ended."))
    return redirect("shell:today")
