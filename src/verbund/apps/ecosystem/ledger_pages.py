"""Pages to read in what bookkeeping exports: why, choose, look, confirm the doubtful ones, see what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from verbund.apps.core import nav
from verbund.apps.core.imports import actions as imports
from verbund.apps.core.imports import queries as imported
from verbund.apps.core.models import ImportRun
from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing, Problem

from . import actions, ledger, queries

RATES = ("0.19", "0.07", "0")
SHOWN = 50
MOST_FILES = 4


def options_of(values: Any) -> ledger.Options:
    """From the words of a form; raises Invalid."""
    try:
        year = int(values.get("year") or clock.now().year - 1)
    except ValueError:
        year = 0
    if not 1990 <= year <= clock.now().year:
        raise Invalid("year", _("Enter the year of the balances, for example 2025"), where="year")
    rate = values.get("vat_rate") or RATES[0]
    if rate not in RATES:
        raise Invalid("vat-rate", _("Choose which VAT the sums hold"), where="vat_rate")
    side = values.get("side") or ""
    if side not in ("", "customer", "supplier"):
        raise Invalid("side", _("Choose what the file holds"), where="side")
    return ledger.Options(year, mask=values.get("mask") in (True, "1", "on", "true"), vat_rate=Decimal(rate), side=side)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the files; they are read at once, and only what is needed of them is kept."""
    company_id = queries.acting_for(request.actor)
    problem = None
    if request.method == "POST":
        actions.must_write(request.actor, company_id)
        try:
            files = request.FILES.getlist("datei")[:MOST_FILES]
            if not files:
                raise Invalid("import-file", _("Choose a file"), where="datei")
            sources = [(f.name or "file", f.chunks()) for f in files]
            run = actions.receive_ledger(request.actor, company_id, sources, options_of(request.POST))
        except Problem as error:
            problem = error
        else:
            return redirect("ecosystem:ledger_run", pk=run.pk)
    runs = ImportRun.objects.filter(company_id=company_id, target=ledger.TARGET)[:10]
    context = {
        "stop": "see",
        "problem": problem,
        "year": request.POST.get("year") or clock.now().year - 1,
        "writable": request.actor.may_write(company_id),
        "runs": runs if request.actor.may_read(company_id) else (),
    }
    return render(request, "ecosystem/ledger.html", context, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How it is understood; then what came of it, and the partners in doubt."""
    found = imported.run(request.actor, pk)
    if found.target != ledger.TARGET:
        raise Missing("import", _("There is no such import."))
    if request.method == "POST":
        imports.writable(request.actor, pk)
        if found.state == ImportRun.State.PREVIEW:
            imports.run_now(request.actor, pk)
        else:
            _decide(request, found)
        return redirect("ecosystem:ledger_run", pk=pk)
    if found.state == ImportRun.State.PREVIEW:
        return _preview(request, found)
    rows = list(imported.quarantine(request.actor, pk)[:SHOWN])
    doubtful = [r for r in rows if any(p["code"] == "doubtful-partner" for p in r.problems)]
    context = {
        "stop": "see",
        "position": nav.first(request.actor, "see"),
        "run": found,
        "doubtful": [_doubt(r) for r in doubtful],
        "refused": [_refused(r) for r in rows if r not in doubtful],
        "largest": queries.largest(request.actor, _of(found)),
        "writable": request.actor.may_write(found.company_id),
    }
    return render(request, "ecosystem/ledger_run.html", context)


def _of(found: ImportRun) -> UUID:
    assert found.company_id is not None, "a ledger is a company's own"
    return found.company_id


def _preview(request: HttpRequest, found: ImportRun) -> HttpResponse:
    counts, refused = imports.dry_run(request.actor, found.pk)
    seen = imported.preview(request.actor, found.pk, 12)
    rows = [{**row, "line": raw.get(ledger.SHAPE["line"])} for row, raw in zip(seen["rows"], seen["raw"], strict=True)]
    doubts = [r for r in refused if any(f.code == "doubtful-partner" for f in r.flaws)]
    context = {
        "stop": "see",
        "run": found,
        "counts": counts,
        "doubts": len(doubts),
        "wrong": counts.quarantined - len(doubts),
        "rows": rows,
    }
    return render(request, "ecosystem/ledger_preview.html", context)


def _doubt(row: Any) -> dict[str, Any]:
    problem = next(p for p in row.problems if p["code"] == "doubtful-partner")
    options = [
        {"slug": slug, "name": name, "city": city, "share": share}
        for slug, name, city, share in problem["params"].get("options", ())
    ]
    cells = _cells(row)
    return {
        "pk": row.pk,
        "line": cells["line"],
        "account": cells["account"],
        "name": cells["name"],
        "place": " ".join(t for t in (cells["postcode"], cells["city"]) if t),
        "options": options,
    }


def _cells(row: Any) -> dict[str, str]:
    """The refused row by the names of fields; its line where the file was read in without our shape."""
    found = {name: str(row.data.get(column) or "") for name, column in ledger.SHAPE.items()}
    return {**found, "line": found["line"] or str(row.row)}


def _refused(row: Any) -> dict[str, Any]:
    cells = _cells(row)
    problems = [imported.in_words(p) for p in row.problems]
    return {"line": cells["line"], "account": cells["account"], "problems": problems}


def _decide(request: HttpRequest, found: ImportRun) -> None:
    """Take over what the person said of the doubtful ones; the others wait."""
    taken = 0
    for row in imported.quarantine(request.actor, found.pk)[:SHOWN]:
        word = request.POST.get(f"p{row.pk}", "")
        if word:
            taken += not imports.mend(request.actor, row.pk, {ledger.SHAPE["partner"]: word[:80]})
    messages.success(request, ngettext("%(n)s partner taken over.", "%(n)s partners taken over.", taken) % {"n": taken})
