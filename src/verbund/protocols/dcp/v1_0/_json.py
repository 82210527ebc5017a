"""Strict reading of JSON that a stranger sent, and of its fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .errors import Code, Malformed

MAX_DEPTH = 32
# Seconds since 1970 beyond the year 9999 cannot be dates.
_MAX_SECONDS = 253_402_300_799


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("duplicate key")
    return out


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _too_deep(value: Any) -> bool:
    layer = [value]
    for _ in range(MAX_DEPTH):
        layer = [
            child
            for node in layer
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not layer:
            return False
    return True


def read_object(data: str | bytes, *, what: str, max_bytes: int) -> dict[str, Any]:
    """Parse one JSON object; refuse what is too large, too deep, not UTF-8, or has a key twice.

    Raises `Malformed` (`too-large`, `malformed`) naming `what`.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data)
    if len(raw) > max_bytes:
        raise Malformed(Code.TOO_LARGE, f"larger than {max_bytes} bytes", where=what)
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(Code.MALFORMED, "is not a JSON object with unique keys", where=what) from error
    if not isinstance(value, dict):
        raise Malformed(Code.MALFORMED, "is not a JSON object", where=what)
    if _too_deep(value):
        raise Malformed(Code.MALFORMED, f"is nested deeper than {MAX_DEPTH}", where=what)
    return value


def field(data: Mapping[str, Any], name: str, kind: type[Any], *, what: str) -> Any:
    """A required member of the given type; an empty string counts as missing."""
    value = optional(data, name, kind, what=what)
    if value is None or value == "":
        raise Malformed(Code.MISSING_FIELD, "is required", where=f"{what}.{name}")
    return value


def optional(data: Mapping[str, Any], name: str, kind: type[Any], *, what: str) -> Any:
    """A member of the given type, or None; JSON null counts as absent."""
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Malformed(Code.WRONG_TYPE, f"must be {_NAMES.get(kind, kind.__name__)}", where=f"{what}.{name}")
    return value


_NAMES: dict[type[Any], str] = {str: "a string", list: "an array", dict: "an object", int: "an integer"}


def strings(value: Any, *, what: str, single: bool = True) -> tuple[str, ...]:
    """An array of strings; one bare string stands for an array of one where `single`."""
    if single and isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise Malformed(Code.WRONG_TYPE, "must be an array of strings", where=what)


def seconds(moment: datetime) -> int:
    """NumericDate of an aware datetime, fraction dropped."""
    if moment.tzinfo is None:
        raise ValueError("a datetime with time zone is needed")
    return int(moment.timestamp())


def numeric_date(data: Mapping[str, Any], name: str, *, what: str) -> datetime | None:
    """A NumericDate claim (RFC 7519, section 2) as UTC, or None."""
    value = data.get(name)
    if value is None:
        return None
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MAX_SECONDS
    if not good:
        raise Malformed(Code.WRONG_TYPE, "must be seconds since 1970", where=f"{what}.{name}")
    return datetime.fromtimestamp(value, UTC)


def date_time(data: Mapping[str, Any], name: str, *, what: str) -> datetime | None:
    """An XML Schema dateTimeStamp member as UTC, or None; without an offset it is refused."""
    text = optional(data, name, str, what=what)
    if text is None:
        return None
    try:
        if len(text) > 64 or "T" not in text:
            raise ValueError
        moment = datetime.fromisoformat(_six_digits(text))
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed(
            Code.WRONG_TYPE,
            "must be a date and time with offset, like 2026-01-31T12:00:00Z",
            where=f"{what}.{name}",
        ) from error


def _six_digits(text: str) -> str:
    """Nanoseconds, which other platforms write, are cut to what a datetime holds."""
    head, dot, tail = text.partition(".")
    if not dot:
        return text
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return f"{head}.{tail[: min(digits, 6)].ljust(6, '0')}{tail[digits:]}"


def stamp(moment: datetime) -> str:
    """UTC with second precision, as `2026-01-31T12:00:00Z`."""
    if moment.tzinfo is None:
        raise ValueError("a datetime with time zone is needed")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
