"""Before and after, for a side-effect report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ._measure import Measure
from ._thresholds import Sign, signs

Direction: TypeAlias = Literal["up", "down", "same", "unknown", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. difference: after - before, None where one of them is missing.

    direction: "unknown" when the intervals do not tell. crossed, left: thresholds that the change crosses upwards or
    leaves behind (also those that it may cross: see Sign.certain).
    """

    code: str
    before: Measure | None
    after: Measure | None
    difference: Interval | None
    direction: Direction
    crossed: tuple[Sign, ...]
    left: tuple[Sign, ...]


def change(before: Iterable[Measure], after: Iterable[Measure]) -> tuple[Change, ...]:
    """Changes by code, in the order of `before`, then what is new. Raises Invalid when a code appears twice.

    A figure whose inputs did not change is "same", however unknown it is; otherwise the difference is that of two
    unknowns (outer bounds) and never narrows when one of them widens.
    """
    old, new = _by_code(before, "before"), _by_code(after, "after")
    return tuple(_one(code, old.get(code), new.get(code)) for code in dict.fromkeys([*old, *new]))


def _by_code(measures: Iterable[Measure], where: str) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for measure in measures:
        if measure.code in found:
            raise Invalid("duplicate-measure", f"{measure.code} appears twice", where=where)
        found[measure.code] = measure
    return found


def _one(code: str, old: Measure | None, new: Measure | None) -> Change:
    was, now = signs(old) if old else (), signs(new) if new else ()
    crossed = tuple(s for s in now if (s.threshold.code, s.certain) not in {(w.threshold.code, w.certain) for w in was})
    left = tuple(s for s in was if s.threshold.code not in {n.threshold.code for n in now})
    if old is None or new is None:
        return Change(code, old, new, None, "new" if old is None else "gone", crossed, left)
    if (old.interval, old.inputs, old.evidence) == (new.interval, new.inputs, new.evidence):
        return Change(code, old, new, Interval(0, 0), "same", (), ())
    difference = new.interval - old.interval
    direction: Direction = "unknown"
    if difference.low == difference.high == 0:
        direction = "same"
    elif difference.low >= 0:
        direction = "up"
    elif difference.high <= 0:
        direction = "down"
    return Change(code, old, new, difference, direction, crossed, left)
