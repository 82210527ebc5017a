"""Filters, pages by key, places, the drawing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from verbund.apps.core.actor import ANONYMOUS, system
from verbund.apps.core.models import Company
from verbund.apps.ecosystem import branches, directory, drawing
from verbund.apps.ecosystem.directory import Filter, Place, Spot

BERLIN = Spot(52.52, 13.405)


@pytest.fixture
def some(make_company):
    rows = [
        ("a", "Alpha Metall", "2562", "Berlin", 52.52, 13.40, 5),
        ("b", "Beta Metall", "2511", "Potsdam", 52.40, 13.06, 60),
        ("c", "Gamma Holz", "1629", "Cottbus", 51.76, 14.33, 300),
        ("d", "Delta Metall", "2562", "Berlin", None, None, None),
    ]
    for slug, name, nace, city, lat, lon, size in rows:
        make_company(
            slug, name=name, nace=nace, city=city, latitude=lat, longitude=lon, employees_min=size, employees_max=size
        )


def names(wanted: Filter, **more) -> list[str]:
    return [line.company.slug for line in directory.page(ANONYMOUS, wanted, **more).lines]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(), ["a", "b", "d", "c"]),
        (Filter(words="metall"), ["a", "b", "d"]),
        (Filter(words="metall beta"), ["b"]),
        (Filter(branch="metal"), ["a", "b", "d"]),
        (Filter(branch="wood"), ["c"]),
        (Filter(city="Berlin"), ["a", "d"]),
        (Filter(size="1"), ["a"]),
        (Filter(size="50"), ["b"]),
        (Filter(size="250"), ["c"]),
        (Filter(km=50, spot=BERLIN), ["a", "b"]),
        (Filter(km=10, spot=BERLIN), ["a"]),
        (Filter(km=200, spot=BERLIN, branch="wood"), ["c"]),
        (Filter(words="100%"), []),
    ],
)
def test_filters(some, wanted, expected):
    assert names(wanted) == expected


def test_pages_follow_each_other_without_gap_or_repetition(make_company):
    for i in range(7):
        make_company(f"x{i}", name="Same name" if i < 5 else f"Zeta {i}")
    seen, after = [], None
    for _page in range(4):
        found = directory.page(ANONYMOUS, Filter(), after, size=2)
        seen += [line.company.pk for line in found.lines]
        assert found.count == 7
        after = found.after
    assert after is None
    assert len(seen) == len(set(seen)) == 7


def test_the_number_of_queries_does_not_grow(make_company):
    counts = []
    for more in (1, 30):
        for i in range(more):
            make_company(f"y{more}-{i}", city="Berlin")
        with CaptureQueriesContext(connection) as queries:
            directory.page(ANONYMOUS, Filter(city="Berlin"))
        counts.append(len(queries))
    assert counts[0] <= counts[1] <= 3


def test_distance_is_great_circle(some):
    page = directory.page(ANONYMOUS, Filter(city="Potsdam", spot=BERLIN))
    assert page.lines[0].km == pytest.approx(26.9, abs=0.5)
    assert BERLIN.km_to(None, None) is None


def test_places_count_and_lie_in_the_mean(some):
    places = {p.name: p for p in directory.places(ANONYMOUS)}
    assert places["Berlin"].count == 2
    assert places["Berlin"].latitude == pytest.approx(52.52)
    assert directory.spot_of(ANONYMOUS, "potsdam").latitude == pytest.approx(52.40)
    assert directory.spot_of(ANONYMOUS, "Nowhere") is None
    assert directory.total(system()) == Company.objects.count()


def test_every_division_belongs_to_one_branch():
    divisions = [d for group in branches.DIVISIONS.values() for d in group]
    assert len(divisions) == len(set(divisions))
    assert branches.group_of("2562") == "metal"
    assert branches.group_of("") == ""


def place(name: str, count: int, lat: float | None, lon: float | None) -> Place:
    return Place(name, count, lat, lon)


def test_the_drawing_keeps_far_places_outside_and_names_apart():
    near = [place(f"Ort {i}", 5 + i, 52 + i / 20, 13 + (i % 5) / 10) for i in range(20)]
    drawn = drawing.draw([*near, place("Dublin", 1, 53.3, -6.2), place("No position", 3, None, None)])
    assert [p.name for p in drawn.outside] == ["Dublin"]
    assert len(drawn.circles) == 20
    assert all(0 <= c.x <= drawn.width and 0 <= c.y <= drawn.height for c in drawn.circles)
    by_count = sorted(drawn.circles, key=lambda c: c.place.count)
    assert [c.r for c in by_count] == sorted(c.r for c in by_count)
    assert any(c.label for c in drawn.circles)


def test_a_single_place_and_none():
    assert drawing.draw([place("A", 1, 52.0, 13.0)]).circles[0].r >= 4.5
    assert drawing.draw([place("A", 1, None, None)]) is None
    assert drawing.draw([]) is None
