"""Invitations: a code on paper or in a text that makes a person a member of a company."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import own_did, record, turn
from verbund.apps.core.actor import Actor, Role
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Invalid

from .. import audit, queries, rules
from ..models import Invitation, Membership, Person
from ..tokens import hash_of, new_code, plain
from .people import new_person

INVITATION_DAYS = 30


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
        invitation = queries.invitation_of(code, Invitation.objects.select_for_update())
        with turn(invitation.company_id):
            who = person or new_person(email, password, first_name, last_name, language)
            held = Membership.objects.filter(person=who, company_id=invitation.company_id).first()
            if held is None:
                Membership.objects.create(person=who, company_id=invitation.company_id, role=invitation.role)
            elif held.role != Role.OWNER:  # an invitation never makes an owner less
                held.role = invitation.role
                held.save(update_fields=["role"])
            invitation.state, invitation.accepted_by = Invitation.State.ACCEPTED, who
            invitation.save(update_fields=["state", "accepted_by"])
            company = Company.objects.get(pk=invitation.company_id)
            if company.hosting == Company.Hosting.LISTED and invitation.role == Role.OWNER:
                company.hosting, company.did = Company.Hosting.HERE, company.did or own_did(company.slug)
            company.claimed = True
            company.save(update_fields=["hosting", "did", "claimed"])
            me = Actor(who.pseudonym, "page", user_id=who.pk)
            record(me, invitation.company_id, audit.InvitationAccepted(who.pseudonym, str(invitation.pk)))
    return who


def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Withdraw an open invitation; whoever wrote it may. Raises Missing, Forbidden."""
    if not (actor.is_centre and invitation.invited_by == actor.pseudonym):
        rules.must_invite(actor, invitation.company_id)
    with transaction.atomic():
        open_ones = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN)
        if open_ones.update(state=Invitation.State.REVOKED):
            record(actor, invitation.company_id, audit.InvitationRevoked(invitation=str(invitation.pk)))
