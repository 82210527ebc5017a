"""Work of matching that nobody waits for: suggestions anew, contacts after both sides consented."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import system
from verbund.apps.core.jobs import RetryLater
from verbund.apps.core.models import Company
from verbund.apps.core.registry import Progress
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions as dataspace
from verbund.kit.errors import Missing

from . import actions
from .models import Interest

REFRESH_EVERY = timedelta(hours=6)
FIRST = timedelta(minutes=2)
"""A new node answers people before it computes for all."""


def refresh(progress: Progress, company: str = "") -> dict[str, Any]:
    """Suggestions of one company, or of all that are hosted here."""
    ids = [UUID(company)] if company else list(Company.objects.filter(hosting="here").values_list("pk", flat=True))
    found = 0
    for done, pk in enumerate(ids, 1):
        found += actions.refresh_matches(system(company_id=pk), pk)
        progress(done, len(ids))
    return {"companies": len(ids), "matches": found}


def fetch_contact(progress: Progress, company: str, interest: str, agreement: str = "") -> dict[str, Any]:
    """Fetch the other side's contact: pull it where we have the agreement, else ask for it (it agrees by itself)."""
    pk = UUID(company)
    with scoped_to(pk):
        row = Interest.objects.filter(pk=interest, state=Interest.State.CONSENTED).first()
    if row is None or row.contact:
        return {}
    if agreement:
        dataspace.pull(system(company_id=pk), UUID(agreement))
        return {"pulled": agreement}
    try:
        negotiation = dataspace.request(system(company_id=pk), pk, row.peer_did, f"contact:{row.opportunity_id}")
    except Missing as error:  # the peer has not yet taken in that it is agreed
        raise RetryLater(timedelta(seconds=2)) from error
    return {"asked": str(negotiation.pk)}
