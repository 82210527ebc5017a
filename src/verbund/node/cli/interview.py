"""`verbund interview --as COMPANY`: read the questions, note answers, release them."""

from __future__ import annotations

import json
from typing import Any

import click

from ._root import acting, ready


@click.command()
@click.option("--as", "company", required=True, help="Company (slug) that is asked.")
@click.option("--note", "answers", type=click.File("r", encoding="utf-8"), help='JSON file {"part.code": "answer"}.')
@click.option("--release", is_flag=True, help="Let what is noted count.")
@click.option("--discard", is_flag=True, help="Forget what is noted.")
@click.pass_context
def interview(ctx: click.Context, company: str, answers: Any, release: bool, discard: bool) -> None:
    """Show the questions with what stands and what is noted; nothing counts before it is released."""
    ready()
    from verbund.apps.ecosystem.interview import actions, api, queries

    actor, company_id = acting(company)
    if answers is not None:
        said = json.load(answers)
        if not isinstance(said, dict) or not all(isinstance(v, str) for v in said.values()):
            raise click.ClickException('--note: the file holds no object of texts, e.g. {"position.step_in": "few"}.')
        actions.note(actor, company_id, said)
    if discard:
        actions.discard(actor, company_id)
    elif release:
        actions.release(actor, company_id)
    found = queries.conversation(actor, company_id)
    if ctx.obj["json"]:
        click.echo(json.dumps(api.as_json(found), ensure_ascii=False))
        return
    for a in found.asked:
        click.echo(f"{a.code:24} {a.question.words}")
        if a.shown:
            click.echo(f"{'':24} {a.words(a.shown)}{'  (noted, counts for nothing yet)' if a.new else ''}")
