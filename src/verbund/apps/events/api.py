"""The REST API of events and calls for funding."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import BeforeValidator, Field

from . import queries
from .models import Funding

router = Router(tags=["events"])
Clock = Annotated[str, BeforeValidator(lambda at: at.strftime("%H:%M") if isinstance(at, dt.time) else at)]
"""Local time of the place, e.g. 13:00."""
Word = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class EventOut(Schema):
    id: UUID
    title_de: str
    title_en: str
    format: str
    date: dt.date
    starts: Clock | None
    ends: Clock | None
    venue: str
    city: str
    seats: int | None
    text_de: str
    text_en: str


class FundingOut(Schema):
    id: UUID
    title_de: str
    title_en: str
    funder: str
    share: Decimal | None
    maximum: Decimal | None
    currency: str
    apply_by: dt.date | None
    kinds: list[str]
    min_companies: int | None
    text_de: str
    text_en: str


@router.get("/events", response=list[EventOut])
def events(request: HttpRequest) -> Any:
    """What comes next, at most 200."""
    return list(queries.upcoming(request.actor)[:200])  # type: ignore[attr-defined]


@router.get("/funding", response=list[FundingOut])
def funding(request: HttpRequest, kind: Word = "") -> list[Funding]:
    """Open calls, the next deadline first."""
    return queries.funding(request.actor, kind)  # type: ignore[attr-defined]
