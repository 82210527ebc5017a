"""Catalogues: building and reading them, pages by Link header, a plain filter, services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from ._problems import UnsupportedFilter
from .messages import Catalog, CatalogOffer, DataService, Dataset, Distribution

__all__ = [
    "FILTER_KEYS",
    "Links",
    "build_catalog",
    "build_dataset",
    "build_links",
    "datasets",
    "filter_of",
    "find_dataset",
    "matches",
    "parse_links",
    "service_of",
    "services",
]

# what our own filter understands: each entry of `filter` is an object with these keys, all of which must hold
FILTER_KEYS = ("id", "format", "text")
MAX_FILTERS = 16


def build_dataset(
    identifier: str,
    offers: Iterable[Mapping[str, Any]],
    formats: Iterable[str],
    service: DataService | str,
    **properties: Any,
) -> Dataset:
    """A dataset with ODRL offers (each with `@id`), had in every one of the formats from one service.

    `properties` are further properties (`title="…"` as `dct:title` is written `**{"dct:title": "…"}`). Raises
    ValueError when there is no offer or no format.
    """
    dataset = Dataset(
        id=identifier,
        has_policy=tuple(
            CatalogOffer({"@type": "Offer", **{k: v for k, v in offer.items() if k != "target"}}) for offer in offers
        ),
        distribution=tuple(Distribution(format=name, access_service=service) for name in formats),
        extra=properties,
    )
    if not dataset.has_policy or not dataset.distribution:
        raise ValueError(f"dataset {identifier} needs an offer and a format")
    return dataset


def build_catalog(
    identifier: str,
    participant_id: str,
    service: DataService | Iterable[DataService],
    datasets: Iterable[Dataset] = (),
    catalogs: Iterable[Catalog] = (),
    **properties: Any,
) -> Catalog:
    """A catalogue of one participant; the inner `catalogs` lose their contexts, not their participants."""
    return Catalog(
        id=identifier,
        participant_id=participant_id,
        service=(service,) if isinstance(service, DataService) else tuple(service),
        dataset=tuple(datasets),
        catalog=tuple(catalogs),
        extra=properties,
    )


# ---- reading


def datasets(catalog: Catalog) -> Iterator[tuple[Catalog, Dataset]]:
    """Every dataset with the catalogue it stands in, inner catalogues included.

    Equal datasets in two places are two entries: never taken for one by their content.
    """
    for inner in catalog.walk():
        for dataset in inner.dataset:
            yield inner, dataset


def find_dataset(catalog: Catalog, identifier: str) -> Dataset | None:
    """The first dataset with that id, inner catalogues included."""
    return next((dataset for _, dataset in datasets(catalog) if dataset.id == identifier), None)


def services(catalog: Catalog) -> Mapping[str, DataService]:
    """Every data service by its `@id`: listed by a catalogue, or written out in a distribution."""
    found: dict[str, DataService] = {}
    for inner in catalog.walk():
        distributions = [*inner.distribution, *(d for each in inner.dataset for d in each.distribution)]
        written = [d.access_service for d in distributions if isinstance(d.access_service, DataService)]
        for service in (*inner.service, *written):
            found.setdefault(service.id, service)
    return found


def service_of(distribution: Distribution, known: Mapping[str, DataService]) -> DataService | None:
    """The service of a distribution, looked up in `services(catalog)` where it is only named."""
    service = distribution.access_service
    return service if isinstance(service, DataService) else known.get(service)


# ---- filter


@dataclass(frozen=True)
class _Condition:
    id: str | None = None
    format: str | None = None
    text: str | None = None


def filter_of(values: Iterable[Any]) -> tuple[_Condition, ...]:
    """The conditions of a Catalog Request Message's `filter`, all of which must hold.

    Each is `{"id": …}`, `{"format": …}` or `{"text": …}` (a part of the dataset's id or of any of its further
    texts, without regard to case), or several at once. Raises UnsupportedFilter for anything else.
    """
    found = []
    for index, value in enumerate(values):
        where = f"filter[{index}]"
        if index >= MAX_FILTERS:
            raise UnsupportedFilter("filter", f"more than {MAX_FILTERS} conditions")
        if not isinstance(value, Mapping) or not value:
            raise UnsupportedFilter(where, f"must be an object with {', '.join(FILTER_KEYS)}")
        for key, item in value.items():
            if key not in FILTER_KEYS:
                raise UnsupportedFilter(f"{where}.{key[:60]}", f"only {', '.join(FILTER_KEYS)} are understood")
            if not isinstance(item, str):
                raise UnsupportedFilter(f"{where}.{key}", "must be text")
        found.append(_Condition(**value))
    return tuple(found)


def matches(dataset: Dataset, conditions: Iterable[_Condition]) -> bool:
    """Whether all conditions hold for the dataset."""
    return all(_holds(dataset, condition) for condition in conditions)


def _holds(dataset: Dataset, condition: _Condition) -> bool:
    if condition.id is not None and dataset.id != condition.id:
        return False
    if condition.format is not None and all(d.format != condition.format for d in dataset.distribution):
        return False
    if condition.text is not None:
        wanted = condition.text.casefold()
        return any(wanted in text.casefold() for text in (dataset.id, *_texts(dataset.extra)))
    return True


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


# ---- pages (catalog HTTPS binding, "Pagination"; RFC 8288)


@dataclass(frozen=True)
class Links:
    """Addresses of the neighbouring pages."""

    next: str | None = None
    previous: str | None = None


_LINK = re.compile(r"\s*<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s\",;]+))?)*)\s*")
_PARAMETER = re.compile(r";\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\",;]+)))?")
_MAX_LINK = 16_384


def build_links(next: str | None = None, previous: str | None = None) -> str | None:
    """The value of a Link header, None when there is no other page; ValueError for `<`, `>` or a space."""
    parts = []
    for address, relation in ((previous, "previous"), (next, "next")):
        if address is None:
            continue
        if re.search(r"[<>\"\s\x00-\x1f\x7f]", address):
            raise ValueError(f"not an address for a Link header: {address!r}")
        parts.append(f'<{address}>; rel="{relation}"')
    return ", ".join(parts) or None


def parse_links(headers: str | Iterable[str] | None, address: str = "") -> Links:
    """The neighbouring pages out of one or several Link headers, resolved against the `address` of this page.

    What is not a link is passed over; `prev` counts as `previous`; the first of each relation wins.
    """
    found: dict[str, str] = {}
    for header in [headers] if isinstance(headers, str) else headers or ():
        position = 0
        while position < min(len(header), _MAX_LINK):
            link = _LINK.match(header, position)
            if link is None:
                comma = header.find(",", position)
                if comma < 0:
                    break
                position = comma + 1
                continue
            for relation in _relations(link[2]):
                found.setdefault(relation, urljoin(address, link[1]))
            position = link.end() + 1
    return Links(found.get("next"), found.get("previous") or found.get("prev"))


def _relations(parameters: str) -> list[str]:
    for found in _PARAMETER.finditer(parameters):
        if found[1].lower() == "rel":
            return (found[2] or found[3] or "").lower().split()
    return []
