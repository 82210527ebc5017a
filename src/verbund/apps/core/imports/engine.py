"""Read, check, apply: batches in short transactions, each with its count and its refused rows.

`ImportRun.rows_read` is written in the transaction of the batch it counts, so a run that was killed goes on behind
the last whole batch, and a new run over the same file finds what is there unchanged.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from verbund.apps.core.models import ImportRun, QuarantinedRow
from verbund.kit.errors import Invalid

from .flaws import Flaw
from .limits import LIMITS, Limits
from .table import RawRow, Table
from .target import Context, Outcome, Row, Target
from .values import Bad, decimal_mark, flaw_of, parse

BATCH = 500
SAMPLE = 1000  # rows that show the decimal mark of a column


@dataclass(slots=True)
class Counts:
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def add(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(slots=True)
class Refused:
    """A row that is set aside, with its raw cells and what is wrong."""

    number: int
    data: dict[str, Any]
    flaws: list[Flaw]


@dataclass(slots=True)
class Plan:
    """How cells become values: column and decimal mark of each field."""

    target: Target
    columns: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: RawRow) -> Row | Refused:
        flaws = list(raw.flaws)
        values: dict[str, Any] = {}
        faulty = {flaw.column for flaw in flaws}
        for one in self.target.fields:
            column = self.columns.get(one.name)
            value = None
            if column is not None and column not in faulty:
                try:
                    value = parse(one, raw.cells.get(column), self.marks.get(one.name, "."))
                except Bad as error:
                    flaws.append(flaw_of(error, column))
                    faulty.add(column)
            if value is None and one.required and (column or one.name) not in faulty and "" not in faulty:
                flaws.append(Flaw("required", column or one.name, {"label": str(one.label)}))
            values[one.name] = value
        if flaws:
            return Refused(raw.number, _short(raw.cells), flaws)
        return Row(raw.number, values, raw.cells)


def _short(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value[:2000] if isinstance(value, str) else value for key, value in cells.items()}


def plan(target: Target, columns: Mapping[str, str], table: Table) -> Plan:
    """Find the decimal mark of each number column from the first rows."""
    numbers = [f.name for f in target.fields if f.type in ("number", "integer") and f.name in columns]
    sample = list(islice(table.rows(), SAMPLE)) if numbers else []
    delimiter = table.shape.get("delimiter", ",")
    return Plan(
        target,
        columns,
        {name: decimal_mark((row.cells.get(columns[name]) for row in sample), delimiter) for name in numbers},
    )


class _Seen:
    """Ids of the file so far, on disk: memory stays flat."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="verbund-import-")
        self._base = sqlite3.connect(Path(self._folder.name) / "ids", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID")

    def add(self, rows: Sequence[tuple[str, bytes]]) -> dict[int, bool]:
        """Positions of ids that were there before; True where the row says the same as then."""
        repeated = {}
        self._base.execute("BEGIN")
        for position, (one, digest) in enumerate(rows):
            if not self._base.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (one, digest)).rowcount:
                (before,) = self._base.execute("SELECT digest FROM ids WHERE id = ?", (one,)).fetchone()
                repeated[position] = before == digest
        self._base.execute("COMMIT")
        return repeated

    def close(self) -> None:
        self._base.close()
        self._folder.cleanup()


def process(
    table: Table,
    plan: Plan,
    context: Context,
    *,
    write: Callable[[Counts, list[Refused]], None],
    dry: bool = False,
    skip: int = 0,
    limits: Limits = LIMITS,
) -> None:
    """Apply all rows after the first `skip`, batch by batch.

    `write` is called inside each batch's transaction with what the batch changed. `dry`: everything is tried and
    rolled back. Raises kit.errors.Invalid when the file has more rows than the limit.
    """
    seen = _Seen()
    key = plan.target.key
    try:
        for batch in _batches(table.rows()):
            if batch[-1].number > limits.rows:
                raise Invalid(
                    "file-rows",
                    _("The file has more than %(limit)s rows.") % {"limit": limits.rows},
                    where=context.file,
                    remedy=_("Import it in parts."),
                )
            rows: list[Row] = []
            refused: list[Refused] = []
            again = 0
            for one in map(plan.read, batch):
                rows.append(one) if isinstance(one, Row) else refused.append(one)
            if key:
                repeated = seen.add([(str(row.values[key]), _digest(row)) for row in rows])
                for position, same in repeated.items():
                    row = rows[position]
                    if same:  # a list of events names the same company again and again
                        again += 1
                        continue
                    flaw = Flaw("duplicate-id", context.column(key), {"value": str(row.values[key])[:80]})
                    refused.append(Refused(row.number, _short(row.raw), [flaw]))
                rows = [row for position, row in enumerate(rows) if position not in repeated]
            if batch[-1].number <= skip:
                continue
            with transaction.atomic():
                counts = Counts(rows=len(batch), unchanged=again)
                for row, outcome in zip(rows, apply(plan.target, rows, context), strict=True):
                    if isinstance(outcome, str):
                        counts.add(outcome)
                    else:
                        refused.append(Refused(row.number, _short(row.raw), outcome))
                counts.quarantined = len(refused)
                write(counts, sorted(refused, key=lambda r: r.number))
                if dry:
                    transaction.set_rollback(True)
                    context.memory.clear()
    finally:
        seen.close()


def _digest(row: Row) -> bytes:
    return hashlib.blake2b(repr(sorted(row.values.items())).encode("utf-8", "replace"), digest_size=16).digest()


def apply(target: Target, rows: Sequence[Row], context: Context) -> Sequence[Outcome]:
    """All rows at once; when the database refuses that, one by one, so that only the culprit is set aside."""
    if not rows:
        return []
    try:
        with transaction.atomic():
            return target.apply(rows, context)
    except DatabaseError:
        context.memory.clear()
    outcomes: list[Outcome] = []
    for row in rows:
        try:
            with transaction.atomic():
                outcomes.extend(target.apply([row], context))
        except DatabaseError as error:
            context.memory.clear()
            outcomes.append([Flaw("refused", params={"value": str(error).splitlines()[0][:200]})])
    return outcomes


def _batches(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def writer(run: ImportRun, report: Callable[[int], None]) -> Callable[[Counts, list[Refused]], None]:
    """Keep counts and refused rows of a run in the batch's transaction; `report` is told of the rows after it."""

    def write(counts: Counts, refused: list[Refused]) -> None:
        ImportRun.objects.filter(pk=run.pk).update(
            rows_read=F("rows_read") + counts.rows,
            created_count=F("created_count") + counts.created,
            updated_count=F("updated_count") + counts.updated,
            unchanged_count=F("unchanged_count") + counts.unchanged,
            quarantined_count=F("quarantined_count") + counts.quarantined,
        )
        QuarantinedRow.objects.bulk_create(
            QuarantinedRow(run=run, row=r.number, data=r.data, problems=[f.as_json() for f in r.flaws]) for r in refused
        )
        transaction.on_commit(lambda: report(counts.rows))

    return write
