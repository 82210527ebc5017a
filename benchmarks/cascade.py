"""CPU-seconds to close every firm alone, beside the authors' program (R, GLcascade with fastcascade) on sampled firms.

    python -m benchmarks.cascade [epsilon …]

Networks are generated (`_networks.py`); cost depends on how far losses reach in them. Targets for 50,000 firms /
480,000 links: 5 CPU-s at 1e-2, 15 at 1e-3, for all firms; for 100,000 firms 0.3 CPU-ms a firm. A random sample of firms
is closed, the rest extrapolated. Where R or its packages are missing (`Rscript`, `R_LIBS`), the comparison is with the
published formulas step by step over all links (numpy), and says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmarks._networks import supply_network

from verbund.engines.cascade import Network, esri, sweep

SIZES = ((12_500, 120_000), (50_000, 480_000), (100_000, 960_000))
TARGETS = {(50_000, 1e-2): 0.1, (50_000, 1e-3): 0.3, (100_000, 1e-2): 0.3}  # CPU-ms a firm
SAMPLE = 2_000
ROUNDS = 5
BESIDE = 6  # firms that the reference closes, at the middle size


def measure(network: Network, firms: np.ndarray, epsilon: float) -> tuple[list[float], float]:
    """(CPU-ms a firm in each round, mean steps) of closing each of these firms."""
    scenarios = [{int(k): 1.0} for k in firms]
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        found = sweep(network, scenarios, epsilon=epsilon)
        spent.append(1e3 * (time.process_time() - before) / len(firms))
    return sorted(spent), float(found.steps.mean())


def plain(network: Network, firms: np.ndarray, epsilon: float) -> float:
    """CPU-ms a firm when every step passes over all links (numpy)."""
    before = time.process_time()
    for k in firms:
        esri(network, {int(k): 1.0}, epsilon=epsilon, trace=True)
    return 1e3 * (time.process_time() - before) / len(firms)


def reference(network: Network, firms: np.ndarray, epsilon: float) -> tuple[float, np.ndarray] | str:
    """(CPU-ms a firm, ESRI) by the authors' program, or why there is none."""
    if not shutil.which("Rscript"):
        return "no Rscript here"
    links, present = network.links, sorted(set(network.sectors))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "links.csv", "supplier,customer,amount", links.supplier + 1, links.customer + 1, links.amount)
        _write(folder / "firms.csv", "sector,revenue", network.sectors, network.revenues)
        _write(folder / "sample.csv", "firm", firms + 1)
        np.savetxt(folder / "essentiality.csv", network.essentiality[np.ix_(present, present)], "%d", ",")
        command = ["Rscript", str(Path(__file__).with_name("reference.R")), name, str(epsilon)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return f"the R packages did not run: {run.stderr.strip().splitlines()[-1]}"
        each = float(run.stdout.split()[-2])
        return 1e3 * each, np.loadtxt(folder / "esri.csv", skiprows=1)


def _write(path: Path, header: str, *columns: object) -> None:
    np.savetxt(path, np.column_stack(columns), "%.17g", ",", header=header, comments="")


def main() -> None:
    levels = [float(a) for a in sys.argv[1:]] or [1e-2, 1e-3]
    rng = np.random.default_rng(2)
    for firms, links in SIZES:
        before = time.process_time()
        network = supply_network(firms, links)
        made = time.process_time()
        sweep(network, [{0: 1.0}] * (250_000 // firms + 2), epsilon=0.5)  # prepares; compiles once
        ready = time.process_time()
        sample = rng.choice(firms, SAMPLE, replace=False)
        print(f"{firms} firms, {links} links (generated in {made - before:.1f} CPU-s, prepared in {ready - made:.1f})")
        for epsilon in levels:
            spent, steps = measure(network, sample, epsilon)
            each = spent[ROUNDS // 2]
            target = TARGETS.get((firms, epsilon))
            print(
                f"  ε={epsilon:g}: {each:.3f} CPU-ms a firm (rounds {spent[0]:.3f} to {spent[-1]:.3f}), "
                f"{each * firms / 1e3:.1f} CPU-s for all, {steps:.2f} steps"
                + (f"; target {target:g}: {each / target:.2f} of it" if target else "")
            )
            few = sample[:BESIDE]
            if firms != SIZES[1][0]:
                continue
            beside = reference(network, few, epsilon)
            if isinstance(beside, str):
                slow = plain(network, few, epsilon)
                print(f"    beside all links in numpy ({beside}): {slow:.0f} CPU-ms a firm, {slow / each:.0f} times")
            else:
                ours = sweep(network, [{int(k): 1.0} for k in few], epsilon=epsilon).esri
                print(
                    f"    beside R fastcascade: {beside[0]:.0f} CPU-ms a firm, {beside[0] / each:.0f} times; "
                    f"largest difference of ESRI {np.abs(ours - beside[1]).max():.1e} over {BESIDE} firms"
                )


if __name__ == "__main__":
    main()
