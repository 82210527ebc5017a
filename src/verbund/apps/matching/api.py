"""The REST API of matching: needs and offers, suggestions, interest, the centre's review."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from verbund.apps.core.actor import Actor
from verbund.engines.search import Fit
from verbund.kit.errors import Missing

from . import actions, cards, queries
from .offers import Offer, of_row

router = Router(tags=["matching"])
MOST = 200
KEPT = ("provider_did", "kind", "direction", "title_de", "title_en", "score", "state")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _company(request: HttpRequest) -> UUID:
    company_id = _actor(request).company_id
    if company_id is None:
        raise Missing("company", queries.NOTHING)
    return company_id


class ReasonOut(Schema):
    code: str
    text: str
    warns: bool


class OpportunityOut(Schema):
    id: UUID
    provider_did: str
    provider: str
    kind: str
    direction: str
    title_de: str
    title_en: str
    text_de: str
    text_en: str
    wz_codes: list[str]
    tags: list[str]
    quantity: Decimal | None
    unit: str
    radius_km: int | None
    valid_until: date
    min_partners: int
    max_partners: int
    state: str
    score: float | None = None
    reasons: list[ReasonOut] = []


def _reasons(reasons: Any, kind: str) -> list[dict[str, Any]]:
    return [{"code": x.code, "text": x.text, "warns": x.warns} for x in cards.lines(reasons, kind)]


def _shown(o: Offer, fit: Fit | None = None) -> dict[str, Any]:
    names = [n for n in OpportunityOut.model_fields if n not in ("provider", "state", "score", "reasons")]
    found = {n: getattr(o, n) for n in names} | {"provider": o.provider_name}
    found["state"] = o.local.state if o.local else "published"
    if fit is not None:
        found["score"] = round(fit.score, 4)
        found["reasons"] = [
            {"code": x.code, "text": x.text, "warns": x.warns} for x in cards.lines(fit.reasons, o.kind)
        ]
    return found


@router.get("/opportunities", response=list[OpportunityOut])
def opportunities(
    request: HttpRequest, query: str = "", kind: str = "", direction: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """What is published and fits a sentence, or the company acted for; best first, with reasons."""
    found = queries.find(_actor(request), query[:500], kind, direction, max(1, min(limit, MOST)))
    return [_shown(o, fit) for o, fit in found]


@router.get("/opportunities/{pk}", response=OpportunityOut)
def opportunity(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One that is published, or an own one."""
    return _shown(queries.offer(_actor(request), pk))


class OpportunityIn(Schema):
    kind: str
    direction: Literal["need", "offer"]
    title_de: str = ""
    title_en: str = ""
    text_de: str = ""
    text_en: str = ""
    wz_codes: list[str] = []
    tags: list[str] = []
    quantity: Decimal | None = None
    unit: str = ""
    radius_km: int | None = None
    valid_until: date
    min_partners: int = 1
    max_partners: int = 1


class OpportunityChange(Schema):
    kind: str | None = None
    direction: Literal["need", "offer"] | None = None
    title_de: str | None = None
    title_en: str | None = None
    text_de: str | None = None
    text_en: str | None = None
    wz_codes: list[str] | None = None
    tags: list[str] | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    radius_km: int | None = None
    valid_until: date | None = None
    min_partners: int | None = None
    max_partners: int | None = None


def _own(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    return _shown(queries.offer(_actor(request), pk))


@router.post("/opportunities", response={201: OpportunityOut})
def draft(request: HttpRequest, body: OpportunityIn) -> Any:
    """A draft of the company acted for."""
    row = actions.draft(_actor(request), _company(request), body.dict())
    return Status(201, _own(request, row.pk))


@router.patch("/opportunities/{pk}", response=OpportunityOut)
def edit(request: HttpRequest, pk: UUID, body: OpportunityChange) -> dict[str, Any]:
    """Change a draft or a returned one; what is not sent stays."""
    actions.edit(_actor(request), pk, body.dict(exclude_unset=True))
    return _own(request, pk)


@router.post("/opportunities/{pk}/publish", response=OpportunityOut)
def publish(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Publish it, or send it to the centre for review where this node has one."""
    actions.publish(_actor(request), pk)
    return _own(request, pk)


@router.post("/opportunities/{pk}/withdraw", response=OpportunityOut)
def withdraw(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Nobody finds it any more."""
    actions.close(_actor(request), pk, fulfilled=False)
    return _own(request, pk)


@router.post("/opportunities/{pk}/fulfilled", response=OpportunityOut)
def fulfilled(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """It found what it wanted."""
    actions.close(_actor(request), pk, fulfilled=True)
    return _own(request, pk)


@router.post("/opportunities/{pk}/dismiss", response={204: None})
def dismiss(request: HttpRequest, pk: UUID) -> Any:
    """It does not fit the company acted for and does not come back."""
    actions.dismiss(_actor(request), _company(request), pk)
    return Status(204, None)


class MatchOut(Schema):
    opportunity: UUID
    provider_did: str
    kind: str
    direction: str
    title_de: str
    title_en: str
    score: float
    reasons: list[ReasonOut]
    state: str


@router.get("/matches", response=list[MatchOut])
def matches(request: HttpRequest) -> list[dict[str, Any]]:
    """Kept suggestions of the company acted for, best first."""
    return [
        {
            "opportunity": m.opportunity_id,
            **{
                n: getattr(m, n)
                for n in ("provider_did", "kind", "direction", "title_de", "title_en", "score", "state")
            },
            "reasons": [{"code": x.code, "text": x.text, "warns": x.warns} for x in cards.lines(m.reasons, m.kind)],
        }
        for m in queries.matches(_actor(request), _company(request))
    ]


class RefreshOut(Schema):
    matches: int


@router.post("/matches/refresh", response=RefreshOut)
def refresh(request: HttpRequest) -> dict[str, int]:
    """Look for partners again now, in what is published here and was read from other nodes."""
    return {"matches": actions.refresh_matches(_actor(request), _company(request))}


class InterestOut(Schema):
    id: UUID
    opportunity_id: UUID
    title_de: str
    title_en: str
    kind: str
    direction: str
    mine: bool
    peer_did: str
    state: str
    contact: dict[str, str]
    created_at: datetime
    decided_at: datetime | None


class AnswerIn(Schema):
    consent: bool
    reason: str = ""


@router.get("/interests", response=list[InterestOut])
def interests(request: HttpRequest) -> Any:
    """Who asked the company acted for, and whom it asked; contacts once both agreed."""
    return queries.interests(_actor(request), _company(request))


@router.post("/opportunities/{pk}/interest", response={201: InterestOut})
def express(request: HttpRequest, pk: UUID) -> Any:
    """Opt in: ask for the agreement on its contact."""
    return Status(201, actions.express_interest(_actor(request), _company(request), pk))


@router.post("/interests/{pk}/answer", response=InterestOut)
def answer(request: HttpRequest, pk: UUID, body: AnswerIn) -> Any:
    """Yes or no to somebody's interest."""
    return actions.answer_interest(_actor(request), _company(request), pk, body.consent, body.reason[:500])


class ReviewIn(Schema):
    publish: bool
    note: str = ""


@router.get("/review/opportunities", response=list[OpportunityOut])
def to_review(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for the centre."""
    return [_shown(of_row(row)) for row in queries.to_review(_actor(request))[:MOST]]


@router.post("/review/opportunities/{pk}", response=OpportunityOut)
def review(request: HttpRequest, pk: UUID, body: ReviewIn) -> dict[str, Any]:
    """Publish it, or give it back with a note."""
    actions.review(_actor(request), pk, body.publish, body.note)
    return _own(request, pk)
