"""The cascade on losses, over touched firms only. For large networks and for sweeps.

Losses only grow, so a step passes on the growth of the firms that changed in the step before and nothing else; the
cost is proportional to the links of touched firms, not to the network. Scenarios run on all cores in threads (the
compiled code holds no interpreter lock), each with its own workspace.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

import numpy as np
import numpy.typing as npt

from ._kernel import LOSS, Compact, Weights, Workspace, clear, propagate, scenarios, workspace
from ._layout import above, by_customer, downstream, starts
from ._network import Floats, Ints, Network, as_positions, sums

CHUNK = 256  # scenarios a thread takes at a time
_PREPARING = Lock()
ROUNDING = 1e-9  # by which a sum of shares may exceed 1


class Prepared:
    """A network as the kernel reads it, and workspaces that are free."""

    def __init__(self, network: Network) -> None:
        self.compact = compact(network)
        c, v = self.compact, network.v[self.compact.order]
        self.weights = Weights(v, float(v.sum()), above(c.up_start, c.up_seller, c.up, v))
        self._free: list[Workspace] = []

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """A clean workspace of one's own; to be left clean."""
        try:
            w = self._free.pop()
        except IndexError:
            w = workspace(self.compact, self.weights)
        yield w
        self._free.append(w)  # one that an exception left dirty is dropped


def prepared(network: Network) -> Prepared:
    """The network prepared for the kernel, once, and kept with it."""
    with _PREPARING:
        found: Prepared | None = network.__dict__.get("_frontier")
        if found is None:
            found = network.__dict__["_frontier"] = Prepared(network)
        return found


def compact(network: Network) -> Compact:
    """Impact coefficients (`_coefficients`) in rows, firms by sector."""
    links, n, kinds = network.links, len(network.firms), len(network.sector_names)
    order = as_positions(np.argsort(network.sector, kind="stable"))
    place = np.empty(n, np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    sector, sales, inputs = as_positions(network.sector[order]), network.sales[order], network.inputs[order]
    revenue = network.revenues[order]
    base = np.where(revenue == 0, 1.0, revenue)
    scale = np.ones(n)
    if network.cost is not None:
        np.divide(inputs, network.costs[order], out=scale, where=inputs > 0)
    start = starts(links.supplier, n)
    first, last = start[:-1][order], start[1:][order]
    customer = place[links.customer]
    up_start, link, up_seller, up = by_customer(first, last, customer, links.amount, base)
    down_start, down_slot, down_firm, down, slots = downstream(
        first, last, customer, links.amount, network.essential, sector, kinds, inputs, scale,
        up_start, link, up_seller,
    )  # fmt: skip
    return Compact(
        order=order,
        place=place,
        sector=sector,
        sector_start=starts(sector, kinds),
        sales=sales,
        sector_sales=sums(sector, sales, kinds),
        down_start=down_start,
        down_slot=down_slot,
        down_firm=down_firm,
        down=down,
        up_start=up_start,
        up_seller=up_seller,
        up=up,
        sold_start=first,
        sold_end=last,
        sold_buyer=customer.view(np.uint32),
        amount=links.amount,
        revenue=base,
        slots=slots,
        bounded=bool(np.all(sales <= base * (1 + ROUNDING))),
    )


def run(
    p: Prepared, firms: Ints, psi: Floats, epsilon: float, relative: bool, replace: bool, max_steps: int
) -> tuple[Floats, Floats, int, bool]:
    """(downstream losses, upstream losses, steps, converged) when `psi` hits `firms`."""
    c, n = p.compact, len(p.compact.sector)
    down, up = np.zeros(n), np.zeros(n)
    with p.workspace() as w:
        places = c.place[firms].astype(np.int64)
        steps, _ = propagate(c, w, places, psi, p.weights, epsilon, relative, replace, max_steps, True)
        touched_d, touched_u = w.touched_d[: w.seen[0]], w.touched_u[: w.seen[1]]
        down[c.order[touched_d]] = w.down[touched_d, LOSS]
        up[c.order[touched_u]] = w.up[touched_u, LOSS]
        clear(c, w)
    return down, up, abs(steps), steps > 0


def sweep(
    p: Prepared,
    start: Ints,
    firm: Ints,
    shock: Floats,
    rule: tuple[float, bool, bool, int],
    cores: int | None,
    words: int,
) -> tuple[Floats, npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """K scenarios; scenario k shocks firm[start[k]:start[k+1]].

    Returns Σ v·loss (K × 3: all, down, up), steps (K; negative: not converged) and the firms touched (K × 2·words:
    down, then up; firm i is bit i modulo 64·words).
    """
    count, firm = len(start) - 1, p.compact.place[firm].astype(np.int64)
    worth, steps = np.empty((count, 3)), np.empty(count, np.int32)
    footprint = np.zeros((count, 2 * words), np.uint64)
    cores = max(1, cores or len(os.sched_getaffinity(0)))
    chunks = iter(range(0, count, CHUNK))  # taken by whichever thread is free; next() on a range is atomic

    def work(_: int) -> None:
        with p.workspace() as w:
            for first in chunks:
                last = min(first + CHUNK, count)
                scenarios(p.compact, w, first, last, start, firm, shock, p.weights, rule, worth, steps, footprint)

    if cores == 1 or count <= CHUNK:
        work(0)
    else:
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(work, range(cores)))
    return worth, steps, footprint
