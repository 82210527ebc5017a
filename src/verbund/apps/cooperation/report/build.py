"""The whole report of one member on one charter, as a JSON document with canonical form and hash (RFC 8785).

Pure: the same case gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

import rfc8785

from verbund.kit.interval import Interval

from ..kinds import Kind
from .model import Case, Effect, Line, Stop

PROFILE = "verbund-report/1"
VALID_DAYS = 30
general: list[Effect] = []
"""Effects that every kind has."""


def lines(case: Case, kind: Kind) -> tuple[Line, ...]:
    """What the charter does to this member."""
    return tuple(line for effect in (*general, *kind.effects) for line in effect.rule(case))


def stops(case: Case, kind: Kind) -> tuple[Stop, ...]:
    """Why not to sign as long as it stands like this."""
    return tuple(stop for effect in (*general, *kind.effects) if effect.stops for stop in effect.stops(case))


def build(case: Case, kind: Kind) -> dict[str, Any]:
    """The document as plain JSON, valid for 30 days from `case.today`; unknown amounts are intervals."""
    return {
        "profile": PROFILE,
        "meta": {
            "verbund": case.charter.verbund,
            "kind": kind.code,
            "charter": {"hash": case.charter.hash, "version": case.charter.version},
            "member": {"did": case.member.did, "name": case.member.name},
            "date": case.today.isoformat(),
            "valid_until": (case.today + timedelta(days=VALID_DAYS)).isoformat(),
            "network": {"own": case.before.own, "released": case.before.released},
        },
        "stops": [plain(stop) for stop in stops(case, kind)],
        "effects": [plain(line) for line in lines(case, kind)],
    }


def report_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form, hexadecimal: what a signature names."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def plain(value: Any) -> Any:
    """A value of the report as JSON: intervals as low and high, decimals and lazy texts as text."""
    if isinstance(value, Interval):
        return {"low": value.low, "high": value.high}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
