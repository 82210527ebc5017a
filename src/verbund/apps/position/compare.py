"""How similar companies stand: middle halves of the branch, and of branch and size, as they are published once a
quarter. At least five independent ones beside any reader stand behind each, none dominates; what is withheld says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles
from typing import Any
from uuid import UUID

from verbund.apps.core.models import Company, Job
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem import frozen
from verbund.engines.disclosure import LEAST, Withheld, against
from verbund.kit import clock
from verbund.kit.clock import quarter_of
from verbund.kit.interval import Interval

from .measures import ORDER
from .models import PositionReport

NAME = "similar"
STEP = 0.05
UNSURE = 0.2
"""A share that is less sure than this does not count."""
SIZES = (10, 50, 250)
"""Where micro, small, medium and large companies part, by employees (2003/361/EC)."""


@dataclass(frozen=True, slots=True)
class Peers:
    """`bands`: code → middle half, rounded to 5 points. `withheld`: code → why there is none. `same_size`: of the same
    size too, not of the branch alone. `count`: independent companies, the reader may be one of them; 0: not shown.
    `quarter`: whom it describes."""

    count: int
    branch: str
    bands: dict[str, Interval] = field(default_factory=dict)
    withheld: dict[str, Withheld] = field(default_factory=dict)
    same_size: bool = False
    quarter: str = ""

    @property
    def shown(self) -> bool:
        return self.count > LEAST


def peers(company: Company) -> Peers:
    """What is published of the same NACE division, of the same size where that is. Two queries."""
    division = (company.nace or company.wz_code)[:2]
    if not division:
        return Peers(0, "")
    figures = frozen.published(NAME).figures
    for key, same_size in ((f"{division}/{size_of(company.employees_min)}", True), (division, False)):
        shown = figures.get(key)
        if shown is not None and shown.value is not None:
            bands = {code: Interval(*ends) for code, ends in shown.value["bands"].items()}
            withheld = {code: Withheld(why) for code, why in shown.value["withheld"].items()}
            return Peers(shown.value["count"], division, bands, withheld, same_size, shown.as_of)
    return Peers(0, division)


def size_of(employees: int | None) -> int | None:
    """0 micro, 1 small, 2 medium, 3 large; None unknown."""
    return None if employees is None else sum(employees >= bound for bound in SIZES)


@dataclass(frozen=True, slots=True)
class _Report:
    company: UUID
    owner: UUID
    division: str
    size: int | None
    figures: Mapping[str, Any]


def publish() -> Iterator[frozen.Figure]:
    """Each division, and each size of it whose others stay five or none, from the latest report of each company, this
    quarter's or the one before: when a quarter begins, few have been kept in it. Nothing while reports are being
    written: what is half there would stand for a quarter."""
    if Job.objects.filter(name="position.keep", state=Job.State.RUNNING, args={}).exists():
        return
    by_division: dict[str, list[_Report]] = defaultdict(list)
    for report in _reports():
        by_division[report.division].append(report)
    for division, reports in sorted(by_division.items()):
        yield _figure(division, reports)
        for size in _sizes(reports):
            yield _figure(f"{division}/{size}", [r for r in reports if r.size == size])


def _reports() -> list[_Report]:
    today = clock.now().date()
    now = quarter_of(today)
    before = quarter_of(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1))
    with everybody():  # aggregates under the disclosure rule
        rows = list(
            PositionReport.objects.filter(quarter__in=(before, now))
            .exclude(company__nace="")
            .order_by("quarter", "company_id")
            .values_list("company_id", "company__nace", "company__employees_min", "figures")
        )
    latest = {pk: (nace[:2], size_of(people), figures) for pk, nace, people, figures in rows}
    stands = frozen.owners(latest)
    return [_Report(pk, stands[pk], *latest[pk]) for pk in sorted(latest, key=str)]


def _sizes(reports: Iterable[_Report]) -> list[int | None]:
    """Sizes with enough companies; of those as many that the rest of the division is nobody or five as well."""
    owners: dict[int | None, set[UUID]] = defaultdict(set)
    for r in reports:
        owners[r.size].add(r.owner)
    every = set().union(*owners.values())
    chosen = sorted((s for s in owners if len(owners[s]) > LEAST), key=lambda s: (-len(owners[s]), str(s)))
    while chosen and 0 < len(every.difference(*(owners[s] for s in chosen))) < LEAST:
        chosen.pop()
    return chosen


def _figure(key: str, reports: list[_Report]) -> frozen.Figure:
    one_each: dict[UUID, Mapping[str, Any]] = {}
    for r in reports:
        one_each.setdefault(r.owner, r.figures)
    value = _value(list(one_each.values())) if len(one_each) > LEAST else None
    return frozen.Figure(key, value, {r.company: r.owner for r in reports})


def _value(figures: list[Mapping[str, Any]]) -> dict[str, Any]:
    bands: dict[str, list[float]] = {}
    withheld: dict[str, str] = {}
    for code in ORDER:
        pairs = [f[code] for f in figures if code in f]
        sure = [(low + high) / 2 for low, high in pairs if high - low <= UNSURE]
        why = against(len(sure) - 1, sure)  # without the one who reads
        if why:
            withheld[code] = why.value
        else:
            low, _middle, high = quantiles(sure, n=4)
            bands[code] = [_rounded(low), max(_rounded(low), _rounded(high))]
    return {"count": len(figures), "bands": bands, "withheld": withheld}


def _rounded(share: float) -> float:
    return min(1.0, max(0.0, round(round(share / STEP) * STEP, 2)))
