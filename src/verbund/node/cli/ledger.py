"""`verbund ledger FILE … --as COMPANY`: debtors and creditors as bookkeeping exports them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click

from ._root import acting, ready


@click.command()
@click.argument("file", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "company", required=True, help="Company (slug) whose books they are.")
@click.option("--year", default="", help="Year of the balances; default: the last one.")
@click.option("--vat", default="0.19", show_default=True, type=click.Choice(["0.19", "0.07", "0"]))
@click.option(
    "--side", default="", type=click.Choice(["", "customer", "supplier"]), help="If they hold one kind alone."
)
@click.option("--mask", is_flag=True, help="Keep accounts without names.")
@click.option("--dry-run", is_flag=True, help="Try everything, write nothing.")
@click.pass_context
def ledger(
    ctx: click.Context, file: tuple[Path, ...], company: str, year: str, vat: str, side: str, mask: bool, dry_run: bool
) -> None:
    """Read in balances (CSV, Excel) and master data (DATEV format) of debtors and creditors.

    Partners in doubt are set aside with the companies they may be, for a person to say which on the page.
    """
    ready()
    from verbund.apps.core import files
    from verbund.apps.core.imports import actions as imports
    from verbund.apps.core.imports import queries
    from verbund.apps.ecosystem import actions
    from verbund.apps.ecosystem.ledger import SHAPE
    from verbund.apps.ecosystem.ledger_pages import options_of

    actor, company_id = acting(company)
    options = options_of({"year": year, "vat_rate": vat, "side": side, "mask": mask})
    with ExitStack() as stack:
        streams = [(path.name, stack.enter_context(path.open("rb"))) for path in file]
        sources = [(name, iter(partial(stream.read, files.CHUNK), b"")) for name, stream in streams]
        run = actions.receive_ledger(actor, company_id, sources, options)
    if dry_run:
        counts, refused = imports.dry_run(actor, run.pk)
        result = {n: getattr(counts, n) for n in ("rows", "created", "updated", "unchanged", "quarantined")}
        problems = [{"line": r.data.get(SHAPE["line"]), **f.as_json()} for r in refused for f in r.flaws]
    else:
        run = imports.run_now(actor, run.pk)
        names = ("created", "updated", "unchanged", "quarantined")
        result = {"rows": run.rows_read, **{n: getattr(run, f"{n}_count") for n in names}}
        rows = queries.quarantine(actor, run.pk)[:100]
        problems = [{"line": r.data.get(SHAPE["line"]), **queries.in_words(p)} for r in rows for p in r.problems]
    if ctx.obj["json"]:
        click.echo(json.dumps({"run": str(run.pk), "dry_run": dry_run, **result, "problems": problems}))
        return
    click.echo(", ".join(f"{count} {word}" for word, count in result.items()) + (" (dry run)" if dry_run else ""))
    for problem in problems[:20]:
        click.echo(f"  line {problem['line']}: {problem['reason']}. {problem['remedy']}")
