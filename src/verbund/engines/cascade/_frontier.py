"""The cascade on losses, over touched firms only. For large networks and for sweeps.

Losses only grow, so a step passes on the growth of the firms that changed in the step before and nothing else; the
cost is proportional to the links of touched firms, not to the network. Scenarios run on all cores in threads (the
compiled code holds no interpreter lock), each with its own workspace.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from ._coefficients import Coefficients
from ._kernel import Compact, propagate, scenarios, workspace
from ._network import Floats, Ints, sums

CHUNK = 256  # scenarios a thread takes at a time


def compact(c: Coefficients) -> Compact:
    """The kernel's form of coefficients."""
    order = np.argsort(c.buyer, kind="stable")
    return Compact(
        sector=c.sector.astype(np.int32),
        sales=c.sales,
        sector_sales=sums(c.sector, c.sales, c.sectors),
        down_start=_starts(c.supplier, c.n),
        down_slot=c.slot.astype(np.uint32),
        down=c.down,
        slot_firm=c.slot_firm.astype(np.uint32),
        up_start=_starts(c.buyer, c.n),
        up_seller=c.seller[order].astype(np.uint32),
        up=c.up[order],
    )


def _starts(rows: Ints, n: int) -> Ints:
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
    return starts


def run(
    c: Compact, shock: Floats, v: Floats, epsilon: float, relative: bool, replace: bool, max_steps: int
) -> tuple[Floats, Floats, int, bool]:
    """(downstream losses, upstream losses, steps, converged) of one scenario."""
    firms = np.flatnonzero(shock)
    w = workspace(c)
    steps: int = propagate(c, w, firms, shock[firms], v, epsilon, relative, replace, max_steps)
    return w.d, w.u, abs(steps), steps > 0


def sweep(
    c: Compact,
    start: Ints,
    firm: Ints,
    shock: Floats,
    v: Floats,
    rule: tuple[float, bool, bool, int],
    cores: int | None,
    words: int,
) -> tuple[Floats, npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """K scenarios; scenario k shocks firm[start[k]:start[k+1]].

    Returns Σ v·loss (K × 3: all, down, up), steps (K; negative: not converged) and the firms touched (K × 2·words:
    down, then up; firm i is bit i modulo 64·words).
    """
    count = len(start) - 1
    worth, steps = np.empty((count, 3)), np.empty(count, np.int32)
    footprint = np.zeros((count, 2 * words), np.uint64)
    cores = max(1, cores or len(os.sched_getaffinity(0)))
    chunks = iter(range(0, count, CHUNK))  # taken by whichever thread is free; next() on a range is atomic

    def work(_: int) -> None:
        w = workspace(c)
        for first in chunks:
            last = min(first + CHUNK, count)
            scenarios(c, w, first, last, start, firm, shock, v, rule, worth, steps, footprint)

    if cores == 1 or count <= CHUNK:
        work(0)
    else:
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(work, range(cores)))
    return worth, steps, footprint
