"""CPU-seconds to close every firm alone, and against the published formulas step by step over all links.

    python -m benchmarks.cascade [epsilon …]

Networks are generated (`_networks.py`); cost depends on how far losses reach in them. Targets for 50,000 firms /
480,000 links: 5 CPU-s at 1e-2, 15 at 1e-3, for all firms. A random sample of firms is closed, the rest extrapolated.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from benchmarks._networks import supply_network

from verbund.engines.cascade import Network, esri, sweep

SIZES = ((12_500, 120_000), (50_000, 480_000), (100_000, 960_000))
TARGETS = {1e-2: 5.0, 1e-3: 15.0}
SAMPLE = 2_000
ROUNDS = 3


def measure(network: Network, firms: np.ndarray, epsilon: float) -> tuple[float, float]:
    """(median CPU-seconds, mean steps) of closing each of these firms."""
    scenarios = [{int(k): 1.0} for k in firms]
    seconds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        found = sweep(network, scenarios, epsilon=epsilon)
        seconds.append(time.process_time() - before)
    return float(np.median(seconds)), float(found.steps.mean())


def plain(network: Network, firms: np.ndarray, epsilon: float) -> float:
    """CPU-seconds a firm when every step passes over all links (numpy)."""
    before = time.process_time()
    for k in firms:
        esri(network, {int(k): 1.0}, epsilon=epsilon, trace=True)
    return (time.process_time() - before) / len(firms)


def main() -> None:
    levels = [float(a) for a in sys.argv[1:]] or list(TARGETS)
    rng = np.random.default_rng(2)
    for firms, links in SIZES:
        before = time.process_time()
        network = supply_network(firms, links)
        made = time.process_time()
        sweep(network, [{0: 1.0}] * 2 + [{}] * (250_000 // firms), epsilon=0.5)  # coefficients; compiles once
        ready = time.process_time()
        sample = rng.choice(firms, SAMPLE, replace=False)
        print(f"{firms} firms, {links} links (generated in {made - before:.1f} CPU-s, prepared in {ready - made:.1f})")
        for epsilon in levels:
            seconds, steps = measure(network, sample, epsilon)
            each, whole = 1e3 * seconds / SAMPLE, seconds / SAMPLE * firms
            slow = plain(network, sample[:5], epsilon)
            target = TARGETS.get(epsilon) if firms == 50_000 else None
            print(
                f"  ε={epsilon:g}: {each:.3f} CPU-ms a firm, {whole:.1f} CPU-s for all, {steps:.2f} steps; "
                f"{1e3 * slow / each:.0f} times less than over all links"
                + (f"; target {target:g}: {whole / target:.2f} of it" if target else "")
            )


if __name__ == "__main__":
    main()
