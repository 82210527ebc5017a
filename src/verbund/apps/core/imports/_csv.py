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
ABOVE = ("EXTF", "DTVF", "Summen- und Salden", "OPOS", "Offene Posten", "Mandant", "Berater", "Wirtschaftsjahr")
"""How the lines above the header begin in files of DATEV format (developer.datev.de, header: indicator EXTF or DTVF)
and in the lists that its programs hand to spreadsheets."""
MOST_ABOVE = 10


def open_csv(text: Text, limits: Limits) -> Table:
    csv.field_size_limit(limits.cell + 1)
    delimiter = _delimiter(text)
    above, head = _head(_records(text, delimiter, limits))
    header = tidy_header(list(head), text.name, limits)

    def rows() -> Iterator[RawRow]:
        records = islice(_records(text, delimiter, limits), len(above) + 1, None)
        for number, (values, flaws) in enumerate(records, 1):
            row = checked(number, header, values, limits, text.encoding)
            if flaws:
                row.flaws = flaws
            yield row

    shape = {"format": "csv", "encoding": text.encoding, "delimiter": delimiter, "packed": text.packed}
    if above:
        shape["above"] = [[str(cell)[:80] for cell in row[:40]] for row in above]
    return Table("csv", header, rows, shape, text.size, text.line_feeds)


def _head(records: Iterator[tuple[list[Cell], list[Flaw]]]) -> tuple[list[list[Cell]], list[Cell]]:
    """The lines that bookkeeping programs write above the names of the columns, and these names."""
    above: list[list[Cell]] = []
    for values, _flaws in records:
        word = next((str(v).strip() for v in values if v not in ("", None)), "")
        if len(above) == MOST_ABOVE or not word.startswith(ABOVE):
            return above, values
        above.append(values)
    return (above[:-1], above[-1]) if above else ([], [])


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
