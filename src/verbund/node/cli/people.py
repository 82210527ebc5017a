"""`verbund user`, `verbund company`, `verbund token`: administration by the operator of the node."""

from __future__ import annotations

import json
from typing import Any

import click

from ._root import acting, ready

ROLES = click.Choice(["owner", "editor", "viewer"])


def _say(ctx: click.Context, text: str, **data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if ctx.obj["json"] else text)


def _person(email: str) -> Any:
    from verbund.apps.accounts.models import Person

    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise click.ClickException(f"There is no account {email!r}. `verbund user create {email}` makes one.")
    return found


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("create")
@click.argument("email")
@click.option("--password", envvar="VERBUND_PASSWORD", help="Asked for when not given; or VERBUND_PASSWORD.")
@click.option("--first-name", default="")
@click.option("--last-name", default="")
@click.option("--language", type=click.Choice(["de", "en"]), default="de")
@click.option("--centre", is_flag=True, help="Works for the centre that runs this node.")
@click.option("--company", default="", help="Give a role in this company (slug) as well.")
@click.option("--role", type=ROLES, default="owner", show_default=True)
@click.option("--mandate", is_flag=True, help="May sign for the company from now on.")
@click.pass_context
def user_create(
    ctx: click.Context,
    email: str,
    password: str | None,
    first_name: str,
    last_name: str,
    language: str,
    centre: bool,
    company: str,
    role: str,
    mandate: bool,
) -> None:
    """Make an account."""
    ready()
    from django.db import transaction

    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import Role

    actor, company_id = acting(company)
    if password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with transaction.atomic():
        person = actions.create_person(
            actor,
            email,
            password,
            first_name=first_name,
            last_name=last_name,
            language=language,
            is_centre=centre,
        )
        if company_id:
            actions.give_role(actor, company_id, person, Role(role))
            if mandate:
                actions.give_mandate(actor, company_id, person)
    _say(ctx, f"{email} may sign in.", email=person.email, pseudonym=person.pseudonym)


@user.command("list")
@click.option("--company", default="", help="Only people of this company (slug).")
@click.pass_context
def user_list(ctx: click.Context, company: str) -> None:
    """List accounts and roles."""
    ready()
    from verbund.apps.accounts.models import Person

    _actor, company_id = acting(company)
    found = Person.objects.prefetch_related("memberships__company").order_by("email")
    if company_id:
        found = found.filter(memberships__company_id=company_id)
    rows = [
        {
            "email": p.email,
            "centre": p.is_centre,
            "active": p.is_active,
            "roles": {m.company.slug: m.role for m in p.memberships.all()},
        }
        for p in found
    ]
    lines = [f"{r['email']:40} {'centre ' if r['centre'] else ''}{_roles(r['roles'])}" for r in rows]
    click.echo(json.dumps(rows) if ctx.obj["json"] else "\n".join(lines))


def _roles(roles: dict[str, str]) -> str:
    return ", ".join(f"{role} of {slug}" for slug, role in roles.items())


@user.command("role")
@click.argument("email")
@click.argument("company")
@click.argument("role", type=click.Choice(["owner", "editor", "viewer", "none"]))
@click.pass_context
def user_role(ctx: click.Context, email: str, company: str, role: str) -> None:
    """Give EMAIL a role in COMPANY, or take it away (none)."""
    ready()
    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import Role

    actor, company_id = acting(company)
    if role == "none":
        actions.end_role(actor, company_id, _person(email))
    else:
        actions.give_role(actor, company_id, _person(email), Role(role))
    _say(ctx, f"{email}: {role} in {company}.", email=email, company=company, role=role)


@user.command("mandate")
@click.argument("email")
@click.argument("company")
@click.option("--revoke", is_flag=True)
@click.pass_context
def user_mandate(ctx: click.Context, email: str, company: str, revoke: bool) -> None:
    """Let EMAIL sign for COMPANY, or no longer."""
    ready()
    from verbund.apps.accounts import actions
    from verbund.apps.accounts.models import Mandate

    actor, company_id = acting(company)
    person = _person(email)
    if revoke:
        for one in Mandate.objects.filter(person=person, company_id=company_id, revoked_at=None):
            actions.revoke_mandate(actor, one)
    else:
        actions.give_mandate(actor, company_id, person)
    word = "may no longer sign" if revoke else "may sign"
    _say(ctx, f"{email} {word} for {company}.", email=email, company=company, may_sign=not revoke)


@user.command("password")
@click.argument("email")
@click.option("--password", envvar="VERBUND_PASSWORD")
@click.pass_context
def user_password(ctx: click.Context, email: str, password: str | None) -> None:
    """Set a new password."""
    ready()
    from verbund.apps.accounts import actions

    person = _person(email)
    new = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    actions.set_password(acting()[0], person, new)
    _say(ctx, f"{email} has a new password.", email=email)


@user.command("second-factor")
@click.argument("emails", metavar="EMAIL…", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take it away, for a lost telephone.")
@click.pass_context
def user_second_factor(ctx: click.Context, emails: tuple[str, ...], remove: bool) -> None:
    """Set up the second factor of people; each secret is shown once. They do it themselves under “Your account”."""
    ready()
    from django.db import transaction

    from verbund.apps.accounts import actions

    actor, rows = acting()[0], []
    with transaction.atomic():
        for person in [_person(email) for email in emails]:
            if remove:
                actions.remove_second_factor(actor, person)
                rows.append({"email": person.email, "removed": True})
            else:
                secret, address = actions.set_up_second_factor(actor, person)
                rows.append({"email": person.email, "secret": secret, "url": address})
    lines = [f"{r['email']}: {r.get('secret', 'no second factor any more')} {r.get('url', '')}" for r in rows]
    click.echo(json.dumps(rows) if ctx.obj["json"] else "\n".join(lines))


@user.command("code")
@click.argument("email")
@click.pass_context
def user_code(ctx: click.Context, email: str) -> None:
    """Print the code that the second factor of EMAIL shows now. On this machine only; the log of its companies says
    that you did."""
    ready()
    from verbund.apps.accounts import actions, second_factor

    code = actions.read_code(acting()[0], _person(email))
    left = second_factor.seconds_left()
    _say(ctx, f"{code} (for {left} s)", email=email, code=code, seconds=left)


@click.group()
def company() -> None:
    """Companies of this node."""


@company.command("create")
@click.argument("name")
@click.option("--slug", default="", help="Short word for addresses; default: from the name.")
@click.option("--kind", default="sme", show_default=True)
@click.option("--city", default="")
@click.option("--wz", "wz_code", default="", help="WZ 2008 class, e.g. 25.62.")
@click.option("--listed", is_flag=True, help="Only listed: no DID, no keys, nobody signs in for it.")
@click.pass_context
def company_create(ctx: click.Context, name: str, listed: bool, **fields: str) -> None:
    """Enter a company that this node hosts."""
    ready()
    from verbund.apps.core.actions import create_company

    nace = fields["wz_code"].replace(".", "")[:4]
    made = create_company(acting()[0], name, hosting="listed" if listed else "here", nace=nace, **fields)
    _say(ctx, f"{made.name}: {made.slug} {made.did or ''}", slug=made.slug, id=made.pk, did=made.did)


@company.command("list")
@click.option("--hosted", is_flag=True, help="Only those this node hosts.")
@click.pass_context
def company_list(ctx: click.Context, hosted: bool) -> None:
    """List companies."""
    ready()
    from verbund.apps.core.models import Company

    found = Company.objects.order_by("slug").values("slug", "name", "city", "hosting", "did")
    if hosted:
        found = found.filter(hosting="here")
    if ctx.obj["json"]:
        click.echo(json.dumps(list(found), ensure_ascii=False))
        return
    for one in found.iterator():
        click.echo(f"{one['slug']:40} {one['hosting']:9} {one['name']}, {one['city']}")


@company.command("invite")
@click.argument("slug")
@click.option("--role", type=ROLES, default="owner", show_default=True)
@click.option("--days", default=30, show_default=True)
@click.pass_context
def company_invite(ctx: click.Context, slug: str, role: str, days: int) -> None:
    """Make an invitation; its code is shown once."""
    ready()
    from verbund.apps.accounts import actions
    from verbund.apps.core.actor import Role

    actor, company_id = acting(slug)
    invitation, code = actions.invite(actor, company_id, Role(role), days)
    _say(
        ctx,
        f"Code: {code} (until {invitation.expires_at:%Y-%m-%d})",
        id=invitation.pk,
        code=code,
        expires_at=invitation.expires_at,
    )


@company.command("rotate-key")
@click.argument("slug")
@click.pass_context
def company_rotate_key(ctx: click.Context, slug: str) -> None:
    """Give company SLUG a new signing key; its registers are told, the old key stays published for verification."""
    ready()
    from verbund.apps.dataspace import actions

    actor, company_id = acting(slug)
    key = actions.rotate_key(actor, company_id)
    _say(ctx, f"{slug} signs with key {key.kid} now.", slug=slug, kid=key.kid, thumbprint=key.thumbprint)


@company.command("erase")
@click.argument("slug")
@click.confirmation_option(prompt="Erase what may be erased? Export first; this cannot be undone.")
@click.pass_context
def company_erase(ctx: click.Context, slug: str) -> None:
    """Erase a company's data under the retention rules; says what is kept and why."""
    ready()
    from verbund.apps.core.exports import erase_company

    actor, company_id = acting(slug)
    done = erase_company(actor, company_id)
    lines = [f"{one.model:32} {one.rows:6} erased{'; kept: ' + str(one.kept) if one.kept else ''}" for one in done]
    rows = [{"model": one.model, "rows": one.rows, "kept": str(one.kept)} for one in done]
    click.echo(json.dumps(rows) if ctx.obj["json"] else "\n".join(lines))


@click.group()
def token() -> None:
    """Tokens of companies for machines."""


@token.command("create")
@click.argument("slug")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help="read, write, sign, import, admin; repeatable.")
@click.option("--days", default=365, show_default=True)
@click.option("--person", "email", default="", help="E-mail of the person it speaks for; signing needs one.")
@click.option("--code", default="", help="Code of that person's second factor; for the scope sign.")
@click.pass_context
def token_create(
    ctx: click.Context, slug: str, name: str, scopes: tuple[str, ...], days: int, email: str, code: str
) -> None:
    """Make a token of company SLUG; its secret is shown once."""
    ready()
    from verbund.apps.accounts import actions

    actor, company_id = acting(slug)
    person = _person(email) if email else None
    made, secret = actions.create_token(actor, company_id, name, scopes, days, person, code)
    _say(ctx, f"Token: {secret}", token=secret, id=made.pk, expires_at=made.expires_at)


@token.command("revoke")
@click.argument("token_id", type=click.UUID)
@click.pass_context
def token_revoke(ctx: click.Context, token_id: Any) -> None:
    """End a token now."""
    ready()
    from verbund.apps.accounts import actions

    actions.revoke_token(acting()[0], token_id)
    _say(ctx, "Revoked.", id=token_id, revoked=True)
