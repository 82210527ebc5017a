"""Cells of the centre's tables under the disclosure rule (`kit.disclosure`): what must be hidden, and what besides so
that nothing can be computed back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from verbund.kit.disclosure import LEAST, Withheld, against

__all__ = ["LEAST", "Cell", "hidden", "safe"]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """`behind`: independent companies. `shares`: their parts of a sum, or their figures where a mean is shown."""

    behind: int
    shares: Sequence[Decimal | float] = ()


def safe(cell: Cell) -> bool:
    """Whether a cell may stand for itself."""
    return against(cell.behind, cell.shares) is Withheld.NO


def hidden(cells: Mapping[K, Cell]) -> set[K]:
    """Cells of one table with a total that must not be shown: unsafe ones, and where one would be hidden alone, the
    smallest of the others too. Empty cells (nobody behind them) tell nothing and do not count as hidden."""
    unsafe = {name for name, cell in cells.items() if cell.behind and not safe(cell)}
    if len(unsafe) == 1:
        others = [name for name, cell in cells.items() if cell.behind and name not in unsafe]
        if others:
            unsafe.add(min(others, key=lambda name: (cells[name].behind, str(name))))
    return unsafe
