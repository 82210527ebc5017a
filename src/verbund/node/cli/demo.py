"""`verbund demo`: the example region on three nodes, and the story from end to end."""

from __future__ import annotations

import shlex
import signal
import sys
import time
from pathlib import Path

import click

ROLES = {"owner": "Inhaber", "editor": "Bearbeiter", "viewer": "Leser", "centre": "Zentrum"}


@click.command()
@click.option("--headless", is_flag=True, help="Tell the story without a browser, check every step, then stop.")
@click.option("--reset", is_flag=True, help="Start over: forget everything of the demo first.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
def demo(headless: bool, reset: bool, folder: Path) -> None:
    """Run a centre's node and two companies' own nodes on loopback."""
    from verbund.node.demo import prepare, sample, story
    from verbund.node.demo.nodes import Failed

    folder = folder.resolve()
    begun = time.monotonic()
    nodes = prepare.nodes(folder)
    try:
        if reset or headless:
            prepare.reset(folder)
        fresh = not prepare.is_ready(folder)
        if fresh:
            prepare.reset(folder)
            prepare.prepare(folder, nodes, click.echo)
            if not headless:
                prepare.replay(folder, nodes, click.echo)
        else:
            prepare.load_tokens(folder, nodes)
        prepare.start(nodes)
        if fresh:
            prepare.introduce(nodes)
            if not headless:
                sample.exchanged(nodes, click.echo)
                prepare.finish(folder, nodes)
        if headless:
            for line in story.tell(nodes):
                click.echo(line)
            click.echo(f"the whole story: {time.monotonic() - begun:.1f} s, three nodes, start included")
            return
        _welcome(nodes, time.monotonic() - begun)
        _wait(nodes)
    except Failed as error:
        raise click.ClickException(str(error)) from error
    finally:
        for node in nodes.values():
            node.stop()


def _welcome(nodes: dict, seconds: float) -> None:
    from verbund.node.demo import region

    click.echo("")
    for node in nodes.values():
        click.echo(f"  {node.title:45} {node.address}/")
    people = {p["external_id"]: p for p in region.read("persons")}
    first = people[region.settings()["demo"]["first_person"]]
    shown = [first, people["jana-reetz"], *(p for p in people.values() if p["company"] in ("luchland", "prignitz"))]
    click.echo(f"\n  Anmelden mit (Passwort überall: {region.PASSWORD})")
    for person in shown:
        second = "mit Code" if person["may_sign"] == "true" else ""
        click.echo(f"  {person['name']:24} {ROLES[person['role']]:12} {person['email']:52} {second}".rstrip())
    click.echo("\n  Wer unterschreiben darf, hat einen zweiten Faktor. Den Code von jetzt zeigt auf dieser Maschine:")
    click.echo(
        f"  {shlex.quote(sys.argv[0])} --home {shlex.quote(str(nodes['zentrum'].home))} user code {first['email']}"
    )
    click.echo(
        f"\n  Alle Unternehmen, Personen und Zahlen sind erfunden. Bereit nach {seconds:.0f} s; Ende mit Strg+C."
    )
    sys.stdout.flush()


def _wait(nodes: dict) -> None:
    stop = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_args: stop.append(1))
    while not stop:
        time.sleep(0.3)
        for node in nodes.values():
            if node.process and node.process.poll() is not None:
                raise click.ClickException(f"{node.name} ended; see {node.home / 'serve.log'}")
