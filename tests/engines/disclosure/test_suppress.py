"""An attacker who solves the published system learns no hidden cell closer than its protection."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from verbund.engines.disclosure import LEAST, Cell, Table, bounds, count, magnitude, protection, suppress


def attack(table: Table, hidden: Any, key: Any, own: Any = None) -> tuple[float, float]:
    """A plain attacker of its own: knows all shown values, all equations, that nothing is negative, perhaps its own."""
    names = list(table.cells)
    rows, right = [], []
    for equation in table.equations:
        rows.append([equation.get(n, 0.0) for n in names])
        right.append(0.0)
    for number, name in enumerate(names):
        if name not in hidden or name == own:
            rows.append([float(k == number) for k in range(len(names))])
            right.append(table.cells[name].value)
    goal = [float(n == key) for n in names]
    ends = []
    for sign in (1, -1):
        found = linprog([sign * g for g in goal], A_eq=rows, b_eq=right, bounds=[(0, None)] * len(names))
        assert found.status in (0, 3), found.message
        ends.append(np.inf if found.status == 3 else sign * found.fun)
    return ends[0], ends[1]


def grid(rows: int, columns: int, least: int, most: int) -> st.SearchStrategy[dict[tuple[int, int], int]]:
    keys = list(itertools.product(range(rows), range(columns)))
    counts = st.lists(st.integers(least, most), min_size=len(keys), max_size=len(keys))
    return counts.map(lambda values: dict(zip(keys, values, strict=True)))


def _same(a: Any, b: Any) -> bool:
    """Whether one of two cells of one company each is a margin of the other."""
    return all(x is None or x == y for x, y in zip(a, b, strict=True)) or all(
        y is None or x == y for x, y in zip(a, b, strict=True)
    )


tables = st.tuples(st.integers(2, 5), st.integers(2, 5)).flatmap(lambda size: grid(*size, 0, 14))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_count_is_told_from_nobody_or_from_five(counts: dict[tuple[int, int], int]) -> None:
    table = Table.two_way(counts)
    pattern = suppress(table)
    assert pattern.primary == {k for k, c in table.cells.items() if 0 < c.value < LEAST}
    for key in pattern.primary:
        low, high = attack(table, pattern.hidden, key)
        assert low <= 1e-6, (key, low, high)
        assert high >= LEAST - 1e-6, (key, low, high)


@settings(max_examples=40, deadline=None)
@given(tables)
def test_a_lone_contributor_learns_no_other_cell(counts: dict[tuple[int, int], int]) -> None:
    table = Table.two_way(counts)
    pattern = suppress(table)
    for own in [k for k in pattern.primary if table.cells[k].value == 1]:
        others = {k for k in pattern.primary if not (table.cells[k].value == 1 and _same(k, own))}
        for key in others:
            low, high = attack(table, pattern.hidden, key, own)
            part_of_it = all(k is None or k == o for k, o in zip(key, own, strict=True))
            assert high - low >= LEAST - part_of_it - 1e-6, (own, key, low, high)


money = st.lists(st.decimals(1, 10_000, places=2), max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(money, min_size=3, max_size=3), min_size=3, max_size=4))
def test_sums_of_money_keep_p_per_cent_of_the_largest(parts: list[list[list[Any]]]) -> None:
    cells: dict[Any, Cell] = {}
    every: dict[Any, list[Any]] = {}
    for r, row in enumerate(parts):
        for c, own in enumerate(row):
            for key in {(r, c), (r, None), (None, c), (None, None)}:
                every.setdefault(key, []).extend(own)
    cells = {key: magnitude(own) for key, own in every.items()}
    size = (len(parts), 3)
    equations = [{(r, None): -1.0, **{(r, c): 1.0 for c in range(3)}} for r in range(size[0])]
    equations += [{(None, c): -1.0, **{(r, c): 1.0 for r in range(size[0])}} for c in range(3)]
    equations += [{(None, None): -1.0, **{(None, c): 1.0 for c in range(3)}}]
    table = Table(cells, equations)
    pattern = suppress(table)
    for key in pattern.primary:
        low, high = attack(table, pattern.hidden, key)
        width = float(protection(every[key]))
        assert low <= cells[key].value - width + 1e-3 * (1 + width)
        assert high >= cells[key].value + width - 1e-3 * (1 + width)


def test_hiding_the_unsafe_cells_alone_would_not_do() -> None:
    """The attacker of these tests can find what badly hidden tables give away."""
    table = Table.two_way({("metal", "high"): 3, ("metal", "low"): 9, ("wood", "high"): 8, ("wood", "low"): 7})
    only = {("metal", "high")}
    assert attack(table, only, ("metal", "high")) == pytest.approx((3, 3))
    assert bounds(table, only, ("metal", "high")) == pytest.approx((3, 3))
    found = suppress(table)
    low, high = bounds(table, found.hidden, ("metal", "high"))
    assert low == 0
    assert high >= LEAST


def test_what_is_safe_and_complete_is_shown() -> None:
    table = Table.two_way({("a", "x"): 5, ("a", "y"): 0, ("b", "x"): 9, ("b", "y"): 6})
    assert not suppress(table).hidden


def test_tables_that_share_a_margin_are_protected_together() -> None:
    """Two tables by themselves fine, but the total that one shows undoes what the other hides."""
    cells = {
        **{("m1", k): count(n) for k, n in (("high", 3), ("low", 4), ("all", 7))},
        **{("m2", k): count(n) for k, n in (("high", 2), ("low", 5))},
    }
    both = Table(
        cells,
        [
            {("m1", "all"): -1.0, ("m1", "high"): 1.0, ("m1", "low"): 1.0},
            {("m1", "all"): -1.0, ("m2", "high"): 1.0, ("m2", "low"): 1.0},
        ],
    )
    pattern = suppress(both)
    for key in pattern.primary:
        low, high = attack(both, pattern.hidden, key)
        assert (low, high >= LEAST - 1e-6) == (0, True), key


def test_a_public_total_that_gives_a_cell_away_is_an_error() -> None:
    cells = {"a": count(3), "total": count(3)}
    with pytest.raises(ValueError, match="public"):
        suppress(Table(cells, [{"a": 1.0, "total": -1.0}], public={"total"}))
    cells = {"a": count(3), "b": count(9), "total": count(12)}
    with pytest.raises(ValueError, match="cannot be protected"):
        suppress(Table(cells, [{"a": 1.0, "b": 1.0, "total": -1.0}], public={"total", "b"}))


def test_equations_must_hold_and_name_cells() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Table({"a": count(3), "total": count(4)}, [{"a": 1.0, "total": -1.0}])
    with pytest.raises(ValueError, match="no cell"):
        Table({"a": count(3)}, [{"a": 1.0, "total": -1.0}])
    with pytest.raises(ValueError, match="negative"):
        Cell(-1.0, unsafe=True)


def test_the_largest_table_of_the_centre_takes_seconds_at_most() -> None:
    counts = {(r, c): (7 * r + 11 * c) % 13 for r in range(20) for c in range(6)}
    table = Table.two_way(counts)
    pattern = suppress(table)
    assert pattern.secondary
    assert all(bounds(table, pattern.hidden, k)[1] >= LEAST - 1e-6 for k in sorted(pattern.primary, key=str)[:10])
