"""What a participant shows to a peer, as datasets of its catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from verbund.protocols.dsp import v2025_1 as dsp

from . import identity, policy
from .registry import DatasetEntry, dataset_providers, provider_of


def shown(company_id: UUID, peer_did: str) -> Iterator[DatasetEntry]:
    """Every listed dataset whose offer this peer may know of. The company's rows must be in scope."""
    for _, provider in dataset_providers.items():  # noqa: PERF102 a registry, not a dict
        for entry in provider.list(company_id, peer_did):
            if policy.shows_to(entry.policy, company_id, peer_did):
                yield entry


def find(company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
    """One dataset, also an unlisted one, if this peer may know of it."""
    provider = provider_of(dataset_id)
    entry = provider.find(company_id, dataset_id, peer_did) if provider else None
    if entry is None or not policy.shows_to(entry.policy, company_id, peer_did):
        return None
    return entry


def service(me: identity.Participant) -> dsp.DataService:
    """The connector of a participant."""
    return dsp.DataService(id=f"{me.did}#DataService", endpoint_url=me.dsp)


def dataset(me: identity.Participant, entry: DatasetEntry) -> dsp.Dataset:
    """The entry as it travels."""
    properties = {"dct:title": entry.title, **entry.properties}
    return dsp.build_dataset(entry.id, [entry.offer], entry.formats, service(me), **properties)
