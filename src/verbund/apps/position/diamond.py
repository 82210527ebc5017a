"""Porter's diamond of a branch in a region: public figures from the list of companies, private ones as they are
published once a quarter under the disclosure rule, opinions beside both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median_low
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import Left

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.ecosystem import frozen
from verbund.apps.ecosystem.branches import DIVISIONS, NAMES, group_of
from verbund.apps.ecosystem.models import CompanyFigures, Relation, Resource
from verbund.engines import diamond
from verbund.engines.disclosure import LEAST, Withheld, against, rounded
from verbund.kit import clock
from verbund.kit.interval import Interval

from .models import DiamondAnswers, Essential

NAME = "diamond"
REGIONS = {
    "DE1": "Baden-Württemberg", "DE2": "Bayern", "DE3": "Berlin", "DE4": "Brandenburg", "DE5": "Bremen",
    "DE6": "Hamburg", "DE7": "Hessen", "DE8": "Mecklenburg-Vorpommern", "DE9": "Niedersachsen",
    "DEA": "Nordrhein-Westfalen", "DEB": "Rheinland-Pfalz", "DEC": "Saarland", "DED": "Sachsen",
    "DEE": "Sachsen-Anhalt", "DEF": "Schleswig-Holstein", "DEG": "Thüringen",
}  # fmt: skip
"""NUTS 1 of Germany; other regions by their code."""
QUESTIONS: dict[str, tuple[str, ...]] = {
    "factors": ("people", "place"),
    "demand": ("demanding", "early"),
    "related": ("suppliers", "exchange"),
    "rivalry": ("push", "starters"),
}
YOUNG_YEARS = 5
PLACES = 5
KEPT_SECONDS = 300
SHARED = ("laboratory", "demonstrator", "prototype", "training_place")
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Public:
    """What the list of companies says of a branch in a region. `few`: fewer than five companies, nothing is shown.

    `near`: related branches with φ and whether the region has them (RCA ≥ 1). `missing`: essential inputs that
    somebody elsewhere on this node provides and nobody here. `places`: over how many relatedness was counted.
    """

    companies: int
    few: bool
    quotient: diamond.Figure | None
    institutes: int
    shared: int
    density: float | None
    near: tuple[tuple[str, float, bool], ...]
    places: int
    inputs: tuple[int, int]
    missing: tuple[str, ...]
    rivals: tuple[diamond.Figure, ...]
    entries: diamond.Figure | None


@dataclass(frozen=True, slots=True)
class Diamond:
    """One page. `demand`, `turnover`: as published (None: withheld or not published yet), with their quarter."""

    region: str
    branch: str
    public: Public
    facets: Mapping[str, diamond.Facet]
    demand: Mapping[str, Any] | None
    turnover: Mapping[str, Any] | None
    as_of: str
    own: Mapping[str, int]


def regions() -> list[str]:
    """Regions with at least five listed companies, the largest first."""
    rows = Company.objects.exclude(nuts3="").annotate(r=Left("nuts3", 3)).order_by().values("r").annotate(n=Count("id"))
    return [r["r"] for r in sorted(rows, key=lambda r: (-r["n"], r["r"])) if r["n"] >= LEAST]


def region_of(company: Company) -> str:
    return company.nuts3[:3]


def find(actor: Actor, region: str, branch: str) -> Diamond:
    """The diamond, for whoever uses this node; own answers of the company acted for."""
    known = cache.get_or_set(f"diamond:{region}:{branch}", lambda: public(region, branch), KEPT_SECONDS)
    assert isinstance(known, Public)
    shown = frozen.published(NAME)
    key = f"{region}:{branch}"
    bought, turnover = shown.figures.get(f"demand:{key}"), shown.figures.get(f"turnover:{key}")
    wanted = bought.value if bought else None
    said = {code: _opinion(shown.value(f"opinion:{key}:{code}")) for code in diamond.FACETS}
    facets = {code: diamond.facet(code, (), _by_data(code, known, wanted), said[code]) for code in diamond.FACETS}
    own = answers_of(actor, actor.company_id) if actor.company_id else {}
    stated = turnover.value if turnover else None
    return Diamond(region, branch, known, facets, wanted, stated, bought.as_of if bought else shown.period, own)


def answers_of(actor: Actor, company_id: UUID) -> dict[str, int]:
    """Question → 0 weak, 1 medium, 2 strong; nothing for who may not read the company."""
    if not actor.may_read(company_id):
        return {}
    with scoped_to(company_id):
        row = DiamondAnswers.objects.first()
    return dict(row.said) if row else {}


def _opinion(value: Any) -> diamond.Opinion | None:
    if not value:
        return None
    level = value["level"]
    counts = tuple(value["answers"] if name == level else 0 for name in diamond.LEVELS)
    return diamond.Opinion(value["answers"], counts, level)  # type: ignore[arg-type]


def _by_data(code: str, known: Public, wanted: Mapping[str, Any] | None) -> diamond.Level | None:
    if code == "demand":
        if not wanted:
            return None
        return diamond.level_of_demand(Interval(*wanted["hhi"]), Interval(*wanted["inside"]))
    if known.few:
        return None
    if code == "factors":
        return diamond.level_of_factors(known.quotient.interval) if known.quotient else None
    if code == "related":
        of, present = known.inputs[1], known.inputs[0]
        inputs = Interval.of(present / of) if of else Interval(0, 1)
        return diamond.level_of_related(Interval(0, 1) if known.density is None else Interval.of(known.density), inputs)
    return diamond.level_of_rivalry(
        int(known.rivals[0].interval.low), known.rivals[1].interval, known.entries.interval if known.entries else
        Interval(0, 1),
    )  # fmt: skip


def public(region: str, branch: str) -> Public:
    """From the public list alone."""
    divisions = DIVISIONS.get(branch, ())
    rows = list(
        Company.objects.exclude(nace="").exclude(nuts3="").annotate(r=Left("nuts3", 3), d=Left("nace", 2)).order_by()
        .values_list("r", "d").annotate(n=Count("id"))
    )  # fmt: skip
    cells: Counter[tuple[str, str]] = Counter()
    for r, d, n in rows:
        cells[r, group_of(d)] += n
    here = cells[region, branch]
    mine = list(
        Company.objects.filter(nuts3__startswith=region, nace__regex=_starts(divisions))
        .values_list("pk", "employees_min", "employees_max", "founded")[:MOST]
    ) if divisions else []  # fmt: skip
    stands = frozen.owners(r[0] for r in mine)
    people: dict[UUID, Interval] = {}
    founded: dict[UUID, int | None] = {}
    for pk, low, high, year in mine:
        one = Interval(low, max(low, high)) if low is not None and high is not None else Interval(low or 1, 250)
        people[stands[pk]] = people.get(stands[pk], Interval(0, 0)) + one
        known_years = [y for y in (founded.get(stands[pk]), year) if y]
        founded[stands[pk]] = min(known_years) if known_years else None
    few = len(people) < LEAST
    inputs, known_inputs, missing = _inputs(region, divisions)
    density, near, places = _related(region, branch)
    quotient = None
    if not few:
        total_here = sum(n for (r, _b), n in cells.items() if r == region)
        total_branch = sum(n for (_r, b), n in cells.items() if b == branch)
        every = sum(cells.values())
        if every > total_here:  # without any other region there is nothing to compare with
            quotient = diamond.location_quotient(
                *(Interval.of(v) for v in (here, total_here, total_branch, every)), behind=len(people)
            )
    companies = Company.objects.filter(nuts3__startswith=region)
    since = clock.now().year - YOUNG_YEARS
    return Public(
        companies=len(people) if not few else 0,
        few=few,
        quotient=quotient,
        institutes=companies.filter(kind__in=("institute", "school")).count(),
        shared=Resource.objects.filter(company__nuts3__startswith=region, public=True, type__in=SHARED).count(),
        density=density,
        near=near,
        places=places,
        inputs=(inputs, known_inputs),
        missing=missing,
        rivals=() if few else diamond.rivalry(list(people.values())),
        entries=None if few else diamond.entries(list(founded.values()), since),
    )


def _starts(divisions: Sequence[str]) -> str:
    return "^(" + "|".join(divisions) + ")"


def _related(region: str, branch: str) -> tuple[float | None, tuple[tuple[str, float, bool], ...], int]:
    """Relatedness over places: NUTS 3 where there are enough of them, else the first three figures of the postcode."""
    for column, length in (("nuts3", 5), ("postcode", 3)):
        rows = (
            Company.objects.exclude(nace="").exclude(**{column: ""})
            .annotate(p=Left(column, length), d=Left("nace", 2), r=Left("nuts3", 3)).order_by()
            .values_list("p", "d", "r").annotate(n=Count("id"))
        )  # fmt: skip
        counts: Counter[tuple[str, str]] = Counter()
        by_region: Counter[tuple[str, str]] = Counter()
        for p, d, r, n in rows:
            if group_of(d):
                counts[p, group_of(d)] += n
                by_region[r, group_of(d)] += n
        if len({p for p, _ in counts}) >= PLACES:
            break
    else:
        return None, (), 0
    found = diamond.relatedness(counts)
    regional = diamond.relatedness(by_region)
    present = {}
    if region in regional.places:
        row = regional.present[regional.places.index(region)]
        present = {b: bool(row[k]) for k, b in enumerate(regional.industries)}
    near = tuple((b, round(p, 3), present.get(b, False)) for b, p in found.nearest(branch)[:6])
    enough = sum(counts.values()) >= LEAST * len(found.places)  # else chance settles companies together
    return found.density(branch, present) if enough else None, near, len(found.places)


def _inputs(region: str, divisions: Sequence[str]) -> tuple[int, int, tuple[str, ...]]:
    """Essential input classes of the branch: provided here, provided by anybody on this node, and those missing."""
    if not divisions:
        return 0, 0, ()
    wanted = set(
        Essential.objects.filter(value=2, customer__regex=_starts(divisions)).values_list("supplier", flat=True)
    )
    known = dict(
        Company.objects.filter(nace__in=wanted).exclude(branch="").order_by("branch").values_list("nace", "branch")
    )
    here = set(Company.objects.filter(nace__in=wanted, nuts3__startswith=region).values_list("nace", flat=True))
    missing = tuple(sorted(known[c] for c in known if c not in here))
    return len(here & set(known)), len(known), missing[:5]


# What is private: published once a quarter


def publish() -> Iterable[frozen.Figure]:
    """Demand, turnover and opinions by region and branch; withheld under the disclosure rule."""
    with everybody():  # aggregates under the disclosure rule
        sales = list(
            Relation.objects.filter(type="supplies", amount__isnull=False, giver__isnull=False).values_list(
                "company_id", "giver_id", "taker_id", "amount"
            )
        )
        rows = CompanyFigures.objects.exclude(revenue=None).order_by("year").values_list("company_id", "revenue")
        revenue: dict[UUID, Decimal] = {pk: money for pk, money in rows if money is not None}
        answers = dict(DiamondAnswers.objects.values_list("company_id", "said"))
    own = [(giver, taker, amount) for company, giver, taker, amount in sales if company == giver]
    ids = {g for g, _t, _a in own} | {t for _g, t, _a in own if t} | set(revenue) | set(answers)
    about = {
        pk: (nuts3[:3], group_of(nace))
        for pk, nuts3, nace in Company.objects.filter(pk__in=list(ids)[:MOST]).values_list("pk", "nuts3", "nace")
    }
    stands = frozen.owners(about)
    yield from _demand(own, about, stands)
    yield from _turnover(revenue, about, stands)
    yield from _opinions(answers, about, stands)


About = Mapping[UUID, tuple[str, str]]


def _demand(
    own: Iterable[tuple[UUID, UUID | None, Decimal]], about: About, stands: Mapping[UUID, UUID]
) -> Iterable[frozen.Figure]:
    sold: dict[tuple[str, str], list[tuple[UUID, UUID | None, Decimal]]] = defaultdict(list)
    for giver, taker, amount in own:
        if giver in about and all(about[giver]):
            sold[about[giver]].append((giver, taker, amount))
    for (region, branch), rows in sorted(sold.items()):
        parts: Counter[UUID] = Counter()
        by_branch: dict[str, Interval] = defaultdict(lambda: Interval(0, 0))
        inside, rest = Interval(0, 0), Interval(0, 0)
        for giver, taker, amount in rows:
            parts[stands[giver]] += amount  # type: ignore[assignment]
            buyer = about.get(taker) if taker else None
            if buyer is None or not buyer[1]:
                rest = rest + Interval.of(amount)
                continue
            by_branch[buyer[1]] = by_branch[buyer[1]] + Interval.of(amount)
            if buyer[0] == region:
                inside = inside + Interval.of(amount)
        value = None
        if against(len(parts), list(parts.values())) is Withheld.NO:
            found = {f.code: f.interval for f in diamond.demand(by_branch, inside, rest, len(parts))}
            value = {
                "companies": len(parts),
                "hhi": _ends(found["demand.hhi"]),
                "largest": _ends(found["demand.largest-share"]),
                "inside": _ends(found["demand.inside-share"]),
            }
        population = {pk: stands[pk] for pk, _t, _a in rows}
        yield frozen.Figure(f"demand:{region}:{branch}", value, population)


def _ends(i: Interval) -> list[float]:
    return [rounded(i.low), rounded(i.high)]


def _turnover(revenue: Mapping[UUID, Decimal], about: About, stands: Mapping[UUID, UUID]) -> Iterable[frozen.Figure]:
    found: dict[tuple[str, str], dict[UUID, Decimal]] = defaultdict(dict)
    for pk, money in revenue.items():
        if pk in about and all(about[pk]):
            found[about[pk]][pk] = money
    for (region, branch), rows in sorted(found.items()):
        parts: Counter[UUID] = Counter()
        for pk, money in rows.items():
            parts[stands[pk]] += money  # type: ignore[assignment]
        value = None
        if against(len(parts), list(parts.values())) is Withheld.NO:
            mean = float(sum(parts.values())) / len(parts)
            step = 10 ** (len(str(int(mean))) - 2)
            value = {"companies": len(parts), "mean": round(mean / step) * step}
        yield frozen.Figure(f"turnover:{region}:{branch}", value, {pk: stands[pk] for pk in rows})


def _opinions(
    answers: Mapping[UUID, Mapping[str, int]], about: About, stands: Mapping[UUID, UUID]
) -> Iterable[frozen.Figure]:
    said: dict[tuple[str, str, str], dict[UUID, int]] = defaultdict(dict)
    members: dict[tuple[str, str, str], dict[UUID, UUID]] = defaultdict(dict)
    for pk, given in sorted(answers.items(), key=lambda item: str(item[0])):
        if pk not in about or not all(about[pk]):
            continue
        for code, questions in QUESTIONS.items():
            levels = [given[q] for q in questions if q in given]
            if levels:
                said[(*about[pk], code)][stands[pk]] = median_low(levels)
                members[(*about[pk], code)][pk] = stands[pk]
    for (region, branch, code), levels_ in sorted(said.items()):
        one = diamond.opinion(levels_.values())
        value = {"answers": one.answers, "level": one.level} if one else None
        yield frozen.Figure(f"opinion:{region}:{branch}:{code}", value, members[region, branch, code])


def branches() -> list[tuple[str, Any]]:
    """Branches one can ask for."""
    return sorted(NAMES.items(), key=lambda pair: str(pair[1]))
