"""How large a file may be before it is refused; each limit guards memory, disk or time of the node."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    cell: int = 100_000  # characters
    line: int = 4_000_000  # characters of a line of CSV or JSON
    columns: int = 1_000
    rows: int = 2_000_000
    unpacked: int = 2_000_000_000  # bytes, of a gz or the sheet of a workbook
    ratio: int = 250  # unpacked to packed, beyond the first 10 MB
    entries: int = 2_000  # files in a workbook
    workbook_memory: int = 2_000_000_000  # bytes a reading process may ask for
    workbook_seconds: int = 300  # CPU time of a reading process


LIMITS = Limits()
