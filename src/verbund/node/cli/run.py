"""`verbund init` and `verbund serve`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import click

from verbund.node import config

from ._root import ready

LISTEN_HELP = "host:port"


def _write_settings(home: Path, values: dict[str, str | bool | None]) -> None:
    """Add to node.toml what is not in it; a value given now replaces the old one."""
    import tomllib

    path = home / "node.toml"
    data = tomllib.loads(path.read_text()) if path.exists() else {}
    data.update({name: value for name, value in values.items() if value not in (None, "")})
    text = "# Settings of this node; every value can be overridden by VERBUND_<NAME> in the environment.\n"
    tables = {name: value for name, value in data.items() if isinstance(value, dict)}
    plain = {name: value for name, value in data.items() if name not in tables}
    text += "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in plain.items())
    for table, values in tables.items():
        text += f"\n[{table}]\n"
        text += "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    path.write_text(text)


@click.command()
@click.option("--name", help="Name of the node, shown on its pages.")
@click.option("--base-url", help="Public address, e.g. https://verbund.example or http://localhost:8100.")
@click.option("--listen", help=f"Where the web process listens, {LISTEN_HELP}.")
@click.option("--data-listen", help=f"An own process for large transfers, {LISTEN_HELP}; empty: the web process.")
@click.option("--data-url", help="Public address of the data process; default: the base address.")
@click.option("--metrics-listen", help=f"Where Prometheus reads, {LISTEN_HELP}; empty: nowhere.")
@click.option("--database-url", help="e.g. postgres://user:password@host/name; default: SQLite in the folder.")
@click.option("--language", type=click.Choice(["de", "en"]), help="Language of pages without a choice.")
@click.option("--own-company", help="Short word of the company that runs this node itself; others are its guests.")
@click.option("--insecure-loopback", is_flag=True, default=None, help="Allow did:web over http on localhost (demo).")
@click.pass_context
def init(ctx: click.Context, insecure_loopback: bool | None, **values: str | None) -> None:
    """Make the node's folder, its settings, secrets and database."""
    base_url = values["base_url"]
    if base_url and (urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname):
        raise click.ClickException(
            f"--base-url: {base_url!r} is no address. Write https://host or http://localhost:port."
        )
    if base_url and urlsplit(base_url).scheme == "http" and urlsplit(base_url).hostname != "localhost":
        raise click.ClickException("--base-url: http is for localhost only. Use https for a node that others reach.")
    if base_url and not values["listen"] and urlsplit(base_url).hostname == "localhost":
        values["listen"] = f"127.0.0.1:{urlsplit(base_url).port or 80}"
    from verbund.node.processes import split_address

    for name in ("listen", "data_listen", "metrics_listen"):
        if values[name]:
            split_address(values[name])
    home = config.home()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_settings(home, {**values, "insecure_loopback": insecure_loopback})
    ready()
    prepare()
    from verbund.apps.core.models import Node

    me = Node.objects.get(is_self=True)
    if ctx.obj["json"]:
        click.echo(json.dumps({"home": str(home), "base_url": me.base_url, "did": me.did}))
    else:
        click.echo(f"Node {me.name} is ready in {home}. Start it with: verbund --home {home} serve")


def prepare() -> None:
    """Bring the database up to date and enter this node; safe to repeat."""
    from django.conf import settings

    from verbund.node.schema import bring_up_to_date

    for folder in (settings.NODE.files, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    bring_up_to_date()
    from verbund.apps.core.models import Node
    from verbund.apps.dataspace import keys

    keys.ensure(None)
    where = urlsplit(settings.NODE.base_url)
    did = f"did:web:{quote(where.netloc, safe='')}"
    Node.objects.update_or_create(
        is_self=True, defaults={"base_url": settings.NODE.base_url, "name": settings.NODE.name, "did": did}
    )


def _load() -> None:
    """Import what every process needs before it forks: routes, templates engine, models."""
    from importlib import import_module

    from django.conf import settings
    from django.db import connections
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 reading it imports every view
    import_module(settings.WSGI_APPLICATION.rpartition(".")[0])
    import_module("verbund.apps.core.worker")
    connections.close_all()


@click.group(invoke_without_command=True)
@click.pass_context
def serve(ctx: click.Context) -> None:
    """Run the node: web, jobs and message dispatch. Each also alone: `serve web`, `serve jobs`."""
    if ctx.invoked_subcommand is None:
        _serve(with_web=True, with_jobs=True)


@serve.command()
def web() -> None:
    """Answer HTTP only."""
    _serve(with_web=True, with_jobs=False)


@serve.command()
def jobs() -> None:
    """Run jobs and send messages only."""
    _serve(with_web=False, with_jobs=True)


def _serve(*, with_web: bool, with_jobs: bool) -> None:
    from verbund.node import processes

    processes.metrics_folder(config.home())
    ready()
    from django.conf import settings

    node = settings.NODE
    listens = [node.listen, *([node.data_listen] if node.data_listen else [])] if with_web else []
    for listen in [*listens, *([node.metrics_listen] if node.metrics_listen else [])]:
        processes.check_free(listen)
    prepare()
    _load()
    children = {}
    if with_web:
        children["web"] = processes.web(node, node.listen, "" if with_jobs else node.metrics_listen)
        if node.data_listen:
            children["data"] = processes.web(node, node.data_listen)
    if with_jobs:
        children["jobs"] = processes.worker(node.metrics_listen)
    from verbund.node.supervisor import Supervisor

    click.echo(f"{node.name} serves {node.base_url}", err=True)
    sys.exit(Supervisor(children).run())
