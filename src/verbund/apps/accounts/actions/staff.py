"""Sessions of centre staff in a company's private data: reasoned, short, seen by the company."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Invalid, Missing

from .. import audit
from ..models import StaffSession

LONGEST_STAFF_SESSION = timedelta(hours=8)
SHORTEST_REASON = 10  # characters


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
        _end_all(actor)
        session = StaffSession.objects.create(
            person_id=actor.user_id, company_id=company_id, reason=reason.strip(), expires_at=now + length
        )
        until = session.expires_at.isoformat()
        record(actor, company_id, audit.StaffSessionStarted(actor.pseudonym, until, session.reason))
    return session


def end_staff_session(actor: Actor) -> None:
    """End the actor's own session now. Raises Forbidden for who is no staff."""
    if not actor.is_centre:
        raise Forbidden("centre-only", _("Only the centre may do this."), remedy=_("Ask your centre."))
    with transaction.atomic():
        _end_all(actor)


def _end_all(actor: Actor) -> None:
    now = clock.now()
    for session in StaffSession.objects.filter(person_id=actor.user_id, ended_at=None):
        session.ended_at = min(now, session.expires_at)
        session.save(update_fields=["ended_at"])
        record(actor, session.company_id, audit.StaffSessionEnded(actor.pseudonym))
