"""Excel: measured before it is opened, then read by a process of its own with limits on memory, time and disk.

A workbook is a zip of XML: a few kilobytes may unpack to gigabytes, or name one long text a million times. The first
is found by unpacking each part into nothing; the second can only exhaust the reading process. What it reads it writes
to a file, a JSON array per row, so that the importing process keeps one row in memory. Formulas give their values.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from verbund.kit.errors import Invalid

from .limits import Limits
from .table import RawRow, Table, checked, tidy_header

CHUNK = 1 << 18
FREE_RATIO = 10_000_000
LOCAL_HEADER = struct.Struct("<4s5H3I2H")


def open_xlsx(path: Path, name: str, limits: Limits) -> Table:
    measure(path, name, limits)
    spool = _convert(path, name, limits)
    with spool.open() as file:
        names = json.loads(file.readline() or "[]")
        about = sum(1 for _line in file)
    while names and names[-1] is None:
        names.pop()
    header = tidy_header(names, name, limits)
    if not header:
        raise Invalid("file-empty", _("The first sheet is empty."), where=name, remedy=_("Choose the file again."))

    def rows() -> Iterator[RawRow]:
        with spool.open() as file:
            file.readline()
            for number, line in enumerate(file, 1):
                yield checked(number, header, json.loads(line), limits)

    table = Table("xlsx", header, rows, {"format": "xlsx"}, spool.stat().st_size, about)
    weakref.finalize(rows, spool.unlink, missing_ok=True)
    return table


def measure(path: Path, name: str, limits: Limits) -> None:
    """Refuse what is no workbook, is cut off, or unpacks beyond the limits, whatever sizes it declares."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise _bomb(name)
            total = 0
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Invalid(
                        "file-password",
                        _("The file has a password."),
                        where=name,
                        remedy=_("Save it without a password."),
                    )
                total += _unpacked(file, entry, limits, name)
                if total > limits.unpacked or (total > FREE_RATIO and total > path.stat().st_size * limits.ratio):
                    raise _bomb(name)
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError) as error:
        raise Invalid(
            "file-cut-off",
            _("The file is cut off or damaged."),
            where=name,
            remedy=_("Copy or download it again; nothing was imported."),
        ) from error
    if "xl/workbook.xml" not in names:
        raise Invalid(
            "file-format",
            _("This is not a table: neither CSV, Excel (xlsx) nor JSON Lines."),
            where=name,
            remedy=_("Save the table as CSV or xlsx."),
        )


def _bomb(name: str) -> Invalid:
    return Invalid(
        "file-bomb",
        _("The file grows beyond the limit when it is unpacked."),
        where=name,
        remedy=_("Import it in parts."),
    )


def _unpacked(file, entry: zipfile.ZipInfo, limits: Limits, name: str) -> int:
    """True unpacked size of one part, at most the limit plus a chunk."""
    file.seek(entry.header_offset)
    fields = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    if fields[0] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    file.seek(fields[9] + fields[10], os.SEEK_CUR)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        return left
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("unknown compression")
    inflate = zlib.decompressobj(-15)
    size = 0
    pending = b""
    while not inflate.eof and (left or pending):
        if not pending:
            pending = file.read(min(CHUNK, left))
            left -= len(pending)
            if not pending:
                raise zipfile.BadZipFile("cut off")
        size += len(inflate.decompress(pending, CHUNK))
        pending = inflate.unconsumed_tail
        if size > limits.unpacked or (size > FREE_RATIO and size > max(entry.compress_size, 1) * 4 * limits.ratio):
            raise _bomb(name)
    return size


def _convert(path: Path, name: str, limits: Limits) -> Path:
    """Let the reading process write the first sheet with content to a file; returns its path."""
    handle, target = tempfile.mkstemp(prefix="verbund-sheet-", suffix=".jsonl")
    os.close(handle)
    spool = Path(target)
    script = Path(__file__).with_name("_sheet.py")
    numbers = [limits.workbook_memory, limits.workbook_seconds, limits.unpacked, limits.rows, limits.cell]
    done = subprocess.run(  # noqa: S603 our own script, arguments are paths and numbers
        [sys.executable, "-I", str(script), str(path), str(spool), *map(str, numbers)],
        capture_output=True,
        text=True,
        timeout=limits.workbook_seconds * 4,
        check=False,
    )
    if done.returncode == 0:
        return spool
    spool.unlink(missing_ok=True)
    if done.returncode == 3:
        raise Invalid(
            "file-rows",
            _("The sheet has more than %(limit)s rows.") % {"limit": limits.rows},
            where=name,
            remedy=_("Import it in parts."),
        )
    if done.returncode == 4:
        raise Invalid(
            "file-cut-off",
            _("The file is cut off or damaged."),
            where=name,
            remedy=_("Open it in a spreadsheet program and save it anew."),
        )
    raise _bomb(name)  # memory, time or disk of the reading process ran out
