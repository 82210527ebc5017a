"""`verbund import-folder DIR`: every file named after a target, in the order in which they need each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ._root import acting, ready

FIRST = ("companies",)
ENDINGS = (".csv", ".xlsx", ".jsonl", ".csv.gz", ".jsonl.gz")


@click.command("import-folder")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--source", required=True, help="Where the ids come from, e.g. region.")
@click.option("--country", default="DE", help="Places must lie in it; an empty value allows any.")
@click.option("--as", "company", default="", help="Company (slug) that the rows belong to.")
@click.pass_context
def import_folder(ctx: click.Context, folder: Path, source: str, country: str, company: str) -> None:
    """Import companies.csv, relations.csv … of a folder, companies first."""
    ready()
    from verbund.apps.core import files
    from verbund.apps.core.imports import actions, import_targets, queries

    actor, company_id = acting(company)
    registered = [name for name, _target in import_targets.items()]
    known = sorted(registered, key=lambda name: name not in FIRST)
    report: dict[str, Any] = {}
    for target in known:
        found = [folder / (target + ending) for ending in ENDINGS if (folder / (target + ending)).is_file()]
        for file in found[:1]:
            with file.open("rb") as stream:
                chunks = iter(lambda stream=stream: stream.read(files.CHUNK), b"")
                stored = actions.receive(actor, company_id, target, file.name, chunks)
            run = actions.prepare(actor, company_id, target, stored, source=source, columns=None, country=country)
            run = actions.run_now(actor, run.pk, lambda rows: None)
            rows = queries.quarantine(actor, run.pk)[:20]
            report[file.name] = {
                "rows": run.rows_read,
                "created": run.created_count,
                "updated": run.updated_count,
                "unchanged": run.unchanged_count,
                "quarantined": run.quarantined_count,
                "problems": [{"row": r.row, **queries.in_words(p)} for r in rows for p in r.problems],
            }
            if not ctx.obj["json"]:
                done = report[file.name]
                click.echo(f"{file.name:20} {done['rows']} rows, {done['quarantined']} set aside")
    if not report:
        raise click.ClickException(f"{folder} has no file named after a target: {', '.join(known)}.")
    if ctx.obj["json"]:
        click.echo(json.dumps(report))
