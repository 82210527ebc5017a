"""Reads of accounts: who is this, and what may they do."""

from __future__ import annotations

from uuid import UUID

from verbund.apps.core.actor import ANONYMOUS, Actor, Role, Via
from verbund.kit import clock

from .models import Membership, Person, StaffSession


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
