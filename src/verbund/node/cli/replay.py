"""`verbund replay FILE`: play stories of Verbünde through the actions."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ._root import ready


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Scheme of the company ids in the stories, e.g. region.")
@click.pass_context
def replay(ctx: click.Context, file: Path, source: str) -> None:
    """Play the stories in FILE (JSON Lines); one that was played before is left alone."""
    ready()
    from verbund.node.demo.replay import CannotPlay, Player, digests

    report = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        story = json.loads(line)
        player = Player(story, source)
        try:
            steps = 0 if player.played() else player.play()
        except CannotPlay as error:
            raise click.ClickException(str(error)) from error
        same = len(set(digests(story, source).values())) == 1
        report[story["id"]] = {"steps": steps, "same_for_all": same}
        if not ctx.obj["json"]:
            click.echo(f"{story['id']:28} {steps:3} steps, register {'the same for all' if same else 'differs'}")
    if ctx.obj["json"]:
        click.echo(json.dumps(report))
