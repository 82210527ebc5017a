"""Companies imported per CPU-second and the memory it takes, at three sizes; target 3,000 rows per CPU-second.

Each size runs in a process of its own with a fresh SQLite node. Rows are made here, as wide as the chamber's file.
Memory is the growth of the process's peak over its size before the import.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (5_000, 20_000, 80_000)
TARGET = 3_000
BRANCHES = ("Akustik- u. Trockenbau", "Modedesign", "Werkzeugbau", "Imbissstuben u.ä.", "Beratung")
PLACES = ("Mitte", "Pankow", "Neukölln", "Spandau")


def write(path: Path, rows: int) -> None:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "opendata_id,city,Ortsteil,postcode,latitude,longitude,nace_id,ihk_branch_desc,employees_range,x,y,z\n"
        )
        for n in range(rows):
            file.write(
                f"{10**9 + n},Berlin,{chance.choice(PLACES)},10{chance.randrange(100, 999)},"
                f"{52.4 + chance.random() / 5:.9f},{13.2 + chance.random() / 3:.9f},{chance.randrange(1000, 9999)},"
                f"{chance.choice(BRANCHES)},{chance.randrange(1, 4)} - 9 Beschäftigte,a,b,c\n"
            )


def measure(rows: int) -> None:
    home = Path(tempfile.mkdtemp(prefix="verbund-bench-"))
    os.environ["VERBUND_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "verbund.node.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from verbund.apps.core.actor import system
    from verbund.apps.core.imports import actions

    path = home / "rows.csv"
    write(path, rows)
    for what in ("new", "again"):
        with path.open("rb") as file:
            stored = actions.receive(system(), None, "companies", "rows.csv", iter(lambda: file.read(1 << 18), b""))
        run = actions.prepare(system(), None, "companies", stored)
        before = resource.getrusage(resource.RUSAGE_SELF)
        wall = time.perf_counter()
        run = actions.run_now(system(), run.pk)
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert (run.created_count if what == "new" else run.unchanged_count) == rows, run.quarantine.first()
        print(
            f"{rows:6} rows {what:5}: {rows / cpu:6.0f} rows/CPU-s ({rows / cpu / TARGET:.2f}x target), "
            f"{rows / wall:6.0f} rows/s, memory +{(after.ru_maxrss - before.ru_maxrss) / 1024:.1f} MB",
            flush=True,
        )


if len(sys.argv) > 1:
    measure(int(sys.argv[1]))
else:
    for size in SIZES:
        subprocess.run([sys.executable, __file__, str(size)], check=True)
