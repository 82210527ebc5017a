"""Persons, their roles in companies, and who may sign."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, Role
from verbund.apps.core.audit import AuditEvent
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from .. import audit, rules
from ..models import Mandate, Membership, Person


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
        person = new_person(email, password, first_name, last_name, language)
        if is_centre:
            Person.objects.filter(pk=person.pk).update(is_centre=True)
            person.is_centre = True
        record(actor, None, audit.PersonCreated(person=person.pseudonym))
    return person


def new_person(email: str, password: str | None, first_name: str, last_name: str, language: str) -> Person:
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
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record_for(actor, person, audit.PasswordSet(person=person.pseudonym))


def note_password(person: Person) -> None:
    """The person chose a new password on the pages."""
    record_for(Actor(person.pseudonym, "page", user_id=person.pk), person, audit.PasswordChanged(person.pseudonym))


def note_second_factor(person: Person, removed: bool = False) -> None:
    """The person set up or removed a second factor on the pages."""
    event = audit.SecondFactorRemoved if removed else audit.SecondFactorSet
    record_for(Actor(person.pseudonym, "page", user_id=person.pk), person, event(person=person.pseudonym))


def record_for(actor: Actor, person: Person, event: AuditEvent) -> None:
    """An event about a person goes into the log of every company that the person works for, else of the node."""
    companies = list(Membership.objects.filter(person=person).values_list("company_id", flat=True))
    for company_id in companies or [None]:
        record(actor, company_id, event)


def give_role(actor: Actor, company_id: UUID, person: Person, role: Role) -> Membership:
    """Give or change a role; the last owner cannot be made less. Raises Missing, Forbidden, Conflict."""
    rules.must_own(actor, company_id)
    if role not in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        raise Invalid("role", _("There is no such role."), where="role", remedy="owner, editor, viewer")
    with turn(company_id):
        if role != Role.OWNER:
            _must_leave_an_owner(company_id, person)
        found, _new = Membership.objects.update_or_create(person=person, company_id=company_id, defaults={"role": role})
        Company.objects.filter(pk=company_id, claimed=False).update(claimed=True)
        record(actor, company_id, audit.RoleGiven(person=person.pseudonym, role=role))
    return found


def end_role(actor: Actor, company_id: UUID, person: Person) -> None:
    """Take the role and every mandate away. Raises Missing, Forbidden, Conflict (last owner)."""
    rules.must_own(actor, company_id)
    with turn(company_id):
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
