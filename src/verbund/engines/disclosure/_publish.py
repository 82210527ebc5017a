"""One figure at a time: means and shares as they may be shown, and when a published one may follow its population."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping

from ._primary import LEAST, Withheld, against

STEP = 0.05
"""Means and shares are rounded to 5 points: the last digits of two of them give away who made the difference."""


def rounded(value: float, step: float = STEP) -> float:
    """A share to the nearest step, within 0 and 1."""
    return min(1.0, max(0.0, round(round(value / step) * step, 6)))


def share(part: int, whole: int, step: float = STEP) -> float | None:
    """`part` of `whole` independent companies, rounded; None where either the part or what is left is small.

    All or nobody says of every single one what it does, so these are not shown either.
    """
    if part < LEAST or whole - part < LEAST:
        return None
    return rounded(part / whole, step)


def mean_of(figures: Mapping[Hashable, float], step: float = STEP) -> float | None:
    """The mean of one figure in [0, 1] per independent company, rounded; None under the primary rule (`against`)."""
    known = list(figures.values())
    if against(len(known), known) is not Withheld.NO:
        return None
    return rounded(sum(known) / len(known), step)


def may_renew(published: Iterable[Collection[Hashable]], now: Collection[Hashable]) -> bool:
    """Whether a figure over the population `now` may be shown beside all that was published of it before.

    Against each earlier population nobody joined or left, or at least `LEAST` did: fewer could be told apart by
    subtracting one figure from the other, and the few among them who know themselves by still less.
    """
    current = set(now)
    return all(not (changed := current.symmetric_difference(before)) or len(changed) >= LEAST for before in published)
