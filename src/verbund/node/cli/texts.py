"""`verbund texts [FILE]`: the texts of side effects, what is due for review, and a file of changes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ._root import acting, ready


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Take the file in; without it only what it would change is printed.")
@click.pass_context
def texts(ctx: click.Context, file: Path | None, yes: bool) -> None:
    """Print which texts are due for review; with FILE (TOML) what it would change, and take it in."""
    ready()
    from verbund.apps.cooperation import actions
    from verbund.apps.cooperation import texts as library
    from verbund.kit import clock
    from verbund.kit.errors import Problem

    actor, _company = acting()
    if file is None:
        due = library.due(clock.now().date())
        if ctx.obj["json"]:
            click.echo(json.dumps({"texts": len(library.current()), "due": due}))
        else:
            click.echo(f"{len(library.current())} texts; due for review: {', '.join(due) or 'none'}.")
        return
    source = file.read_text(encoding="utf-8")
    try:
        changes = library.preview(actor, file.name, source)
        taken = actions.take_in_texts(actor, file.name, source) if yes else None
    except Problem as problem:
        raise click.ClickException(f"{problem.where}: {problem.message} {problem.remedy}".strip()) from None
    if ctx.obj["json"]:
        rows = [{"key": c.after.key, "version": c.after.version, "reports": c.reports} for c in changes]
        click.echo(json.dumps({"changes": rows, "taken_in": taken is not None}))
        return
    for c in changes:
        reports = "fewer than five reports" if c.reports is None else f"{c.reports} reports"
        click.echo(f"{c.after.key}: version {c.before.version} to {c.after.version}; in {reports}")
        for field, old, new in c.fields:
            click.echo(f"  {field}\n  - {old}\n  + {new}")
    click.echo("Taken in." if taken else "Nothing is in force yet; take it in with --yes.")
