"""`verbund batch`: many commands in one process, so that loading the program is paid for once."""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from typing import Any

import click


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), default="-")
@click.pass_context
def batch(ctx: click.Context, file: Any) -> None:
    """Run the commands in FILE (default: standard input), one a line, without the word verbund. Stops at the first
    that fails. With --json each answer is one line of JSON, printed before the next command is read."""
    from ._root import main

    as_json = bool(ctx.obj["json"])
    for number, line in enumerate(file, 1):
        words = shlex.split(line, comments=True)
        if not words:
            continue
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                status = main.main(["--json", *words] if as_json else words, prog_name="verbund", standalone_mode=False)
        except click.ClickException as error:
            raise click.ClickException(f"line {number}: {error.format_message()}") from error
        except SystemExit as end:
            status = end.code
        text = said.getvalue()
        if status:
            raise click.ClickException(f"line {number}: {' '.join(words[:2])} ended with {status}. {text[:300]}")
        click.echo(json.dumps(_read(text), ensure_ascii=False) if as_json else text, nl=as_json)


def _read(text: str) -> Any:
    try:
        return json.loads(text) if text.strip() else None
    except ValueError:
        return text
