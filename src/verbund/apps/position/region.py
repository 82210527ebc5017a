"""What the public list of companies says about a place: who is alike, who provides an input, how far away."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from verbund.apps.core.models import Company
from verbund.engines.search import Profile, distance_km

KM_PER_DEGREE = 111.2


def box(latitude: float, longitude: float, km: float) -> Q:
    """Companies in the square around a place; the index on class and place serves it."""
    high = km / KM_PER_DEGREE
    wide = high / max(0.1, math.cos(math.radians(latitude)))
    return Q(latitude__range=(latitude - high, latitude + high), longitude__range=(longitude - wide, longitude + wide))


def near(companies: QuerySet[Company], latitude: float, longitude: float, km: float) -> list[float]:
    """Distances in km of those within the circle, nearest first."""
    rows = companies.filter(box(latitude, longitude, km)).values_list("latitude", "longitude")
    here = Profile("", latitude=latitude, longitude=longitude)
    found = [distance_km(here, Profile("", latitude=a, longitude=b)) for a, b in rows]
    return sorted(d for d in found if d is not None and d <= km)


def of_class(codes: Iterable[str]) -> QuerySet[Company]:
    """Companies of NACE classes of four digits, or of a shorter common beginning."""
    wanted = Q()
    for code in codes:
        wanted |= Q(nace=code) if len(code) == 4 else Q(nace__gte=code, nace__lt=code[:-1] + chr(ord(code[-1]) + 1))
    return Company.objects.filter(wanted) if wanted else Company.objects.none()


def alike(company: Company, km: float) -> int:
    """How many of its class lie within a circle, itself among them; 0 where class or place is unknown."""
    if len(company.nace) < 4 or company.latitude is None or company.longitude is None:
        return 0
    return len(near(of_class([company.nace]), company.latitude, company.longitude, km))


@dataclass(frozen=True, slots=True)
class Place:
    latitude: float
    longitude: float
    name: str


def place(text: str) -> Place | None:
    """A town or postcode by the middle of the companies there; None when nobody is there."""
    text = text.strip()
    if not text:
        return None
    rows = list(
        Company.objects.filter(Q(city__iexact=text) | Q(postcode=text), latitude__isnull=False).values_list(
            "city", "latitude", "longitude"
        )[:500]
    )
    if not rows:
        rows = list(
            Company.objects.filter(city__istartswith=text, latitude__isnull=False).values_list(
                "city", "latitude", "longitude"
            )[:500]
        )
    if not rows:
        return None
    city = Counter(r[0] for r in rows).most_common(1)[0][0]
    rows = [r for r in rows if r[0] == city]
    return Place(sorted(r[1] for r in rows)[len(rows) // 2], sorted(r[2] for r in rows)[len(rows) // 2], city or text)


@dataclass(frozen=True, slots=True)
class Input:
    """An essential input: providers within the radius; `nearest` km of the next one where there is none or one."""

    nace: str
    label: str
    count: int
    beyond: float | None


def scarce(
    inputs: Sequence[str],
    latitude: float,
    longitude: float,
    km: float,
    own: str,
    wanted: Container[str] = (),
    most: int = 5,
) -> list[Input]:
    """The scarcest essential inputs that somebody known here provides, one per group and at most
    two per division; those `wanted` first.

    Classes without any known provider say more about the list than about the region and are left out.
    """
    here = Profile("", latitude=latitude, longitude=longitude)
    rows = (
        of_class(inputs)
        .exclude(nace=own)
        .filter(latitude__isnull=False)
        .filter(box(latitude, longitude, 3 * km))
        .values_list("nace", "branch", "latitude", "longitude")
    )
    distances: dict[str, list[float]] = {}
    labels: dict[str, Counter[str]] = {}
    for nace, branch, a, b in rows:
        d = distance_km(here, Profile("", latitude=a, longitude=b))
        if d is not None:
            distances.setdefault(nace, []).append(d)
            labels.setdefault(nace, Counter())[branch] += 1
    found: dict[str, Input] = {}
    for nace in sorted(distances, key=lambda c: (c not in wanted, sum(d <= km for d in distances[c]), c)):
        inside = sum(d <= km for d in distances[nace])
        label = labels[nace].most_common(1)[0][0]
        outside = min((d for d in distances[nace] if d > km), default=None)
        same_division = sum(group[:2] == nace[:2] for group in found)
        if inside and label and nace[:3] not in found and same_division < 2:
            found[nace[:3]] = Input(nace, label, inside, outside)
    return sorted(list(found.values())[:most], key=lambda i: (i.count, i.label))
