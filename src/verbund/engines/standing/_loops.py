"""Loops that run as they stand on small networks and compiled on large ones."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]


def dependencies(start: Array, neighbour: Array, sources: Array, total: Array, squares: Array) -> None:
    """Brandes (2001): Σ and Σ² over the sources of the share of shortest paths that each node lies on."""
    n = len(start) - 1
    distance, paths = np.full(n, -1, np.int64), np.zeros(n)
    order, share = np.empty(n, np.int64), np.zeros(n)
    for s in sources:
        distance[s], paths[s], order[0] = 0, 1.0, s
        first, last = 0, 1
        while first < last:
            v = order[first]
            first += 1
            for e in range(start[v], start[v + 1]):
                w = neighbour[e]
                if distance[w] < 0:
                    distance[w] = distance[v] + 1
                    order[last] = w
                    last += 1
                if distance[w] == distance[v] + 1:
                    paths[w] += paths[v]
        for k in range(last - 1, -1, -1):
            v = order[k]
            for e in range(start[v], start[v + 1]):
                w = neighbour[e]
                if distance[w] == distance[v] + 1:
                    share[v] += paths[v] / paths[w] * (1.0 + share[w])
            if v != s:
                total[v] += share[v]
                squares[v] += share[v] ** 2
        for k in range(last):
            v = order[k]
            distance[v], paths[v], share[v] = -1, 0.0, 0.0
