"""Text files: unpacking with a limit, encoding found by reading the whole file once, lines of bounded length."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from verbund.kit.errors import Invalid

from .limits import Limits

CHUNK = 1 << 18
FREE_RATIO = 10_000_000  # bytes that may be unpacked whatever the ratio
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Text:
    """`first` is the first line that is not empty, `encoding` what the whole file was found to be written in,
    `line_feeds` how many it has: about the number of rows (a quoted cell may hold some)."""

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.path, self.name, self.limits = path, name, limits
        with path.open("rb") as file:
            self.packed = file.read(2) == b"\x1f\x8b"
        self.line_feeds = 0
        self.encoding, self.size = self._survey()
        self.first = next((line for line, _cut in self.lines() if line.strip()), "")
        if not self.first:
            raise Invalid("file-empty", _("The file is empty."), where=name, remedy=_("Choose the file again."))

    def _open(self) -> IO[bytes]:
        return gzip.open(self.path, "rb") if self.packed else self.path.open("rb")  # type: ignore[return-value]

    def _survey(self) -> tuple[str, int]:
        """Encoding and unpacked size; raises Invalid when the file is cut off, broken or a bomb."""
        packed_size = self.path.stat().st_size
        size = 0
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        valid, multibyte, encoding = True, False, ""
        try:
            with self._open() as file:
                while chunk := file.read(CHUNK):
                    if not size:
                        encoding = next((e for mark, e in MARKS if chunk.startswith(mark)), "")
                        if not encoding and b"\x00" in chunk[:4000]:
                            raise Invalid(
                                "file-format",
                                _("This is not a table: neither CSV, Excel (xlsx) nor JSON Lines."),
                                where=self.name,
                                remedy=_("Save the table as CSV or xlsx."),
                            )
                    size += len(chunk)
                    self.line_feeds += chunk.count(b"\n")
                    self._guard(size, packed_size)
                    if not encoding and not chunk.isascii():
                        multibyte = multibyte or _has_multibyte(chunk)
                        if valid:
                            try:
                                decoder.decode(chunk)
                            except UnicodeDecodeError:
                                valid = False
                    elif valid and not encoding and decoder.getstate()[0]:
                        valid = False  # a character was begun and not ended
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Invalid(
                "file-cut-off",
                _("The file is cut off or damaged."),
                where=self.name,
                remedy=_("Copy or download it again; nothing was imported."),
            ) from error
        if not encoding:
            valid = valid and not decoder.getstate()[0]  # the last character is whole
            encoding = "utf-8" if valid or multibyte else "cp1252"
        return encoding, size

    def _guard(self, size: int, packed_size: int) -> None:
        if size > self.limits.unpacked or (
            self.packed and size > FREE_RATIO and size > packed_size * self.limits.ratio
        ):
            raise Invalid(
                "file-bomb",
                _("The file grows beyond the limit when it is unpacked."),
                where=self.name,
                remedy=_("Import it in parts."),
            )

    def lines(self) -> Iterator[tuple[str, bool]]:
        """Lines with their ends; True where a line was too long and the rest of it was dropped."""
        longest = self.limits.line
        with (
            self._open() as raw,
            io.TextIOWrapper(raw, encoding=self.encoding, errors=self._errors(), newline="") as file,
        ):
            while line := file.readline(longest):
                cut = len(line) == longest and not line.endswith(("\n", "\r"))
                if cut:
                    while (more := file.readline(CHUNK)) and not more.endswith(("\n", "\r")):
                        pass
                    line = line[: longest - 1] + "\n"
                yield line, cut

    def _errors(self) -> str:
        return "replace" if self.encoding == "utf-16" else "surrogateescape"


def _has_multibyte(chunk: bytes) -> bool:
    """True when a UTF-8 sequence of two or three bytes that is a usual letter stands in the chunk."""
    text = chunk.decode("utf-8", "ignore")
    return any(c in "äöüÄÖÜßéèáàçñ–„“" for c in text if c > "\x7f")
