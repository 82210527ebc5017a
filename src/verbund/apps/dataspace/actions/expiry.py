"""What time closes: transfers whose agreement lets nobody read any longer end by the provider's own clock."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from verbund.apps.core.actions import turn
from verbund.apps.core.actor import system
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit.errors import Problem

from .. import policy
from ..models import Transfer
from . import transfers


def expire(transfer_id: UUID | None = None, turn: datetime | None = None) -> int:
    """End the open transfers (or one) that we provide and whose time has run out; returns how many.

    `turn`: the moment that it was woken for; where it closes nothing, the next one is waited for.
    """
    with everybody():
        rows = Transfer.objects.filter(role="PROVIDER", state__in=transfers.OPEN_STATES)
        rows = rows.filter(pk=transfer_id) if transfer_id else rows
        found = list(rows.values_list("pk", "company_id"))
    return sum(_look(pk, company_id, turn) for pk, company_id in found)


def _look(pk: UUID, company_id: UUID, woken_for: datetime | None) -> bool:
    with scoped_to(company_id):
        transfer = Transfer.objects.select_related("agreement").get(pk=pk)
        if not _over(transfer):
            if woken_for is not None:
                transfers.watch(transfer, woken_for)
            return False
        with turn(company_id):
            locked = Transfer.objects.select_for_update().get(pk=pk)
            if locked.state not in transfers.OPEN_STATES:
                return False
            transfers.end(system("job", company_id), locked, transfers.objection(locked) or "", code="expired")
    return True


def _over(transfer: Transfer) -> bool:
    agreement = transfer.agreement
    try:
        return policy.run_out(
            agreement.policy,
            transfer.company_id,
            transfer.peer_did,
            since=transfer.created_at,
            agreed_at=agreement.agreed_at,
        )
    except Problem:  # unreadable terms let nobody read anyway
        return False
