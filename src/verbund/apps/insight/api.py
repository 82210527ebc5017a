"""The REST API of the centre's overview: aggregates under the disclosure rule; null means too few."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from . import queries

router = Router(tags=["insight"])


class StepOut(Schema):
    title: str
    count: int | None


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


class ThinOut(Schema):
    wz_code: str
    name: str
    takers: int
    givers: int


class OverviewOut(Schema):
    companies: int
    claimed: int
    steps: list[StepOut]
    kinds: list[KindOut]
    branches: list[BranchOut]
    thin: list[ThinOut]
    to_review: int


@router.get("/overview", response=OverviewOut)
def overview(request: HttpRequest) -> Any:
    """For the centre only."""
    found = queries.overview(request.actor)  # type: ignore[attr-defined]
    return {
        **{n: getattr(found, n) for n in ("companies", "claimed", "kinds", "thin", "to_review")},
        "steps": [{"title": str(s.title), "count": s.count} for s in found.steps],
        "branches": [
            {"name": str(b.name), **{n: getattr(b, n) for n in ("behind", "customer", "supplier", "provider")}}
            for b in found.branches
        ],
    }
