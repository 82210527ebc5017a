"""The directory of a region: filters that read one index, pages by key, counts that stop.

Every filter is answered from the index `company_directory` (or `company_by_city`), so that the worst case is one walk
through an index and rows are read for one page only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.cache import cache
from django.db.models import Avg, Count, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Substr

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company, ImportRun

from .branches import DIVISIONS

PAGE = 25
MOST = 1000  # beyond it a count says "more than"
KEEP_SECONDS = 600
KM_PER_DEGREE = 111.2
SIZES: dict[str, tuple[int, int | None]] = {"1": (0, 9), "10": (10, 49), "50": (50, 249), "250": (250, None)}
"""Size classes of the European Union by employees: from, to."""


@dataclass(frozen=True, slots=True)
class Spot:
    latitude: float
    longitude: float

    def km_to(self, latitude: float | None, longitude: float | None) -> float | None:
        """Great-circle distance (haversine, mean radius 6,371 km)."""
        if latitude is None or longitude is None:
            return None
        a, b = math.radians(self.latitude), math.radians(latitude)
        h = math.sin((b - a) / 2) ** 2
        h += math.cos(a) * math.cos(b) * math.sin(math.radians(longitude - self.longitude) / 2) ** 2
        return 6371 * 2 * math.asin(min(1.0, math.sqrt(h)))


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show. `spot` and `km` together mean: at most so far away."""

    words: str = ""
    branch: str = ""
    city: str = ""
    size: str = ""
    kind: str = ""
    km: int = 0
    spot: Spot | None = None

    @property
    def empty(self) -> bool:
        return not (self.words or self.branch or self.city or self.size or self.kind or (self.km and self.spot))


@dataclass(frozen=True, slots=True)
class Line:
    company: Company
    km: float | None


@dataclass(frozen=True, slots=True)
class Page:
    """`count` is exact up to MOST, `more` says that it stopped there. `after` is the key of the next page."""

    lines: list[Line]
    count: int
    more: bool
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Place:
    """Companies of one place. `latitude` None: nobody there gave a position."""

    name: str
    count: int
    latitude: float | None
    longitude: float | None
    companies: Sequence[Company] = field(default=())


def _narrow(wanted: Filter) -> QuerySet[Company]:
    rows = Company.objects.all()
    if wanted.city:
        rows = rows.filter(city=wanted.city)
    if wanted.branch in DIVISIONS:
        # an expression, not a range of nace: the walk in order of name must not give way to another index and a sort
        rows = rows.alias(division=Substr("nace", 1, 2)).filter(division__in=DIVISIONS[wanted.branch])
    if wanted.size in SIZES:
        low, high = SIZES[wanted.size]
        rows = rows.filter(employees_min__gte=low)
        if high is not None:
            rows = rows.filter(employees_min__lte=high)
    if wanted.kind in Company.Kind.values:
        rows = rows.filter(kind=wanted.kind)
    for word in wanted.words.split()[:5]:
        rows = rows.filter(name__icontains=word)
    if wanted.km and wanted.spot:
        rows = _near(rows, wanted.spot, wanted.km)
    return rows


def _near(rows: QuerySet[Company], spot: Spot, km: int) -> QuerySet[Company]:
    """A box, and within it the circle on a plane: within 200 km the error is below one per cent."""
    high = km / KM_PER_DEGREE
    across = KM_PER_DEGREE * max(0.1, math.cos(math.radians(spot.latitude)))
    wide = km / across
    north = (F("latitude") - Value(spot.latitude)) * Value(KM_PER_DEGREE)
    east = (F("longitude") - Value(spot.longitude)) * Value(across)
    return (
        rows.filter(
            latitude__range=(spot.latitude - high, spot.latitude + high),
            longitude__range=(spot.longitude - wide, spot.longitude + wide),
        )
        .alias(square=_number(north * north + east * east))
        .filter(square__lte=float(km * km))
    )


def _number(expression: object) -> object:
    from django.db.models import ExpressionWrapper

    return ExpressionWrapper(expression, output_field=FloatField())


def page(actor: Actor, wanted: Filter, after: UUID | None = None, size: int = PAGE) -> Page:
    """One page in order of name; `after` is the last company of the page before. Three queries at most."""
    narrowed = _narrow(wanted)
    rows = narrowed
    if after is not None:
        last = Company.objects.filter(pk=after).values_list("name", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(name__gte=last) & (Q(name__gt=last) | Q(pk__gt=after)))
    keys = list(rows.order_by("name", "id").values_list("pk", flat=True)[: size + 1])
    found = Company.objects.in_bulk(keys[:size])
    lines = [_line(found[key], wanted.spot) for key in keys[:size]]
    further = keys[size - 1] if len(keys) > size else None
    if after is None and further is None:
        count = len(lines)
    else:
        count = narrowed.order_by()[: MOST + 1].count()
    return Page(lines, min(count, MOST), count > MOST, further)


def _line(company: Company, spot: Spot | None) -> Line:
    return Line(company, spot.km_to(company.latitude, company.longitude) if spot else None)


def _stamp() -> str:
    """Changes when an import changed something; kept values are not older than KEEP_SECONDS anyway."""
    last = ImportRun.objects.values_list("pk", "created_count", "updated_count").first()
    return "-".join(map(str, last or ("none",)))


def total(actor: Actor) -> int:
    """How many companies this node knows; kept for ten minutes."""
    return cache.get_or_set(f"ecosystem-total-{_stamp()}", Company.objects.count, KEEP_SECONDS) or 0


def places(actor: Actor) -> list[Place]:
    """Companies by place, the largest first; kept for ten minutes."""
    return cache.get_or_set(f"ecosystem-places-{_stamp()}", lambda: _places("city"), KEEP_SECONDS) or []


def parts(actor: Actor, city: str) -> list[Place]:
    """Companies of one place by postcode."""
    key = f"ecosystem-parts-{_stamp()}-{city.encode().hex()[:150]}"
    return cache.get_or_set(key, lambda: _places("postcode", city), KEEP_SECONDS) or []


def _places(column: str, city: str = "") -> list[Place]:
    rows = Company.objects.order_by().exclude(city="")
    if city:
        rows = rows.filter(city=city)
    grouped = rows.values(column).annotate(n=Count("*"), lat=Avg("latitude"), lon=Avg("longitude"))
    found = [Place(r[column], r["n"], r["lat"], r["lon"]) for r in grouped]
    return sorted(found, key=lambda p: (-p.count, p.name))


def spot_of(actor: Actor, city: str = "") -> Spot | None:
    """Middle of a place, or where the company acted for is."""
    if city:
        one = next((p for p in places(actor) if p.name.casefold() == city.casefold()), None)
        return Spot(one.latitude, one.longitude) if one and one.latitude is not None and one.longitude else None
    if actor.company_id is None:
        return None
    own = Company.objects.filter(pk=actor.company_id).values_list("latitude", "longitude").first()
    return Spot(*own) if own and own[0] is not None and own[1] is not None else None
