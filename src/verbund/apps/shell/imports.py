"""Pages to read in a file: choose, map columns, preview, progress, clear up what was set aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from verbund.apps.core import jobs
from verbund.apps.core.actor import Actor
from verbund.apps.core.imports import actions, import_targets, queries
from verbund.apps.core.imports.mapping import propose
from verbund.apps.core.imports.target import Target
from verbund.apps.core.models import ImportRun
from verbund.kit.errors import Invalid, Missing, Problem

MENDED_AT_ONCE = 25
TRY_UP_TO = 4_000_000  # bytes of a file that is tried whole while the person waits
State = ImportRun.State
COUNTS = ("created_count", "updated_count", "unchanged_count", "quarantined_count")


def _targets(actor: Actor) -> list[Target]:
    found = queries.may_import(actor)
    if not found:
        raise Missing("import", _("There is nothing for you to read in"), remedy=_("Ask an editor of your company."))
    return found


def _runs(actor: Actor) -> Any:
    """Latest imports of the company acted for and, for the centre, of the node."""
    mine = Q(company_id=actor.company_id) if actor.company_id else Q(pk=None)
    shared = Q(company_id=None) if actor.is_centre else Q(pk=None)
    return ImportRun.objects.filter(mine | shared).select_related("job")[:15]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose what and which file; the file is stored and a mapping proposed."""
    targets = _targets(request.actor)
    wanted = request.POST.get("art") or request.GET.get("art") or ""
    problem = None
    if request.method == "POST":
        target = next((t for t in targets if t.name == wanted), None)
        file = request.FILES.get("datei")
        try:
            if target is None:
                raise Invalid("import-target", _("Choose what the file holds"), where="art")
            if file is None:
                raise Invalid("import-file", _("Choose a file"), where="datei")
            company_id = request.actor.company_id if target.private else None
            stored = actions.receive(request.actor, company_id, target.name, file.name or "", file.chunks())
            run = actions.prepare(
                request.actor,
                company_id,
                target.name,
                stored,
                source=request.POST.get("quelle", "").strip()[:60],
                country=request.POST.get("land", "DE")[:2],
            )
        except Problem as error:
            problem = error
        else:
            return redirect("shell:import", pk=run.pk)
    context = {
        "stop": "see",
        "targets": targets,
        "wanted": wanted,
        "problem": problem,
        "runs": _runs(request.actor),
        "titles": {name: t.title for name, t in import_targets.items()},
        "names": {"art", "datei"},
    }
    return render(request, "shell/imports.html", context, status=422 if problem else 200)


@login_required
@require_GET
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where an import stands."""
    found = queries.run(request.actor, pk)
    if found.state == State.PREVIEW:
        return _preview(request, found)
    job = found.job
    stopped = job is not None and job.state in ("cancelled", "failed")
    running = found.state == State.RUNNING and not stopped
    page = Paginator(queries.quarantine(request.actor, pk), MENDED_AT_ONCE).get_page(request.GET.get("page"))
    context = {
        **_head(found),
        "running": running,
        "about": max(found.options.get("about", 0), found.rows_read),
        "stopped": stopped or found.state in (State.CANCELLED, State.FAILED),
        "page": page,
        "rows": [_refused(row, found) for row in page],
        "applied": found.rows_read - found.quarantined_count,
        "wrong": request.session.pop(f"import-{pk}", 0),
    }
    return render(request, "shell/import.html", context)


def _head(found: ImportRun) -> dict[str, Any]:
    return {"stop": "see", "run": found, "target": import_targets[found.target], "counts": COUNTS}


def _said(flaw: dict[str, Any], found: ImportRun) -> dict[str, Any]:
    """A flaw beside its column; where no column brings the field, its reason names it already."""
    return flaw if flaw.get("column") in found.columns.values() else {**flaw, "column": ""}


def _preview(request: HttpRequest, found: ImportRun, problem: Problem | None = None, tried: Any = None) -> HttpResponse:
    target = import_targets[found.target]
    seen = queries.preview(request.actor, found.pk, rows=8)
    column_of = found.columns
    field_of = {column: name for name, column in column_of.items()}
    sure = propose(target, seen["header"])
    example = dict.fromkeys(seen["header"], "")
    for raw in seen["raw"]:
        for column in example:
            if not example[column] and raw.get(column) not in (None, ""):
                example[column] = str(raw[column])[:60]
    labels = {f.name: f.label for f in target.fields}
    columns = [
        {
            "name": column,
            "example": example[column],
            "field": field_of.get(column, ""),
            "sure": sure.get(field_of.get(column, "")) == column,
            "number": number,
        }
        for number, column in enumerate(seen["header"], 1)
    ]
    shown = [f for f in target.fields if f.name in column_of][:8]
    missing = [labels[f.name] for f in target.fields if f.required and f.name not in column_of]
    context = {
        **_head(found),
        "columns": columns,
        "fields": [(f.name, f.label, f.required) for f in target.fields],
        "shown": shown,
        "rows": [
            {
                "number": r["number"],
                "cells": [r["values"].get(f.name) for f in shown],
                "flaws": [_said(f, found) for f in r["flaws"]],
            }
            for r in seen["rows"]
        ],
        "shape": seen["shape"],
        "missing": missing,
        "problem": problem,
        "tried": tried,
        "may_try": found.file is not None and found.file.size <= TRY_UP_TO,
    }
    return render(request, "shell/import_preview.html", context, status=422 if problem else 200)


def _chosen(request: HttpRequest, found: ImportRun) -> dict[str, str]:
    """{field: column} from the selects; raises Invalid when one field is chosen twice."""
    header = queries.preview(request.actor, found.pk, rows=0)["header"]
    chosen: dict[str, str] = {}
    for number, column in enumerate(header, 1):
        name = request.POST.get(f"c{number}", "")
        if not name:
            continue
        if name in chosen:
            label = next((f.label for f in import_targets[found.target].fields if f.name == name), name)
            raise Invalid(
                "mapping-twice",
                _("Two columns mean “%(label)s”") % {"label": label},
                where=f"c{number}",
                remedy=_("Choose one of them; the other is not read in."),
            )
        chosen[name] = column
    return chosen


@login_required
@require_POST
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From the preview: keep the mapping, try it, or start."""
    found = actions.writable(request.actor, pk)
    what = request.POST.get("schritt", "")
    if found.state != State.PREVIEW:
        return redirect("shell:import", pk=pk)
    try:
        found = actions.choose(request.actor, pk, _chosen(request, found))
        if what == "start":
            actions.start(request.actor, pk)
            return redirect("shell:import", pk=pk)
        if what == "pruefen" and found.file is not None and found.file.size <= TRY_UP_TO:
            counts, refused = actions.dry_run(request.actor, pk)
            tried = {
                "counts": counts,
                "refused": [(r.number, queries.in_words(f.as_json())) for r in refused[:20] for f in r.flaws],
            }
            return _preview(request, queries.run(request.actor, pk), tried=tried)
    except Problem as error:
        return _preview(request, queries.run(request.actor, pk), problem=error)
    return redirect("shell:import", pk=pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = actions.writable(request.actor, pk)
    if found.job_id and found.state == State.RUNNING:
        jobs.cancel(request.actor, found.job_id)
        messages.info(request, _("The import stops after the current rows. What was taken over stays."))
    return redirect("shell:import", pk=pk)


PLACE = ("latitude", "longitude")
PLACE_CODES = frozenset({"swapped-coordinates", "outside-country", "half-coordinates"})


def _cells_of(problem: dict[str, Any], found: ImportRun) -> list[str]:
    """Columns that mend a problem: its own, and for a place the other coordinate too."""
    own = problem.get("column", "")
    if problem.get("code") in PLACE_CODES:
        return [found.columns[name] for name in PLACE if name in found.columns]
    return [own] if own else []


def _refused(row: Any, found: ImportRun) -> dict[str, Any]:
    """A row that was set aside: its problems in words, each with the cells to correct."""
    problems = []
    for number, problem in enumerate(row.problems):
        told = queries.in_words(problem)
        cells = [
            {"id": f"q{row.pk}-{number}-{n}", "column": column, "value": row.data[column] or ""}
            for n, column in enumerate(_cells_of(problem, found))
            if column in row.data
        ]
        problems.append({**told, "cells": cells})
    return {"pk": row.pk, "row": row.row, "problems": problems}


@login_required
@require_POST
def mend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take over the corrected cells of this page's rows."""
    found = actions.writable(request.actor, pk)
    rows = queries.quarantine(request.actor, pk)[:2000]
    cells: dict[int, dict[str, str]] = {}
    for row in rows:
        for number, problem in enumerate(row.problems):
            for n, column in enumerate(_cells_of(problem, found)):
                text = request.POST.get(f"q{row.pk}-{number}-{n}")
                if text is not None:
                    cells.setdefault(row.pk, {})[column] = text
    taken = sum(not actions.mend(request.actor, one, changed) for one, changed in cells.items())
    left = len(cells) - taken
    messages.success(request, ngettext("%(n)s row taken over.", "%(n)s rows taken over.", taken) % {"n": taken})
    request.session[f"import-{pk}"] = left
    return redirect("shell:import", pk=pk)


@login_required
@require_POST
def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try all refused rows again, e.g. after missing companies came."""
    taken = actions.retry(request.actor, pk)
    messages.success(request, ngettext("%(n)s row taken over.", "%(n)s rows taken over.", taken) % {"n": taken})
    return redirect("shell:import", pk=pk)
