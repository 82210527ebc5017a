"""What the centre is told of private statements, figure by figure, as it is published once per quarter.

One table of counts (branch × level for each dependence, with all margins, protected as one system), means by branch,
steps of the way, thin spots. Companies of one owner count as one everywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mean
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet

from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem.branches import group_of
from verbund.apps.ecosystem.frozen import Figure, owners
from verbund.apps.ecosystem.models import CompanyFigures, Competence, Relation
from verbund.apps.matching.models import Interest, Opportunity
from verbund.apps.position.measures import WARN
from verbund.engines.disclosure import LEAST, Cell, Equation, Table, count, mean_of, share, suppress

from . import bottlenecks

NAME = "centre"
MEASURES = ("customer", "supplier", "provider")
MARKS = {"customer": WARN["customers"], "supplier": WARN["suppliers"]}
LEVELS = {"customer": ("high", "low", "unknown"), "supplier": ("high", "low", "unknown"), "provider": ("yes", "other")}
"""`high`: the largest partner has at least the warning mark of `MARKS`. `yes`: states a platform or cloud."""
MOST = 20_000
REGION_FIRST = 20.0
"""How much dearer it is to hide a sum of the region than a number of one branch."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What companies stated: share of the largest customer and supplier (None: unknown), who uses a platform."""

    branch: Mapping[UUID, str]
    owner: Mapping[UUID, UUID]
    shares: Mapping[str, Mapping[UUID, float | None]]
    on_platform: frozenset[UUID]


def centre() -> Iterable[Figure]:
    """The figures of the centre's page that rest on private statements; `tables` adds to them."""
    with everybody():  # aggregates under the disclosure rule
        found = _stated()
        yield from _levels(found)
        yield from _means(found)
        yield from _steps()
        yield from bottlenecks.figures()


def _stated() -> Stated:
    figures: dict[UUID, tuple[Decimal | None, Decimal | None]] = {}
    for pk, revenue, cost in CompanyFigures.objects.order_by("year").values_list(
        "company_id", "revenue", "material_cost"
    ):
        figures[pk] = (revenue, cost)
    largest: dict[str, dict[UUID, Decimal]] = {}
    for side, end, other in (("customer", "giver", "taker"), ("supplier", "taker", "giver")):
        rows = (
            Relation.objects.filter(type="supplies", amount__isnull=False, **{f"{other}__isnull": False})
            .filter(Q(giver_id=F("company_id")) if end == "giver" else Q(taker_id=F("company_id")))
            .order_by()
            .values_list("company_id")
            .annotate(top=Max("amount"))
        )
        largest[side] = dict(rows)
    on_platform = frozenset(
        Relation.objects.filter(type="platform", taker_id=F("company_id")).values_list("company_id", flat=True)
    )
    everyone = sorted(set(largest["customer"]) | set(largest["supplier"]) | on_platform)[:MOST]
    branch = {pk: group_of(nace) for pk, nace in Company.objects.filter(pk__in=everyone).values_list("pk", "nace")}
    nothing = (None, None)
    shares = {
        side: {pk: _ratio(largest[side].get(pk), figures.get(pk, nothing)[place]) for pk in branch}
        for place, side in enumerate(("customer", "supplier"))
    }
    return Stated(branch, owners(branch), shares, on_platform)


def _ratio(part: Decimal | None, whole: Decimal | None) -> float | None:
    return float(min(part / whole, Decimal(1))) if part is not None and whole else None


def _each(found: Stated, companies: Iterable[UUID], side: str) -> dict[UUID, float]:
    """Owner → its figure; where several companies of one owner state one, their mean."""
    values: dict[UUID, list[float]] = defaultdict(list)
    for pk in companies:
        value = found.shares[side][pk]
        if value is not None:
            values[found.owner[pk]].append(value)
    return {owner: mean(own) for owner, own in values.items()}


def _levels(found: Stated) -> Iterable[Figure]:
    """For each branch how many independent companies there are, and how many at each level of each measure: the basis
    of the table. Measure and level empty: all."""
    in_branch: dict[str, set[UUID]] = defaultdict(set)
    for pk, branch in found.branch.items():
        in_branch[branch].add(pk)
    for branch, companies in sorted(in_branch.items()):
        everyone = {found.owner[pk] for pk in companies}
        yes = {found.owner[pk] for pk in companies & found.on_platform}
        counts = [["", "", len(everyone)], ["provider", "yes", len(yes)], ["provider", "other", len(everyone - yes)]]
        for side, mark in MARKS.items():
            shares = _each(found, companies, side)
            high = sum(value >= mark for value in shares.values())
            numbers = (high, len(shares) - high, len(everyone) - len(shares))
            counts += [[side, level, n] for level, n in zip(LEVELS[side], numbers, strict=True)]
        yield Figure(f"row/{branch}", None, {pk: found.owner[pk] for pk in companies}, basis=counts)


def tables(bases: Mapping[str, Any]) -> Iterable[Figure]:
    """`levels`: [[measure, branch, level, count], …], branch "*" for all, a count of null hidden; `mean/…/provider`:
    the share on a platform where the table gives both its counts anyway."""
    counts: Counter[tuple[str, str, str]] = Counter()
    branches = sorted(key.removeprefix("row/") for key in bases)
    for branch in branches:
        for measure, level, n in bases[f"row/{branch}"]:
            counts[measure, branch, level] = n
    table = _table(counts, branches)
    hidden = suppress(table).hidden
    rows = [[*key, None if key in hidden else round(cell.value)] for key, cell in table.cells.items()]
    yield Figure("levels", rows if any(n for *_key, n in rows) else None, {})
    for branch in branches:
        whole, part = ("", branch, ""), ("provider", branch, "yes")
        value = None if {whole, part} & hidden else share(counts[part], counts[whole])
        yield Figure(f"mean/{branch}/provider", value, {})


def _table(counts: Counter[tuple[str, str, str]], branches: list[str]) -> Table:
    """The counts with sums over branches (branch "*") and their equations."""
    cells: dict[Any, Cell] = {}
    equations: list[Equation] = []
    names = [(measure, level) for measure in MEASURES for level in LEVELS[measure]]
    for measure, level in [("", ""), *names]:
        parts = [(measure, branch, level) for branch in branches]
        cells |= {key: count(counts[key]) for key in parts}
        total = (measure, "*", level)
        of_region = count(sum(counts[key] for key in parts))
        cells[total] = replace(of_region, weight=REGION_FIRST * of_region.weight)
        equations.append({total: -1.0, **dict.fromkeys(parts, 1.0)})
    for branch in [*branches, "*"]:
        for measure in MEASURES:
            levels = {(measure, branch, level): 1.0 for level in LEVELS[measure]}
            equations.append({("", branch, ""): -1.0, **levels})
    return Table(cells, equations)


def _means(found: Stated) -> Iterable[Figure]:
    """Mean share of the largest partner, by branch, rounded to 5 points."""
    for branch in sorted(set(found.branch.values())):
        companies = [pk for pk, b in found.branch.items() if b == branch]
        for side in MARKS:
            known = [pk for pk in companies if found.shares[side][pk] is not None]
            value = mean_of(_each(found, known, side))
            yield Figure(f"mean/{branch}/{side}", value, {pk: found.owner[pk] for pk in known})


def _steps() -> Iterable[Figure]:
    """How many came how far, rounded down to fives: the last one who did is nobody's business."""
    rows: dict[str, QuerySet[Any]] = {
        "competences": Competence.objects.filter(company__claimed=True),
        "relations": Relation.objects.all(),
        "published": Opportunity.objects.filter(published_at__isnull=False),
        "asked": Interest.objects.filter(mine=False),
        "agreed": Interest.objects.filter(state=Interest.State.CONSENTED),
    }
    for step, found in rows.items():
        who = owners(found.order_by().values_list("company_id", flat=True).distinct()[:MOST])
        number = len(set(who.values()))
        yield Figure(f"step/{step}", number // LEAST * LEAST or None, who)
