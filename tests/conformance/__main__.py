"""`python -m tests.conformance [dsp|dcp]`: the kits against a node; exit status 1 unless each passes."""

from __future__ import annotations

import os
import sys
import time

from . import run_dcp, run_dsp

KITS = {"dsp": run_dsp.run, "dcp": run_dcp.run}


def main(names: list[str]) -> int:
    database = "PostgreSQL" if "VERBUND_DATABASE_URL" in os.environ else "SQLite"
    started, lines, good = time.monotonic(), [], True
    for name in names or KITS:
        passed, line = KITS[name](database)
        good &= passed
        lines.append(("passed: " if passed else "FAILED: ") + line)
    print("\n".join(lines))
    print(f"conformance on {database}: {time.monotonic() - started:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
