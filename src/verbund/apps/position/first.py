"""What a place and a branch alone say: who is like us, which inputs are scarce, what is open, what comes next.

Everything comes from public profiles and the essentiality matrix; nothing that was typed is kept.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verbund.apps.core import first as room
from verbund.apps.core.models import Company, ImportRun
from verbund.apps.core.scoping import everybody
from verbund.apps.ecosystem import frozen
from verbund.apps.ecosystem.frozen import Figure, Published, owners
from verbund.apps.ecosystem.models import Relation
from verbund.engines.disclosure import LEAST, share
from verbund.engines.search import Profile, distance_km

from . import branches, region
from .models import Essential

LIKE_KM, INPUT_KM = 50.0, 120.0
LEAST_ALIKE = 5
MOST_DOTS = 150
RINGS = ((0.0, 0.0), (10.0, 24.0), (25.0, 56.0), (50.0, 100.0))
"""(km, radius in the drawing)"""
SOURCES = {
    "nace4": gettext_lazy("survey data by Pichler et al. (CC BY 4.0)"),
    "region": gettext_lazy("an estimate for the invented example region"),
}
"""Sources of an imported essentiality matrix in words; another one is named as it was imported."""
PIPS = 9
PUBLICATION = "first-visit"
PUBLIC = "84"
"""From this division on, inputs are public services."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Companies of the same class (or, where they are few, group or division) within 50 km. dots: (x, y) of 220."""

    digits: int
    km: Sequence[float]
    dots: Sequence[tuple[float, float]]

    def within(self, low: float, high: float) -> int:
        return sum(low < d <= high or (low == 0 and d == 0) for d in self.km)


@dataclass(frozen=True, slots=True)
class Cloud:
    """How many companies stated where their data lie, and how many of them at the same provider."""

    stated: int
    at_one: int


@dataclass(frozen=True, slots=True)
class First:
    """What the first page shows. `problem` says what to type differently."""

    name: str
    place: region.Place | None
    branch: branches.Branch | None
    candidates: Sequence[branches.Branch]
    typed: tuple[str, str, str]
    alike: Alike | None
    inputs: Sequence[region.Input]
    suggestions: room.Suggestions
    notices: Sequence[room.Notice]
    cloud: Cloud | None
    listed: Company | None
    title: str

    @property
    def essential_source(self) -> str:
        """Who says which inputs are indispensable: the file that was imported last."""
        rows = ImportRun.objects.filter(target="essentiality", state=ImportRun.State.DONE).order_by("-created_at")
        name = rows.values_list("source", flat=True).first() or ""
        return str(SOURCES.get(name, name))


def look(name: str, place: str, branch: str) -> First:
    """Compute the page; an unknown place or branch leaves out what needs it and says so."""
    name, place, branch = (t.strip()[:200].replace("\x00", "") for t in (name, place, branch))
    published = frozen.published(PUBLICATION)
    where = region.place(place)
    chosen, candidates = branches.find(branch)
    alike = _alike(where, chosen) if where and chosen else None
    inputs: Sequence[region.Input] = ()
    if where and chosen:
        essential = Essential.objects.filter(customer=chosen.nace, value=2).values_list("supplier", flat=True)
        traded = [code for code in essential if code < PUBLIC]
        wanted = published.under("bought/")
        inputs = region.scarce(traded, where.latitude, where.longitude, INPUT_KM, chosen.nace, wanted)
    visit = room.Visit(
        name,
        where.name if where else place,
        where.latitude if where else None,
        where.longitude if where else None,
        chosen.nace if chosen else "",
        chosen.label if chosen else branch,
    )
    return First(
        name=name,
        place=where,
        branch=chosen,
        candidates=candidates,
        typed=(name, place, branch),
        alike=alike,
        inputs=inputs,
        suggestions=room.collect_suggestions(visit),
        notices=room.collect_notices(visit),
        cloud=_cloud(published),
        listed=_listed(name, where),
        title=_title(alike, inputs, where, chosen),
    )


def _alike(where: region.Place, branch: branches.Branch) -> Alike:
    here = Profile("", latitude=where.latitude, longitude=where.longitude)
    for digits in (4, 3, 2):
        rows = region.of_class([branch.nace[:digits]]).filter(region.box(where.latitude, where.longitude, LIKE_KM))
        places = rows.values_list("latitude", "longitude")
        measured = [(distance_km(here, Profile("", latitude=a, longitude=b)) or 0.0, a, b) for a, b in places]
        found = sorted(m for m in measured if m[0] <= LIKE_KM)
        if len(found) >= LEAST_ALIKE or digits == 2:
            break
    dots = [_dot(where, d, a, b) for d, a, b in found[:MOST_DOTS]]
    return Alike(digits, [d for d, _a, _b in found], dots)


def _dot(where: region.Place, km: float, latitude: float, longitude: float) -> tuple[float, float]:
    """North up; rings at 10, 25 and 50 km, even between them."""
    north = latitude - where.latitude
    east = (longitude - where.longitude) * math.cos(math.radians(where.latitude))
    length = math.hypot(north, east) or 1.0
    radius = 100.0
    for (k1, r1), (k2, r2) in itertools.pairwise(RINGS):
        if km <= k2:
            radius = r1 + (r2 - r1) * (km - k1) / (k2 - k1)
            break
    radius = max(radius, 12.0)
    return round(110 + radius * east / length, 1), round(110 - radius * north / length, 1)


def figures() -> Iterable[Figure]:
    """Totals over private statements that the first page tells everybody, as they are published once per quarter:
    `cloud` and, for each class that at least five companies buy from, `bought/<class>`."""
    with everybody():  # aggregates under the disclosure rule
        rows = list(
            Relation.objects.filter(
                giver__isnull=False, taker_id=F("company_id"), type__in=("platform", "supplies")
            ).values_list("type", "giver_id", "giver__nace", "taker_id")
        )
    stands = owners(taker for _type, _giver, _nace, taker in rows)
    users: dict[UUID, set[UUID]] = defaultdict(set)
    buyers: dict[str, set[UUID]] = defaultdict(set)
    for kind, giver, nace, taker in rows:
        if kind == "platform":
            users[giver].add(taker)
        elif nace:
            buyers[nace].add(taker)
    stated = {pk for some in users.values() for pk in some}
    number = len({stands[pk] for pk in stated})
    top = max((len({stands[pk] for pk in some}) for some in users.values()), default=0)
    both = None if share(top, number) is None else {"stated": number, "at_one": top}
    yield Figure("cloud", both, {pk: stands[pk] for pk in stated})
    for nace, some in sorted(buyers.items()):
        if len({stands[pk] for pk in some}) >= LEAST:
            yield Figure(f"bought/{nace}", True, {pk: stands[pk] for pk in some})


def _cloud(found: Published) -> Cloud | None:
    """Shown only where at least five companies stand behind either part."""
    both = found.value("cloud")
    return Cloud(both["stated"], both["at_one"]) if both else None


def _listed(name: str, where: region.Place | None) -> Company | None:
    """The public entry that already bears this name at this place."""
    if not name or where is None:
        return None
    return Company.objects.filter(name__istartswith=name, city=where.name, named=True).order_by("name").first()


def _title(
    alike: Alike | None,
    inputs: Sequence[region.Input],
    where: region.Place | None,
    branch: branches.Branch | None,
) -> str:
    if where is None:
        return _("This place is not in the list yet")
    if branch is None:
        return _("Which of these is your branch?")
    count = len(alike.km) if alike else 0
    if not count:
        return _("Nobody like you within 50 km yet")
    like = ngettext("%(n)s company like yours", "%(n)s companies like yours", count) % {"n": count}
    single = sum(i.count == 1 for i in inputs)
    if single:
        return _("%(like)s, %(scarce)s") % {
            "like": like,
            "scarce": ngettext("%(n)s input from a single provider", "%(n)s inputs from a single provider each", single)
            % {"n": single},
        }
    return _("%(like)s within 50 km") % {"like": like}


def pips(count: int) -> list[str]:
    """Nine dots: how many there are; one alone stands out."""
    shown = min(count, PIPS)
    return ["one" if count == 1 else ""] * shown + ["no"] * (PIPS - shown)


def as_json(found: First) -> dict[str, Any]:
    """For machines."""
    return {
        "name": found.name,
        "place": found.place.name if found.place else None,
        "nace": found.branch.nace if found.branch else None,
        "branch": found.branch.label if found.branch else None,
        "candidates": [{"nace": b.nace, "label": b.label} for b in found.candidates],
        "finding": found.title,
        "alike": None
        if found.alike is None
        else {
            "count": len(found.alike.km),
            "within_km": LIKE_KM,
            "class_digits": found.alike.digits,
            "to_10_km": found.alike.within(0, 10),
            "to_25_km": found.alike.within(10, 25),
            "to_50_km": found.alike.within(25, 50),
        },
        "essential_inputs": [
            {"nace": i.nace, "label": i.label, "providers": i.count, "within_km": INPUT_KM}
            | {"next_km": None if i.beyond is None else round(i.beyond)}
            for i in found.inputs
        ],
        "essential_source": found.essential_source,
        "suggestions": [
            {
                "kind": s.kind,
                "direction": s.direction,
                "title_de": s.row.title_de,
                "title_en": s.row.title_en,
                "provider": s.provider,
                "city": s.city,
                "km": None if s.km is None else round(s.km),
            }
            for s in found.suggestions.best
        ],
        "open": found.suggestions.total,
        "notices": [{"title": str(n.title), "text": str(n.text)} for n in found.notices],
        "stored": False,
    }
