"""A map without outline: circles where companies are, sized by their number, the largest with their names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .directory import Place, Spot

WIDTH, HEIGHT, EDGE = 560.0, 460.0, 34.0
NAMED = 14
LETTER = 6.6  # mean width of a letter at 12 px


@dataclass(frozen=True, slots=True)
class Circle:
    """`label` empty: no room for the name. `inside`: the number fits into the circle."""

    place: Place
    x: float
    y: float
    r: float
    label: str = ""
    lx: float = 0.0
    ly: float = 0.0
    anchor: str = "start"
    inside: bool = False
    share: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    circles: list[Circle]
    home: tuple[float, float] | None
    km: int
    bar: float
    """Length of the scale bar of `km` kilometres, in units of the drawing."""


def draw(places: Sequence[Place], home: Spot | None = None) -> Map | None:
    """None when no place has a position. Equirectangular at the middle latitude; north is up."""
    known = [p for p in places if p.latitude is not None and p.longitude is not None]
    if not known:
        return None
    spots = [(p.latitude or 0.0, p.longitude or 0.0) for p in known]
    if home:
        spots.append((home.latitude, home.longitude))
    south, north = min(s[0] for s in spots), max(s[0] for s in spots)
    west, east = min(s[1] for s in spots), max(s[1] for s in spots)
    squeeze = math.cos(math.radians((south + north) / 2))
    span_x, span_y = max((east - west) * squeeze, 0.02), max(north - south, 0.02)
    scale = min((WIDTH - 2 * EDGE) / span_x, (HEIGHT - 2 * EDGE) / span_y)
    height = max(180.0, min(HEIGHT, span_y * scale + 2 * EDGE + 24))
    left = (WIDTH - span_x * scale) / 2

    def at(latitude: float, longitude: float) -> tuple[float, float]:
        return round(left + (longitude - west) * squeeze * scale, 1), round(EDGE + (north - latitude) * scale, 1)

    largest = max(p.count for p in known)
    circles: list[Circle] = []
    boxes: list[tuple[float, float, float, float]] = []
    rough = []
    for place in sorted(known, key=lambda p: -p.count):
        x, y = at(place.latitude or 0.0, place.longitude or 0.0)
        r = round(4.5 + 25.5 * math.sqrt(place.count / largest), 1) if largest > 1 else 6.0
        rough.append((place, x, y, r))
        boxes.append((x - r, y - r, x + r, y + r))
    for number, (place, x, y, r) in enumerate(rough):
        label = lx = ly = anchor = None
        if number < NAMED:
            for lx, ly, anchor, box in _seats(place.name, x, y, r):
                own = boxes[number]
                if box[0] > 2 and box[2] < WIDTH - 2 and not any(_meet(box, b) for b in boxes if b is not own):
                    label = place.name
                    boxes.append(box)
                    break
        inside = len(str(place.count)) * 7.5 < 2 * r - 2
        if label:
            circles.append(Circle(place, x, y, r, label, lx or 0, ly or 0, anchor or "start", inside))
        else:
            circles.append(Circle(place, x, y, r, inside=inside))
    km, bar = _bar(scale)
    return Map(int(WIDTH), int(height), circles, at(home.latitude, home.longitude) if home else None, km, bar)


def _seats(name: str, x: float, y: float, r: float):  # type: ignore[no-untyped-def]
    """Where a name may stand: right, left, above, below."""
    wide = len(name) * LETTER
    yield x + r + 4, y + 4, "start", (x + r + 1, y - 7, x + r + 4 + wide, y + 8)
    yield x - r - 4, y + 4, "end", (x - r - 4 - wide, y - 7, x - r - 1, y + 8)
    yield x, y - r - 4, "middle", (x - wide / 2, y - r - 16, x + wide / 2, y - r - 1)
    yield x, y + r + 13, "middle", (x - wide / 2, y + r + 1, x + wide / 2, y + r + 16)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _bar(scale: float) -> tuple[int, float]:
    """A round number of kilometres whose bar is at most 120 units long."""
    per_km = scale / 111.2
    km = next((k for k in (200, 100, 50, 20, 10, 5, 2, 1) if k * per_km <= 120), 1)
    return km, round(km * per_km, 1)
