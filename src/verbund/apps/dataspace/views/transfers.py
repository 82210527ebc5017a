"""Transfers with their progress, files that arrived, and who had access to what on which contract."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verbund.apps.core import files
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Job

from .. import actions, queries, rules, wording
from ._common import company_of, done, page, paged

MOST = 100_000


@login_required
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    everything = request.GET.get("alle") == "1"
    found = paged(request, queries.data_only(queries.transfers(actor, company_id), everything))
    rows = progressed(company_id, wording.named(company_id, found))
    return page(request, "transfers", "transfers", page=found, rows=rows, everything=everything)


def progressed(company_id: UUID, rows: list[Any]) -> list[Any]:
    """The rows with the progress of the jobs that fetch them, and who paused them; three queries."""
    keys = [str(row.pk) for row in rows if row.state == "STARTED" and row.role == "CONSUMER"]
    jobs = Job.objects.filter(company_id=company_id, name="dataspace.fetch", args__transfer_id__in=keys) if keys else []
    found = {job.args["transfer_id"]: job for job in jobs}
    given = queries.given(company_id, [row.pk for row in rows if row.role == "PROVIDER"])
    paused = queries.paused_by_us(company_id, [row.pk for row in rows if row.state == "SUSPENDED"])
    for row in rows:
        row.ours = row.state == "SUSPENDED" and row.pk in paused
        job = found.get(str(row.pk))
        row.done = job.done_count if job else row.bytes_done
        row.total = (job.total_count if job else None) or row.size or given.get(row.pk)
        row.share = min(100, 100 * row.done // row.total) if row.total and job else None
    return rows


@login_required
@require_POST
def end_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.end_transfer, _("The transfer has ended."))


@login_required
@require_POST
def suspend_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.suspend_transfer, _("The transfer is paused."))


@login_required
@require_POST
def resume_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _moved(
        request, pk, lambda actor, found, _reason: actions.resume_transfer(actor, found), _("The transfer goes on.")
    )


def _moved(request: HttpRequest, pk: UUID, act: Callable[[Actor, UUID, str], Any], said: str) -> HttpResponse:
    """One transfer of the company is moved on, with the reason from the form; then the list again."""
    actor, _company = company_of(request)
    queries.transfer(actor, pk)
    reason = request.POST.get("reason", "").strip()[:500]
    here = "dataspace:transfers"
    return done(request, lambda: act(actor, pk, reason), said, here, here)


@login_required
@require_GET
def received_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file that arrived, for the people of the company that fetched it."""
    actor, _company = company_of(request)
    found = queries.transfer(actor, pk)
    if found.file is None or found.role != "CONSUMER":
        raise rules.missing()
    path = files.path_of(found.file)
    if not path.is_file():
        raise rules.missing()
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=found.file.name, content_type="application/octet-stream"
    )


@login_required
@require_GET
def accesses(request: HttpRequest) -> HttpResponse:
    actor, company_id = company_of(request)
    everything = request.GET.get("alle") == "1"
    found = paged(request, queries.data_only(queries.accesses(actor, company_id), everything))
    rows = wording.named(company_id, found)
    return page(request, "accesses", "accesses", page=found, rows=rows, everything=everything)


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@login_required
@require_GET
def accesses_file(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as CSV (semicolons, UTF-8 with mark), for works council and data protection."""
    actor, company_id = company_of(request)
    head = [
        *(_("Time"), _("Direction"), _("Who"), "DID", _("What"), _("Data set"), _("Agreement"), _("Decision")),
        *(_("Reason"), _("Bytes"), "SHA-256"),
    ]
    rows = queries.accesses(actor, company_id)[:MOST]
    directions = {"PROVIDER": _("given"), "CONSUMER": _("received")}

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line(), delimiter=";")
        yield "\ufeff" + writer.writerow(head)
        batch: list[Any] = []
        for row in rows.iterator(500):
            batch.append(row)
            if len(batch) == 500:
                yield from written(writer, batch)
                batch = []
        yield from written(writer, batch)

    def written(writer: Any, batch: list[Any]) -> Iterator[str]:
        for row in wording.named(company_id, batch):
            yield writer.writerow(
                _plain(cell)
                for cell in (
                    *(localtime(row.at).isoformat(timespec="seconds"), directions[row.role], row.peer, row.peer_did),
                    *(row.title, row.dataset_id, row.agreement.agreement_id, row.words, row.reason),
                    *(row.bytes, row.sha256),
                )
            )

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="zugriffe.csv"'
    return response


def _plain(cell: Any) -> str:
    """No cell begins as a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
