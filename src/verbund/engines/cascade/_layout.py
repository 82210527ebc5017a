"""Compiled sorting of links into the rows that the kernel reads. Every pass is linear in the links."""

# mypy: disable-error-code="no-untyped-def, untyped-decorator"

from __future__ import annotations

import numba
import numpy as np


@numba.njit(cache=True, nogil=True)
def starts(rows, n):
    """n + 1: where the links of each row begin when sorted by row."""
    found = np.zeros(n + 1, np.int64)
    for r in rows:
        found[r + 1] += 1
    for i in range(n):
        found[i + 1] += found[i]
    return found


@numba.njit(cache=True, nogil=True)
def by_customer(first, last, customer, amount, base):
    """(starts, link, seller, Λu) of the links sorted by customer, then by supplier.

    first, last: n, the links of every supplier; customer: m; base: n, revenue.
    """
    n, m = len(first), len(customer)
    start = starts(customer, n)
    place = start[:-1].copy()
    link, seller, up = np.empty(m, np.uint32), np.empty(m, np.uint32), np.empty(m)
    for i in range(n):
        for e in range(first[i], last[i]):
            p = place[customer[e]]
            place[customer[e]] += 1
            link[p] = e
            seller[p] = i
            up[p] = amount[e] / base[i]
    return start, link, seller, up


@numba.njit(cache=True, nogil=True)
def downstream(first, last, customer, amount, essential, sector, kinds, inputs, scale, start, link, seller):
    """(starts, slot, customer, Λd) of the links with essentiality > 0 by supplier, and the number of slots.

    start, link, seller: as `by_customer` gives them; inputs, scale: n, purchases and in_j / c_j. The slots of one
    customer lie side by side.
    """
    n, m = len(first), len(customer)
    slot_of = np.empty(m, np.uint32)
    total = np.empty(n + m)  # only what is written takes memory
    of_kind, slots = np.empty(kinds, np.int64), 0
    for j in range(n):
        begin, rest = slots, -1
        for p in range(start[j], start[j + 1]):
            of_kind[sector[seller[p]]] = -1
        for p in range(start[j], start[j + 1]):
            e = link[p]
            if essential[e] == 0:
                continue
            k = sector[seller[p]]
            slot = rest if essential[e] == 1 else of_kind[k]
            if slot < begin:
                slot = slots
                slots += 1
                if essential[e] == 1:
                    rest = slot
                    total[slot] = inputs[j]
                else:
                    of_kind[k] = slot
                    total[slot] = 0.0
            slot_of[e] = slot
            if essential[e] == 2:
                total[slot] += amount[e]
    kept = np.count_nonzero(essential)
    row = np.zeros(n + 1, np.int64)
    slot_out, firm_out, down = np.empty(kept, np.uint32), np.empty(kept, np.uint32), np.empty(kept)
    q = 0
    for i in range(n):
        for e in range(first[i], last[i]):
            if essential[e] > 0:
                j, slot = customer[e], slot_of[e]
                slot_out[q], firm_out[q] = slot, j
                down[q] = amount[e] / total[slot] * scale[j]
                q += 1
        row[i + 1] = q
    return row, slot_out, firm_out, down, slots


@numba.njit(cache=True, nogil=True)
def above(start, seller, up, v):
    """n: Σ_j v_j Λu[j,m]."""
    found = np.zeros(len(start) - 1)
    for m in range(len(found)):
        for p in range(start[m], start[m + 1]):
            found[m] += v[seller[p]] * up[p]
    return found
