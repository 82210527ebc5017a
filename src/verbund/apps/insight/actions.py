"""The only writes of insight: whether the centre may name a company as a bottleneck."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.ecosystem.actions import must_release
from verbund.kit import clock
from verbund.kit.errors import Invalid

from . import audit
from .models import NameRelease


def release_name(actor: Actor, company_id: UUID, valid_until: date | None = None) -> NameRelease:
    """Let the centre see the name; given again, the last day changes. Never by staff. Raises Missing, Forbidden."""
    must_release(actor, company_id)
    now = clock.now()
    if valid_until is not None and valid_until <= now.date():
        raise Invalid("until", _("The last day lies in the past"), where="valid_until")
    with turn(company_id):
        row = NameRelease.objects.filter(revoked_at=None).first() or NameRelease(company_id=company_id)
        row.given_at, row.given_by, row.valid_until = now, actor.pseudonym[:80], valid_until
        row.save()
        until = valid_until.isoformat() if valid_until else "–"
        record(actor, company_id, audit.NameReleased(until=until))
    return row


def withdraw_name(actor: Actor, company_id: UUID) -> None:
    """From now on the centre sees input and branch alone; also where it saw no more before."""
    must_release(actor, company_id)
    with turn(company_id):
        row = NameRelease.objects.filter(revoked_at=None).first()
        if row is None:
            return
        row.revoked_at = clock.now()
        row.save(update_fields=["revoked_at"])
        record(actor, company_id, audit.NameWithdrawn())
