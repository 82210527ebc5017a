"""CSV: separator found from the first rows; a broken row is a flaw, never the end of the file."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Iterator
from itertools import islice

from ._text import Text
from .flaws import Flaw
from .limits import Limits
from .table import Cell, RawRow, Table, checked, tidy_header

DELIMITERS = (",", ";", "\t", "|")


def open_csv(text: Text, limits: Limits) -> Table:
    csv.field_size_limit(limits.cell + 1)
    delimiter = _delimiter(text)
    head = next(_records(text, delimiter, limits))[0]
    header = tidy_header(list(head), text.name, limits)

    def rows() -> Iterator[RawRow]:
        records = _records(text, delimiter, limits)
        next(records)
        for number, (values, flaws) in enumerate(records, 1):
            row = checked(number, header, values, limits, text.encoding)
            if flaws:
                row.flaws = flaws
            yield row

    shape = {"format": "csv", "encoding": text.encoding, "delimiter": delimiter, "packed": text.packed}
    return Table("csv", header, rows, shape, text.size, text.line_feeds)


def _records(text: Text, delimiter: str, limits: Limits) -> Iterator[tuple[list[Cell], list[Flaw]]]:
    """Rows that are not empty, with what is wrong with each as a whole."""
    cut = [False]

    def feed() -> Iterator[str]:
        for line, too_long in text.lines():
            cut[0] = cut[0] or too_long
            yield line

    reader = csv.reader(feed(), delimiter=delimiter)
    while True:
        flaws: list[Flaw] = []
        values: list[Cell] = []
        try:
            values = list(next(reader))
        except StopIteration:
            return
        except csv.Error:  # a cell beyond the limit; the reader goes on with the next line
            flaws.append(Flaw("too-long", params={"limit": limits.cell}))
        if cut[0]:
            cut[0] = False
            flaws = [Flaw("row-too-long", params={"limit": limits.line})]
            values = []
        if flaws or any(values):
            yield values, flaws


def _delimiter(text: Text) -> str:
    """The separator that gives most of the first rows the same number of cells, at least two; else a comma."""
    sample = [line for line, cut in islice(text.lines(), 50) if not cut]
    best, score = ",", (0.0, 0.0)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if not widths or widths[0] < 2:
            continue
        usual = statistics.mode(widths)
        agreement = widths.count(usual) / len(widths)
        if (agreement, float(widths[0])) > score:
            best, score = delimiter, (agreement, float(widths[0]))
    return best
