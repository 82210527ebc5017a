"""`verbund node`: the other nodes this one knows."""

from __future__ import annotations

import json

import click

from ._root import acting, ready


@click.group()
def node() -> None:
    """Other nodes: get to know them, list them, read their catalogues."""


@node.command("add")
@click.argument("addresses", nargs=-1, required=True, metavar="BASE_URL[=NAME]...")
@click.option("--crawl", is_flag=True, help="Read their catalogues at once.")
@click.option("--later", is_flag=True, help="They need not answer yet; the running node visits them.")
@click.pass_context
def node_add(ctx: click.Context, addresses: tuple[str, ...], crawl: bool, later: bool) -> None:
    """Get to know nodes by their addresses; they must answer, unless --later is given."""
    ready()
    from verbund.apps.dataspace import actions, jobs
    from verbund.kit.errors import Problem

    found = []
    for address in addresses:
        base_url, _sign, name = address.partition("=")
        try:
            found.append(actions.add_node(acting()[0], base_url, name, later=later))
        except Problem as error:
            raise click.ClickException(f"{base_url}: {error}") from error
    result = jobs.crawl(lambda done, total=None, note="": None) if crawl else {}
    if ctx.obj["json"]:
        nodes = [{"name": n.name, "base_url": n.base_url, "did": n.did} for n in found]
        click.echo(json.dumps({"nodes": nodes, **result}))
    else:
        for n in found:
            click.echo(f"{n.name} is known: {n.did}")


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
