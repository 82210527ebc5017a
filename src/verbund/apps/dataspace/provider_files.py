"""Files offered under a policy: datasets `file:<id>`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.kit.errors import Missing

from . import files
from .models import DataOffer
from .registry import Body, DatasetEntry, Verdict


class FileProvider:
    """Agrees by itself: the policy says who may have the file and when."""

    def list(self, company_id: UUID, peer_did: str) -> Iterator[DatasetEntry]:
        for offer in DataOffer.objects.filter(company_id=company_id, withdrawn_at=None).select_related("file"):
            yield _entry(offer)

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        offer = _offer(company_id, dataset_id)
        return _entry(offer) if offer and offer.withdrawn_at is None else None

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        offer = _offer(company_id, dataset_id)
        path = files.path_of(offer.file) if offer else None
        if offer is None or path is None or not path.is_file():
            raise Missing("file-missing", _("The file is gone."))
        return Body.of_file(path, offer.file.media_type, offer.file.sha256, offer.file.name)

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        offer = _offer(company_id, dataset_id)
        return None if offer and offer.withdrawn_at is None else _("The offer was withdrawn.")


def _offer(company_id: UUID, dataset_id: str) -> DataOffer | None:
    try:
        pk = UUID(dataset_id.partition(":")[2])
    except ValueError:
        return None
    return DataOffer.objects.filter(company_id=company_id, pk=pk).select_related("file").first()


def _entry(offer: DataOffer) -> DatasetEntry:
    properties: dict[str, object] = {
        "dcat:byteSize": offer.file.size,
        "dcat:mediaType": offer.file.media_type,
        "spdx:sha256": offer.file.sha256,
    }
    if offer.description:
        properties["dct:description"] = offer.description
    return DatasetEntry(offer.dataset_id, offer.title, offer.policy, properties, offer_id=f"urn:uuid:{offer.pk}")
