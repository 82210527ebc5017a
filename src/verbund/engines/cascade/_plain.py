"""The cascade with numpy alone: every step over all links. For networks of up to a few thousand firms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ._coefficients import Coefficients
from ._network import Floats, sums

NOTHING_LEFT = 1e-10  # a sector whose remaining sales are this small replaces nobody


def replaceability(c: Coefficients, loss: Floats) -> Floats:
    """n, σ_i = min(1, s_i / remaining sales of i's sector)."""
    remaining = sums(c.sector, c.sales * (1.0 - loss), c.sectors)[c.sector]
    gone = remaining <= NOTHING_LEFT
    return np.where(gone, 1.0, np.minimum(1.0, c.sales / np.where(gone, 1.0, remaining)))


def downstream(c: Coefficients, passed: Floats, floor: Floats) -> Floats:
    """n, downstream losses after one step, when each firm passes on `passed` of its output (σ·loss)."""
    lost = sums(c.slot, c.down * passed[c.supplier], len(c.slot_firm))
    after = np.maximum(floor, lost[: c.n])
    np.maximum.at(after, c.slot_firm[c.n :], lost[c.n :])
    return np.minimum(after, 1.0)


def upstream(c: Coefficients, loss: Floats, floor: Floats) -> Floats:
    """n, upstream losses after one step."""
    return np.minimum(1.0, np.maximum(floor, sums(c.seller, c.up * loss[c.buyer], c.n)))


def run(
    c: Coefficients,
    shock: Floats,
    v: Floats,
    epsilon: float,
    relative: bool,
    replace: bool,
    max_steps: int,
    seen: Callable[[Floats, Floats], None] | None = None,
) -> tuple[Floats, Floats, int, bool]:
    """(downstream losses, upstream losses, steps, converged) of one scenario; `seen` is told every step's
    losses.
    """
    down, up = shock, shock
    for step in range(1, max_steps + 1):
        passed = replaceability(c, down) * down if replace else down
        next_down, next_up = downstream(c, passed, shock), upstream(c, up, shock)
        if relative:
            before = np.maximum(down, up) @ v
            still = np.maximum(next_down, next_up) @ v - before <= epsilon * before
        else:
            still = max((next_down - down).max(initial=0.0), (next_up - up).max(initial=0.0)) <= epsilon
        down, up = next_down, next_up
        if seen:
            seen(down, up)
        if still:
            return down, up, step, True
    return down, up, max_steps, False
