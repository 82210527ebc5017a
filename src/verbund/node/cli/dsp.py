"""`verbund dsp`: the data space from the command line, for engineers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import click

from ._root import acting, ready


def _out(ctx: click.Context, data: Any, lines: list[str]) -> None:
    if ctx.obj["json"]:
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(lines) if lines else "Nothing.")


def _who(slug: str) -> tuple[Any, UUID]:
    ready()
    actor, company_id = acting(slug)
    if company_id is None:
        raise click.UsageError("Say for which company: --as COMPANY.")
    return actor, company_id


_as = click.option("--as", "company", required=True, metavar="COMPANY", help="Slug of the company acted for.")


@click.group()
def dsp() -> None:
    """Catalogues, negotiations and transfers of the Dataspace Protocol."""


@dsp.command()
@click.argument("did")
@_as
@click.pass_context
def catalog(ctx: click.Context, did: str, company: str) -> None:
    """Ask a participant what it shows to COMPANY now."""
    _actor, company_id = _who(company)
    from verbund.apps.dataspace import identity, remote

    me = identity.own(company_id)
    found = [d.to_json() for c in remote.catalogs(me, did) for d in c.dataset]
    _out(ctx, found, [f"{d['@id']}  {d.get('dct:title', '')}" for d in found])


@dsp.command()
@click.argument("did")
@click.argument("dataset")
@_as
@click.pass_context
def negotiate(ctx: click.Context, did: str, dataset: str, company: str) -> None:
    """Ask a participant for an agreement on one of its datasets."""
    actor, company_id = _who(company)
    from verbund.apps.dataspace import actions

    found = actions.request(actor, company_id, did, dataset)
    _out(ctx, {"negotiation": found.pk, "state": found.state}, [f"{found.pk}  {found.state}"])


@dsp.command()
@click.argument("agreement", type=click.UUID)
@click.option("--query", "-q", multiple=True, metavar="NAME=VALUE", help="Parameter of the request for data.")
@click.pass_context
def pull(ctx: click.Context, agreement: UUID, query: tuple[str, ...]) -> None:
    """Fetch the data of an agreement (its id here); `verbund serve` does it."""
    ready()
    actor, _none = acting()
    from verbund.apps.dataspace import actions

    bad = [item for item in query if "=" not in item]
    if bad:
        raise click.BadParameter(f"{bad[0]!r} is not NAME=VALUE.", param_hint="--query")
    found = actions.pull(actor, agreement, dict(item.split("=", 1) for item in query))
    _out(ctx, {"transfer": found.pk, "state": found.state}, [f"{found.pk}  {found.state}"])


@dsp.command()
@_as
@click.pass_context
def offers(ctx: click.Context, company: str) -> None:
    """What COMPANY offers."""
    actor, company_id = _who(company)
    from verbund.apps.dataspace import queries

    rows = list(queries.offers(actor, company_id))
    data = [
        {"id": o.pk, "dataset": o.dataset_id, "title": o.title, "policy": o.policy, "bytes": o.file.size,
         "sha256": o.file.sha256, "withdrawn_at": o.withdrawn_at}
        for o in rows
    ]  # fmt: skip
    lines = [f"{o.dataset_id}  {o.title}{'  (withdrawn)' if o.withdrawn_at else ''}" for o in rows]
    _out(ctx, data, lines)


@dsp.command()
@click.argument("source", type=click.File("rb"))
@click.option("--language", type=click.Choice(["de", "en"]), default="en", show_default=True)
@click.pass_context
def explain(ctx: click.Context, source: Any, language: str) -> None:
    """A policy (ODRL, JSON; - for standard input) as sentences, each with where it is enforced."""
    from verbund.kit.errors import Invalid
    from verbund.protocols import odrl

    try:
        body = json.loads(source.read(1 << 20))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"This is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise click.ClickException("A policy is a JSON object.")
    try:
        kind = odrl.Kind(str(body.get("@type", "Offer")).rpartition(":")[2])
    except ValueError:
        kind = odrl.Kind.OFFER
    try:
        policy = odrl.Policy.from_json({"@id": "urn:verbund:offer", **body}, kind=kind)
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    rows = odrl.clauses(policy, language)
    gaps = [f"{gap.path}: {gap.reason.in_language(language)}" for gap in odrl.understood(policy)]
    data = {
        "clauses": [
            {"text": c.text, "path": c.path, "level": str(c.enforcement.level),
             "places": [str(p) for p in c.enforcement.places], "note": c.enforcement.note.in_language(language)}
            for c in rows
        ],
        "gaps": gaps,
    }  # fmt: skip
    lines = [f"{c.text}\n    {c.enforcement.level.text.in_language(language)}: "
             f"{c.enforcement.note.in_language(language)}" for c in rows]  # fmt: skip
    _out(ctx, data, lines + [f"! {gap}" for gap in gaps])
