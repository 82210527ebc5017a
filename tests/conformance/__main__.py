"""`python -m tests.conformance [dsp|dcp|edc]`: kits and a foreign connector against a node.

Exit status 1 unless each passes. Without names everything on SQLite, the kits alone on PostgreSQL.
"""

from __future__ import annotations

import os
import sys
import time

from . import run_dcp, run_dsp, run_edc

KITS = {"dsp": run_dsp.run, "dcp": run_dcp.run, "edc": run_edc.run}


def main(names: list[str]) -> int:
    database = "PostgreSQL" if "VERBUND_DATABASE_URL" in os.environ else "SQLite"
    started, lines, good = time.monotonic(), [], True
    for name in names or (KITS if database == "SQLite" else ("dsp", "dcp")):
        try:
            passed, line = KITS[name](database)
        except SystemExit as error:
            passed, line = False, f"{name} on {database}: {error}"
        good &= passed
        lines.append(("passed: " if passed else "FAILED: ") + line)
    print("\n".join(lines))
    print(f"conformance on {database}: {time.monotonic() - started:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
