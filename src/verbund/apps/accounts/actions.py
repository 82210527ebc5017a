"""The writes of accounts: persons, roles, mandates, invitations, tokens, staff sessions. Each is one audit event."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, Role
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from . import audit, rules
from .models import ApiToken, Invitation, Mandate, Membership, Person, StaffSession
from .tokens import SCOPES, hash_of, new_token

INVITATION_DAYS = 30
LONGEST_STAFF_SESSION = timedelta(hours=8)
SHORTEST_REASON = 10  # characters


def create_person(
    actor: Actor,
    email: str,
    password: str | None = None,
    *,
    first_name: str = "",
    last_name: str = "",
    language: str = "de",
    is_centre: bool = False,
) -> Person:
    """A person who may sign in; without a password not yet. Raises Forbidden, Invalid, Conflict."""
    rules.must_run_the_centre(actor)
    if is_centre and not actor.is_system:
        raise Forbidden("centre-staff", _("Only the operator of the node adds staff of the centre."))
    with transaction.atomic():
        person = _create(email, password, first_name, last_name, language)
        if is_centre:
            Person.objects.filter(pk=person.pk).update(is_centre=True)
            person.is_centre = True
        record(actor, None, audit.PersonCreated(person=person.pseudonym))
    return person


def _create(email: str, password: str | None, first_name: str, last_name: str, language: str) -> Person:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(
            "email",
            _("“%(email)s” is not an e-mail address.") % {"email": email[:80]},
            where="email",
            remedy=_("Write name@company.example."),
        ) from error
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise Invalid("password", " ".join(error.messages), where="password") from error
    if Person.objects.filter(email=email).exists():
        raise Conflict(
            "person-exists", _("There is an account with this address."), where="email", remedy=_("Sign in with it.")
        )
    return Person.objects.create_user(
        email, password, first_name=first_name[:150], last_name=last_name[:150], language=language
    )


def set_password(actor: Actor, person: Person, password: str) -> None:
    """By the operator, for a person who lost it; the person changes an own one on the pages. Raises Invalid."""
    if not actor.is_system:
        raise Forbidden("operator-only", _("Only the operator of the node may do this."))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages), where="password") from error
    person.set_password(password)
    person.save(update_fields=["password"])


def give_role(actor: Actor, company_id: UUID, person: Person, role: Role) -> Membership:
    """Give or change a role; the last owner cannot be made less. Raises Missing, Forbidden, Conflict."""
    rules.must_own(actor, company_id)
    if role not in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        raise Invalid("role", _("There is no such role."), where="role", remedy="owner, editor, viewer")
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company_id)
        if role != Role.OWNER:
            _must_leave_an_owner(company_id, person)
        found, _new = Membership.objects.update_or_create(person=person, company_id=company_id, defaults={"role": role})
        Company.objects.filter(pk=company_id, claimed=False).update(claimed=True)
        record(actor, company_id, audit.RoleGiven(person=person.pseudonym, role=role))
    return found


def end_role(actor: Actor, company_id: UUID, person: Person) -> None:
    """Take the role and every mandate away. Raises Missing, Forbidden, Conflict (last owner)."""
    rules.must_own(actor, company_id)
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company_id)
        _must_leave_an_owner(company_id, person)
        if not Membership.objects.filter(person=person, company_id=company_id).delete()[0]:
            raise Missing("membership", _("This person has no role in the company."))
        Mandate.objects.filter(person=person, company_id=company_id, revoked_at=None).update(revoked_at=clock.now())
        record(actor, company_id, audit.RoleEnded(person=person.pseudonym))


def _must_leave_an_owner(company_id: UUID, person: Person) -> None:
    owners = Membership.objects.filter(company_id=company_id, role=Role.OWNER)
    if owners.filter(person=person).exists() and not owners.exclude(person=person).exists():
        raise Conflict(
            "last-owner", _("A company keeps at least one owner."), remedy=_("Make another person owner first.")
        )


def give_mandate(
    actor: Actor,
    company_id: UUID,
    person: Person,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Mandate:
    """Let a person sign for the company. Raises Missing, Forbidden, Invalid (order of dates), Conflict (no role)."""
    rules.must_own(actor, company_id)
    begin = valid_from or clock.now()
    if valid_until is not None and valid_until <= begin:
        raise Invalid("mandate-order", _("The mandate ends before it begins."), where="valid_until")
    with transaction.atomic():
        if not Membership.objects.filter(person=person, company_id=company_id).exists():
            raise Conflict(
                "mandate-role", _("This person has no role in the company."), remedy=_("Give the person a role first.")
            )
        mandate = Mandate.objects.create(
            person=person, company_id=company_id, valid_from=begin, valid_until=valid_until
        )
        until = valid_until.isoformat() if valid_until else None
        record(actor, company_id, audit.MandateGiven(person.pseudonym, begin.isoformat(), until))
    return mandate


def revoke_mandate(actor: Actor, mandate: Mandate) -> None:
    """End a mandate now; signatures made under it stay. Raises Missing, Forbidden."""
    rules.must_own(actor, mandate.company_id)
    with transaction.atomic():
        if Mandate.objects.filter(pk=mandate.pk, revoked_at=None).update(revoked_at=clock.now()):
            record(actor, mandate.company_id, audit.MandateRevoked(person=mandate.person.pseudonym))


def invite(actor: Actor, company_id: UUID, role: Role, days: int = INVITATION_DAYS) -> tuple[Invitation, str]:
    """An invitation and its code, which is shown once. Raises Missing, Forbidden, Invalid."""
    rules.must_invite(actor, company_id)
    if role not in (Role.OWNER, Role.EDITOR, Role.VIEWER) or not 0 < days <= 365:
        raise Invalid("invitation", _("There is no such role, or the time is not between 1 and 365 days."))
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            company_id=company_id,
            role=role,
            code_hash=hash_of(code),
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
            .filter(code_hash=hash_of(code), state=Invitation.State.OPEN, expires_at__gt=clock.now())
            .first()
        )
        if invitation is None:
            raise Missing("invitation", _("This invitation is not valid any more."), remedy=_("Ask for a new one."))
        who = person or _create(email, password, first_name, last_name, language)
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


def create_token(
    actor: Actor,
    company_id: UUID,
    name: str,
    scopes: Iterable[str],
    days: int | None = 365,
    person: Person | None = None,
) -> tuple[ApiToken, str]:
    """A token for machines and its secret, which is shown once; it speaks for the person who makes it, or for the one
    that the operator names. Raises Missing, Forbidden, Invalid."""
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
    secret = new_token()
    with transaction.atomic():
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


def start_staff_session(
    actor: Actor, company_id: UUID, reason: str, length: timedelta = timedelta(hours=2)
) -> StaffSession:
    """Let a member of the centre's staff see a company's private data for a while; the company finds it in its log.

    Raises Forbidden, Missing, Invalid (reason too short, time too long).
    """
    if not actor.is_centre or actor.user_id is None:
        raise Forbidden("centre-only", _("Only the centre may do this."), remedy=_("Ask your centre."))
    if not Company.objects.filter(pk=company_id).exists():
        raise Missing("company", _("There is no such company"))
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            "staff-reason",
            _("The reason is missing or too short."),
            where="reason",
            remedy=_("Write what the company asked for, in a sentence."),
        )
    if not timedelta(0) < length <= LONGEST_STAFF_SESSION:
        raise Invalid("staff-length", _("A session lasts at most 8 hours."), where="length")
    now = clock.now()
    with transaction.atomic():
        StaffSession.objects.filter(person_id=actor.user_id, ended_at=None).update(ended_at=now)
        session = StaffSession.objects.create(
            person_id=actor.user_id, company_id=company_id, reason=reason.strip(), expires_at=now + length
        )
        until = session.expires_at.isoformat()
        record(actor, company_id, audit.StaffSessionStarted(actor.pseudonym, until, session.reason))
    return session


def end_staff_session(actor: Actor) -> None:
    """End the actor's own session now."""
    with transaction.atomic():
        for session in StaffSession.objects.filter(person_id=actor.user_id, ended_at=None):
            session.ended_at = clock.now()
            session.save(update_fields=["ended_at"])
            record(actor, session.company_id, audit.StaffSessionEnded(actor.pseudonym))
