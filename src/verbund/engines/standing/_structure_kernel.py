"""Compiled loops of the network measures."""

# mypy: disable-error-code="no-untyped-def, misc, untyped-decorator"

from __future__ import annotations

import numba
import numpy as np

from . import _loops


@numba.njit(cache=True, nogil=True)
def two_step(start, neighbour, reverse, p, degree, through):
    """Add Σ_q p_iq·p_qj to `through` at link i→j, over the triangles of an undirected graph.

    Each triangle is met once, from its corner of smallest degree, so hubs cost no more than their links.
    """
    n = len(start) - 1
    forward_start = np.zeros(n + 1, np.int64)
    forward = np.empty(len(neighbour) // 2, np.int64)  # links to neighbours of higher rank
    filled = 0
    for u in range(n):
        for e in range(start[u], start[u + 1]):
            v = neighbour[e]
            if degree[v] > degree[u] or (degree[v] == degree[u] and v > u):
                forward[filled] = e
                filled += 1
        forward_start[u + 1] = filled
    link_to = np.full(n, -1, np.int64)
    for u in range(n):
        for k in range(forward_start[u], forward_start[u + 1]):
            link_to[neighbour[forward[k]]] = forward[k]
        for k in range(forward_start[u], forward_start[u + 1]):
            uv = forward[k]
            v = neighbour[uv]
            vu = reverse[uv]
            for q in range(forward_start[v], forward_start[v + 1]):
                vt = forward[q]
                ut = link_to[neighbour[vt]]
                if ut >= 0:
                    tu, tv = reverse[ut], reverse[vt]
                    through[uv] += p[ut] * p[tv]
                    through[vu] += p[vt] * p[tu]
                    through[ut] += p[uv] * p[vt]
                    through[tu] += p[tv] * p[vu]
                    through[vt] += p[vu] * p[ut]
                    through[tv] += p[tu] * p[uv]
        for k in range(forward_start[u], forward_start[u + 1]):
            link_to[neighbour[forward[k]]] = -1


@numba.njit(cache=True, nogil=True)
def open_triads(out_start, out, in_start, into, group, groups, counts):
    """counts[b] += open triads a→b→c of each kind: coordinator, itinerant, gatekeeper, representative, liaison."""
    n = len(group)
    from_group, to_group = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    after = np.full(n, -1, np.int64)  # b when b→c exists
    for b in range(n):
        g = group[b]
        given, taken = in_start[b + 1] - in_start[b], out_start[b + 1] - out_start[b]
        if given == 0 or taken == 0:
            continue
        for e in range(in_start[b], in_start[b + 1]):
            from_group[group[into[e]]] += 1
        same = 0
        for e in range(out_start[b], out_start[b + 1]):
            after[out[e]] = b
            to_group[group[out[e]]] += 1
            if group[out[e]] != g:
                same += from_group[group[out[e]]]
        mine_in, mine_out = from_group[g], to_group[g]
        counts[b, 0] += mine_in * mine_out
        counts[b, 1] += same
        counts[b, 2] += (given - mine_in) * mine_out
        counts[b, 3] += mine_in * (taken - mine_out)
        counts[b, 4] += (given - mine_in) * (taken - mine_out) - same
        for e in range(in_start[b], in_start[b + 1]):
            a = into[e]
            from_group[group[a]] = 0
            if after[a] == b:  # a→b→a is no triad
                counts[b, _kind(group[a], g, group[a])] -= 1
            for f in range(out_start[a], out_start[a + 1]):
                c = out[f]
                if after[c] == b:  # a→c closes the triad
                    counts[b, _kind(group[a], g, group[c])] -= 1
        for e in range(out_start[b], out_start[b + 1]):
            to_group[group[out[e]]] = 0


@numba.njit(cache=True, nogil=True)
def _kind(a, b, c):
    if a == b:
        return 0 if c == b else 3
    if c == b:
        return 2
    return 1 if a == c else 4


dependencies = numba.njit(cache=True, nogil=True)(_loops.dependencies)
