"""Compiled inner loops of the frontier algorithm. One scenario after the other on one workspace, no locks held."""

# mypy: disable-error-code="no-untyped-def, misc, untyped-decorator"

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from ._network import Floats, Ints
from ._plain import NOTHING_LEFT

Positions = npt.NDArray[np.int32]
Unsigned = npt.NDArray[np.uint32]  # spares the kernel the test for negative positions


class Compact(NamedTuple):
    """Coefficients as the kernel reads them: rows of links out of a loss, 32-bit positions."""

    sector: Positions  # n
    sales: Floats  # n
    sector_sales: Floats
    down_start: Ints  # n + 1: links of firm i as supplier
    down_slot: Unsigned
    down: Floats
    slot_firm: Unsigned
    up_start: Ints  # n + 1: links of firm m as customer
    up_seller: Unsigned
    up: Floats


class Workspace(NamedTuple):
    """What one thread writes to; zero (head: -1) wherever no scenario is under way."""

    d: Floats  # n: downstream loss
    next_d: Floats  # n: the same after this step; differs from d only for queued firms
    passed_d: Floats  # n: σ·loss passed on so far
    slots: Floats  # what a customer lost of one kind of input
    u: Floats  # n: upstream loss
    grown_u: Floats  # n: what it grew by in the last step
    sold: Floats  # n: share of sales lost
    queued_u: npt.NDArray[np.uint8]  # n: in this step's queue
    touched_d: Positions  # n
    touched_u: Positions
    queue_d: Positions  # 2n + 2: changed in the last step, changing in this one
    queue_u: Positions
    sector_lost: Floats  # sales lost in each sector
    head: Positions  # first touched firm of each sector, -1 = none
    following: Positions  # n: next touched firm of the same sector
    sector_queue: Positions
    sector_marked: npt.NDArray[np.bool_]
    seen: Ints  # numbers of touched firms, down and up


def workspace(c: Compact) -> Workspace:
    """A clean workspace."""
    n, kinds = len(c.sector), len(c.sector_sales)

    def zeros(count: int = n) -> Floats:
        return np.zeros(count)

    def positions(count: int = n) -> Positions:
        return np.empty(count, np.int32)

    return Workspace(
        zeros(), zeros(), zeros(), zeros(len(c.slot_firm)), zeros(), zeros(), zeros(), np.zeros(n, np.uint8),
        positions(), positions(), positions(2 * n + 2), positions(2 * n + 2),
        zeros(kinds), np.full(kinds, -1, np.int32), positions(), positions(kinds), np.zeros(kinds, np.bool_),
        np.zeros(2, np.int64),
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def propagate(c, w, firms, shock, v, epsilon, relative, replace, max_steps):
    """Run one scenario, leave its state in `w`; steps, negative when the criterion was not met."""
    n = len(w.d)
    worth_d = 0.0
    for q in range(len(firms)):
        i = firms[q]
        w.d[i] = w.next_d[i] = w.u[i] = w.grown_u[i] = shock[q]
        w.queue_d[q] = w.queue_u[q] = w.touched_d[q] = w.touched_u[q] = i
        k = c.sector[i]
        w.following[i] = w.head[k]
        w.head[k] = i
        w.sector_lost[k] += c.sales[i] * shock[q]
        worth_d += v[i] * shock[q]
    worth_u = worth_d
    many_d = many_u = len(firms)
    w.seen[0] = w.seen[1] = len(firms)
    here, there = 0, n + 1
    for step in range(1, max_steps + 1):
        if replace:
            new_d = _pass_down_replacing(c, w, here, many_d, there)
        else:
            new_d = _pass_down(c, w, here, many_d, there)
        new_u = _pass_up(c, w, here, many_u, there)
        largest, gain_d, gain_u = 0.0, 0.0, 0.0
        for q in range(new_d):
            j = w.queue_d[there + q]
            growth = w.next_d[j] - w.d[j]
            k = c.sector[j]
            if w.d[j] == 0:
                w.touched_d[w.seen[0]] = j
                w.seen[0] += 1
                w.following[j] = w.head[k]
                w.head[k] = j
            w.d[j] = w.next_d[j]
            w.sector_lost[k] += c.sales[j] * growth
            gain_d += v[j] * growth
            largest = max(largest, growth)
        for q in range(new_u):
            j = w.queue_u[there + q]
            w.queued_u[j] = 0
            growth = max(0.0, min(1.0, w.sold[j]) - w.u[j])
            w.grown_u[j] = growth
            if w.u[j] == 0 and growth > 0:
                w.touched_u[w.seen[1]] = j
                w.seen[1] += 1
            w.u[j] += growth
            gain_u += v[j] * growth
            largest = max(largest, growth)
        worth_d += gain_d
        worth_u += gain_u
        if relative:
            if gain_d <= epsilon * worth_d and gain_u <= epsilon * worth_u:
                return step
        elif largest <= epsilon:
            return step
        many_d, many_u, here, there = new_d, new_u, there, here
    return -max_steps


@numba.njit(cache=True, nogil=True)
def _pass_on(c, w, i, passes, there, new):
    """Firm i now passes on `passes` of its output: raise its customers' losses, queue those that grow."""
    growth = passes - w.passed_d[i]
    if growth <= 0:
        return new
    w.passed_d[i] = passes
    for e in range(c.down_start[i], c.down_start[i + 1]):
        slot = c.down_slot[e]
        lost = w.slots[slot] + c.down[e] * growth
        w.slots[slot] = lost
        j = c.slot_firm[slot]
        lost = min(lost, 1.0)
        if lost > w.next_d[j]:
            if w.next_d[j] == w.d[j]:
                w.queue_d[there + new] = j
                new += 1
            w.next_d[j] = lost
    return new


@numba.njit(cache=True, nogil=True)
def _pass_down(c, w, here, many, there):
    new = 0
    for q in range(many):
        i = w.queue_d[here + q]
        new = _pass_on(c, w, i, w.d[i], there, new)
    return new


@numba.njit(cache=True, nogil=True)
def _pass_down_replacing(c, w, here, many, there):
    """σ grows for every touched firm of a sector that lost in the last step, so all of them pass on more."""
    marked, new = 0, 0
    for q in range(many):
        k = c.sector[w.queue_d[here + q]]
        if not w.sector_marked[k]:
            w.sector_marked[k] = True
            w.sector_queue[marked] = k
            marked += 1
    for q in range(marked):
        k = w.sector_queue[q]
        w.sector_marked[k] = False
        left = c.sector_sales[k] - w.sector_lost[k]
        i = w.head[k]
        while i >= 0:
            sigma = 1.0
            if left > NOTHING_LEFT:
                sigma = min(1.0, c.sales[i] / left)
            new = _pass_on(c, w, i, sigma * w.d[i], there, new)
            i = w.following[i]
    return new


@numba.njit(cache=True, nogil=True)
def _pass_up(c, w, here, many, there):
    new = 0
    for q in range(many):
        m = w.queue_u[here + q]
        growth = w.grown_u[m]
        if growth == 0:
            continue
        for e in range(c.up_start[m], c.up_start[m + 1]):
            j = c.up_seller[e]
            w.sold[j] += c.up[e] * growth
            w.queue_u[there + new] = j  # written always, counted once: a branch would be guessed wrongly
            new += 1 - w.queued_u[j]
            w.queued_u[j] = 1
    return new


@numba.njit(cache=True, nogil=True)
def _clear(c, w):
    """Back to zero wherever the scenario wrote."""
    for q in range(w.seen[0]):
        i = w.touched_d[q]
        if w.passed_d[i] > 0:
            for e in range(c.down_start[i], c.down_start[i + 1]):
                w.slots[c.down_slot[e]] = 0.0
        w.d[i] = w.next_d[i] = w.passed_d[i] = 0.0
        w.sector_lost[c.sector[i]] = 0.0
        w.head[c.sector[i]] = -1
    for q in range(w.seen[1]):
        m = w.touched_u[q]
        w.u[m] = w.grown_u[m] = w.sold[m] = 0.0


@numba.njit(cache=True, nogil=True)
def scenarios(c, w, first, last, start, firm, shock, v, rule, worth, steps, footprint):
    """Scenarios first … last-1: Σ v·loss (all, down, up), steps and the bits of the firms they touched.

    rule: (epsilon, relative, replace, max_steps).
    """
    epsilon, relative, replace, max_steps = rule
    words = footprint.shape[1] // 2
    bits = words * 64
    for s in range(first, last):
        hit = slice(start[s], start[s + 1])
        steps[s] = propagate(c, w, firm[hit], shock[hit], v, epsilon, relative, replace, max_steps)
        total, total_d, total_u = 0.0, 0.0, 0.0
        for q in range(w.seen[0]):
            i = w.touched_d[q]
            total_d += v[i] * w.d[i]
            total += v[i] * max(w.d[i], w.u[i])
        for q in range(w.seen[1]):
            i = w.touched_u[q]
            total_u += v[i] * w.u[i]
            if w.d[i] == 0:
                total += v[i] * w.u[i]
        worth[s, 0], worth[s, 1], worth[s, 2] = total, total_d, total_u
        if bits:
            for q in range(w.seen[0]):
                bit = w.touched_d[q] % bits
                footprint[s, bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)
            for q in range(w.seen[1]):
                bit = w.touched_u[q] % bits
                footprint[s, words + (bit >> 6)] |= np.uint64(1) << np.uint64(bit & 63)
        _clear(c, w)
