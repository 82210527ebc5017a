"""The REST API of position: role, six dependences, failure, kept reports, and the first visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from verbund.kit.errors import Missing

from . import first, page, queries

router = Router(tags=["position"])


def _company(request: HttpRequest) -> UUID:
    company_id = request.actor.company_id  # type: ignore[attr-defined]
    if company_id is None:
        raise Missing("company", queries.NO_COMPANY)
    return company_id  # type: ignore[no-any-return]


@router.get("/position", response=dict[str, Any])
def position(request: HttpRequest, partner: UUID | None = None, share: float = 1.0, weeks: float = page.WEEKS) -> Any:
    """Position of the company acted for; `partner` (a company's id) fails by `share` for `weeks`."""
    company_id = _company(request)
    return page.as_json(page.lage(request.actor, company_id, partner, share, weeks))  # type: ignore[attr-defined]


class ReportOut(Schema):
    quarter: str
    computed_at: datetime
    role: str
    figures: dict[str, list[float]]


@router.get("/position/reports", response=list[ReportOut])
def reports(request: HttpRequest) -> Any:
    """Kept reports of the last eight quarters, oldest first."""
    return queries.history(request.actor, _company(request))  # type: ignore[attr-defined]


@router.get("/first", response=dict[str, Any], auth=None)
def first_visit(request: HttpRequest, name: str = "", place: str = "", branch: str = "") -> Any:
    """What name, place and branch alone say; nothing is stored."""
    return first.as_json(first.look(name, place, branch))
