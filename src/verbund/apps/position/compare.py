"""How similar companies stand: kept reports of at least five others, not linked by owner, as rounded middle halves."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import quantiles
from uuid import UUID

from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody
from verbund.kit.interval import Interval

from .measures import ORDER
from .models import PositionReport

LEAST = 5
STEP = 0.05
UNSURE = 0.2
"""A share that is less sure than this does not count."""


@dataclass(frozen=True, slots=True)
class Peers:
    """`bands`: code → middle half of the others, rounded to 5 points, where at least five stand behind it."""

    count: int
    branch: str
    bands: dict[str, Interval] = field(default_factory=dict)

    @property
    def shown(self) -> bool:
        return self.count >= LEAST


def peers(company: Company, quarter: str) -> Peers:
    """Others of the same NACE division with a report of this quarter; groups and the company's own count once."""
    division = (company.nace or company.wz_code)[:2]
    if not division:
        return Peers(0, "")
    with everybody():
        rows = PositionReport.objects.filter(quarter=quarter, company__nace__startswith=division)
        rows = rows.exclude(company_id=company.pk).values_list("company_id", "company__owner_group_id", "figures")
        found = sorted(rows, key=lambda r: str(r[0]))
    one_per_owner: dict[UUID, dict[str, list[float]]] = {}
    for company_id, group, figures in found:
        if group is None or group != company.owner_group_id:
            one_per_owner.setdefault(group or company_id, figures)
    if len(one_per_owner) < LEAST:
        return Peers(len(one_per_owner), division)
    bands = {}
    for code in ORDER:
        pairs = [f[code] for f in one_per_owner.values() if code in f]
        sure = [(low + high) / 2 for low, high in pairs if high - low <= UNSURE]
        if len(sure) >= LEAST:
            low, _middle, high = quantiles(sure, n=4)
            bands[code] = Interval(_rounded(low), max(_rounded(low), _rounded(high)))
    return Peers(len(one_per_owner), division, bands)


def _rounded(share: float) -> float:
    return min(1.0, max(0.0, round(round(share / STEP) * STEP, 2)))
