"""The root command. Each group of commands lives in a module of its own and is imported when it is used."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from verbund.kit.errors import Problem

COMMANDS = {
    "audit": "verbund.node.cli.maintain:audit",
    "batch": "verbund.node.cli.batch:batch",
    "backup": "verbund.node.cli.maintain:backup",
    "company": "verbund.node.cli.people:company",
    "completion": "verbund.node.cli._root:completion",
    "dsp": "verbund.node.cli.dsp:dsp",
    "export": "verbund.node.cli.maintain:export",
    "first": "verbund.node.cli.position:first",
    "import": "verbund.node.cli.imports:import_file",
    "import-folder": "verbund.node.cli.import_folder:import_folder",
    "interview": "verbund.node.cli.interview:interview",
    "invitation": "verbund.node.cli.invitations:invitation",
    "ledger": "verbund.node.cli.ledger:ledger",
    "naming": "verbund.node.cli.insight:naming",
    "node": "verbund.node.cli.nodes:node",
    "overview": "verbund.node.cli.insight:overview",
    "demo": "verbund.node.cli.demo:demo",
    "init": "verbund.node.cli.run:init",
    "replay": "verbund.node.cli.replay:replay",
    "report": "verbund.node.cli.report:report",
    "restore": "verbund.node.cli.maintain:restore",
    "position": "verbund.node.cli.position:position",
    "serve": "verbund.node.cli.run:serve",
    "texts": "verbund.node.cli.texts:texts",
    "token": "verbund.node.cli.people:token",
    "user": "verbund.node.cli.people:user",
    "verbund": "verbund.node.cli.cooperation:verbund",
}
"""Command name → module:attribute; the attribute is a click command or group."""


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        return getattr(import_module(module), attribute)

    def invoke(self, ctx: click.Context) -> Any:
        """Errors a person can act on are told in words, or as problem+json with --json; no traceback."""
        try:
            return super().invoke(ctx)
        except Problem as problem:
            if (ctx.obj or {}).get("json"):
                from verbund.apps.core.middleware import problem_json

                click.echo(json.dumps(problem_json(problem), ensure_ascii=False, default=str), err=True)
                raise SystemExit(1) from None
            raise click.ClickException(str(problem)) from None


@click.group(cls=LazyGroup)
@click.option("--home", type=click.Path(path_type=Path), help="The node's folder (default: VERBUND_HOME).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
@click.version_option(package_name="verbund")
@click.pass_context
def main(ctx: click.Context, home: Path | None, as_json: bool) -> None:
    """Run and use a Verbund node."""
    if home is not None:
        os.environ["VERBUND_HOME"] = str(home)
    ctx.obj = {"json": as_json}


def ready() -> None:
    """Load Django; every command that touches the database calls this first."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "verbund.node.settings")
    try:
        django.setup()
    except ValueError as error:  # a setting of the node that cannot be
        if "node.toml" not in str(error):
            raise
        raise click.ClickException(str(error)) from None


def acting(company: str = "") -> tuple[Any, Any]:
    """Who a command acts as, and for which company (slug): `(Actor, company id or None)`."""
    from verbund.apps.core.actor import system

    if not company:
        return system("command"), None
    from verbund.apps.core.models import Company

    found = Company.objects.filter(slug=company).values_list("pk", flat=True).first()
    if found is None:
        raise click.ClickException(f"There is no company {company!r} on this node. `verbund company list` shows them.")
    return system("command", found), found


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes commands in your shell, e.g. `eval "$(verbund completion bash)"`."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "verbund", "_VERBUND_COMPLETE").source())
