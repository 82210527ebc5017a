"""Burt's constraint of a heavy-tailed network: CPU-seconds at three sizes, beside igraph where it is installed.

Target: 5 for 100,000 nodes / 1,000,000 links. Run: python -m benchmarks.burt (igraph is GPL: never a dependency of the
product, only a peer to measure against; install it elsewhere and name its folder in PYTHONPATH)
"""

from __future__ import annotations

import time

import numpy as np

from verbund.engines.standing import constraint

SIZES = ((25_000, 250_000), (50_000, 500_000), (100_000, 1_000_000))
TARGET = 5.0
ROUNDS = 3


def links(nodes: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    weight = rng.pareto(1.3, nodes) + 0.3
    found = rng.choice(nodes, (2, 2 * count), p=weight / weight.sum())
    key = np.unique(found.min(axis=0) * nodes + found.max(axis=0))
    key = rng.permutation(key[key // nodes != key % nodes])[:count]
    return key // nodes, key % nodes


def peer(nodes: int, source: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray] | None:
    """(CPU-seconds, constraints) by igraph."""
    try:
        import igraph
    except ImportError:
        return None
    graph = igraph.Graph(n=nodes, edges=np.column_stack([source, target]).tolist())
    before = time.process_time()
    found = graph.constraint()
    return time.process_time() - before, np.array(found)


def main() -> None:
    constraint(3, [0, 1], [1, 2])  # compile
    for nodes, count in SIZES:
        source, target = links(nodes, count)
        seconds = []
        for _ in range(ROUNDS):
            before = time.process_time()
            found = constraint(nodes, source, target)
            seconds.append(time.process_time() - before)
        middle = float(np.median(seconds))
        print(f"{nodes:>7} nodes {len(source):>8} links  {middle:6.2f} CPU-s  {1e6 * middle / nodes:6.1f} µs a node")
    other = peer(nodes, source, target)
    if other is None:
        print("igraph is not installed here: no peer")
    else:
        known = np.isfinite(other[1])
        apart = np.abs(other[1] - found)[known].max()
        print(f"igraph: {other[0]:.1f} CPU-s, {other[0] / middle:.0f} times; largest difference {apart:.1e}")
    print(f"target {TARGET} CPU-s for the largest: {middle / TARGET:.2f} of it")


if __name__ == "__main__":
    main()
