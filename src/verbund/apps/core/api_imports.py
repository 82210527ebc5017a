"""The REST API of imports: send a file, look, start, follow, mend. The pages' actions and queries, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status, UploadedFile
from pydantic import Field

from verbund.kit.errors import Missing

from .imports import actions, queries
from .models import ImportRun, Job

router = Router(tags=["imports"])

Word = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Column = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]
RowId = Annotated[int, Field(ge=1, le=2**62)]


class ImportOut(Schema):
    """`columns` maps field → column of the file; `about`: rows of the file as far as it is known before the end."""

    id: UUID
    target: str
    file_name: str
    source: str
    state: str
    columns: dict[str, str]
    about: int
    rows_read: int
    created_count: int
    updated_count: int
    unchanged_count: int
    quarantined_count: int
    error: str
    created_at: datetime
    finished_at: datetime | None
    job_id: UUID | None

    @staticmethod
    def resolve_about(run: ImportRun) -> int:
        return int(run.options.get("about", 0))


class ImportIn(Schema):
    target: Word
    source: Word = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = "DE"


class ColumnsIn(Schema):
    columns: dict[Word, Column]


class Flawed(Schema):
    code: str
    column: str
    reason: str
    remedy: str


class PreviewRow(Schema):
    number: int
    values: dict[str, Any]
    flaws: list[Flawed]


class PreviewOut(Schema):
    header: list[str]
    columns: dict[str, str]
    rows: list[PreviewRow]


class RefusedOut(Schema):
    id: int
    row: int
    data: dict[str, Any]
    problems: list[Flawed]


class CellsIn(Schema):
    cells: dict[Column, Text]


class RetryOut(Schema):
    taken_over: int


@router.get("/imports", response=list[ImportOut])
def imports(
    request: HttpRequest, of: Literal["company", "node"] = "company", limit: Annotated[int, Field(ge=1, le=200)] = 50
) -> Any:
    """Imports of the company acted for or (for the centre) of the node, latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    if of == "company" and actor.company_id is None:
        raise Missing("company", _("There is no such company"))
    return queries.runs(actor, actor.company_id if of == "company" else None)[:limit]


@router.post("/imports", response={201: ImportOut})
def send(request: HttpRequest, form: Form[ImportIn], file: File[UploadedFile]) -> Any:
    """A table (CSV, Excel, JSON Lines) for a preview; its columns are proposed, nothing is written yet."""
    actor = request.actor  # type: ignore[attr-defined]
    company_id = actor.company_id if actions.find(form.target).private else None
    kept = actions.receive(actor, company_id, form.target, file.name or "file", file.chunks())
    run = actions.prepare(actor, company_id, form.target, kept, source=form.source, country=form.country)
    return Status(201, run)


@router.get("/imports/{pk}", response=ImportOut)
def one_import(request: HttpRequest, pk: UUID) -> ImportRun:
    """Where an import stands."""
    return queries.run(request.actor, pk)  # type: ignore[attr-defined]


@router.get("/imports/{pk}/preview", response=PreviewOut)
def preview(request: HttpRequest, pk: UUID, rows: Annotated[int, Field(ge=1, le=100)] = 20) -> dict[str, Any]:
    """The first rows as they would be read."""
    actor = request.actor  # type: ignore[attr-defined]
    seen = queries.preview(actor, pk, rows)
    shown = [{**row, "flaws": [queries.in_words(flaw) for flaw in row["flaws"]]} for row in seen["rows"]]
    return {"header": seen["header"], "columns": queries.run(actor, pk).columns, "rows": shown}


@router.put("/imports/{pk}/columns", response=ImportOut)
def columns(request: HttpRequest, pk: UUID, body: ColumnsIn) -> ImportRun:
    """Another mapping, before it is started."""
    return actions.choose(request.actor, pk, body.columns)  # type: ignore[attr-defined]


@router.post("/imports/{pk}/start", response=ImportOut)
def start(request: HttpRequest, pk: UUID) -> ImportRun:
    """Run it as a job and save the mapping for the source."""
    actor = request.actor  # type: ignore[attr-defined]
    job: Job = actions.start(actor, pk)
    found = queries.run(actor, pk)
    found.job = job
    return found


@router.get("/imports/{pk}/quarantine", response=list[RefusedOut])
def quarantine(request: HttpRequest, pk: UUID, limit: Annotated[int, Field(ge=1, le=1000)] = 100) -> list[Any]:
    """Rows set aside, each with column, reason and remedy."""
    rows = queries.quarantine(request.actor, pk)[:limit]  # type: ignore[attr-defined]
    return [
        {"id": row.pk, "row": row.row, "data": row.data, "problems": [queries.in_words(p) for p in row.problems]}
        for row in rows
    ]


@router.post("/imports/{pk}/quarantine/{row_id}", response=list[Flawed])
def mend(request: HttpRequest, pk: UUID, row_id: RowId, body: CellsIn) -> list[dict[str, Any]]:
    """Try a row again with corrected cells; the answer says what is still wrong (nothing: it was taken over)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.refused(actor, pk, row_id)
    return [queries.in_words(p) for p in actions.mend(actor, row.pk, body.cells)]


@router.post("/imports/{pk}/retry", response=RetryOut)
def retry(request: HttpRequest, pk: UUID) -> dict[str, int]:
    """Try all refused rows again, e.g. after missing companies came."""
    return {"taken_over": actions.retry(request.actor, pk)}  # type: ignore[attr-defined]


class TargetField(Schema):
    name: str
    title: str
    required: bool


class TargetOut(Schema):
    name: str
    title: str
    private: bool
    fields: list[TargetField]


@router.get("/import-targets", response=list[TargetOut])
def targets(request: HttpRequest) -> list[dict[str, Any]]:
    """What the caller may import, with its fields."""
    return [
        {
            "name": t.name,
            "title": str(t.title),
            "private": t.private,
            "fields": [{"name": f.name, "title": str(f.label), "required": f.required} for f in t.fields],
        }
        for t in queries.may_import(request.actor)  # type: ignore[attr-defined]
    ]
