"""`verbund verbund`: what a company does in its Verbünde, for people at the terminal and for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import click

from ._root import acting, ready


class Id(click.ParamType):
    """An id of a Verbund, with or without `urn:uuid:`."""

    name = "verbund"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        if isinstance(value, UUID):
            return value
        try:
            return UUID(str(value).removeprefix("urn:uuid:"))
        except ValueError:
            self.fail(f"{value!r} is no id of a Verbund. `verbund verbund list --as COMPANY` shows them.", param, ctx)


def _company(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--as", "company", required=True, metavar="COMPANY", help="Company acted for (slug).")(command)


def _person(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--person", "email", default="", metavar="EMAIL", help="Who acts; default: the operator.")(
        command
    )


def _about_a_version(command: Callable[..., Any]) -> Callable[..., Any]:
    """Company, person, version and reason: what refusing and withdrawing ask for."""
    for option in (
        click.option("--reason", default=""),
        click.option("--charter", default="", help="Hash of the version; default: the one on the table."),
        _person,
        _company,
    ):
        command = option(command)
    return command


def _who(company: str, email: str = "") -> tuple[Any, UUID]:
    """The actor and the company's id: a person who works there, else the operator of the node."""
    ready()
    actor, company_id = acting(company)
    if email:
        from verbund.apps.accounts.models import Membership
        from verbund.apps.accounts.queries import actor_of

        member = Membership.objects.filter(person__email=email.strip().lower(), company_id=company_id).first()
        if member is None:
            raise click.ClickException(
                f"{email} has no role in {company}. `verbund user list --company {company}` shows who has."
            )
        actor = actor_of(member.person, "command", company_id)
    return actor, company_id


def _out(ctx: click.Context, data: Any, lines: list[str]) -> None:
    if ctx.obj["json"]:
        click.echo(json.dumps(data, ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(lines) if lines else "None.")


def _table(actor: Any, company_id: UUID, verbund: UUID, charter: str) -> str:
    """Hash of the charter meant: the one given (its beginning will do), else the one on the table."""
    from verbund.apps.cooperation import queries

    if not charter:
        found = queries.on_table(actor, company_id, verbund)
        if found is None:
            raise click.ClickException("No charter is on the table. `verbund verbund show` lists the versions.")
        return found.hash
    fits = [v.hash for v in queries.versions(actor, company_id, verbund) if v.hash.startswith(charter)]
    if len(fits) != 1:
        raise click.ClickException(f"{len(fits)} versions begin with {charter!r}. Write more of the hash.")
    return fits[0]


@click.group()
def verbund() -> None:
    """Verbünde of a company: read, sign, negotiate, leave."""


@verbund.command("list")
@_company
@click.pass_context
def list_(ctx: click.Context, company: str) -> None:
    """List the Verbünde of COMPANY with their state."""
    actor, company_id = _who(company)
    from verbund.apps.cooperation import queries

    rows = [
        {"id": str(v.verbund_id), "title": v.title_de, "kind": v.kind, "state": v.state}
        for v in queries.verbuende(actor, company_id)
    ]
    _out(ctx, rows, [f"{r['id']}  {r['state']:10} {r['kind']:12} {r['title']}" for r in rows])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@click.pass_context
def show(ctx: click.Context, verbund_id: UUID, company: str) -> None:
    """Show members, versions, who signed and on whose node, and how the register stands."""
    actor, company_id = _who(company)
    from verbund.apps.cooperation import hosting, queries

    row = queries.verbund(actor, company_id, verbund_id)
    entries = queries.register(actor, company_id, verbund_id)
    state = queries.state(actor, company_id, verbund_id)
    versions = []
    for v in queries.versions(actor, company_id, verbund_id):
        standing = state.charters.get(v.hash) if state else None
        hosts = hosting.hosts(entries, v.hash)
        names = {m["did"]: m["name"] for m in v.document["members"]}
        signed = [did for did in names if standing and standing.positions.get(did) == "assented"]
        versions.append(
            {
                "version": v.version,
                "hash": v.hash,
                "status": v.status,
                "sign_by": v.document["signBy"],
                "signed": [{"did": did, "name": names[did], "host": hosts.get(did)} for did in signed],
                "open": [{"did": did, "name": name} for did, name in names.items() if did not in signed],
            }
        )
    members = [
        {"did": m.did, "name": m.name, "role": m.role, "state": m.state}
        for m in queries.members(actor, company_id, verbund_id)
    ]
    data = {
        "id": str(verbund_id),
        "title": row.title_de,
        "kind": row.kind,
        "state": row.state,
        "members": members,
        "versions": versions,
        "entries": len(entries),
        "clean": queries.integrity(actor, company_id, verbund_id).clean if state else True,
    }
    lines = [f"{row.title_de} ({row.kind}): {row.state}, {len(entries)} entries"]
    lines += [f"  {m['name']:40} {m['role']:12} {m['state']}" for m in members]
    for v in versions:
        lines.append(f"version {v['version']} {v['status']:10} {v['hash'][:12]}  to be signed by {v['sign_by']}")
        lines += [f"  signed  {s['name']}" + (f" (key kept by {s['host']})" if s["host"] else "") for s in v["signed"]]
        lines += [f"  open    {s['name']}" for s in v["open"]]
    _out(ctx, data, lines)


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@click.pass_context
def register(ctx: click.Context, verbund_id: UUID, company: str) -> None:
    """Print every entry of the register, in the order that all members see."""
    actor, company_id = _who(company)
    from verbund.apps.cooperation import queries

    rows = [
        {"hash": e.hash, "author": e.author, "name": e.name, "seq": e.seq, "type": e.type, "time": e.time,
         "counts": e.counts, "problem": e.problem, "payload": e.payload}
        for e in queries.register(actor, company_id, verbund_id)
    ]  # fmt: skip
    lines = [f"{r['time']:%Y-%m-%d %H:%M}  {r['type']:18} {r['name']}{'  ' + r['problem']}".rstrip() for r in rows]
    _out(ctx, rows, lines)


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@click.option("--person", "email", required=True, metavar="EMAIL", help="Who signs; holds the mandate.")
@click.option("--code", help="What the second factor of that person shows now; asked for when not given.")
@click.option("--charter", default="", help="Hash of the version; default: the one on the table.")
@click.option("--stop-reason", default="", help="Why you sign over a stop sign.")
@click.option("--yes", is_flag=True, help="The side-effect report printed before was read.")
@click.pass_context
def sign(
    ctx: click.Context,
    verbund_id: UUID,
    company: str,
    email: str,
    code: str | None,
    charter: str,
    stop_reason: str,
    yes: bool,
) -> None:
    """Print the side-effect report of the version on the table, then sign it."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions
    from verbund.apps.cooperation.report.text import as_text

    wanted = _table(actor, company_id, verbund_id, charter)
    report = actions.show_report(actor, company_id, verbund_id, wanted)
    click.echo(as_text(report.document, "de"), err=True, nl=False)
    if not yes and not click.confirm("You have read the side-effect report and sign this version?", err=True):
        raise click.Abort
    typed = click.prompt("Code of the second factor", err=True) if code is None else code
    entry = actions.assent(actor, company_id, verbund_id, wanted, stop_reason, typed)
    _out(ctx, {"entry": entry.hash, "charter": wanted, "report": report.hash}, [f"Signed: version {wanted[:12]}."])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_about_a_version
@click.pass_context
def refuse(ctx: click.Context, verbund_id: UUID, company: str, email: str, charter: str, reason: str) -> None:
    """Say no to a version; the others see it."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions

    wanted = _table(actor, company_id, verbund_id, charter)
    entry = actions.refuse(actor, company_id, verbund_id, wanted, reason)
    _out(ctx, {"entry": entry.hash, "charter": wanted}, [f"Refused: version {wanted[:12]}."])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_about_a_version
@click.pass_context
def withdraw(ctx: click.Context, verbund_id: UUID, company: str, email: str, charter: str, reason: str) -> None:
    """Take a signature back for good, until the version is in force."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions

    wanted = _table(actor, company_id, verbund_id, charter)
    entry = actions.withdraw(actor, company_id, verbund_id, wanted, reason)
    _out(ctx, {"entry": entry.hash, "charter": wanted}, [f"Taken back: version {wanted[:12]}."])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@_person
@click.option("--notice-days", type=click.IntRange(0, 3650))
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--drop", multiple=True, metavar="CODE", help="Leave out this clause; repeatable.")
@click.option("--reason", default="", help="What the others read about it.")
@click.pass_context
def counter(
    ctx: click.Context,
    verbund_id: UUID,
    company: str,
    email: str,
    notice_days: int | None,
    valid_until: Any,
    drop: tuple[str, ...],
    reason: str,
) -> None:
    """Put other terms beside the version on the table; its proposer may adopt them."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions, queries

    changes: dict[str, Any] = {}
    if notice_days is not None:
        changes["notice_days"] = notice_days
    if valid_until is not None:
        changes["valid_until"] = valid_until.date()
    if drop:
        terms = queries.charter(actor, company_id, verbund_id, _table(actor, company_id, verbund_id, ""))
        unknown = sorted(set(drop) - {clause.code for clause in terms.clauses})
        if unknown:
            known = ", ".join(clause.code for clause in terms.clauses)
            raise click.ClickException(f"The charter has no clause {unknown[0]}; it has {known}.")
        changes["clauses"] = [clause for clause in terms.clauses if clause.code not in drop]
    if not changes:
        raise click.UsageError("Say what changes: --notice-days, --valid-until or --drop.")
    row = actions.counter_propose(actor, company_id, verbund_id, changes, reason)
    _out(ctx, {"hash": row.hash, "version": row.version}, [f"Counter-proposal {row.hash[:12]}."])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@_person
@click.option("--draft", default="", help="Hash of a counter-proposal; default: the same terms with today's keys.")
@click.pass_context
def adopt(ctx: click.Context, verbund_id: UUID, company: str, email: str, draft: str) -> None:
    """As proposer, put a counter-proposal forward as the new version."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions

    wanted = _table(actor, company_id, verbund_id, draft) if draft else None
    row = actions.adopt(actor, company_id, verbund_id, wanted)
    _out(ctx, {"hash": row.hash, "version": row.version}, [f"Version {row.version} {row.hash[:12]} is on the table."])


@verbund.command()
@click.argument("verbund_id", type=Id())
@_company
@_person
@click.option("--reason", default="")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.confirmation_option(prompt="Leave? Access ends at once; coming back needs a new version.")
@click.pass_context
def leave(ctx: click.Context, verbund_id: UUID, company: str, email: str, reason: str, last_day: Any) -> None:
    """Leave; access to what was shared ends at once."""
    actor, company_id = _who(company, email)
    from verbund.apps.cooperation import actions, queries

    day = last_day.date() if last_day else None
    actions.leave(actor, company_id, verbund_id, reason, last_day=day)
    state = queries.verbund(actor, company_id, verbund_id).state
    _out(ctx, {"id": str(verbund_id), "state": state}, [f"Left; the Verbund is {state} for {company}."])
