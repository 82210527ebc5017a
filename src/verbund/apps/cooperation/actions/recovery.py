"""After a backup was restored: no own entry before what was written since has come back from the others.

The restored register may lack entries of our own that the others hold; the next one, written on the old tip, would be
a fork. So the node holds back until each member elsewhere has answered a pull made after the restore, or a person
says that it must go on.
"""

from __future__ import annotations

from uuid import UUID

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody
from verbund.apps.dataspace.models import Transfer
from verbund.kit import clock

from .. import audit, carrier, exchange, register_store, rules
from ..models import Verbund
from ._effect import bring_about

OVER = (Verbund.State.DRAFT, Verbund.State.LEFT, Verbund.State.ENDED)


def hold_back() -> int:
    """After a restore: mark every Verbund whose register others hold too, and ask them; returns how many."""
    with everybody():
        rows = list(Verbund.objects.exclude(state__in=OVER).filter(company__hosting="here"))
    count = 0
    for row in rows:
        with turn(row.company_id):
            verbund = Verbund.objects.select_for_update().get(pk=row.pk)
            elsewhere = [did for did in exchange.others(verbund).values_list("did", flat=True) if not carrier.here(did)]
            if not elsewhere:
                continue
            verbund.held_back_since, verbund.awaited = clock.now(), elsewhere
            verbund.save(update_fields=["held_back_since", "awaited"])
            record(system("command", row.company_id), row.company_id, audit.HeldBack(**_about(verbund)))
            for did in elsewhere:
                dataset = carrier.register_dataset(verbund.verbund_id)
                carrier.errand(verbund.company_id, did, "link", dataset=dataset)
                carrier.errand(verbund.company_id, did, "catch_up", dataset=dataset)
            count += 1
    return count


def answered(company_id: UUID, from_did: str, dataset_id: str, transfer: Transfer | None) -> None:
    """A member's register arrived; the last one that was awaited lets us write again. Inside its transaction."""
    if transfer is None or transfer.pushes:
        return
    verbund = exchange.verbund_of(company_id, dataset_id)
    if verbund is None or verbund.held_back_since is None or transfer.created_at < verbund.held_back_since:
        return
    verbund = Verbund.objects.select_for_update().get(pk=verbund.pk)
    verbund.awaited = [did for did in verbund.awaited if did != from_did]
    verbund.save(update_fields=["awaited"])
    if not verbund.awaited:
        _go_on(system("job", company_id), verbund)


def go_on(actor: Actor, company_id: UUID, verbund_id: UUID) -> None:
    """A person lets the company write again, though not every member has answered. Raises Missing, Forbidden."""
    rules.must_release(actor, company_id)
    with turn(company_id):
        verbund = Verbund.objects.select_for_update().filter(company_id=company_id, verbund_id=verbund_id).first()
        if verbund is None:
            raise rules.missing()
        if verbund.held_back_since is not None:
            _go_on(actor, verbund)


def _go_on(actor: Actor, verbund: Verbund) -> None:
    record(actor, verbund.company_id, audit.WentOn(**_about(verbund), awaited=", ".join(verbund.awaited)))
    verbund.held_back_since, verbund.awaited = None, []
    verbund.save(update_fields=["held_back_since", "awaited"])
    held = register_store.load(verbund)
    if held is not None:
        did = Company.objects.values_list("did", flat=True).get(pk=verbund.company_id)
        bring_about(system("job", verbund.company_id), verbund, did, held)


def _about(verbund: Verbund) -> dict[str, str]:
    return {"verbund": str(verbund.verbund_id), "title": verbund.title_de}
