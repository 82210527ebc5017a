"""JSON as peers may send it: UTF-8, no duplicate keys, no NaN, bounded in size, depth and number range."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from ._problems import MalformedMessage, MessageTooLarge

MAX_DEPTH = 64
MAX_BYTES = 1_000_000
# RFC 7493 (I-JSON) 2.2: beyond this, readers disagree about an integer's value
MAX_INTEGER = 2**53 - 1


def loads(raw: bytes | str, max_bytes: int = MAX_BYTES) -> Any:
    """The parsed document; raises MalformedMessage (or MessageTooLarge) and nothing else."""
    size = len(raw)
    if isinstance(raw, str) and not raw.isascii():
        size = len(raw.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise MessageTooLarge(size, max_bytes)
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_float,
        )
    except UnicodeDecodeError as error:
        raise MalformedMessage("$", f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise MalformedMessage("$", f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise MalformedMessage("$", f"nested deeper than {MAX_DEPTH} levels") from None


def check(value: Any, where: str = "$", depth: int = 1) -> None:
    """Refuse what no JSON document of ours may hold, wherever the value came from."""
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise MalformedMessage(where, "an integer beyond ±(2^53 - 1)")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise MalformedMessage(where, "not a finite number")
    elif isinstance(value, (dict, Mapping)):
        if depth > MAX_DEPTH:
            raise MalformedMessage(_short(where), f"nested deeper than {MAX_DEPTH} levels")
        for key, item in value.items():
            if not isinstance(key, str):
                raise MalformedMessage(where, "a key that is not text")
            _check_text(key, where)
            check(item, f"{where}.{key}" if where != "$" else key, depth + 1)
    elif isinstance(value, list | tuple):
        if depth > MAX_DEPTH:
            raise MalformedMessage(_short(where), f"nested deeper than {MAX_DEPTH} levels")
        for index, item in enumerate(value):
            check(item, f"{where}[{index}]", depth + 1)
    else:
        raise MalformedMessage(where, f"{type(value).__name__} is not JSON")


def _short(where: str) -> str:
    return where if len(where) <= 80 else where[:77] + "…"


def _check_text(text: str, where: str) -> None:
    if "\x00" in text:
        raise MalformedMessage(where, "contains the character U+0000")
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise MalformedMessage(where, "contains half of a surrogate pair") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise MalformedMessage(key, "the key is given twice in one object")
            seen.add(key)
    return found


def _constant(word: str) -> NoReturn:
    raise MalformedMessage("$", f"{word} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise MalformedMessage("$", "an integer beyond ±(2^53 - 1)")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise MalformedMessage("$", "a number beyond double precision")
    return number
