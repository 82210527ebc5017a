"""The REST API of position: role, six dependences, failure, ways, answers, kept reports, and the first visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Router, Schema

from verbund.kit.errors import Missing

from . import actions, diamond, diamond_views, diamond_words, first, page, plain, queries

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
    return plain.as_json(page.lage(request.actor, company_id, partner, share, weeks))  # type: ignore[attr-defined]


class ReportOut(Schema):
    quarter: str
    computed_at: datetime
    role: str
    figures: dict[str, list[float]]


@router.get("/position/reports", response=list[ReportOut])
def reports(request: HttpRequest) -> Any:
    """Kept reports of the last eight quarters, oldest first."""
    return queries.history(request.actor, _company(request))  # type: ignore[attr-defined]


class KeptOut(Schema):
    id: UUID
    kept_at: datetime
    content: dict[str, Any]
    decision: str
    decided_at: datetime | None


class KeptDecisionIn(Schema):
    decision: str


@router.get("/position/kept", response=list[KeptOut])
def kept(request: HttpRequest) -> Any:
    """Reports kept with their date, newest first: figures as [low, high], warning marks crossed, decision."""
    return queries.kept(request.actor, _company(request))  # type: ignore[attr-defined]


@router.post("/position/kept", response=KeptOut)
def keep(request: HttpRequest) -> Any:
    """Keep the position as it stands now."""
    return actions.keep_report(request.actor, _company(request))  # type: ignore[attr-defined]


@router.get("/position/kept/{pk}", response=KeptOut)
def kept_one(request: HttpRequest, pk: UUID) -> Any:
    """One kept report."""
    return queries.kept_report(request.actor, _company(request), pk)  # type: ignore[attr-defined]


@router.post("/position/kept/{pk}/decision", response=KeptOut)
def decide(request: HttpRequest, pk: UUID, data: KeptDecisionIn) -> Any:
    """Write the decision beside a kept report, once."""
    return actions.decide(request.actor, _company(request), pk, data.decision)  # type: ignore[attr-defined]


@router.get("/position/answers", response=dict[str, str])
def answers(request: HttpRequest) -> Any:
    """What the company answered beyond its lists: question → choice."""
    return queries.answers(request.actor, _company(request))  # type: ignore[attr-defined]


@router.patch("/position/answers", response=dict[str, str])
def answer(request: HttpRequest, data: Body[dict[str, str]]) -> Any:
    """Answer some of the questions; an empty choice takes an answer back."""
    return actions.answer(request.actor, _company(request), data)  # type: ignore[attr-defined]


@router.get("/position/diamond", response=dict[str, Any])
def location(request: HttpRequest, region: str = "", branch: str = "") -> Any:
    """Porter's diamond of a branch in a region (NUTS 1); data and opinion in fields of their own."""
    actor = request.actor  # type: ignore[attr-defined]
    return diamond_words.as_json(diamond.find(actor, *diamond_views.chosen(actor, region, branch)))


@router.patch("/position/diamond/answers", response=dict[str, int])
def location_answer(request: HttpRequest, data: Body[dict[str, int | None]]) -> Any:
    """What the company thinks of its branch where it is: question → 0 weak, 1 medium, 2 strong; null takes it back."""
    return actions.answer_diamond(request.actor, _company(request), data)  # type: ignore[attr-defined]


class WayIn(Schema):
    way: str
    """Id of a way, as GET /position lists them under `ways`."""


class HandedOut(Schema):
    page: str
    note: str


@router.post("/position/needs", response=HandedOut)
def need(request: HttpRequest, data: WayIn) -> Any:
    """Make a draft of a need from a way to less dependence."""
    url = actions.hand_over(request.actor, _company(request), data.way)  # type: ignore[attr-defined]
    return {"page": url, "note": _("This is a draft. Only you see it until you publish it.")}


@router.get("/first", response=dict[str, Any], auth=None)
def first_visit(request: HttpRequest, name: str = "", place: str = "", branch: str = "") -> Any:
    """What name, place and branch alone say; nothing is stored."""
    return first.as_json(first.look(name, place, branch))
