"""The only writes of position: the kept report of a quarter."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import queries as ecosystem
from verbund.kit import clock
from verbund.kit.clock import quarter_of
from verbund.kit.errors import Missing

from . import audit, queries
from .models import PositionReport


def keep(actor: Actor, company_id: UUID) -> PositionReport | None:
    """Compute the position and keep it for this quarter; None where nothing is stated. Unchanged is not logged."""
    if not actor.may_write(company_id):
        raise Missing("company", ecosystem.NO_COMPANY)
    found = queries.position(actor, company_id)
    if not found.own:
        return None
    quarter = quarter_of(clock.now().date())
    figures = {d.code: [round(d.share.low, 6), round(d.share.high, 6)] for d in found.dependences}
    role = found.role.role.value if found.role.role else ""
    with transaction.atomic(), scoped_to(company_id):
        row = PositionReport.objects.filter(quarter=quarter).first()
        if row is not None and (row.figures, row.role) == (figures, role):
            return row
        row = row or PositionReport(company_id=company_id, quarter=quarter)
        row.figures, row.role, row.computed_at = figures, role, clock.now()
        row.save()
        high = sum(d.level == "high" for d in found.dependences)
        record(actor, company_id, audit.PositionKept(quarter=quarter, high=high))
    return row
