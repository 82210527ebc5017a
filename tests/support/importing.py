"""Import a file in a test as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import Actor, system
from verbund.apps.core.imports import actions, queries
from verbund.apps.core.models import ImportRun

REGION = Path(__file__).parents[2] / "src" / "verbund" / "node" / "demo" / "region"


def import_bytes(
    target: str,
    data: bytes,
    name: str = "list.csv",
    *,
    source: str = "region",
    company_id: UUID | None = None,
    actor: Actor | None = None,
    country: str = "DE",
) -> ImportRun:
    actor = actor or system("command", company_id)
    stored = actions.receive(actor, company_id, target, name, [data])
    run = actions.prepare(actor, company_id, target, stored, source=source, country=country)
    return actions.run_now(actor, run.pk)


def import_region(*targets: str) -> dict[str, ImportRun]:
    """The files of the example region, each by its target; figures come from the companies' file."""
    files = {"figures": "companies"}
    return {
        t: import_bytes(t, (REGION / f"{files.get(t, t)}.csv").read_bytes(), f"{files.get(t, t)}.csv") for t in targets
    }


def flaws(run: ImportRun) -> list[tuple[int, str, str]]:
    """Row, column and code of what was refused."""
    rows: Any = queries.quarantine(system(), run.pk)
    return [(r.row, p["column"], p["code"]) for r in rows for p in r.problems]


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    return run.created_count, run.updated_count, run.unchanged_count, run.quarantined_count
