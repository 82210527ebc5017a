"""Invitations: a code on paper or in a text that makes a person a member of a company."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, Role
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing

from .. import audit, rules
from ..models import Invitation, Membership, Person
from ..tokens import hash_of
from .people import new_person

INVITATION_DAYS = 30
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: what a hand writes and a finger types without mistaking one for another."""
GROUPS, LENGTH = 4, 4


def new_code() -> str:
    """80 bits at random, in groups that can be typed: `7K2M-…`."""
    return "-".join("".join(secrets.choice(LETTERS) for _one in range(LENGTH)) for _group in range(GROUPS))


def plain(code: str) -> str:
    """A code as it was typed, without what people put between and with the letters they take for others."""
    kept = "".join(c for c in code.upper() if c.isascii() and c.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def invite(actor: Actor, company_id: UUID, role: Role, days: int = INVITATION_DAYS) -> tuple[Invitation, str]:
    """An invitation and its code, which is shown once. Raises Missing, Forbidden, Invalid."""
    rules.must_invite(actor, company_id)
    if role not in (Role.OWNER, Role.EDITOR, Role.VIEWER) or not 0 < days <= 365:
        raise Invalid("invitation", _("There is no such role, or the time is not between 1 and 365 days."))
    code = new_code()
    with transaction.atomic():
        invitation = Invitation.objects.create(
            company_id=company_id,
            role=role,
            code_hash=hash_of(plain(code)),
            invited_by=actor.pseudonym,
            expires_at=clock.now() + timedelta(days=days),
        )
        record(actor, company_id, audit.Invited(role=role, invitation=str(invitation.pk)))
    return invitation, code


def accept_invitation(
    code: str,
    *,
    person: Person | None = None,
    email: str = "",
    password: str = "",
    first_name: str = "",
    last_name: str = "",
    language: str = "de",
) -> Person:
    """Join by code: as the signed-in person, or with a new account. An owner's invitation claims the company.

    Raises Missing (unknown, used, expired or withdrawn: the same words), Invalid, Conflict.
    """
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update()
            .filter(code_hash=hash_of(plain(code)), state=Invitation.State.OPEN, expires_at__gt=clock.now())
            .first()
        )
        if invitation is None:
            raise Missing("invitation", _("This invitation is not valid any more."), remedy=_("Ask for a new one."))
        who = person or new_person(email, password, first_name, last_name, language)
        held = Membership.objects.filter(person=who, company_id=invitation.company_id).first()
        if held is None:
            Membership.objects.create(person=who, company_id=invitation.company_id, role=invitation.role)
        elif held.role != Role.OWNER:  # an invitation never makes an owner less
            held.role = invitation.role
            held.save(update_fields=["role"])
        invitation.state, invitation.accepted_by = Invitation.State.ACCEPTED, who
        invitation.save(update_fields=["state", "accepted_by"])
        Company.objects.filter(pk=invitation.company_id).update(claimed=True)
        me = Actor(who.pseudonym, "page", user_id=who.pk)
        record(me, invitation.company_id, audit.InvitationAccepted(who.pseudonym, str(invitation.pk)))
    return who


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Withdraw an open invitation. Raises Missing, Forbidden."""
    rules.must_invite(actor, invitation.company_id)
    with transaction.atomic():
        open_ones = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN)
        if open_ones.update(state=Invitation.State.REVOKED):
            record(actor, invitation.company_id, audit.InvitationRevoked(invitation=str(invitation.pk)))
