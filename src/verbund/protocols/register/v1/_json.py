"""Strict JSON of the profile: no duplicate keys, no fractions, bounded size and depth; JCS out (RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

import rfc8785

from verbund.kit.errors import Invalid

MAX_DEPTH = 24
MAX_INTEGER = 2**53 - 1


def parse(data: bytes | str, *, limit: int, where: str) -> Any:
    """Parse foreign JSON text; raises Invalid that names `where` and the remedy."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > limit:
        raise Invalid("too-large", f"{len(raw)} bytes, at most {limit} are read.", where=where, remedy="Send less.")
    try:
        text = raw.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=lambda pairs: _unique(pairs, where),
            parse_float=lambda text: _no_fraction(text, where),
            parse_constant=lambda text: _no_fraction(text, where),
            parse_int=lambda text: _integer(text, where),
        )
    except UnicodeDecodeError as error:
        raise Invalid("not-utf8", f"Byte {error.start} is not UTF-8.", where=where) from error
    except RecursionError as error:
        raise _too_deep(where) from error
    except json.JSONDecodeError as error:
        raise Invalid(
            "not-json", f"Not JSON: {error.msg}, line {error.lineno}, column {error.colno}.", where=where
        ) from error
    check(value, where)
    return value


def check(value: Any, where: str) -> None:
    """Raise Invalid unless `value` is JSON of the profile (also for values that were never text)."""
    stack = [(value, 1, where)]
    while stack:
        item, depth, at = stack.pop()
        if depth > MAX_DEPTH:
            raise _too_deep(where)
        if item is None or isinstance(item, bool):
            continue
        if isinstance(item, int):
            if abs(item) > MAX_INTEGER:
                raise _too_big(at)
        elif isinstance(item, str):
            _check_text(item, at)
        elif isinstance(item, dict):
            for key, inner in item.items():
                if not isinstance(key, str):
                    raise Invalid("not-json", "A key is not text.", where=at)
                _check_text(key, at)
                stack.append((inner, depth + 1, f"{at}.{key}" if len(at) < 200 else at))
        elif isinstance(item, list):
            stack.extend((inner, depth + 1, f"{at}[{i}]") for i, inner in enumerate(item))
        else:
            raise Invalid(
                "not-json",
                f"A value of type {type(item).__name__} has no form here.",
                where=at,
                remedy="Write decimals and dates as text.",
            )


def canonical(value: Any, where: str = "document") -> bytes:
    """JCS bytes of a value; raises Invalid where it has none."""
    check(value, where)
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def _check_text(text: str, at: str) -> None:
    if "\x00" in text:
        raise Invalid("null-character", "Text holds the character U+0000.", where=at, remedy="Leave it out.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Invalid("not-utf8", "Text holds half of a surrogate pair.", where=at) from error


def _unique(pairs: list[tuple[str, Any]], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Invalid("duplicate-key", f"The key {key[:80]!r} appears twice.", where=where)
        found[key] = value
    return found


def _no_fraction(text: str, where: str) -> NoReturn:
    raise Invalid(
        "fraction",
        f"{text[:40]} is a fraction; the profile knows whole numbers only.",
        where=where,
        remedy="Write decimals as text.",
    )


def _integer(text: str, where: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise _too_big(where)
    return int(text)


def _too_big(where: str) -> Invalid:
    return Invalid(
        "number-too-large",
        "A whole number lies beyond ±(2^53 - 1).",
        where=where,
        remedy="Write large numbers as text.",
    )


def _too_deep(where: str) -> Invalid:
    return Invalid("too-deep", f"Nested deeper than {MAX_DEPTH} levels.", where=where, remedy="Flatten the document.")
