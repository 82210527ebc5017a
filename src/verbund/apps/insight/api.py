"""The REST API of the centre's overview: what was published under the disclosure rule; null means withheld."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from verbund.apps.ecosystem.queries import NO_COMPANY
from verbund.kit.errors import Missing

from . import actions, queries

router = Router(tags=["insight"])


class StepOut(Schema):
    """`about`: rounded down to fives."""

    title: str
    count: int | None
    about: bool


class KindOut(Schema):
    kind: str
    needs: int | None
    offers: int | None
    companies: int | None


class BranchOut(Schema):
    name: str
    behind: int | None
    customer: float | None
    supplier: float | None
    provider: float | None
    as_of: str


class LevelOut(Schema):
    measure: str
    branch: str
    counts: dict[str, int | None]


class NamedOut(Schema):
    name: str
    slug: str
    risk: float | None


class ThinOut(Schema):
    """`named`: suppliers that let the centre name them; the others stay input and branch."""

    wz_code: str
    name: str
    takers: int
    givers: int
    volume: int | None
    branches: list[str]
    named: list[NamedOut]
    as_of: str


class OverviewOut(Schema):
    """`period`: the quarter whose figures these are; empty before anything was published."""

    companies: int
    claimed: int
    steps: list[StepOut]
    kinds: list[KindOut]
    branches: list[BranchOut]
    levels: list[LevelOut]
    thin: list[ThinOut]
    to_review: int
    period: str
    frozen_at: datetime | None


class NamingOut(Schema):
    """Whether the centre may name the company, and the bottlenecks it sees."""

    released: bool
    given_at: datetime | None
    valid_until: date | None
    thin: list[ThinOut]


class NamingIn(Schema):
    valid_until: date | None = None


def _thin(rows: list[queries.Thin]) -> list[dict[str, Any]]:
    names = ("wz_code", "name", "takers", "givers", "volume", "named", "as_of")
    return [{**{n: getattr(t, n) for n in names}, "branches": [str(b) for b in t.branches]} for t in rows]


@router.get("/overview", response=OverviewOut)
def overview(request: HttpRequest) -> Any:
    """For the centre only."""
    return as_json(queries.overview(request.actor))  # type: ignore[attr-defined]


def as_json(found: queries.Overview) -> dict[str, Any]:
    """For machines."""
    branch = ("behind", "customer", "supplier", "provider", "as_of")
    return {
        **{n: getattr(found, n) for n in ("companies", "claimed", "kinds", "to_review", "period", "frozen_at")},
        "steps": [{"title": str(s.title), "count": s.count, "about": s.about} for s in found.steps],
        "branches": [{"name": str(b.name), **{n: getattr(b, n) for n in branch}} for b in found.branches],
        "levels": [
            {"measure": str(r.measure), "branch": str(r.branch), "counts": {str(k): n for k, n in r.counts}}
            for r in found.levels
        ],
        "thin": _thin(found.thin),
    }


def _company(request: HttpRequest) -> UUID:
    company_id = request.actor.company_id  # type: ignore[attr-defined]
    if company_id is None:
        raise Missing("company", NO_COMPANY)
    return company_id  # type: ignore[no-any-return]


def _naming(request: HttpRequest) -> dict[str, Any]:
    found = queries.naming(request.actor, _company(request))  # type: ignore[attr-defined]
    given = found.release
    return {
        "released": given is not None,
        "given_at": given.given_at if given else None,
        "valid_until": given.valid_until if given else None,
        "thin": _thin(found.thin),
    }


@router.get("/naming", response=NamingOut)
def naming(request: HttpRequest) -> Any:
    """What the centre sees of the company acted for where many rely on it."""
    return _naming(request)


@router.put("/naming", response=NamingOut)
def release_name(request: HttpRequest, body: NamingIn) -> Any:
    """Let the centre name it."""
    actions.release_name(request.actor, _company(request), body.valid_until)  # type: ignore[attr-defined]
    return _naming(request)


@router.delete("/naming", response={204: None})
def withdraw_name(request: HttpRequest) -> Any:
    """No longer."""
    actions.withdraw_name(request.actor, _company(request))  # type: ignore[attr-defined]
    return Status(204, None)
