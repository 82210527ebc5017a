"""`verbund overview` and `verbund naming --as COMPANY`."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click

from ._root import acting, ready


@click.command()
@click.option("--publish", is_flag=True, help="Publish first what this quarter has not published yet.")
@click.pass_context
def overview(ctx: click.Context, publish: bool) -> None:
    """What the centre sees: thin spots, and means by branch as published once per quarter."""
    ready()
    from verbund.apps.core.actor import system
    from verbund.apps.ecosystem import jobs
    from verbund.apps.insight import queries

    if publish:
        jobs.freeze(lambda done, total=None, note="": None)
    found = queries.overview(system("command"))
    if ctx.obj["json"]:
        from verbund.apps.insight import api

        click.echo(api.OverviewOut.model_validate(api.as_json(found)).model_dump_json())
        return
    click.echo(f"{found.companies} companies, {found.claimed} claimed; figures of {found.period or 'no quarter yet'}")
    for t in found.thin:
        names = ", ".join(c.name for c in t.named) or "not named"
        click.echo(f"  {t.wz_code:8} {t.takers:3} buy from {t.givers}  {t.name}  ({names})")
    for b in found.branches:
        if not b.nothing:
            shown = (_per_cent(v) for v in (b.customer, b.supplier, b.provider))
            click.echo(f"  {b.name!s:32} {b.behind or '-':>4} " + " ".join(shown))


def _per_cent(value: float | None) -> str:
    return "   -" if value is None else f"{value:4.0%}"


@click.command()
@click.option("--as", "company", required=True, help="Company (slug) whose name it is.")
@click.option("--give", "what", flag_value="give", help="Let the centre name it as a bottleneck.")
@click.option("--withdraw", "what", flag_value="withdraw", help="No longer.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the release.")
@click.pass_context
def naming(ctx: click.Context, company: str, what: str | None, until: datetime | None) -> None:
    """Whether the centre may name a company where many rely on it."""
    ready()
    from verbund.apps.insight import actions, queries

    actor, company_id = acting(company)
    if what == "give":
        actions.release_name(actor, company_id, until.date() if until else None)
    elif what == "withdraw":
        actions.withdraw_name(actor, company_id)
    found = queries.naming(actor, company_id)
    last: date | None = found.release.valid_until if found.release else None
    answer: dict[str, Any] = {
        "released": found.release is not None,
        "valid_until": last.isoformat() if last else None,
        "thin": [{"wz_code": t.wz_code, "takers": t.takers, "givers": t.givers} for t in found.thin],
    }
    if ctx.obj["json"]:
        click.echo(json.dumps(answer))
        return
    click.echo("The centre may name it." if answer["released"] else "The centre sees input and branch alone.")
    for t in answer["thin"]:
        click.echo(f"  WZ {t['wz_code']}: {t['takers']} companies buy it from {t['givers']}")
