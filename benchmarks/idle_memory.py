"""Memory of an idle node: the proportional set size of all its processes, engine process not started; limit 250 MB.

python -m benchmarks.idle_memory
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from pathlib import Path

from tests.node.served import serving

LIMIT_MB = 250
ROUNDS, SETTLE = 3, 10


def tree(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def pss(pid: int) -> float:
    """MB of a process, shared pages divided among those that share them."""
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1000


def main() -> None:
    totals = []
    for _round in range(ROUNDS):
        with serving(Path(tempfile.mkdtemp(prefix="verbund-bench-"))) as node:
            time.sleep(SETTLE)
            each = [pss(pid) for pid in tree(node.process.pid)]
        totals.append(sum(each))
        print(f"{len(each)} processes: {' + '.join(f'{mb:.0f}' for mb in each)} = {totals[-1]:.0f} MB", flush=True)
    middle = statistics.median(totals)
    print(f"median {middle:.0f} MB, {middle / LIMIT_MB:.2f} of the limit of {LIMIT_MB} MB")


if __name__ == "__main__":
    main()
