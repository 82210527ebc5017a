"""A map without outline: circles where companies are, sized by their number, the largest with their names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .directory import Place, Spot

WIDTH, HEIGHT, EDGE = 560.0, 460.0, 34.0
NAMED = 14
Box = tuple[float, float, float, float]
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
    outside: list[Place]


def draw(places: Sequence[Place], home: Spot | None = None) -> Map | None:
    """None when no place has a position. Equirectangular at the middle latitude; north is up.

    Places far away from nearly all companies stay outside the picture and are named in `outside`.
    """
    known = [p for p in places if p.latitude is not None and p.longitude is not None]
    if not known:
        return None
    known, outside = _frame(known)
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
    widest = min(30.0, 8 + 2 * math.sqrt(largest))
    circles: list[Circle] = []
    boxes: list[Box] = []
    rough = []
    for place in sorted(known, key=lambda p: -p.count):
        x, y = at(place.latitude or 0.0, place.longitude or 0.0)
        r = round(max(4.5, widest * math.sqrt(place.count / largest)), 1)
        rough.append((place, x, y, r))
        boxes.append((x - r, y - r, x + r, y + r))
    for number, (place, x, y, r) in enumerate(rough):
        inside = r >= 8 and len(str(place.count)) * 7.5 < 2 * r - 2
        seat = _seat(place.name, x, y, r, boxes[:number] + boxes[number + 1 :]) if number < NAMED else None
        if seat:
            boxes.append(seat[3])
            circles.append(Circle(place, x, y, r, place.name, round(seat[0], 1), round(seat[1], 1), seat[2], inside))
        else:
            circles.append(Circle(place, x, y, r, inside=inside))
    km, bar = _bar(scale)
    return Map(int(WIDTH), int(height), circles, at(home.latitude, home.longitude) if home else None, km, bar, outside)


def _frame(places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """Places inside the picture and outside: nine tenths of the companies, and as much again around them, are in."""
    everyone = sum(p.count for p in places)
    middle = Spot(
        _median([(p.latitude or 0.0, p.count) for p in places], everyone / 2),
        _median([(p.longitude or 0.0, p.count) for p in places], everyone / 2),
    )
    km = {id(p): middle.km_to(p.latitude, p.longitude) or 0.0 for p in places}
    limit = max(30.0, 1.75 * _median([(km[id(p)], p.count) for p in places], everyone * 0.9))
    return [p for p in places if km[id(p)] <= limit], [p for p in places if km[id(p)] > limit]


def _median(weighted: list[tuple[float, int]], until: float) -> float:
    """The value at which the weights of the smaller ones reach `until`."""
    so_far = 0
    for value, weight in sorted(weighted):
        so_far += weight
        if so_far >= until:
            return value
    return weighted[-1][0]


def _seat(name: str, x: float, y: float, r: float, taken: Sequence[Box]) -> tuple[float, float, str, Box] | None:
    """Where a name may stand (right, left, above, below) without meeting others: x, y, anchor, box."""
    wide = len(name) * LETTER
    seats = (
        (x + r + 4, y + 4, "start", (x + r + 1, y - 7, x + r + 4 + wide, y + 8)),
        (x - r - 4, y + 4, "end", (x - r - 4 - wide, y - 7, x - r - 1, y + 8)),
        (x, y - r - 4, "middle", (x - wide / 2, y - r - 16, x + wide / 2, y - r - 1)),
        (x, y + r + 13, "middle", (x - wide / 2, y + r + 1, x + wide / 2, y + r + 16)),
    )
    for seat in seats:
        box = seat[3]
        if box[0] > 2 and box[2] < WIDTH - 2 and not any(_meet(box, other) for other in taken):
            return seat
    return None


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _bar(scale: float) -> tuple[int, float]:
    """A round number of kilometres whose bar is at most 120 units long."""
    per_km = scale / 111.2
    km = next((k for k in (200, 100, 50, 20, 10, 5, 2, 1) if k * per_km <= 120), 1)
    return km, round(km * per_km, 1)
