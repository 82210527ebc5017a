"""Files that a company offers under a policy, and nodes it looks at."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core import jobs
from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Job, Node, StoredFile
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols import odrl
from verbund.protocols.dcp.v1_0.didweb import DidWeb

from .. import http, identity, policy, registry, rules
from ..audit import FileOffered, NodeAdded, OfferWithdrawn
from ..models import DataOffer, Transfer
from . import transfers
from ._rows import held


def offer_file(
    actor: Actor,
    company_id: UUID,
    file_id: UUID,
    title: str,
    *,
    verbund_id: str = "",
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    policy_body: dict[str, Any] | None = None,
    description: str = "",
) -> DataOffer:
    """Offer a stored file to the members of a Verbund inside a time window, or under a policy of one's own.

    Raises Invalid without either, or for a policy that this node could not keep.
    """
    rules.must_bind(actor, company_id)
    file = StoredFile.objects.filter(pk=file_id, company_id=company_id).first()
    if file is None:
        raise rules.missing()
    if policy_body is None:
        if not verbund_id:
            raise Invalid(
                "offer-for-nobody", _("An offer needs a Verbund or a policy."), remedy=_("Say to whom it is offered.")
            )
        terms = odrl.membership_offer(verbund_id, not_before, not_after, offer_id="offer")
    else:
        terms = policy.read(policy_body)
    gaps = odrl.understood(terms)
    if gaps:
        raise Invalid("policy-not-understood", gaps[0].reason.in_language("en"), where=gaps[0].path)
    body = {k: v for k, v in terms.to_json().items() if k != "@id"}
    with turn(company_id):
        found = DataOffer.objects.create(
            company_id=company_id,
            file=file,
            title=title[:200],
            description=description,
            verbund_id=verbund_id,
            policy=body,
            created_at=clock.now(),
        )
        record(actor, company_id, FileOffered(dataset=found.dataset_id, title=found.title))
    return found


def withdraw_offer(actor: Actor, offer_id: UUID) -> DataOffer:
    """Offer it no longer; agreements that exist lose their access, and running transfers end."""
    with held(actor, DataOffer, offer_id) as found:
        if found.withdrawn_at is not None:
            return found
        found.withdrawn_at = clock.now()
        found.save(update_fields=["withdrawn_at"])
        record(actor, found.company_id, OfferWithdrawn(dataset=found.dataset_id))
        _end_all(actor, found.dataset_id, _("The offer was withdrawn."))
        for tell in registry.withdrawals:
            tell(actor, found)
    return found


def _end_all(actor: Actor, dataset_id: str, reason: str) -> None:
    """End every open transfer in which we give this dataset."""
    given = Transfer.objects.select_for_update().filter(role="PROVIDER", dataset_id=dataset_id)
    for transfer in given.filter(state__in=transfers.OPEN_STATES):
        transfers.end(actor, transfer, reason, code="withdrawn")


def add_node(actor: Actor, base_url: str, name: str = "", *, later: bool = False) -> Node:
    """Get to know another node by its address; its DID document must answer, unless `later` it is visited by the job.

    Raises Invalid, or Unresolved.
    """
    rules.must_run_node(actor)
    base_url = base_url.rstrip("/")
    try:
        url = http.httpx.URL(base_url)
        did = DidWeb.build(
            url.host,
            *[part for part in url.path.split("/") if part],
            port=url.port,
            insecure_loopback=settings.NODE.insecure_loopback,
        ).did
    except (http.httpx.InvalidURL, ValueError) as error:
        raise Invalid("node-address", _("This is not the address of a node."), where=base_url) from error
    if did == identity.did_for():
        raise Conflict("node-is-this", _("This is the address of this very node."))
    if not later:
        identity.forget_failures()
        identity.resolve(did)
    with transaction.atomic():
        node, _created = Node.objects.update_or_create(
            base_url=base_url, defaults={"did": did, "name": name or url.host}
        )
        record(actor, None, NodeAdded(name=node.name, url=base_url))
    return node


def refresh_catalogs(actor: Actor, company_id: UUID) -> Job:
    """Have the catalogues of the known nodes visited now; who asks while that is queued gets the same job."""
    rules.must_write(actor, company_id)
    return jobs.start(
        actor, "dataspace.refresh", company_id=company_id, unique_key=f"refresh:{company_id}", max_attempts=2
    )
