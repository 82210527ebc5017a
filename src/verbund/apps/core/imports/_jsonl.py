"""JSON Lines: one object per line; nested values become their JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ._text import Text
from .flaws import Flaw
from .limits import Limits
from .table import Cell, RawRow, Table, _cleaned, tidy_header

SAMPLE = 200  # lines that show which keys there are


class _Twice(ValueError):
    pass


def open_jsonl(text: Text, limits: Limits) -> Table:
    keys: dict[str, None] = {}
    for found, _flaw in islice(_objects(text), SAMPLE):
        keys.update(dict.fromkeys(found))
    header = tidy_header(list(keys), text.name, limits)
    known = set(header)

    def rows() -> Iterator[RawRow]:
        for number, (found, flaw) in enumerate(_objects(text), 1):
            flaws = [flaw] if flaw else []
            cells: dict[str, Cell] = {}
            for key, value in found.items():
                if key in known:
                    cells[key] = _cell(key, value, flaws, limits, text.encoding)
            yield RawRow(number, cells, flaws)

    shape = {"format": "jsonl", "encoding": text.encoding, "packed": text.packed}
    return Table("jsonl", header, rows, shape, text.size, text.line_feeds)


def _cell(key: str, value: Any, flaws: list[Flaw], limits: Limits, encoding: str) -> Cell:
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        if len(value) > limits.cell:
            flaws.append(Flaw("too-long", key, {"limit": limits.cell}))
            value = value[:200] + "…"
        if not value.isprintable():
            value = _cleaned(key, value, flaws, encoding)
    return value  # type: ignore[no-any-return]


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _value in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _objects(text: Text) -> Iterator[tuple[dict[str, Any], Flaw | None]]:
    for line, cut in text.lines():
        if cut:
            yield {}, Flaw("row-too-long", params={"limit": text.limits.line})
            continue
        if not line.strip():
            continue
        try:
            found = json.loads(line, object_pairs_hook=_no_twice, parse_constant=_refuse)
        except _Twice as error:
            yield {}, Flaw("duplicate-key", params={"key": str(error)[:80]})
        except (ValueError, RecursionError):
            yield {}, Flaw("not-json")
        else:
            yield (found, None) if isinstance(found, dict) else ({}, Flaw("not-json"))


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
