"""Tokens of companies for machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Invalid, Missing

from .. import audit, rules
from ..models import ApiToken, Membership, Person
from ..tokens import SCOPES, SIGN, hash_of, new_token
from .factors import prove


def create_token(
    actor: Actor,
    company_id: UUID,
    name: str,
    scopes: Iterable[str],
    days: int | None = 365,
    person: Person | None = None,
    code: str = "",
) -> tuple[ApiToken, str]:
    """A token for machines and its secret, which is shown once; it speaks for the person who makes it, or for the one
    that the operator names. One that may sign needs that person's second factor, fresh: from then on the token stands
    for it. Raises Missing, Forbidden, Invalid."""
    rules.must_own(actor, company_id)
    if person is not None and not actor.is_system:
        raise Forbidden("operator-only", _("Only the operator of the node may do this."))
    if person is not None and not Membership.objects.filter(person=person, company_id=company_id).exists():
        raise Missing("membership", _("This person has no role in the company."))
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(SCOPES):
        raise Invalid(
            "token-scopes",
            _("These rights do not exist."),
            where="scopes",
            remedy=_("Choose from: %(names)s.") % {"names": ", ".join(sorted(SCOPES))},
        )
    if not name.strip():
        raise Invalid("token-name", _("The name is missing."), where="name", remedy=_("Say what the token is for."))
    if SIGN in wanted and person is None and actor.user_id is None:
        raise Invalid(
            "token-person",
            _("Only a person signs: a token with the scope sign speaks for one."),
            where="person",
            remedy=_("Name the person who holds the mandate."),
        )
    secret = new_token()
    with transaction.atomic():
        if SIGN in wanted:
            prove(actor, code, person)
        token = ApiToken.objects.create(
            company_id=company_id,
            person_id=person.pk if person else actor.user_id,
            name=name.strip()[:120],
            token_hash=hash_of(secret),
            scopes=wanted,
            expires_at=clock.now() + timedelta(days=days) if days else None,
        )
        record(actor, company_id, audit.TokenCreated(name=token.name, scopes=", ".join(wanted)))
    return token, secret


def revoke_token(actor: Actor, token_id: UUID) -> None:
    """End a token now. Raises Missing, Forbidden."""
    token = ApiToken.objects.filter(pk=token_id).exclude(company=None).first()
    if token is None:
        raise Missing("token", _("There is no such token."))
    rules.must_own(actor, token.company_id)  # type: ignore[arg-type]
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
            record(actor, token.company_id, audit.TokenRevoked(name=token.name))
