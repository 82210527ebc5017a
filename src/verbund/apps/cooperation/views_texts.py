"""The centre's page of texts: what is due for review, a file of changes with a preview, what was taken in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from verbund.kit import clock
from verbund.kit.errors import Missing, Problem

from . import actions, texts
from .models import TextUpdate


@login_required
@require_http_methods(["GET", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """POST: look at what a file would change, take it in, or take one back."""
    texts.must_edit(request.actor)
    context: dict[str, object] = {"stop": "agree", "source": "", "name": ""}
    problem: Problem | None = None
    if request.method == "POST":
        try:
            if done := _act(request, context):
                messages.success(request, done)
                return redirect("cooperation:texts")
        except Missing:
            raise
        except Problem as found:
            problem = found
    today = clock.now().date()
    context |= {"problem": problem, "updates": list(TextUpdate.objects.all()[:50]), "due": texts.due(today),
                "count": len(texts.current())}  # fmt: skip
    return render(request, "cooperation/texts.html", context, status=problem.status if problem else 200)


def _act(request: HttpRequest, context: dict[str, object]) -> str:
    step = request.POST.get("step", "")
    if step == "withdraw":
        try:
            update = UUID(request.POST.get("update", ""))
        except ValueError:
            raise Missing("text-update", _("There is no such file of texts.")) from None
        actions.withdraw_texts(request.actor, update)
        return _("Taken back. The texts before it are in force again.")
    name, source = request.POST.get("name", "")[:120], request.POST.get("source", "")[: texts.LONGEST + 1]
    if file := request.FILES.get("file"):
        name, source = (file.name or "")[:120], file.read(texts.LONGEST + 1).decode("utf-8", "replace")
    context |= {"source": source, "name": name or "texte.toml"}
    if step == "take_in":
        actions.take_in_texts(request.actor, name or "texte.toml", source)
        return _("Taken in. Reports computed from now on speak by it; those shown before are shown again.")
    context["preview"] = texts.preview(request.actor, name or "texte.toml", source)
    return ""
