"""A file as rows, whatever its format: CSV, Excel, JSON Lines, each also packed with gzip (Excel is packed already)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from verbund.kit.errors import Invalid

from .flaws import Flaw
from .limits import LIMITS, Limits

Cell = str | int | float | bool | None


@dataclass(slots=True)
class RawRow:
    """`number` 1 is the first row after the header; `cells` maps column → value as it stands in the file."""

    number: int
    cells: dict[str, Cell]
    flaws: list[Flaw] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """`rows()` reads the file anew each time, one row at a time. `shape` says how it was read, for the page.

    `about` is the number of rows as far as it can be known without reading them: at most a few too many.
    """

    format: str
    header: list[str]
    rows: Callable[[], Iterator[RawRow]]
    shape: dict[str, Any]
    size: int = 0
    about: int = 0


def open_table(path: Path, name: str, limits: Limits = LIMITS) -> Table:
    """Find out what the file is and how to read it.

    Raises kit.errors.Invalid for a file that is empty, cut off, a bomb, or none of the known formats. The content
    decides, not the name.
    """
    size = path.stat().st_size
    if size == 0:
        raise Invalid("file-empty", _("The file is empty."), where=name, remedy=_("Choose the file again."))
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        from ._xlsx import open_xlsx

        return open_xlsx(path, name, limits)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(
            "file-old-excel",
            _("This is an old Excel file or one with a password."),
            where=name,
            remedy=_("Save it as .xlsx without a password, or as CSV."),
        )
    from ._text import Text

    text = Text(path, name, limits)
    if text.first.lstrip().startswith(("{", "[")):
        from ._jsonl import open_jsonl

        return open_jsonl(text, limits)
    from ._csv import open_csv

    return open_csv(text, limits)


def tidy_header(names: list[Cell], name: str, limits: Limits) -> list[str]:
    """Column names: empty ones get a number, repeated ones a suffix; raises Invalid when there are too many."""
    if len(names) > limits.columns:
        raise Invalid(
            "file-columns",
            _("The file has more than %(limit)s columns.") % {"limit": limits.columns},
            where=name,
            remedy=_("Delete the columns that are not needed."),
        )
    header: list[str] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(names, 1):
        title = str("" if raw is None else raw).strip()[:200] or f"#{number}"
        seen[title] = seen.get(title, 0) + 1
        header.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return header


def checked(number: int, header: list[str], values: list[Cell], limits: Limits, encoding: str = "") -> RawRow:
    """A row against the header: number of cells, their length, broken characters."""
    flaws: list[Flaw] = []
    while len(values) > len(header) and values[-1] in ("", None):
        values = values[:-1]
    if len(values) != len(header):
        code = "too-many-cells" if len(values) > len(header) else "too-few-cells"
        flaws.append(Flaw(code, params={"found": len(values), "expected": len(header)}))
    cells: dict[str, Cell] = {}
    for column, value in zip(header, values, strict=False):
        if isinstance(value, str):
            if len(value) > limits.cell:
                flaws.append(Flaw("too-long", column, {"limit": limits.cell}))
                value = value[:200] + "…"
            if not value.isprintable():
                value = _cleaned(column, value, flaws, encoding)
        cells[column] = value
    return RawRow(number, cells, flaws)


def _cleaned(column: str, value: str, flaws: list[Flaw], encoding: str) -> str:
    """Line breaks and odd spaces are fine; undecodable bytes and control characters are not."""
    if any("\udc80" <= c <= "\udcff" for c in value):
        flaws.append(Flaw("encoding", column, {"encoding": encoding}))
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if any((c < " " and c not in "\t\r\n") or "\ud800" <= c <= "\udfff" for c in value):
        flaws.append(Flaw("control-character", column))
        return "".join("\ufffd" if (c < " " and c not in "\t\r\n") or "\ud800" <= c <= "\udfff" else c for c in value)
    return value
