"""The REST API of core: who am I, jobs, the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from ninja import File, Router, Schema, Status, UploadedFile

from verbund.kit.errors import Missing

from . import api_imports, audit, files
from .models import AuditEntry, Company, Job, StoredFile

router = Router(tags=["core"])
router.add_router("", api_imports.router)


class Me(Schema):
    pseudonym: str
    company: str | None
    did: str | None
    roles: dict[str, str]
    centre: bool
    scopes: list[str]


@router.get("/me", response=Me)
def me(request: HttpRequest) -> dict[str, Any]:
    """Who the caller is and for whom it acts."""
    actor = request.actor  # type: ignore[attr-defined]
    found = {c.pk: c for c in Company.objects.filter(pk__in=list(actor.roles))}
    mine = found.get(actor.company_id)
    return {
        "pseudonym": actor.pseudonym,
        "company": mine.slug if mine else None,
        "did": mine.did if mine else None,
        "roles": {found[pk].slug: str(role) for pk, role in actor.roles.items() if pk in found},
        "centre": actor.is_centre,
        "scopes": sorted(actor.scopes or ()),
    }


class LogEntry(Schema):
    seq: int
    at: datetime
    event: str
    text: str
    actor: str
    via: str
    hash: str


@router.get("/log", response=list[LogEntry])
def log(request: HttpRequest, after: int = 0, limit: int = 100) -> list[dict[str, Any]]:
    """The audit log of the company acted for, oldest first."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None or not actor.may_read(actor.company_id):
        raise Missing("company", _("There is no such company"))
    rows = AuditEntry.objects.filter(company_id=actor.company_id, seq__gt=max(0, min(after, 2**62)))
    rows = rows.select_related("payload").order_by("seq")[: max(1, min(limit, 1000))]
    return [
        {
            "seq": r.seq,
            "at": r.at,
            "event": r.event,
            "text": audit.describe(r.event, r.payload.data if hasattr(r, "payload") else {}),
            "actor": r.actor,
            "via": r.via,
            "hash": r.hash,
        }
        for r in rows
    ]


class JobOut(Schema):
    id: UUID
    name: str
    state: str
    done_count: int
    total_count: int | None
    note: str
    error: str
    result: Any


@router.get("/jobs/{job_id}", response=JobOut)
def job(request: HttpRequest, job_id: UUID) -> Job:
    """Progress of a job of the company acted for."""
    actor = request.actor  # type: ignore[attr-defined]
    found = Job.objects.filter(pk=job_id).first()
    if found is None or not actor.may_read(found.company_id):
        raise Missing("job", _("There is no such job"))
    return found


class FileOut(Schema):
    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    origin: str
    created_at: datetime


@router.get("/files", response=list[FileOut])
def stored_files(request: HttpRequest, limit: int = 100) -> Any:
    """Files of the company acted for, uploaded or received, latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None or not actor.may_read(actor.company_id):
        raise Missing("company", _("There is no such company"))
    rows = StoredFile.objects.filter(company_id=actor.company_id).order_by("-created_at", "id")
    return rows[: max(1, min(limit, 1000))]


@router.post("/files", response={201: FileOut})
def upload(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Store a file of the company acted for."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None or not actor.may_write(actor.company_id):
        raise Missing("company", _("There is no such company"))
    kind = file.content_type or "application/octet-stream"
    kept = files.store(actor.company_id, file.name or "file", file.chunks(), media_type=kind, origin="upload")
    return Status(201, kept)


BYTES = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
}


@router.get("/files/{file_id}/content", openapi_extra=BYTES)
def content(request: HttpRequest, file_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """The bytes of a file of the company acted for."""
    actor = request.actor  # type: ignore[attr-defined]
    found = StoredFile.objects.filter(pk=file_id).first()
    if found is None or found.company_id is None or not actor.may_read(found.company_id):
        raise Missing("file", _("There is no such file"))
    answer = StreamingHttpResponse(files.read(found), content_type=found.media_type)
    answer["Content-Length"] = str(found.size)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer
