"""The filters of a Catalog Request Message that are understood; anything else is refused, never ignored.

Two forms: plain conditions (`{"id": …}`, `{"format": …}`, `{"text": …}`, several at once, all must hold), and the
`QuerySpec` that Eclipse EDC sends with every request (offset, limit, criteria with `=` and `in`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ._catalog_messages import Dataset
from ._jsonld import every, only
from ._problems import UnsupportedFilter

EDC = "https://w3id.org/edc/v0.0.1/ns/"
MAX_CONDITIONS = 32
_PLAIN = ("id", "format", "text")
_QUERY = ("offset", "limit", "sortOrder", "filterExpression")
_CRITERION = ("operandLeft", "operator", "operandRight")


@dataclass(frozen=True)
class Condition:
    """A property of a dataset (`id`, `format`, `text` or the name of a further property) and its allowed values."""

    property: str
    values: tuple[Any, ...]

    def holds(self, dataset: Dataset) -> bool:
        """Whether the dataset has one of the values; `text` is a part of any of its texts, without case."""
        if self.property == "id":
            return dataset.id in self.values
        if self.property == "format":
            return any(distribution.format in self.values for distribution in dataset.distribution)
        if self.property == "text":
            wanted = [str(value).casefold() for value in self.values]
            found = [text.casefold() for text in (dataset.id, *_texts(dataset.extra))]
            return any(part in text for part in wanted for text in found)
        extra = dataset.extra
        value = extra.get(self.property, extra.get(EDC + self.property, extra.get(f"edc:{self.property}")))
        return any(only(item) in self.values for item in every(value))


@dataclass(frozen=True)
class Filter:
    """All conditions must hold; `offset` and `limit` count the datasets that are left."""

    conditions: tuple[Condition, ...] = ()
    offset: int = 0
    limit: int | None = None

    def matches(self, dataset: Dataset) -> bool:
        """Whether all conditions hold."""
        return all(condition.holds(dataset) for condition in self.conditions)


def read_filter(values: Iterable[Any]) -> Filter:
    """The filter of a request (its `filter` property); raises UnsupportedFilter."""
    conditions: list[Condition] = []
    offset, limit = 0, None
    for index, value in enumerate(values):
        where = f"filter[{index}]"
        if not isinstance(value, Mapping):
            raise UnsupportedFilter(where, f"must be an object with {', '.join(_PLAIN)}, or a QuerySpec")
        members = {_local(key): item for key, item in value.items()}
        kind = _local(str(members.pop("@type", "")))
        if kind == "QuerySpec" or "filterExpression" in members or "offset" in members:
            offset, limit = _window(members, where)
            conditions += _criteria(members, where)
        else:
            conditions += _plain(members, where)
        if len(conditions) > MAX_CONDITIONS:
            raise UnsupportedFilter("filter", f"more than {MAX_CONDITIONS} conditions")
    return Filter(tuple(conditions), offset, limit)


def _local(name: str) -> str:
    return name.removeprefix(EDC).removeprefix("edc:")


def _plain(members: Mapping[str, Any], where: str) -> Iterator[Condition]:
    for key, item in members.items():
        if key not in _PLAIN:
            raise UnsupportedFilter(f"{where}.{key[:60]}", f"only {', '.join(_PLAIN)} are understood")
        if not isinstance(only(item), str):
            raise UnsupportedFilter(f"{where}.{key}", "must be text")
        yield Condition(key, (only(item),))


def _window(members: Mapping[str, Any], where: str) -> tuple[int, int | None]:
    for key in members:
        if key not in _QUERY:
            raise UnsupportedFilter(f"{where}.{key[:60]}", f"only {', '.join(_QUERY)} are understood")
    offset, limit = only(members.get("offset", 0)), only(members.get("limit"))
    if isinstance(offset, bool) or not isinstance(offset, int) or offset < 0:
        raise UnsupportedFilter(f"{where}.offset", "must be a whole number from 0")
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise UnsupportedFilter(f"{where}.limit", "must be a whole number from 1")
    return offset, limit


def _criteria(members: Mapping[str, Any], where: str) -> Iterator[Condition]:
    for index, criterion in enumerate(every(members.get("filterExpression"))):
        at = f"{where}.filterExpression[{index}]"
        if not isinstance(criterion, Mapping):
            raise UnsupportedFilter(at, "must be a criterion object")
        parts = {_local(key): item for key, item in criterion.items() if key != "@type"}
        if set(parts) != set(_CRITERION):
            raise UnsupportedFilter(at, f"must have {', '.join(_CRITERION)} and nothing else")
        left, operator = only(parts["operandLeft"]), only(parts["operator"])
        if not isinstance(left, str):
            raise UnsupportedFilter(f"{at}.operandLeft", "must be a name")
        if operator == "=":
            values = (only(parts["operandRight"]),)
        elif operator == "in":
            values = tuple(only(item) for item in every(parts["operandRight"]))
        else:
            raise UnsupportedFilter(f"{at}.operator", "only = and in are understood")
        yield Condition(_local(left), values)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
