"""`verbund audit verify`, `backup`, `restore`, `export`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ._root import acting, ready


@click.group()
def audit() -> None:
    """The log that cannot be changed unnoticed."""


@audit.command()
@click.option("--company", default="", help="Only this company (slug); default: every chain of the node.")
@click.pass_context
def verify(ctx: click.Context, company: str) -> None:
    """Check every chain; names the first entry that was changed and ends with 1 then."""
    ready()
    from verbund.apps.core import chain
    from verbund.apps.core.models import Company

    if company:
        results = [chain.verify(acting(company)[1])]
    else:
        results = chain.verify_all()
    slugs = dict(Company.objects.filter(pk__in=[r.company_id for r in results]).values_list("pk", "slug"))
    broken = [r for r in results if r.broken_seq is not None]
    if ctx.obj["json"]:
        click.echo(
            json.dumps(
                [
                    {
                        "company": slugs.get(r.company_id),
                        "entries": r.entries,
                        "erased": r.erased,
                        "head": r.head,
                        "broken_seq": r.broken_seq,
                        "why": r.why,
                    }
                    for r in results
                ]
            )
        )
    else:
        for r in broken:
            click.echo(f"{slugs.get(r.company_id, 'node')}: entry {r.broken_seq}: {r.why}")
        total = sum(r.entries for r in results)
        state = f"{len(broken)} broken" if broken else "all hold"
        click.echo(
            f"{len(results)} chains, {total} entries, {sum(r.erased for r in results)} with erased details: {state}"
        )
    sys.exit(1 if broken else 0)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_context
def backup(ctx: click.Context, file: Path | None) -> None:
    """Back up the running node to FILE (a tar). Secrets are left out: keep a copy of them in another place."""
    ready()
    from verbund.node.backup import backup as run

    target = file or Path(f"verbund-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.tar")
    manifest = run(target)
    size = target.stat().st_size
    if ctx.obj["json"]:
        click.echo(json.dumps({"file": str(target), "size": size, "parts": len(manifest["parts"])}))
    else:
        click.echo(f"{target}: {len(manifest['parts'])} parts, {size / 1e6:.1f} MB. The folder secrets/ is not in it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace the data that are here.")
@click.pass_context
def restore(ctx: click.Context, file: Path, force: bool) -> None:
    """Put a backup into this node's folder. Stop the node first."""
    ready()
    from verbund.apps.core import chain
    from verbund.node.backup import restore as run

    from .run import prepare

    manifest = run(file, force=force)
    prepare()
    from verbund.apps.cooperation.actions import hold_back

    held = hold_back()
    results = chain.verify_all()
    broken = sum(r.broken_seq is not None for r in results)
    if ctx.obj["json"]:
        told = {"from": manifest["at"], "chains": len(results), "broken": broken, "vault": manifest["vault_matches"]}
        told["held_back"] = held
        click.echo(json.dumps(told))
    else:
        click.echo(f"Restored the state of {manifest['at']}; {len(results)} audit chains, {broken} broken.")
        if held:
            click.echo(f"{held} registers first catch up with the other members before anything is entered.")
        if not manifest["vault_matches"]:
            click.echo("The keys cannot be used: copy the old secrets/vault_secret into this folder.", err=True)
    sys.exit(1 if broken else 0)


@click.command()
@click.option("--company", required=True, help="Company (slug).")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_context
def export(ctx: click.Context, company: str, file: Path | None) -> None:
    """Write everything the node keeps of a company to FILE (a zip of open formats)."""
    ready()
    from verbund.apps.core.exports import export_company

    actor, company_id = acting(company)
    target = file or Path(f"{company}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip")
    if target.exists():
        raise click.ClickException(f"{target} exists already. Choose another name.")
    count = export_company(actor, company_id, target)
    if ctx.obj["json"]:
        click.echo(json.dumps({"file": str(target), "files": count, "size": target.stat().st_size}))
    else:
        click.echo(f"{target}: {count} files, {target.stat().st_size / 1e3:.0f} kB")
