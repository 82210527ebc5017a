"""The centre's overview and its disclosure rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from tests.support.importing import import_region
from tests.support.people import signed_in
from verbund.apps.core.actor import system
from verbund.apps.insight import queries
from verbund.apps.insight.disclosure import Cell, hidden, safe


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell(4), False),
        (Cell(5), True),
        (Cell(5, [Decimal(1)] * 5), True),
        (Cell(5, [Decimal(40), *[Decimal(15)] * 4]), False),
        (Cell(6, [Decimal(33), Decimal(30), *[Decimal(10)] * 3, Decimal(7)]), False),
        (Cell(5, [Decimal(0)] * 5), True),
    ],
)
def test_when_a_cell_may_stand_for_itself(cell, expected):
    assert safe(cell) is expected


def test_one_hidden_cell_takes_the_smallest_other_with_it():
    assert hidden({"a": Cell(3), "b": Cell(9), "c": Cell(6)}) == {"a", "c"}
    assert hidden({"a": Cell(3), "b": Cell(2), "c": Cell(6)}) == {"a", "b"}
    assert hidden({"a": Cell(0), "b": Cell(9)}) == set()
    assert hidden({"a": Cell(3)}) == {"a"}
    assert hidden({}) == set()


def test_nothing_shown_rests_on_fewer_than_five(db):
    import_region("companies", "competences", "relations", "figures", "opportunities")
    found = queries.overview(system())
    assert found.companies == 43
    assert all(k.companies is None or k.companies >= 5 for k in found.kinds)
    assert all(b.behind is None or b.behind >= 5 for b in found.branches)
    assert all(t.takers >= 5 and t.givers <= 2 for t in found.thin)
    assert any(b.behind is None for b in found.branches)
    assert len([b for b in found.branches if b.behind is None]) != 1
    metal = next(b for b in found.branches if b.behind)
    assert 0 < metal.customer < 1


def test_only_the_centre_sees_it(make_company):
    one = make_company("one")
    assert Client().get("/zentrum/").status_code == 404
    assert signed_in(one).get("/zentrum/").status_code == 404
    page = signed_in(centre=True).get("/zentrum/")
    assert page.status_code == 200


def test_one_or_two_that_make_a_mean_hide_it():
    even = [(n, 0.2) for n in range(5)]
    assert queries._mean(even) == pytest.approx(0.2)
    assert queries._mean(even[:4]) is None
    assert queries._mean([*even[:4], ("big", 0.9)]) is None, "one makes more than a third of it"
    assert queries._mean([*even[:4], (3, 0.4)]) is None, "a group counts once"
