"""The leaflet of one charter: shown, its questions answered, and signed or refused below it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from verbund.apps.accounts import second_factor
from verbund.kit.errors import Forbidden, Missing, Problem

from . import actions, hosting, kinds, queries, rules, views_whatif
from .report.present import presented

YES_NO = {"yes": True, "no": False}
LONGEST = 300


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, verbund_id: UUID, charter_hash: str) -> HttpResponse:
    """Showing the page is what makes a report count as shown; POST answers a question, signs or refuses."""
    actor = request.actor
    company_id = actor.company_id
    if company_id is None:
        raise rules.missing()
    problem: Problem | None = None
    if request.method == "POST":
        try:
            _act(request, company_id, verbund_id, charter_hash)
        except (Missing, Forbidden) as found:
            if found.where != "code":
                raise
            problem = found
        except Problem as found:
            problem = found
        else:
            return redirect(request.path)
    key = (actor, company_id, verbund_id)
    if request.method == "GET" and getattr(request, "htmx", False) and views_whatif.asked(request):
        row_kind = queries.verbund(*key).kind
        trial = views_whatif.context(request, key, charter_hash, queries.frequencies(row_kind))
        return render(request, "cooperation/_tried.html", {"t": trial, "may_answer": actor.may_write(company_id)})
    row = actions.show_report(actor, company_id, verbund_id, charter_hash)
    verbund = queries.verbund(actor, company_id, verbund_id)
    version = queries.version(actor, company_id, verbund_id, charter_hash)
    state = queries.state(actor, company_id, verbund_id)
    standing = state.charters.get(charter_hash) if state else None
    positions = standing.positions if standing else {}
    own = queries.own_did(company_id)
    kept = hosting.hosts(queries.register(actor, company_id, verbund_id), charter_hash) if state else {}
    context: dict[str, Any] = {
        "stop": "agree",
        "verbund": verbund,
        "version": version,
        "row": row,
        "r": presented(row.document, get_language() or "de", queries.frequencies(verbund.kind)),
        "kind_title": kinds.kind_or_plain(verbund.kind).name,
        "problem": problem,
        "reason": request.POST.get("reason", "")[:LONGEST],
        "signatures": [
            {"name": m["name"], "signed": positions.get(m["did"]) == "assented", "own": m["did"] == own,
             "host": kept.get(m["did"], ""), "refused": positions.get(m["did"]) == "refused"}
            for m in version.document["members"] if m["role"] != "companion"
        ],
        "signed": positions.get(own) == "assented",
        "may_sign": version.status == "proposed" and rules.may_agree(actor, company_id, version.document["form"]),
        "asks_code": version.document["form"] == "charter",
        "has_factor": second_factor.held(actor.user_id),
        "hosted_here": hosting.host_of(company_id) and settings.NODE.name,
        "may_answer": actor.may_write(company_id),
        "on_table": version.status == "proposed",
        "t": views_whatif.context(request, key, charter_hash, queries.frequencies(verbund.kind)),
    }  # fmt: skip
    return render(request, "cooperation/report.html", context, status=problem.status if problem else 200)


def _act(request: HttpRequest, company_id: UUID, verbund_id: UUID, charter_hash: str) -> None:
    actor, step = request.actor, request.POST.get("step", "")
    reason = request.POST.get("reason", "").strip()[:LONGEST]
    if step == "answer":
        _answer(request, company_id, verbund_id, charter_hash)
    elif step == "sign":
        if request.POST.get("read") != "yes":
            raise Problem(
                "not-read", _("Tick that you have read the side-effect report."), where="read",
                remedy=_("Then sign once more."),
            )  # fmt: skip
        actions.assent(actor, company_id, verbund_id, charter_hash, reason, request.POST.get("code", "")[:20])
        messages.success(request, _("Signed. The signature names this version and this report."))
    elif step == "refuse":
        actions.refuse(actor, company_id, verbund_id, charter_hash, reason)
        messages.success(request, _("Refused. The other members see it."))
    elif step == "counter":
        messages.success(request, views_whatif.send((actor, company_id, verbund_id), charter_hash, request.POST))
    else:
        raise Problem("unknown-step", _("This page knows no such step."), where="step")


def _answer(request: HttpRequest, company_id: UUID, verbund_id: UUID, charter_hash: str) -> None:
    """One answer, kept with this company's reports only; an empty one opens the question again."""
    actor = request.actor
    rules.must_draft(actor, company_id)
    row = actions.show_report(actor, company_id, verbund_id, charter_hash)
    code = request.POST.get("question", "")
    asked = {q["code"]: q for q in row.document["open"]}
    if code not in asked:
        raise Problem("unknown-question", _("The report does not ask this."), where="question")
    kind, values = asked[code]["answer"], [request.POST.get(n, "").strip()[:LONGEST] for n in ("low", "high")]
    answer: Any
    if kind == "yes_no":
        answer = YES_NO.get(values[0])
    elif kind in ("share", "amount", "count", "months", "metric"):
        answer = _figures(values, kind)
    elif kind == "members":
        ticked, options = request.POST.getlist("low"), {m["did"] for m in asked[code]["options"]}
        chosen = [did for did in ticked if did in options]
        answer = chosen if chosen or "none" in ticked else None
    elif kind == "words":
        answer = [w.strip() for w in values[0].split(",") if w.strip()][:20] or None
    elif kind == "gain":
        found = _figures(values, "amount")
        if found is None:
            answer = None
        else:
            answer = {"low": found[0], "high": found[-1], "unit": "EUR/a", "certainty": "possible"}
    else:
        answer = values[0] or None
    if answer is None:
        raise Problem("no-answer", _("Enter an answer, for example 12 or 10 to 15."), where=code)
    actions.show_report(actor, company_id, verbund_id, charter_hash, {**row.answers, code: answer})
    messages.success(request, _("Computed again with your answer. Nobody else sees it."))


def _figures(values: list[str], kind: str) -> list[str] | None:
    """[low, high] as decimals; a share is typed in per cent."""
    from decimal import Decimal, InvalidOperation

    found = []
    for text in values:
        plain = text.replace("\u00a0", "").replace(" ", "").rstrip("%€").replace(",", ".")
        if not plain:
            continue
        try:
            value = Decimal(plain)
        except InvalidOperation:
            return None
        if not value.is_finite() or value < 0 or value > 10**12:
            return None
        found.append(value / 100 if kind == "share" else value)
    if not found:
        return None
    low, high = min(found), max(found)
    return [f"{low:f}", f"{high:f}"]
