"""Secondary suppression: which safe cells must be hidden so that no unsafe one can be computed back.

For each unsafe cell and each end of its protection interval a linear program looks for another table that agrees with
everything shown and has the cell at that end; what it must move becomes hidden, at the least loss of information
(Kelly, Golden & Assad 1992, Networks 22; Hundepool et al. 2012, 4.4.3). The table found is the proof: an attacker
cannot tell it from the true one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ._table import TOLERANCE, Key, Table

HIDDEN_ALREADY = 1e-4
"""What moving a cell that is hidden anyway costs, in parts of hiding the cheapest one."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Cells that are hidden: unsafe ones, and those that protect them."""

    primary: frozenset[Key]
    secondary: frozenset[Key]

    @property
    def hidden(self) -> frozenset[Key]:
        return self.primary | self.secondary


def suppress(table: Table) -> Pattern:
    """The cells to hide. Every unsafe cell keeps its interval [value - lower, value + upper], also against each company
    that alone stands behind another hidden cell; where that one is part of the unsafe cell, it knows its own part.

    Raises ValueError where that cannot be had because cells in `table.public` give it away.
    """
    names = table.names
    matrix, lone, inside = table.matrix(), _contributors(table), _inside(table)
    hidden = {name for name in names if table.cells[name].unsafe}
    if hidden & set(table.public):
        raise ValueError("an unsafe cell is public")
    primary = frozenset(hidden)
    for name in sorted(primary, key=lambda n: (-table.cells[n].upper, str(n))):
        cell = table.cells[name]
        proofs: dict[bool, list[set[Key]]] = {True: [], False: []}
        for known, part in _attackers(table, lone, inside[name], name):
            for move in (cell.upper, -min(cell.lower, cell.value - part)):
                if move and not any(known.isdisjoint(moved) for moved in proofs[move > 0]):
                    moved = _other_table(table, matrix, known, hidden, name, move)
                    proofs[move > 0].append(moved)
                    hidden |= moved
    return Pattern(primary, frozenset(hidden) - primary)


def _contributors(table: Table) -> dict[Key, Key]:
    """Cells with one contributor, each with the name of a cell that stands for it: a total with a single part that is
    not empty has the contributor of that part."""
    stands = {name: name for name, cell in table.cells.items() if cell.lone}

    def root(name: Key) -> Key:
        while stands[name] != name:
            name = stands[name]
        return name

    for equation in table.equations:
        total = next((n for n, c in equation.items() if c < 0), None)
        parts = [n for n, c in equation.items() if c > 0 and table.cells[n].value > 0]
        if total in stands and len(parts) == 1 and parts[0] in stands:
            stands[root(parts[0])] = root(total)
    return {name: root(name) for name in stands}


def _attackers(table: Table, lone: dict[Key, Key], inside: set[Key], name: Key) -> list[tuple[set[Key], float]]:
    """What each attacker knows beside the shown cells, and its own part of `name`: anybody, then lone contributors."""
    found: list[tuple[set[Key], float]] = [(set(), 0.0)]
    for own in dict.fromkeys(lone.values()):
        if own != lone.get(name):
            known = {n for n in lone if lone[n] == own}
            found.append((known, max(table.cells[n].value for n in known) if known & inside else 0.0))
    return found


def _inside(table: Table) -> dict[Key, set[Key]]:
    """The cells that are part of a cell, of a part of it, and so on."""
    parts: dict[Key, set[Key]] = {name: set() for name in table.cells}
    for equation in table.equations:
        for total in (n for n, c in equation.items() if c < 0):
            parts[total] |= {n for n, c in equation.items() if c > 0}

    def below(name: Key, seen: set[Key]) -> set[Key]:
        for part in parts[name] - seen:
            seen.add(part)
            below(part, seen)
        return seen

    return {name: below(name, set()) for name in parts}


def _other_table(
    table: Table, matrix: NDArray[np.float64], known: set[Key], hidden: set[Key], name: Key, move: float
) -> set[Key]:
    """Cells that change between the true table and the cheapest other one in which `name` is moved and the `known`
    ones, besides the public ones, stay."""
    from scipy.optimize import linprog  # heavy, and only whoever computes needs it

    names = table.names
    cells = [table.cells[n] for n in names]
    free = [n not in table.public and n not in known for n in names]
    cheapest = min(cell.weight for cell in cells)
    cost: NDArray[np.float64] = np.array(
        [HIDDEN_ALREADY * cheapest if n in hidden else c.weight for n, c in zip(names, cells, strict=True)]
    )
    up: list[tuple[float, float | None]] = [(0.0, None if f else 0.0) for f in free]
    down: list[tuple[float, float | None]] = [
        (0.0, cell.value if f else 0.0) for f, cell in zip(free, cells, strict=True)
    ]
    at = names.index(name)
    up[at], down[at] = ((move, move), (0.0, 0.0)) if move > 0 else ((0.0, 0.0), (-move, -move))
    found = linprog(
        np.concatenate([cost, cost]),
        A_eq=np.hstack([matrix, -matrix]),
        b_eq=np.zeros(matrix.shape[0]),
        bounds=up + down,
    )
    if found.x is None:
        raise ValueError(f"{name!r} cannot be protected: what is public gives it away")
    moves = found.x[: len(names)] - found.x[len(names) :]
    scale = TOLERANCE * (1.0 + abs(move))
    return {n for n, m in zip(names, moves, strict=True) if abs(m) > scale} - {name}
