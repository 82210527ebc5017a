"""Periodic work: catch up with the other members, open links that are lacking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max

from verbund.apps.core.actions import turn
from verbund.apps.core.registry import Progress
from verbund.apps.core.scoping import everybody
from verbund.kit import clock

from . import actions, carrier, exchange
from .living import QUARTER
from .models import CharterVersion, Verbund

SYNC_EVERY = timedelta(minutes=5)
RECOMPUTE_EVERY = timedelta(days=1)
RUNNING = (Verbund.State.IN_FORCE, Verbund.State.DISPUTED)
LIVING = (Verbund.State.PROPOSED, Verbund.State.DECLINED, Verbund.State.IN_FORCE, Verbund.State.DISPUTED)


def sync(progress: Progress, company_id: str = "") -> dict[str, Any]:
    """For every living Verbund of every company here: follow each other member, and ask for what is lacking."""
    with everybody():
        rows = list(Verbund.objects.filter(state__in=LIVING, company__hosting="here").order_by("company_id", "id"))
    asked = 0
    for number, verbund in enumerate(rows):
        progress(number, len(rows))
        with turn(verbund.company_id):
            asked += catch_up(verbund)
    return {"verbuende": len(rows), "asked": asked}


def catch_up(verbund: Verbund) -> int:
    """Errands to all other members; returns to how many."""
    dataset = carrier.register_dataset(verbund.verbund_id)
    peers = list(exchange.others(verbund).values_list("did", flat=True))
    reached = CharterVersion.objects.filter(verbund=verbund, status=CharterVersion.Status.PROPOSED)
    for peer in peers:
        if carrier.here(peer) is None:
            carrier.errand(verbund.company_id, peer, "link", dataset=dataset)
        carrier.errand(verbund.company_id, peer, "catch_up", dataset=dataset)
    if verbund.proposer_did == verbund.company.did:
        for version in reached:
            for member in version.document["members"]:
                if member["did"] != verbund.proposer_did:
                    carrier.errand(verbund.company_id, member["did"], "offer", dataset=f"charter:{version.hash}")
    return len(peers)


def recompute(progress: Progress, all_of_them: bool = False) -> dict[str, Any]:
    """The report of every running Verbund of every company here whose last one is a quarter old (or of all)."""
    now = clock.now()
    with everybody():
        rows = list(
            Verbund.objects.filter(state__in=RUNNING, company__hosting="here")
            .annotate(last=Max("reports__computed_at"))
            .order_by("company_id", "id")
        )
    wanted = [v for v in rows if all_of_them or v.last is None or now - v.last >= QUARTER]
    found = 0
    for number, verbund in enumerate(wanted):
        progress(number, len(wanted), note=verbund.title_de)
        found += len(actions.recompute(verbund))
    progress(len(wanted), len(wanted))
    return {"verbuende": len(wanted), "found": found}
