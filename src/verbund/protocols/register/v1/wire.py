"""Batches of entries as they travel: pushed to a peer, or pulled by `?after=<hash>,<hash>`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from verbund.kit.errors import Invalid

from . import _json
from .entries import Entry, parse_entry
from .schemas import PROFILE, validate

MAX_BATCH = 16 * 1024 * 1024
MAX_BATCH_ENTRIES = 1000
MAX_AFTER = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one Verbund, predecessors first. `more`: ask again with the new frontier.

    refused: (index, problem) of entries that could not be read; the others stand.
    """

    verbund: str
    entries: tuple[Entry, ...]
    more: bool = False
    refused: tuple[tuple[int, Invalid], ...] = ()

    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "profile": PROFILE,
            "verbund": self.verbund,
            "entries": [entry.wire() for entry in self.entries],
            "more": self.more,
        }

    def encode(self) -> bytes:
        return _json.canonical(self.document(), "batch")


def batch_of(verbund: str, entries: Iterable[Entry], limit: int = MAX_BATCH_ENTRIES) -> Batch:
    """The first `limit` entries (fewer, to stay within MAX_BATCH bytes); the batch says if there are more."""
    found = tuple(entries)
    most, size = min(limit, MAX_BATCH_ENTRIES), 1024
    taken: list[Entry] = []
    for entry in found[:most]:
        size += len(_json.canonical(entry.wire(), "entry")) + 1
        if size > MAX_BATCH:
            break
        taken.append(entry)
    return Batch(verbund, tuple(taken), more=len(taken) < len(found))


def parse_batch(data: bytes | str) -> Batch:
    """Read a foreign batch; raises Invalid when the frame is wrong, `refused` holds what is wrong inside."""
    document = _json.parse(data, limit=MAX_BATCH, where="batch")
    validate("batch", document, "batch")
    entries: list[Entry] = []
    refused: list[tuple[int, Invalid]] = []
    for index, wire in enumerate(document["entries"]):
        try:
            entries.append(_entry(wire, document, index))
        except Invalid as problem:
            refused.append((index, problem))
    return Batch(document["verbund"], tuple(entries), document["more"], tuple(refused))


def _entry(wire: Mapping[str, Any], document: Mapping[str, Any], index: int) -> Entry:
    entry = parse_entry(wire, f"batch.entries[{index}]")
    if entry.verbund != document["verbund"]:
        raise Invalid("other-verbund", f"It belongs to {entry.verbund}.", where=f"batch.entries[{index}].body.verbund")
    return entry


def parse_after(text: str) -> tuple[str, ...]:
    """Read the value of `after`: hashes separated by commas, possibly none; raises Invalid."""
    hashes = tuple(text.split(",")) if text else ()
    if len(hashes) > MAX_AFTER:
        raise Invalid("too-many", f"At most {MAX_AFTER} hashes.", where="after")
    if not all(re.fullmatch("[0-9a-f]{64}", found) for found in hashes):
        raise Invalid("bad-hash", "Each value is 64 hexadecimal characters.", where="after")
    return hashes


def format_after(frontier: Iterable[str]) -> str:
    """The value of `after` for a frontier."""
    return ",".join(sorted(frontier))
