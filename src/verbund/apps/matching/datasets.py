"""Opportunities as catalogue entries; opt-in as an agreement on the `contact` dataset.

`opportunity:<id>` carries the published words and stands in the catalogue for everybody. `contact:<id>` is unlisted:
asking for an agreement on it says "we are interested"; its owner's consent makes the agreement, and only then are
the contact data handed over, both ways.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.accounts.models import Membership
from verbund.apps.core import jobs
from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, peer, system
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace.registry import Body, DatasetEntry, Verdict
from verbund.kit import clock
from verbund.protocols.odrl import confidential_offer

from . import audit
from .models import Interest, Opportunity
from .offers import properties

MAX_CONTACT = 10_000
CONTACT_FIELDS = ("company", "name", "role", "phone", "email")


def _uuid(dataset_id: str) -> UUID | None:
    try:
        return UUID(dataset_id.partition(":")[2])
    except ValueError:
        return None


def _published(company_id: UUID, dataset_id: str) -> Opportunity | None:
    pk = _uuid(dataset_id)
    if pk is None:
        return None
    return (
        Opportunity.objects.filter(
            pk=pk, company_id=company_id, state=Opportunity.State.PUBLISHED, valid_until__gte=clock.now().date()
        )
        .select_related("company")
        .first()
    )


def _policy(dataset_id: str) -> dict[str, Any]:
    return dict(confidential_offer(offer_id=f"urn:verbund:offer:{dataset_id}").to_json())


def contact_of(company: Company) -> dict[str, str]:
    """Whom to call: the first owner of the company, by name and address."""
    owner = (
        Membership.objects.filter(company=company, role="owner", person__is_active=True)
        .select_related("person")
        .order_by("since", "pk")
        .first()
    )
    found = {"company": company.name}
    if owner:
        found |= {"name": owner.person.get_full_name(), "email": owner.person.email}
    return found


class OpportunityProvider:
    """`opportunity:<id>`: in the catalogue for everybody."""

    def list(self, company_id: UUID, peer_did: str) -> Iterable[DatasetEntry]:
        rows = Opportunity.objects.filter(
            company_id=company_id, state=Opportunity.State.PUBLISHED, valid_until__gte=clock.now().date()
        ).select_related("company")
        return [self._entry(row) for row in rows]

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        row = _published(company_id, dataset_id)
        return self._entry(row) if row else None

    def _entry(self, row: Opportunity) -> DatasetEntry:
        return DatasetEntry(row.dataset_id, str(row), _policy(row.dataset_id), properties(row))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        row = _published(company_id, dataset_id)
        return Body.of(json.dumps(properties(row) if row else {}).encode())

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        return None if _published(company_id, dataset_id) else _("It is no longer published.")


def _agreed(company_id: UUID, dataset_id: str, peer_did: str) -> bool:
    """Both sides consented, whoever published it."""
    with scoped_to(company_id):
        return Interest.objects.filter(
            opportunity_id=_uuid(dataset_id), peer_did=peer_did, state=Interest.State.CONSENTED
        ).exists()


class ContactProvider:
    """`contact:<id>`: asked for by who is interested, agreed to by a person; then the owner asks back."""

    def list(self, company_id: UUID, peer_did: str) -> Iterable[DatasetEntry]:
        return []

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        if _published(company_id, dataset_id) is None and not _agreed(company_id, dataset_id, peer_did):
            return None
        return DatasetEntry(dataset_id, _("Contact"), _policy(dataset_id))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True if _agreed(company_id, dataset_id, peer_did) else None)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        return Body.of(json.dumps(contact_of(Company.objects.get(pk=company_id))).encode())

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        return None if _agreed(company_id, dataset_id, peer_did) else _("Both sides have to agree first.")


class ContactReceiver:
    """What happens on either side when interest is asked, agreed, and the contact arrives."""

    def offered(self, company_id: UUID, peer_did: str, dataset_id: str, negotiation_id: UUID) -> Verdict:
        return Verdict(False, "A contact is asked for, not offered.")

    def agreed(self, company_id: UUID, peer_did: str, dataset_id: str, agreement: Any) -> None:
        with scoped_to(company_id):
            row = (
                Interest.objects.filter(opportunity_id=_uuid(dataset_id), peer_did=peer_did)
                .exclude(state=Interest.State.DECLINED)
                .first()
            )
            if row is None:
                return
            if row.state != Interest.State.CONSENTED:
                _decide(row, Interest.State.CONSENTED, system("dsp", company_id))
        args = {"company": str(company_id), "interest": str(row.pk)}
        if agreement.role == "CONSUMER":
            args["agreement"] = str(agreement.pk)
        key = f"matching.fetch_contact:{row.pk}:{agreement.role}"
        jobs.start(system("dsp", company_id), "matching.fetch_contact", args, company_id=company_id, unique_key=key)

    def received(self, company_id: UUID, peer_did: str, dataset_id: str, body: bytes | Path, transfer: Any) -> None:
        raw = body.read_bytes() if isinstance(body, Path) else body
        try:
            found = json.loads(raw[:MAX_CONTACT])
        except (ValueError, RecursionError):
            return
        if not isinstance(found, dict):
            return
        contact = {k: str(found[k])[:300] for k in CONTACT_FIELDS if isinstance(found.get(k), str)}
        with scoped_to(company_id):
            Interest.objects.filter(opportunity_id=_uuid(dataset_id), peer_did=peer_did, state="consented").update(
                contact=contact
            )


def _decide(row: Interest, state: str, actor: Actor) -> None:
    row.state, row.decided_at = state, clock.now()
    row.save(update_fields=["state", "decided_at"])
    record(
        actor,
        row.company_id,
        audit.InterestDecided(
            title=row.title_de or row.title_en, opportunity=str(row.opportunity_id), peer=row.peer_did, state=state
        ),
    )


def watch(what: str, negotiation: Any) -> None:
    """A peer asks for a contact, or a negotiation on one was ended: the company sees it."""
    if not negotiation.dataset_id.startswith("contact:"):
        return
    if what == "waits":
        note_interest(negotiation.company_id, negotiation.peer_did, negotiation.dataset_id, negotiation.pk)
        return
    with scoped_to(negotiation.company_id):
        row = Interest.objects.filter(negotiation_id=negotiation.pk, state=Interest.State.ASKED).first()
        if row is not None:
            _decide(row, Interest.State.DECLINED, peer(negotiation.peer_did))


def note_interest(company_id: UUID, peer_did: str, dataset_id: str, negotiation_id: UUID) -> None:
    """A peer asked for the agreement on a contact: the company sees it as interest to answer."""
    row = _published(company_id, dataset_id)
    if row is None:
        return
    with scoped_to(company_id):
        _row, created = Interest.objects.exclude(state=Interest.State.DECLINED).get_or_create(
            company_id=company_id,
            opportunity_id=row.pk,
            peer_did=peer_did,
            mine=True,
            defaults={
                "title_de": row.title_de,
                "title_en": row.title_en,
                "kind": row.kind,
                "direction": row.direction,
                "negotiation_id": negotiation_id,
            },
        )
        if created:
            record(
                peer(peer_did),
                company_id,
                audit.InterestReceived(title=str(row), opportunity=str(row.pk), peer=peer_did),
            )
