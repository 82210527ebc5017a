"""Measures of a company's place in a whole network of known links (numba is loaded when one is first
computed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from verbund.kit.errors import Invalid

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
PLAIN_LIMIT = 200_000
"""Steps (sources × links) up to which betweenness runs uncompiled: below, loading numba takes longer."""
KINDS = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


@dataclass(frozen=True, slots=True)
class Rows:
    """Links sorted by source, each pair once, no link to itself."""

    start: Ints  # n + 1
    target: Ints
    weight: Floats


def rows(n: int, source: npt.ArrayLike, target: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Rows:
    """Links between positions 0 … n-1; weights of one pair add up. Raises Invalid for positions outside,
    weights that are not positive, lists of different length."""
    a, b = np.asarray(source, np.int64), np.asarray(target, np.int64)
    w = np.ones(len(a)) if weight is None else np.asarray(weight, np.float64)
    if not len(a) == len(b) == len(w):
        raise Invalid("shape", "source, target and weight differ in length", where="links")
    if len(a) and not (min(a.min(), b.min()) >= 0 and max(a.max(), b.max()) < n):
        raise Invalid("position", f"positions lie between 0 and {n - 1}", where="links")
    if not np.all(np.isfinite(w) & (w > 0)):
        raise Invalid("weight", "weights are finite and positive", where="links")
    keep = a != b
    key, position = np.unique(a[keep] * n + b[keep], return_inverse=True)
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(key // max(n, 1), minlength=n), out=start[1:])
    merged = np.bincount(position.ravel(), w[keep], len(key)).astype(np.float64, copy=False)
    return Rows(start, key % max(n, 1), merged)


def constraint(n: int, source: npt.ArrayLike, target: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Floats:
    """n, Burt's constraint c_i = Σ_j (p_ij + Σ_q p_iq·p_qj)² over i's contacts j (Burt 1992).

    p_ij = share of i's relations, in both directions, that is with j. High: contacts know each other, few
    ways round them. nan without contacts.
    """
    from ._structure_kernel import two_step

    a, b = np.asarray(source, np.int64), np.asarray(target, np.int64)
    w = np.ones(len(a)) if weight is None else np.asarray(weight, np.float64)
    graph = rows(n, np.concatenate([a, b]), np.concatenate([b, a]), np.concatenate([w, w]))
    degree = np.diff(graph.start)
    own: Ints = np.repeat(np.arange(n), degree)
    p: Floats = graph.weight / np.bincount(own, graph.weight, n)[own]
    reverse = np.argsort(graph.target, kind="stable")  # links are sorted by (i, j): this lists (j, i)
    through = np.zeros(len(p))
    two_step(graph.start, graph.target, reverse, p, degree, through)
    found: Floats = np.bincount(own, np.square(p + through), n).astype(np.float64, copy=False)
    found[degree == 0] = np.nan
    return found


@dataclass(frozen=True, eq=False)
class Brokerage:
    """counts: n × 5, open triads a→b→c in which b brokers, by kind in the order of `KINDS` (Gould & Fernandez
    1989).
    """

    counts: Ints

    @property
    def bridging(self) -> Floats:
        """n, share of the open triads whose ends lie in different groups; nan without any."""
        total = self.counts.sum(axis=1)
        across = self.counts[:, 2:].sum(axis=1)
        found: Floats = np.divide(across, total, out=np.full(len(total), np.nan), where=total > 0)
        return found


def brokerage(n: int, source: npt.ArrayLike, target: npt.ArrayLike, group: npt.ArrayLike) -> Brokerage:
    """Open triads by the groups (n labels from 0) of supplier, broker and customer."""
    from ._structure_kernel import open_triads

    groups = np.asarray(group, np.int64)
    if groups.shape != (n,) or (n and groups.min() < 0):
        raise Invalid("group", "one group from 0 for each node", where="group")
    out, into = rows(n, source, target), rows(n, target, source)
    counts = np.zeros((n, len(KINDS)), np.int64)
    count = int(groups.max(initial=0)) + 1
    open_triads(out.start, out.target, into.start, into.target, groups, count, counts)
    return Brokerage(counts)


def tier_depth(n: int, source: npt.ArrayLike, target: npt.ArrayLike, focal: int) -> Ints:
    """n, supply tiers above `focal`: 0 itself, 1 direct suppliers, 2 their suppliers …; -1 where nothing
    leads to it.
    """
    if not 0 <= focal < n:
        raise Invalid("position", f"positions lie between 0 and {n - 1}", where="focal")
    suppliers = rows(n, target, source)
    tier = np.full(n, -1, np.int64)
    front, depth = np.array([focal]), 0
    while len(front):
        tier[front] = depth
        found = [suppliers.target[suppliers.start[i] : suppliers.start[i + 1]] for i in front]
        following = np.unique(np.concatenate(found))
        front, depth = following[tier[following] < 0], depth + 1
    return tier


@dataclass(frozen=True, eq=False)
class Betweenness:
    """share: n, estimated share of the shortest paths between other nodes; error: its standard error from the
    sample.

    Rankings of two samples agree only roughly, and the error of small values comes out too small because few sources
    contribute to them: show both figures, and rank by neither alone.
    """

    share: Floats
    error: Floats


def betweenness(n: int, source: npt.ArrayLike, target: npt.ArrayLike, sources: npt.ArrayLike) -> Betweenness:
    """Betweenness along links (Brandes 2001), estimated from `sources`: distinct nodes drawn at random by the
    caller.

    All nodes as sources give the exact value with error 0; with one source no error can be told (nan).
    """
    drawn = np.asarray(sources, np.int64)
    if not len(drawn) or len(np.unique(drawn)) != len(drawn) or drawn.min() < 0 or drawn.max() >= n:
        raise Invalid("sources", "sources are distinct positions, at least one", where="sources")
    graph, k = rows(n, source, target), len(drawn)
    total, squares = np.zeros(n), np.zeros(n)
    if k * (n + len(graph.target)) <= PLAIN_LIMIT:
        from ._loops import dependencies
    else:
        from ._structure_kernel import dependencies
    dependencies(graph.start, graph.target, drawn, total, squares)
    pairs = max((n - 1) * (n - 2), 1)
    share = total / k * n / pairs
    if k == 1 and n > 1:
        return Betweenness(share, np.full(n, np.nan))
    variance = np.maximum(squares - total**2 / k, 0.0) / max(k - 1, 1)
    return Betweenness(share, np.sqrt(variance / k * (1 - k / n)) * n / pairs)
