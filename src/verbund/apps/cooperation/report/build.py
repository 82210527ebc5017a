"""The report as a document: what a member is shown before it signs, and whose hash its signature names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import rfc8785

from verbund.kit.interval import Interval
from verbund.protocols.register.v1.charter import format_instant

from .model import Case, Effect, Line, Stop

PROFILE = "verbund-report/1"
VALID = timedelta(days=30)
general: list[Effect] = []
"""Effects that every kind has; rooms register theirs here when they start."""

_TIMES = ("computedAt", "validUntil")


def effects_of(case: Case) -> tuple[Effect, ...]:
    """General effects and those of the charter's kind, each code once."""
    from ..kinds import kind, known

    own = kind(case.charter.kind).effects if known(case.charter.kind) else ()
    return tuple({effect.code: effect for effect in (*general, *own)}.values())


def lines(case: Case) -> tuple[Line, ...]:
    """What the charter does to this member."""
    return tuple(line for effect in effects_of(case) for line in effect.rule(case))


def stops(case: Case) -> tuple[Stop, ...]:
    """Why not to sign as long as it stands like this."""
    return tuple(stop for effect in effects_of(case) if effect.stops for stop in effect.stops(case))


def build(case: Case, now: datetime) -> dict[str, Any]:
    """The document as plain JSON, valid for 30 days from `now`; unknown amounts are intervals."""
    return {
        "profile": PROFILE,
        "verbund": case.charter.verbund,
        "charter": case.charter.hash,
        "member": case.member.did,
        "computedAt": format_instant(now),
        "validUntil": format_instant(now + VALID),
        "network": {"own": case.before.own, "released": case.before.released},
        "answers": plain(dict(case.answers)),
        "stops": [plain(stop) for stop in stops(case)],
        "lines": [plain(line) for line in lines(case)],
    }


def report_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the JCS form (RFC 8785), hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def same_findings(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two reports say the same, the moments at which they were computed aside."""
    left, right = ({k: v for k, v in found.items() if k not in _TIMES} for found in (a, b))
    return report_hash(left) == report_hash(right)


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
    if isinstance(value, Decimal):
        return str(value)
    return str(value)
