"""Who may do what with opportunities."""

from __future__ import annotations

from verbund.apps.core.actor import Actor

from .models import Opportunity

VISIBLE = (Opportunity.State.PUBLISHED, Opportunity.State.FULFILLED)


def may_see(actor: Actor, row: Opportunity) -> bool:
    """Published ones everybody; others their company, and the centre what it was sent for review."""
    if row.state in VISIBLE:
        return True
    if actor.may_read(row.company_id):
        return True
    return actor.is_centre and row.state in (Opportunity.State.SUBMITTED, Opportunity.State.RETURNED)


def may_edit(actor: Actor, row: Opportunity) -> bool:
    """Its company's people, and staff inside a session, as long as it is not published."""
    return actor.may_write(row.company_id) and row.state in (Opportunity.State.DRAFT, Opportunity.State.RETURNED)


def may_publish(actor: Actor, row: Opportunity) -> bool:
    return actor.may_release(row.company_id)


def may_review(actor: Actor) -> bool:
    return actor.is_centre or actor.is_system
