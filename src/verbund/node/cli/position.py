"""`verbund position --as COMPANY [--fails PARTNER]` and `verbund first`."""

from __future__ import annotations

import json
from typing import Any

import click

from ._root import acting, ready


@click.command()
@click.option("--as", "company", required=True, help="Company (slug) whose position it is.")
@click.option("--fails", default="", help="Partner (slug) that fails; default: the one that hurts most.")
@click.option("--share", default=1.0, show_default=True, help="Share of the partner's output that fails, up to 1.")
@click.option("--weeks", default=8.0, show_default=True, help="How long it fails.")
@click.option("--keep", is_flag=True, help="Keep it: as this quarter's report, and with its date.")
@click.option("--need", default="", help="Id of a way (see --json) from which a draft of a need is made.")
@click.option("--location", is_flag=True, help="Porter's diamond of the branch in its region instead.")
@click.option("--json", "here_json", is_flag=True, help="Print JSON for machines.")
@click.pass_context
def position(
    ctx: click.Context,
    company: str,
    fails: str,
    share: float,
    weeks: float,
    keep: bool,
    need: str,
    location: bool,
    here_json: bool,
) -> None:
    """Role, six dependences, what falls if a partner fails, in euros, and what would make less dependent."""
    ready()
    from verbund.apps.core.models import Company
    from verbund.apps.position import actions, network_words, page, plain, words
    from verbund.kit.errors import Problem

    actor, company_id = acting(company)
    if location:
        _location(actor, here_json or ctx.obj["json"])
        return
    partner = None
    if fails:
        partner = Company.objects.filter(slug=fails).values_list("pk", flat=True).first()
        if partner is None:
            raise click.ClickException(f"--fails: there is no company {fails!r} on this node.")
    try:
        found = page.lage(actor, company_id, partner, share, weeks)
        drafted = actions.hand_over(actor, company_id, need) if need else ""
        if keep:
            actions.keep(actor, company_id)
            actions.keep_report(actor, company_id)
    except Problem as error:
        raise click.ClickException(str(error)) from error
    if here_json or ctx.obj["json"]:
        more = {"draft": drafted} if drafted else {}
        click.echo(json.dumps(plain.as_json(found) | more, ensure_ascii=False))
        return
    click.echo(f"{found.company.name}: {words.headline(found.position)}")
    click.echo(f"  {words.role_title(found.position)}")
    for row in found.rows:
        click.echo(f"  {row.title!s:22} {row.share:>9}  {row.level!s:10} {row.note}")
    if found.what_if:
        click.echo(f"{found.what_if.name}: {found.what_if.sentence}")
        for step in found.what_if.steps:
            click.echo("  " + "  ".join(part for part in (step.label, step.title, step.money, step.note) if part))
    click.echo(network_words.seen(found.position))
    for way in found.ways:
        click.echo(f"  {way.title}: {way.before} > {way.after} ({way.effort})  {way.way.id}")
    if drafted:
        click.echo(drafted)


def _location(actor: Any, as_json: bool) -> None:
    from verbund.apps.position import diamond, diamond_views, diamond_words

    found = diamond.find(actor, *diamond_views.chosen(actor, "", ""))
    if as_json:
        click.echo(json.dumps(diamond_words.as_json(found), ensure_ascii=False))
        return
    click.echo(diamond_words.headline(found))
    for box in diamond_words.boxes(found):
        click.echo(f"  {box.title}: {box.data_level} / {box.opinion_level} ({box.rests_on})")
        for line in box.lines:
            click.echo(f"    {line}")


@click.command()
@click.option("--name", default="", help="Name of the company; may stay empty.")
@click.option("--place", required=True, help="Town or postcode.")
@click.option("--branch", required=True, help="Branch in words, or its WZ class.")
@click.option("--json", "here_json", is_flag=True, help="Print JSON for machines.")
@click.pass_context
def first(ctx: click.Context, name: str, place: str, branch: str, here_json: bool) -> None:
    """What name, place and branch alone say. Nothing is stored."""
    ready()
    from verbund.apps.position import first as room

    found = room.look(name, place, branch)
    if here_json or ctx.obj["json"]:
        click.echo(json.dumps(room.as_json(found), ensure_ascii=False))
        return
    click.echo(found.title)
    for candidate in found.candidates if found.branch is None else ():
        click.echo(f"  {candidate.nace}  {candidate.label}")
    for i in found.inputs:
        click.echo(f"  {i.count:3}  {i.label}")
    for s in found.suggestions.best:
        click.echo(f"  {s.provider}: {s.row.title_de or s.row.title_en}")
