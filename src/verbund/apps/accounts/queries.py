"""Reads of accounts: who is this, and what may they do."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from verbund.apps.core.actor import ANONYMOUS, Actor, Role, Via
from verbund.kit import clock
from verbund.kit.errors import Missing

from .models import ApiToken, Mandate, Membership, Person, StaffSession


def actor_of(person: Person, via: Via, chosen: UUID | None = None) -> Actor:
    """The person as actor, acting for `chosen` when it has a role there, else for its first company."""
    if not person.is_active:
        return ANONYMOUS
    roles = {
        m.company_id: Role(m.role)
        for m in Membership.objects.filter(person=person).order_by("company__name", "company_id")
    }
    staff = None
    if person.is_centre:
        session = (
            StaffSession.objects.filter(person=person, ended_at=None, expires_at__gt=clock.now())
            .order_by("-started_at")
            .first()
        )
        staff = session.company_id if session else None
    allowed = [*roles, *([staff] if staff else [])]
    company = chosen if chosen in allowed else (allowed[0] if allowed else None)
    return Actor(
        pseudonym=person.pseudonym,
        via=via,
        user_id=person.pk,
        company_id=company,
        roles=roles,
        is_centre=person.is_centre,
        staff_company=staff,
    )


def may_sign(actor: Actor, company_id: UUID) -> bool:
    """True when the person behind the actor holds a mandate of the company that is in force now."""
    if actor.user_id is None:
        return False
    now = clock.now()
    return Mandate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now),
        person_id=actor.user_id,
        company_id=company_id,
        valid_from__lte=now,
        revoked_at=None,
    ).exists()


def people(actor: Actor, company_id: UUID) -> QuerySet[Membership]:
    """Who has a role in the company; Missing for strangers."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return Membership.objects.filter(company_id=company_id).select_related("person").order_by("role", "pk")


def tokens(actor: Actor, company_id: UUID) -> QuerySet[ApiToken]:
    """The company's tokens (never their secrets); Missing for strangers."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return ApiToken.objects.filter(company_id=company_id).order_by("-created_at")
