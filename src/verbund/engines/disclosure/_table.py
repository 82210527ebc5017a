"""Tables as a linear system: cells that are not negative, and equations between them that everybody knows."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._primary import LEAST, Withheld, against, protection

Key = Any
"""A hashable name of a cell; margins are cells like others."""
Equation = Mapping[Key, float]
"""Coefficients by cell; their weighted sum is zero: a total is -1, its parts are 1."""
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure. `lower`, `upper`: how far below and above the value an attacker's interval must reach while it is
    hidden. `weight`: what is lost when it is hidden only to protect others. `lone`: one contributor, who knows it."""

    value: float
    unsafe: bool
    lower: float = 0.0
    upper: float = 0.0
    weight: float = 1.0
    lone: bool = False

    def __post_init__(self) -> None:
        if not (self.value >= 0 and 0 <= self.lower <= self.value + TOLERANCE and self.upper >= 0 and self.weight > 0):
            raise ValueError("a cell is not negative, its protection lies within, its weight is positive")


def count(value: int) -> Cell:
    """How many independent companies: unsafe from 1 to `LEAST` - 1; hidden, it may be anything from 0 to `LEAST`.

    An empty cell tells nothing of anybody and stays.
    """
    unsafe = 0 < value < LEAST
    return Cell(
        float(value),
        unsafe,
        float(value) if unsafe else 0.0,
        float(LEAST - value) if unsafe else 0.0,
        1.0 + value,
        lone=value == 1,
    )


def magnitude(parts: Sequence[Decimal | float], behind: int | None = None) -> Cell:
    """A sum of `parts`, none negative, one per independent company (`behind`; their number where not given)."""
    number = len(parts) if behind is None else behind
    total = float(sum((Decimal(str(p)) for p in parts), Decimal(0)))
    unsafe = number > 0 and against(number, parts) is not Withheld.NO
    width = float(protection(parts)) if unsafe else 0.0
    return Cell(total, unsafe, min(width, total), width, 1.0 + total, lone=number == 1)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by name and the equations between them; several tables that share margins are one `Table`.

    `public`: cells that everybody knows from elsewhere and that cannot be hidden. Raises ValueError where an equation
    names an unknown cell or does not hold.
    """

    cells: Mapping[Key, Cell]
    equations: Sequence[Equation] = ()
    public: Collection[Key] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for equation in self.equations:
            missing = [key for key in equation if key not in self.cells]
            if missing:
                raise ValueError(f"an equation names {missing[0]!r}, which is no cell")
            rest = sum(c * self.cells[key].value for key, c in equation.items())
            if abs(rest) > 1e-6 * (1 + max(abs(c) * self.cells[key].value for key, c in equation.items())):
                raise ValueError(f"an equation does not hold: {dict(equation)!r} leaves {rest}")

    @classmethod
    def two_way(cls, counts: Mapping[tuple[Hashable, Hashable], int]) -> Table:
        """Counts by (row, column) with both margins, named (row, None), (None, column) and (None, None)."""
        values: dict[Key, int] = {}
        parts: dict[Key, dict[Key, float]] = {}
        for (row, column), n in counts.items():
            values[row, column] = n
            for margin in ((row, None), (None, column)):
                values[margin] = values.get(margin, 0) + n
                parts.setdefault(margin, {margin: -1.0})[row, column] = 1.0
        total: Key = (None, None)
        values[total] = sum(counts.values())
        sums = [{total: -1.0, **{m: 1.0 for m in parts if (m[1] is None) is rows}} for rows in (True, False)]
        return cls({key: count(n) for key, n in values.items()}, (*parts.values(), *sums))

    @property
    def names(self) -> list[Key]:
        return list(self.cells)

    def matrix(self) -> NDArray[np.float64]:
        """The equations as rows, columns in the order of `names`; tables of pages are small."""
        place = {key: number for number, key in enumerate(self.cells)}
        found: NDArray[np.float64] = np.zeros((len(self.equations), len(place)))
        for row, equation in enumerate(self.equations):
            for key, coefficient in equation.items():
                found[row, place[key]] = coefficient
        return found


def bounds(table: Table, hidden: Collection[Key], key: Key, known: Collection[Key] = ()) -> tuple[float, float]:
    """What an attacker learns of a hidden cell from all shown ones and the equations: the least and the most it can
    be. `known`: hidden cells that this attacker knows (its own). The upper end is inf where nothing bounds it."""
    from scipy.optimize import linprog  # heavy, and only whoever computes needs it

    names = table.names
    shown = [n not in hidden or n in known for n in names]
    values = np.array([table.cells[n].value for n in names])
    limits: list[tuple[float, float | None]] = [
        (float(v), float(v)) if s else (0.0, None) for v, s in zip(values, shown, strict=True)
    ]
    matrix = table.matrix()
    goal: NDArray[np.float64] = np.zeros(len(names))
    goal[names.index(key)] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * goal, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=limits)
        ends.append(float("inf") if found.fun is None else sign * float(found.fun))
    return ends[0], ends[1]
