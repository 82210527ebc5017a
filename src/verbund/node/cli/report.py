"""`verbund report VERBUND --as COMPANY`: the side-effect report in the terminal, or as JSON."""

from __future__ import annotations

import json
from uuid import UUID

import click

from ._root import acting, ready


@click.command()
@click.argument("verbund")
@click.option("--as", "company", required=True, metavar="COMPANY", help="Whose report (slug).")
@click.option("--charter", default="", help="Hash of a charter; default: on the table, else in force.")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
@click.pass_context
def report(ctx: click.Context, verbund: str, company: str, charter: str, language: str, as_json: bool) -> None:
    """Print the side-effect report of VERBUND (its id) for one company. Counts as shown to the command only."""
    ready()
    from verbund.apps.cooperation import actions, queries
    from verbund.apps.cooperation.report.text import as_text

    actor, company_id = acting(company)
    try:
        verbund_id = UUID(verbund.removeprefix("urn:uuid:"))
    except ValueError:
        raise click.ClickException(
            f"{verbund!r} is no id of a Verbund. It looks like 0b5c…-…, see the Verbund's page."
        ) from None
    if not charter:
        found = queries.on_table(actor, company_id, verbund_id) or queries.in_force(actor, company_id, verbund_id)
        if found is None:
            raise click.ClickException("No charter is on the table or in force. Name one with --charter.")
        charter = found.hash
    row = actions.show_report(actor, company_id, verbund_id, charter)
    if as_json or ctx.obj["json"]:
        click.echo(json.dumps(row.document, ensure_ascii=False))
    else:
        click.echo(as_text(row.document, language), nl=False)
