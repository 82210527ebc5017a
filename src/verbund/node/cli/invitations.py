"""`verbund invitation`: codes that let people into companies."""

from __future__ import annotations

import json
from typing import Any

import click

from ._root import acting, ready
from .people import company_invite


@click.group()
def invitation() -> None:
    """Invitations into companies."""


invitation.add_command(company_invite, "create")


@invitation.command("list")
@click.option("--company", default="", help="Only into this company (slug); default: into companies without owner.")
@click.pass_context
def invitation_list(ctx: click.Context, company: str) -> None:
    """Open invitations. Codes are not kept; a lost one is withdrawn and written anew."""
    ready()
    from verbund.apps.accounts import queries

    actor, company_id = acting(company)
    rows = [
        {"id": str(i.pk), "company": i.company.slug, "role": i.role, "expires_at": i.expires_at.isoformat()}
        for i in queries.invitations(actor, company_id)
    ]
    lines = [f"{r['id']}  {r['company']:40} {r['role']:8} until {r['expires_at'][:10]}" for r in rows]
    click.echo(json.dumps(rows) if ctx.obj["json"] else "\n".join(lines) or "No invitation is open.")


@invitation.command("withdraw")
@click.argument("invitation_id", type=click.UUID)
@click.pass_context
def invitation_withdraw(ctx: click.Context, invitation_id: Any) -> None:
    """Withdraw an invitation; its code opens nothing any more."""
    ready()
    from verbund.apps.accounts import actions
    from verbund.apps.accounts.models import Invitation

    found = Invitation.objects.filter(pk=invitation_id).first()
    if found is None:
        raise click.ClickException(f"There is no invitation {invitation_id}. `verbund invitation list` shows them.")
    actions.revoke_invitation(acting()[0], found)
    click.echo(json.dumps({"id": str(invitation_id), "withdrawn": True}) if ctx.obj["json"] else "Withdrawn.")


@invitation.command("accept")
@click.argument("code")
@click.argument("email")
@click.option("--password", envvar="VERBUND_PASSWORD", help="For a new account; asked for when not given.")
@click.option("--first-name", default="")
@click.option("--last-name", default="")
@click.pass_context
def invitation_accept(
    ctx: click.Context, code: str, email: str, password: str | None, first_name: str, last_name: str
) -> None:
    """Let EMAIL in by the CODE of a letter; makes the account when there is none."""
    ready()
    from verbund.apps.accounts import actions
    from verbund.apps.accounts.models import Person

    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    joined = actions.accept_invitation(
        code, person=person, email=email, password=password or "", first_name=first_name, last_name=last_name
    )
    roles = {m.company.slug: m.role for m in joined.memberships.select_related("company")}
    click.echo(json.dumps({"email": joined.email, "roles": roles}) if ctx.obj["json"] else f"{email}: {roles}")
