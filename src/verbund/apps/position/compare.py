"""How similar companies stand: kept reports of at least five others of the same branch and size that no owner and no
stake links, none of which dominates, as rounded middle halves. What is withheld says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any
from uuid import UUID

from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem.models import Relation
from verbund.engines.disclosure import LEAST, Withheld, against, independent
from verbund.kit.interval import Interval

from .measures import ORDER
from .models import PositionReport

STEP = 0.05
UNSURE = 0.2
"""A share that is less sure than this does not count."""
SIZES = (10, 50, 250)
"""Where micro, small, medium and large companies part, by employees (2003/361/EC)."""


@dataclass(frozen=True, slots=True)
class Peers:
    """`bands`: code → middle half of the others, rounded to 5 points. `withheld`: code → why there is none.
    `same_size`: of the same size too, not of the branch alone. `count`: independent others; tell it from LEAST on."""

    count: int
    branch: str
    bands: dict[str, Interval] = field(default_factory=dict)
    withheld: dict[str, Withheld] = field(default_factory=dict)
    same_size: bool = False

    @property
    def shown(self) -> bool:
        return self.count >= LEAST


def peers(company: Company, quarter: str) -> Peers:
    """Others of the same NACE division with a report of this quarter, of the same size where these are enough."""
    division = (company.nace or company.wz_code)[:2]
    if not division:
        return Peers(0, "")
    with everybody():
        rows = PositionReport.objects.filter(quarter=quarter, company__nace__startswith=division)
        rows = rows.values_list("company_id", "company__owner_group_id", "company__employees_min", "figures")
        found = {r[0]: r[1:] for r in sorted(rows, key=lambda r: str(r[0]))}
        stakes = list(
            Relation.objects.filter(type="owns", giver__in=found, taker__in=found).values_list("giver_id", "taker_id")
        )
    owners = {pk: row[0] for pk, row in found.items() if row[0]}
    if company.owner_group_id:
        owners[company.pk] = company.owner_group_id
    stands = independent([company.pk, *(pk for pk in found if pk != company.pk)], owners, stakes)
    own = stands[company.pk]
    others = {pk: row for pk, row in found.items() if stands[pk] != own}
    alike = {pk: row for pk, row in others.items() if size_of(row[1]) == size_of(company.employees_min)}
    for chosen in (alike, others):
        one_each: dict[UUID, dict[str, list[float]]] = {}
        for pk, row in chosen.items():
            one_each.setdefault(stands[pk], row[2])
        if len(one_each) >= LEAST or chosen is others:
            return _of(list(one_each.values()), division, same_size=chosen is alike)
    raise AssertionError("unreachable")


def size_of(employees: int | None) -> int | None:
    """0 micro, 1 small, 2 medium, 3 large; None unknown."""
    return None if employees is None else sum(employees >= bound for bound in SIZES)


def _of(figures: list[dict[str, Any]], division: str, *, same_size: bool) -> Peers:
    if len(figures) < LEAST:
        return Peers(len(figures), division)
    bands: dict[str, Interval] = {}
    withheld: dict[str, Withheld] = {}
    for code in ORDER:
        pairs = [f[code] for f in figures if code in f]
        sure = [(low + high) / 2 for low, high in pairs if high - low <= UNSURE]
        why = against(len(sure), sure)
        if why:
            withheld[code] = why
        else:
            low, _middle, high = quantiles(sure, n=4)
            bands[code] = Interval(_rounded(low), max(_rounded(low), _rounded(high)))
    return Peers(len(figures), division, bands, withheld, same_size)


def _rounded(share: float) -> float:
    return min(1.0, max(0.0, round(round(share / STEP) * STEP, 2)))
