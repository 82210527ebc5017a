"""Who may read and change what of a company; which fields of a statement can be released."""

from __future__ import annotations

from uuid import UUID

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company

RELEASABLE = (
    *("amount", "share", "others_count", "payment_days", "replaceable", "requalify_weeks", "stock_days"),
    *("drawing_owner", "tool_owner"),
)
"""Fields that are kept back unless a release names them; the ends, the type and the product are always part."""


def may_edit_profile(actor: Actor, company: Company) -> bool:
    """Its own people, staff inside a session; the centre as long as nobody has claimed the entry."""
    return actor.may_write(company.pk) or (actor.is_centre and not company.claimed)


def may_see_private(actor: Actor, company_id: UUID) -> bool:
    """Relations, figures, what is not public of the profile."""
    return actor.may_read(company_id)


def may_release(actor: Actor, company_id: UUID) -> bool:
    """The company itself, never staff."""
    return actor.may_release(company_id)
