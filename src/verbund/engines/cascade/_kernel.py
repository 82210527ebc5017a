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

TINY = 1e-200  # a product with a share is still no zero
KEPT_BACK = 1e-15  # downstream, less than this waits for more; the published h = 1 - loss ends at 1e-16
NEGLIGIBLE = 1e-11  # the index is left uncertain by no more than this
DENSE = 2  # links in a step, for each half firm, from which all firms are gone through
FEW = 16  # hit firms up to which the last step may be summed instead of made; firms that may use up what is negligible
LOSS, NEXT, PASSED, SALES = 0, 1, 2, 3  # columns of Workspace.down
GROWN, SOLD, ABOVE = 1, 2, 3  # columns of Workspace.up; the first is LOSS


class Compact(NamedTuple):
    """Coefficients as the kernel reads them: rows of links out of a loss, 32-bit positions.

    Firms are listed by sector, since all that lost of one sector pass on more when one of them does.
    """

    order: Positions  # n: the firm at each place
    place: Positions  # n: the place of each firm
    sector: Positions  # n
    sector_start: Ints  # where the firms of each sector begin when listed by sector
    sales: Floats  # n, s_i
    sector_sales: Floats
    down_start: Ints  # n + 1: links of firm i as supplier, essentiality > 0
    down_slot: Unsigned
    down_firm: Unsigned  # the slot's customer
    down: Floats
    up_start: Ints  # n + 1: links of firm m as customer
    up_seller: Unsigned
    up: Floats
    sold_start: Ints  # n: all links of firm j as supplier
    sold_end: Ints
    sold_buyer: Unsigned
    amount: Floats
    revenue: Floats  # n, 1 for 0
    slots: int
    bounded: bool  # no firm sells more in the network than its revenue, so Σ_m Λu[j,m] ≤ 1


class Weights(NamedTuple):
    """What losses count in the index."""

    v: Floats  # n
    total: float
    above: Floats  # n: Σ_j v_j Λu[j,m], the worth of what m's suppliers lose when m loses all


class Workspace(NamedTuple):
    """What one thread writes to; zero wherever no scenario is under way. One cache line holds what one firm needs."""

    down: Floats  # n × 4: loss; loss after this step; σ·loss passed on so far; sales s_i (kept)
    up: Floats  # n × 4: loss; its growth in the last step, else 0; sales lost (negative: queued); Weights.above
    slots: Floats  # what a customer lost of one kind of input
    probe: Floats  # n: what the largest losses alone will take from a firm's sales
    touched_d: Positions  # n + 1
    touched_u: Positions
    queue_d: Positions  # 2n + 2: changed in the last step, changing in this one
    queue_u: Positions
    sector_lost: Floats  # sales lost in each sector
    members: Positions  # n: touched firms with customers, of each sector from its start
    present: Positions  # their number
    sector_queue: Positions
    sector_marked: npt.NDArray[np.bool_]
    seen: Ints  # numbers of touched firms, down and up


def workspace(c: Compact, weights: Weights) -> Workspace:
    """A clean workspace."""
    n, kinds = len(c.sector), len(c.sector_sales)

    def positions(count: int = n) -> Positions:
        return np.empty(count, np.int32)

    down = np.zeros((n, 4))
    up = np.zeros((n, 4))
    down[:, SALES], up[:, ABOVE] = c.sales, weights.above
    return Workspace(
        down, up, np.zeros(c.slots), np.zeros(n),
        positions(n + 1), positions(n + 1), positions(2 * n + 2), positions(2 * n + 2),
        np.zeros(kinds), positions(), np.zeros(kinds, np.int32), positions(kinds), np.zeros(kinds, np.bool_),
        np.zeros(2, np.int64),
    )  # fmt: skip


# Arrays are taken out of their tuples before a loop: inside it, each would be counted as a reference, in every pass.


@numba.njit(cache=True, nogil=True)
def propagate(c, w, firms, shock, weights, epsilon, relative, replace, max_steps, whole):
    """Run one scenario, leave its state in `w`; (steps, negative when the criterion was not met; indices or nan).

    Not `whole`: the last upstream step may be summed, not made; then the three indices come back, otherwise nan.
    """
    n, v, down, up = len(w.down), weights.v, w.down, w.up
    worth = 0.0
    for q in range(len(firms)):
        i = firms[q]
        down[i, LOSS] = down[i, NEXT] = up[i, LOSS] = up[i, GROWN] = shock[q]
        w.queue_d[q] = w.queue_u[q] = w.touched_d[q] = w.touched_u[q] = i
        k = c.sector[i]
        if c.down_start[i] < c.down_start[i + 1]:
            w.members[c.sector_start[k] + w.present[k]] = i
            w.present[k] += 1
        w.sector_lost[k] += down[i, SALES] * shock[q]
        worth += v[i] * shock[q]
    w.seen[0] = w.seen[1] = len(firms)
    many_d = many_u = len(firms)
    here, there = 0, n + 1
    for step in range(1, max_steps + 1):
        if replace:
            new_d = _pass_down_replacing(c, w, here, many_d, there)
        else:
            new_d = _pass_down(c, w, here, many_d, there)
        gain, largest_d = _settle_down(c, w, v, there, new_d, relative)
        if not whole and largest_d <= epsilon and _ends(c, w, here, many_u, epsilon):
            return step, _summed(c, w, weights, firms)
        new_u = _pass_up(c, w, here, many_u, there)
        gain_u, largest_u, new_u = _settle_up(w, v, there, new_u, relative)
        gain += gain_u
        if relative:
            if gain <= epsilon * worth:
                return step, NOT_SUMMED
        elif max(largest_d, largest_u) <= epsilon:
            return step, NOT_SUMMED
        worth += gain
        many_d, many_u, here, there = new_d, new_u, there, here
    return -max_steps, NOT_SUMMED


NOT_SUMMED = (np.nan, np.nan, np.nan)


@numba.njit(cache=True, nogil=True)
def _pass_on(start, slot_of, firm_of, share, down, slots, queue, i, passes, new):
    """Firm i now passes on `passes` of its output: raise its customers' losses, queue those that grow."""
    growth = passes - down[i, PASSED]
    if growth <= KEPT_BACK:
        return new
    down[i, PASSED] = passes
    for e in range(start[i], start[i + 1]):
        slot, j = slot_of[e], firm_of[e]
        lost = slots[slot] + share[e] * growth
        slots[slot] = lost
        lost = min(lost, 1.0)
        if lost > down[j, NEXT] + KEPT_BACK:
            if down[j, NEXT] == down[j, LOSS]:
                queue[new] = j
                new += 1
            down[j, NEXT] = lost
    return new


@numba.njit(cache=True, nogil=True)
def _pass_down(c, w, here, many, there):
    start, slot_of, firm_of, share = c.down_start, c.down_slot, c.down_firm, c.down
    down, slots, passing, queue = w.down, w.slots, w.queue_d[here:], w.queue_d[there:]
    new = 0
    for q in range(many):
        i = passing[q]
        new = _pass_on(start, slot_of, firm_of, share, down, slots, queue, i, down[i, LOSS], new)
    return new


@numba.njit(cache=True, nogil=True)
def _pass_down_replacing(c, w, here, many, there):
    """σ grows for every touched firm of a sector that lost in the last step, so all of them pass on more."""
    start, slot_of, firm_of, share = c.down_start, c.down_slot, c.down_firm, c.down
    down, slots, passing, queue = w.down, w.slots, w.queue_d[here:], w.queue_d[there:]
    sector, sectors, is_marked, members = c.sector, w.sector_queue, w.sector_marked, w.members
    marked, new = 0, 0
    for q in range(many):
        k = sector[passing[q]]
        if not is_marked[k]:
            is_marked[k] = True
            sectors[marked] = k
            marked += 1
    for q in range(marked):
        k = sectors[q]
        is_marked[k] = False
        left = c.sector_sales[k] - w.sector_lost[k]
        first = c.sector_start[k]
        for p in range(first, first + w.present[k]):
            i = members[p]
            sigma = 1.0
            if left > NOTHING_LEFT:
                sigma = min(1.0, down[i, SALES] / left)
            new = _pass_on(start, slot_of, firm_of, share, down, slots, queue, i, sigma * down[i, LOSS], new)
    return new


@numba.njit(cache=True, nogil=True)
def _settle_down(c, w, v, there, new, relative):
    """Make the queued losses those of this step; (growth of the index, largest growth)."""
    down, up, queue, touched, members, present = w.down, w.up, w.queue_d[there:], w.touched_d, w.members, w.present
    sector, sector_start, start, sector_lost = c.sector, c.sector_start, c.down_start, w.sector_lost
    gain, largest, seen = 0.0, 0.0, w.seen[0]
    for q in range(new):
        j = queue[q]
        before, after = down[j, LOSS], down[j, NEXT]
        k = sector[j]
        if before == 0:
            touched[seen] = j
            seen += 1
            if start[j] < start[j + 1]:
                members[sector_start[k] + present[k]] = j
                present[k] += 1
        down[j, LOSS] = after
        sector_lost[k] += down[j, SALES] * (after - before)
        largest = max(largest, after - before)
        if relative:
            gain += v[j] * (max(after, up[j, LOSS]) - max(before, up[j, LOSS]))
    w.seen[0] = seen
    return gain, largest


@numba.njit(cache=True, nogil=True)
def _pass_up(c, w, here, many, there):
    """Take what customers lost from their suppliers' sales; the number queued, or -1: everybody."""
    start, seller, share, up = c.up_start, c.up_seller, c.up, w.up
    passing, queue = w.queue_u[here:], w.queue_u[there:]
    edges = 0
    for q in range(many):
        m = passing[q]
        edges += start[m + 1] - start[m]
    if edges > len(up) // DENSE:
        for q in range(many):
            m = passing[q]
            growth = up[m, GROWN]
            up[m, GROWN] = 0.0
            for e in range(start[m], start[m + 1]):
                up[seller[e], SOLD] += share[e] * growth
        return -1
    new = 0
    for q in range(many):
        m = passing[q]
        growth = max(up[m, GROWN], TINY)
        up[m, GROWN] = 0.0
        for e in range(start[m], start[m + 1]):
            j = seller[e]
            before = up[j, SOLD]
            queue[new] = j  # written always, counted once: a branch would be guessed wrongly
            new += before >= 0.0
            up[j, SOLD] = -(abs(before) + share[e] * growth)
    return new


@numba.njit(cache=True, nogil=True)
def _settle_up(w, v, there, new, relative):
    """Losses from the sales lost; (growth of the index, largest growth, number of firms that grew, queued)."""
    up, down, queue, touched = w.up, w.down, w.queue_u[there:], w.touched_u
    gain, largest, grew, seen = 0.0, 0.0, 0, w.seen[1]
    everybody = new < 0
    for q in range(len(up) if everybody else new):
        j = q if everybody else queue[q]
        before = up[j, LOSS]
        after = abs(up[j, SOLD])
        up[j, SOLD] = after
        after = min(1.0, after)
        if after <= before:
            continue
        touched[seen] = j
        seen += before == 0
        up[j, GROWN] = after - before
        up[j, LOSS] = after
        queue[grew] = j
        grew += 1
        largest = max(largest, after - before)
        if relative:
            gain += v[j] * (max(down[j, LOSS], after) - max(down[j, LOSS], before))
    w.seen[1] = seen
    return gain, largest, grew


@numba.njit(cache=True, nogil=True)
def _inflow(start, end, buyer, amount, up, j):
    """Sales of j that the coming step takes: Σ_m W[j,m]·growth_m."""
    lost = 0.0
    for e in range(start[j], end[j]):
        lost += amount[e] * up[buyer[e], GROWN]
    return lost


@numba.njit(cache=True, nogil=True)
def _ends(c, w, here, many, epsilon):
    """Whether no upstream loss grows by more than epsilon in the coming step.

    Losses up to epsilon/4 take at most that from anyone (Σ_m Λu[j,m] ≤ 1), so only larger ones are looked at, and
    only firms from which those take 3/4 epsilon are added up in full.
    """
    start, seller, share, up, probe = c.up_start, c.up_seller, c.up, w.up, w.probe
    s_start, s_end, buyer, amount, revenue = c.sold_start, c.sold_end, c.sold_buyer, c.amount, c.revenue
    passing = w.queue_u[here:]
    small = epsilon / 4
    quiet, last = True, many
    for q in range(many):
        m = passing[q]
        growth = up[m, GROWN]
        if growth <= small:
            continue
        for e in range(start[m], start[m + 1]):
            j = seller[e]
            probe[j] += share[e] * growth
            if probe[j] > epsilon and min(1.0, up[j, SOLD] + probe[j]) - up[j, LOSS] > epsilon:
                quiet = False
        if not quiet:
            last = q + 1
            break
    for q in range(last):
        m = passing[q]
        if up[m, GROWN] <= small:
            continue
        for e in range(start[m], start[m + 1]):
            j = seller[e]
            if quiet and probe[j] > 2.9 * small:
                taken = _inflow(s_start, s_end, buyer, amount, up, j) / revenue[j]
                quiet = min(1.0, up[j, SOLD] + taken) - up[j, LOSS] <= epsilon
            probe[j] = 0.0
    return quiet


@numba.njit(cache=True, nogil=True)
def _summed(c, w, weights, firms):
    """Σ v·loss (all, down, up) after the coming upstream step, without making it.

    Upstream losses are linear in each other but for the hit firms, so their worth is a sum over what every firm passes
    on; single losses are looked up where they might be smaller than the firm's downstream loss.
    """
    v, down, up = weights.v, w.down, w.up
    start, end, buyer, amount, revenue = c.sold_start, c.sold_end, c.sold_buyer, c.amount, c.revenue
    touched_d, touched_u = w.touched_d, w.touched_u
    total_u = total_d = 0.0
    for q in range(w.seen[1]):
        i = touched_u[q]
        total_u += up[i, ABOVE] * up[i, LOSS]
    for q in range(len(firms)):
        i = firms[q]
        lost = up[i, SOLD] + _inflow(start, end, buyer, amount, up, i) / revenue[i]
        total_u += v[i] * (max(up[i, LOSS], min(1.0, lost)) - lost)
    total, spare = total_u, weights.total * NEGLIGIBLE
    for q in range(w.seen[0]):
        i = touched_d[q]
        loss = down[i, LOSS]
        total_d += v[i] * loss
        most = v[i] * (loss - up[i, LOSS])
        if most <= spare / FEW:
            spare -= max(0.0, most)
        else:
            after = max(up[i, LOSS], up[i, SOLD] + _inflow(start, end, buyer, amount, up, i) / revenue[i])
            total += v[i] * max(0.0, loss - after)
    return total, total_d, total_u


@numba.njit(cache=True, nogil=True)
def _totals(w, v):
    """Σ v·loss: all, down, up."""
    down, up, touched_d, touched_u = w.down, w.up, w.touched_d, w.touched_u
    total, total_d, total_u = 0.0, 0.0, 0.0
    for q in range(w.seen[0]):
        i = touched_d[q]
        total_d += v[i] * down[i, LOSS]
        total += v[i] * max(down[i, LOSS], up[i, LOSS])
    for q in range(w.seen[1]):
        i = touched_u[q]
        total_u += v[i] * up[i, LOSS]
        if down[i, LOSS] == 0:
            total += v[i] * up[i, LOSS]
    return total, total_d, total_u


@numba.njit(cache=True, nogil=True)
def clear(c, w):
    """Back to zero wherever the scenario wrote."""
    down, up, slots, touched_d, touched_u = w.down, w.up, w.slots, w.touched_d, w.touched_u
    start, slot_of, sector, sector_lost, present = c.down_start, c.down_slot, c.sector, w.sector_lost, w.present
    for q in range(w.seen[0]):
        i = touched_d[q]
        if down[i, PASSED] > 0:
            for e in range(start[i], start[i + 1]):
                slots[slot_of[e]] = 0.0
        down[i, LOSS] = down[i, NEXT] = down[i, PASSED] = 0.0
        sector_lost[sector[i]] = 0.0
        present[sector[i]] = 0
    for q in range(w.seen[1]):
        m = touched_u[q]
        up[m, LOSS] = up[m, GROWN] = up[m, SOLD] = 0.0
    w.seen[0] = w.seen[1] = 0


@numba.njit(cache=True, nogil=True)
def scenarios(c, w, first, last, start, firm, shock, weights, rule, worth, steps, footprint):
    """Scenarios first … last-1: Σ v·loss (all, down, up), steps and the bits of the firms they touched.

    rule: (epsilon, relative, replace, max_steps).
    """
    epsilon, relative, replace, max_steps = rule
    words = footprint.shape[1] // 2
    for s in range(first, last):
        hit = slice(start[s], start[s + 1])
        whole = words > 0 or relative or not c.bounded or start[s + 1] - start[s] > FEW
        steps[s], found = propagate(c, w, firm[hit], shock[hit], weights, epsilon, relative, replace, max_steps, whole)
        if np.isnan(found[0]):
            found = _totals(w, weights.v)
        worth[s, 0], worth[s, 1], worth[s, 2] = found
        if words:
            _mark(c.order, w.touched_d[: w.seen[0]], footprint[s, :words])
            _mark(c.order, w.touched_u[: w.seen[1]], footprint[s, words:])
        clear(c, w)


@numba.njit(cache=True, nogil=True)
def _mark(order, touched, footprint):
    bits = len(footprint) * 64
    for i in touched:
        bit = order[i] % bits
        footprint[bit >> 6] |= np.uint64(1) << np.uint64(bit & 63)
