"""Catalogues: building and reading them, pages by Link header, a plain filter, services."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from ._filter import Condition, Filter, read_filter
from ._json import MAX_BYTES
from ._jsonld import every, only
from ._problems import MalformedMessage
from .messages import Catalog, CatalogOffer, DataService, Dataset, Distribution, prepare

__all__ = [
    "Condition",
    "Filter",
    "Links",
    "build_catalog",
    "build_dataset",
    "build_links",
    "datasets",
    "find_dataset",
    "parse_catalog",
    "parse_links",
    "read_filter",
    "service_of",
    "services",
]


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


def parse_catalog(
    raw: bytes | str | Mapping[str, Any], *, max_bytes: int = MAX_BYTES
) -> tuple[Catalog, tuple[MalformedMessage, ...]]:
    """A peer's catalogue without the datasets and inner catalogues that are malformed, and what is wrong with those.

    For crawlers: one broken entry must not hide a partner's other offers. `parse` refuses the whole. Raises
    MalformedMessage where the catalogue itself is wrong.
    """
    body, further = prepare(raw, max_bytes)
    if Catalog.TYPE not in every(body.get("@type")):
        raise MalformedMessage("@type", "must be Catalog")
    if body.get("participantId") is None:
        raise MalformedMessage("participantId", "is missing")
    problems: list[MalformedMessage] = []
    return replace(_read_sound(body, "", problems), context=further), tuple(problems)


def _read_sound(body: Any, where: str, problems: list[MalformedMessage]) -> Catalog:
    body = only(body)
    if not isinstance(body, Mapping):
        raise MalformedMessage(where, "must be an object")
    own = {key: item for key, item in body.items() if key not in ("dataset", "catalog")}
    catalog = Catalog.read(own, where)
    at = f"{where}." if where else ""
    found: list[Dataset] = []
    inner: list[Catalog] = []
    for index, item in enumerate(every(body.get("dataset"))):
        try:
            found.append(Dataset.read(item, f"{at}dataset[{index}]"))
        except MalformedMessage as problem:
            problems.append(problem)
    for index, item in enumerate(every(body.get("catalog"))):
        try:
            inner.append(_read_sound(item, f"{at}catalog[{index}]", problems))
        except MalformedMessage as problem:
            problems.append(problem)
    return replace(catalog, dataset=tuple(found), catalog=tuple(inner))


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
                with contextlib.suppress(ValueError):  # not an address
                    found.setdefault(relation, urljoin(address, link[1]))
            position = link.end() + 1
    return Links(found.get("next"), found.get("previous") or found.get("prev"))


def _relations(parameters: str) -> list[str]:
    for found in _PARAMETER.finditer(parameters):
        if found[1].lower() == "rel":
            return (found[2] or found[3] or "").lower().split()
    return []
