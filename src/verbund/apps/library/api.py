"""The REST API of the library: projects and what came of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from . import queries
from .models import Project

router = Router(tags=["library"])
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class MemberOut(Schema):
    company: str | None
    name: str
    did: str


class ProjectOut(Schema):
    id: UUID
    kind: str
    state: str
    title_de: str
    title_en: str
    purpose_de: str
    purpose_en: str
    expected_de: str
    expected_en: str
    measured_de: str
    measured_en: str
    figures: list[dict[str, str]]
    lesson_de: str
    lesson_en: str
    funding: str
    grant: Decimal | None
    currency: str
    started: date | None
    ended: date | None
    verbund_id: UUID | None
    members: list[MemberOut]


def _shown(row: Project) -> dict[str, Any]:
    values = {n: getattr(row, n) for n in ProjectOut.model_fields if n != "members"}
    members = [
        {
            "company": m.company.slug if m.company else None,
            "name": m.company.name if m.company else m.name,
            "did": m.did,
        }
        for m in row.members.all()
    ]
    return {**values, "members": members}


@router.get("/projects", response=list[ProjectOut])
def projects(
    request: HttpRequest,
    state: Word = "",
    kind: Word = "",
    query: Word = "",
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> list[dict[str, Any]]:
    """Entries of the library, newest end first."""
    rows = queries.projects(request.actor, [state] if state else [], [kind] if kind else [], query)  # type: ignore[attr-defined]
    return [_shown(row) for row in rows[offset : offset + limit]]


@router.get("/projects/{pk}", response=ProjectOut)
def project(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One entry."""
    return _shown(queries.project(request.actor, pk))  # type: ignore[attr-defined]
