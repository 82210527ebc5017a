"""`verbund node`: the other nodes this one knows."""

from __future__ import annotations

import json

import click

from ._root import acting, ready


@click.group()
def node() -> None:
    """Other nodes: get to know them, list them, read their catalogues."""


@node.command("add")
@click.argument("base_url")
@click.option("--name", default="", help="What to call it; default: its host name.")
@click.pass_context
def node_add(ctx: click.Context, base_url: str, name: str) -> None:
    """Get to know a node by its address; it must answer."""
    ready()
    from verbund.apps.dataspace import actions
    from verbund.kit.errors import Problem

    try:
        found = actions.add_node(acting()[0], base_url, name)
    except Problem as error:
        raise click.ClickException(str(error)) from error
    if ctx.obj["json"]:
        click.echo(json.dumps({"name": found.name, "base_url": found.base_url, "did": found.did}))
    else:
        click.echo(f"{found.name} is known: {found.did}")


@node.command("list")
@click.pass_context
def node_list(ctx: click.Context) -> None:
    """Known nodes, this one first."""
    ready()
    from verbund.apps.core.models import Node

    rows = [
        {
            "name": n.name,
            "base_url": n.base_url,
            "did": n.did,
            "self": n.is_self,
            "crawled_at": n.crawled_at.isoformat() if n.crawled_at else None,
            "error": n.crawl_error,
        }
        for n in Node.objects.order_by("-is_self", "name")
    ]
    if ctx.obj["json"]:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['name']:30} {row['base_url']:40} {row['crawled_at'] or 'not visited'} {row['error']}")


@node.command("crawl")
@click.pass_context
def node_crawl(ctx: click.Context) -> None:
    """Read the catalogues of all known nodes now."""
    ready()
    from verbund.apps.dataspace import jobs

    result = jobs.crawl(lambda done, total=None, note="": None)
    click.echo(json.dumps(result) if ctx.obj["json"] else f"{result['datasets']} datasets, {result['failed']} failed")
