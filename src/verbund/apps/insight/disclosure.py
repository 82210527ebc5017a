"""What of an aggregate may be shown: at least five companies, nobody dominates, nothing can be computed back.

Source: practice of competition authorities for exchanges of aggregates (at least five independent companies, the
largest with at most a third, the two largest below 60 per cent); companies of one ownership group count as one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

LEAST = 5
LARGEST = Decimal(1) / 3
TWO_LARGEST = Decimal("0.6")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """`behind`: independent companies. `shares`: their parts of a sum, where the cell is a sum of theirs."""

    behind: int
    shares: Sequence[Decimal] = ()


def safe(cell: Cell) -> bool:
    """Whether a cell may stand for itself."""
    if cell.behind < LEAST:
        return False
    total = sum(cell.shares, Decimal(0))
    if not total:
        return True
    parts = sorted(cell.shares, reverse=True)
    return parts[0] <= total * LARGEST and sum(parts[:2], Decimal(0)) < total * TWO_LARGEST


def hidden(cells: Mapping[K, Cell]) -> set[K]:
    """Cells of one table with a total that must not be shown: unsafe ones, and where one would be hidden alone, the
    smallest of the others too. Empty cells (nobody behind them) tell nothing and do not count as hidden."""
    unsafe = {name for name, cell in cells.items() if cell.behind and not safe(cell)}
    if len(unsafe) == 1:
        others = [name for name, cell in cells.items() if cell.behind and name not in unsafe]
        if others:
            unsafe.add(min(others, key=lambda name: (cells[name].behind, str(name))))
    return unsafe
