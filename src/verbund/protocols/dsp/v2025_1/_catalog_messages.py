"""Messages and objects of the Catalog Protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

from ._model import Identifier, Message, Node, Text, Value, Word, read_identifier
from ._policy import CatalogOffer, Offer
from ._problems import MalformedMessage


@dataclass(frozen=True, kw_only=True)
class CatalogRequestMessage(Message):
    """Consumer asks for the catalogue; `filter` is for the implementation to define."""

    TYPE: ClassVar[str] = "CatalogRequestMessage"

    filter: tuple[Value, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DatasetRequestMessage(Message):
    """Consumer asks for one dataset; over HTTPS this is a GET without body."""

    TYPE: ClassVar[str] = "DatasetRequestMessage"

    dataset: Identifier


@dataclass(frozen=True, kw_only=True)
class DataService(Node):
    """A connector: negotiations and transfers extend `endpoint_url`."""

    TYPE: ClassVar[str] = "DataService"

    id: str = field()
    endpoint_url: Text
    endpoint_description: Text | None = None
    serves_dataset: tuple[Dataset, ...] = ()


def _read_service(value: Any, where: str) -> DataService | str:
    """A data service in full, or the `@id` of one that stands elsewhere in the catalogue."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping) and "endpointURL" in value:
        return DataService.read(value, where)
    return read_identifier(value, where)


@dataclass(frozen=True, kw_only=True)
class Distribution(Node):
    """A form in which a dataset can be had, and the service it is had from (in full or by `@id`)."""

    TYPE: ClassVar[str] = "Distribution"

    format: Word
    access_service: Annotated[DataService | str, _read_service]
    has_policy: tuple[CatalogOffer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dataset(Message):
    """A dataset with its offers and distributions. Some peers send an empty `distribution`: it is read."""

    TYPE: ClassVar[str] = "Dataset"

    id: str = field()
    has_policy: tuple[CatalogOffer, ...]
    distribution: tuple[Distribution, ...]

    @classmethod
    def read(cls, value: Any, where: str) -> Dataset:
        dataset = super().read(value, where)
        at = f"{where}." if where else ""
        if not dataset.has_policy:
            raise MalformedMessage(f"{at}hasPolicy", "must hold at least one offer")
        return replace(
            dataset,
            has_policy=tuple(
                _without_target(offer, dataset.id, f"{at}hasPolicy[{index}]")
                for index, offer in enumerate(dataset.has_policy)
            ),
        )

    def offer(self, offer_id: str) -> Offer | None:
        """The offer as a message carries it, with this dataset as target; None if there is no such offer."""
        for found in self.has_policy:
            if found.id == offer_id:
                return Offer({**found.policy, "target": self.id})
        return None


def _without_target(offer: CatalogOffer, dataset_id: str, where: str) -> CatalogOffer:
    if offer.target is None:
        return offer
    if offer.target != dataset_id:
        raise MalformedMessage(f"{where}.target", "is not the enclosing dataset")
    return CatalogOffer({key: item for key, item in offer.policy.items() if key != "target"})


@dataclass(frozen=True, kw_only=True)
class Catalog(Message):
    """A catalogue: datasets, the services they are had from, and catalogues inside it (a broker's sources).

    `participant_id` is required of the outermost catalogue only.
    """

    TYPE: ClassVar[str] = "Catalog"

    id: str = field()
    participant_id: Identifier | None = None
    service: tuple[DataService, ...] = ()
    dataset: tuple[Dataset, ...] = ()
    catalog: tuple[Catalog, ...] = ()
    distribution: tuple[Distribution, ...] = ()

    def walk(self) -> Iterator[Catalog]:
        """This catalogue, then every catalogue inside it, depth first."""
        yield self
        for inner in self.catalog:
            yield from inner.walk()


@dataclass(frozen=True, kw_only=True)
class CatalogError(Message):
    """The catalogue or dataset cannot be provided."""

    TYPE: ClassVar[str] = "CatalogError"

    code: Text | None = None
    reason: tuple[Value, ...] = ()
