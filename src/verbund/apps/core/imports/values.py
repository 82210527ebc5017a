"""From the text of a cell to a value: German and English numbers, dates, yes and no. Empty is None, never zero."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from .flaws import Flaw
from .table import Cell
from .target import Field

EMPTY = frozenset({"", "null", "none", "n/a", "na", "k. a.", "k.a.", "-", "–"})
YES = frozenset({"ja", "yes", "true", "wahr", "1", "x", "j", "y"})
NO = frozenset({"nein", "no", "false", "falsch", "0", "n"})
COMMA_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d+,(\d{1,2}|\d{4,})|[+-]?\d{1,3}(\.\d{3}){2,}")
POINT_DECIMAL = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d+\.(\d{1,2}|\d{4,})|[+-]?\d{1,3}(,\d{3}){2,}")
MOST_DIGITS = 40


class Bad(Exception):
    """A value that does not fit its field: code and parameters of a flaw."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def decimal_mark(values: Iterable[Cell], delimiter: str = ",") -> str:
    """The decimal mark of a column: the one its values prove; else a comma where semicolons separate, else a point."""
    for value in values:
        if isinstance(value, str):
            text = _bare(value)
            if COMMA_DECIMAL.fullmatch(text):
                return ","
            if POINT_DECIMAL.fullmatch(text):
                return "."
    return "," if delimiter == ";" else "."


def parse(field: Field, raw: Cell, mark: str = ".") -> Any:
    """The value of a cell for this field; None when it is empty. Raises Bad."""
    if raw is None or (isinstance(raw, str) and raw.strip().casefold() in EMPTY):
        return None
    if field.type == "number" or field.type == "integer":
        return _number(field, raw, mark)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = " ".join(str(raw).split()) if field.type != "long" else str(raw).strip()
    return PARSERS[field.type](field, text)


def _bare(text: str) -> str:
    return text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "").strip("€")


def _number(field: Field, raw: Cell, mark: str) -> Decimal | int:
    try:
        if isinstance(raw, bool):
            raise InvalidOperation
        if isinstance(raw, (int, float)):
            number = Decimal(str(raw))
        else:
            text = _bare(raw or "")
            other = "." if mark == "," else ","
            if len(text) > MOST_DIGITS or not re.fullmatch(r"[+-]?[\d.,]+([eE][+-]?\d{1,2})?", text):
                raise InvalidOperation
            if other in text and not re.fullmatch(rf"[+-]?\d{{1,3}}(\{other}\d{{3}})+(\{mark}\d*)?", text):
                raise InvalidOperation
            number = Decimal(text.replace(other, "").replace(mark, "."))
    except InvalidOperation:
        raise Bad("number", value=str(raw)[:60], example="1234,56" if mark == "," else "1234.56") from None
    if not number.is_finite():
        raise Bad("number", value=str(raw)[:60], example="1234.56")
    low, high = field.low, field.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise Bad("range", value=str(raw)[:60], low=low if low is not None else "−∞", high=high if high else "∞")
    if field.type == "integer":
        if number != number.to_integral_value():
            raise Bad("whole-number", value=str(raw)[:60])
        return int(number)
    return number


def _text(field: Field, text: str) -> str:
    if field.max_length and len(text) > field.max_length:
        raise Bad("too-long", limit=field.max_length)
    if field.pattern and not re.fullmatch(field.pattern, text):
        raise Bad("pattern", value=text[:60], label=str(field.label), example=field.example)
    return text


def _date(field: Field, text: str) -> date:
    for shape in ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%S", "%d.%m.%y", "%Y-%m-%d %H:%M:%S", "%Y"):
        try:
            found = datetime.strptime(text[:19], shape).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
        if 1800 <= found.year <= 2200:
            return found
    raise Bad("date", value=text[:60])


def _yes_no(field: Field, text: str) -> bool:
    folded = text.casefold()
    if folded in YES or folded in NO:
        return folded in YES
    raise Bad("yes-no", value=text[:60])


def _choice(field: Field, text: str) -> str:
    found = field.choices.get(text.casefold())
    if found is None:
        raise Bad("choice", value=text[:60], choices=", ".join(sorted(field.choices)))
    return found


def _url(field: Field, text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Bad("url", value=text[:60]) from None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in text:
        raise Bad("url", value=text[:60])
    return _text(field, address)


PARSERS: dict[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "long": _text,
    "date": _date,
    "yes-no": _yes_no,
    "choice": _choice,
    "url": _url,
}


def flaw_of(error: Bad, column: str) -> Flaw:
    return Flaw(error.code, column, error.params)
