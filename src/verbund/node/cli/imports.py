"""`verbund import companies|relations|projects FILE`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ._root import acting, ready


@click.command("import")
@click.argument("target")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Where the ids come from, e.g. ihk-berlin; default: the file's name.")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON file {"field": "column"}; default: the mapping saved for the source, else a proposal.',
)
@click.option("--country", default="DE", help="Places must lie in it; an empty value allows any.")
@click.option("--dry-run", is_flag=True, help="Try everything, write nothing.")
@click.option("--as", "company", default="", help="Company (slug) that the rows belong to.")
@click.pass_context
def import_file(
    ctx: click.Context,
    target: str,
    file: Path,
    source: str,
    mapping_file: Path | None,
    country: str,
    dry_run: bool,
    company: str,
) -> None:
    """Import a table: CSV, Excel (xlsx) or JSON Lines. TARGET is companies, relations, projects …

    A second import of the same file changes nothing. Wrong rows are set aside with reason and remedy.
    """
    ready()
    from verbund.apps.core import files
    from verbund.apps.core.imports import actions, queries

    actor, company_id = acting(company)
    columns = json.loads(mapping_file.read_text()) if mapping_file else None
    with file.open("rb") as stream:
        stored = actions.receive(actor, company_id, target, file.name, iter(lambda: stream.read(files.CHUNK), b""))
    run = actions.prepare(actor, company_id, target, stored, source=source, columns=columns, country=country)
    as_json, about = ctx.obj["json"], run.options["about"]
    if not as_json:
        click.echo(f"{file.name}: {run.options.get('format')}, columns used:")
        for name, column in run.columns.items():
            click.echo(f"  {name:18} ← {column}")

    def report(rows: int) -> None:
        report.total += rows  # type: ignore[attr-defined]
        if not as_json:
            click.echo(f"\r{report.total} of about {max(report.total, about)} rows", nl=False, err=True)  # type: ignore[attr-defined]

    report.total = 0  # type: ignore[attr-defined]
    if dry_run:
        counts, refused = actions.dry_run(actor, run.pk, report)
        result = {name: getattr(counts, name) for name in ("rows", "created", "updated", "unchanged", "quarantined")}
        problems = [{"row": r.number, **flaw.as_json()} for r in refused for flaw in r.flaws]
    else:
        run = actions.run_now(actor, run.pk, report)
        result = {
            "rows": run.rows_read,
            "created": run.created_count,
            "updated": run.updated_count,
            "unchanged": run.unchanged_count,
            "quarantined": run.quarantined_count,
        }
        rows = queries.quarantine(actor, run.pk)[:100]
        problems = [{"row": r.row, **queries.in_words(p)} for r in rows for p in r.problems]
    if as_json:
        click.echo(json.dumps({"run": str(run.pk), "dry_run": dry_run, **result, "problems": problems}))
        return
    click.echo("", err=True)
    click.echo(", ".join(f"{count} {word}" for word, count in result.items()) + (" (dry run)" if dry_run else ""))
    for problem in problems[:20]:
        click.echo(
            f"  row {problem['row']}, {problem['column'] or 'whole row'}: {problem['reason']}. {problem['remedy']}"
        )
