"""Reads of imports; the actor comes first."""

from __future__ import annotations

from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from verbund.apps.core import files
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import ImportRun, QuarantinedRow
from verbund.kit.errors import Missing

from . import engine
from .flaws import WORDS, words
from .table import open_table
from .target import Target, import_targets


def runs(actor: Actor, company_id: UUID | None) -> QuerySet[ImportRun]:
    """Imports of a company (None: of the node), newest first."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return ImportRun.objects.filter(company_id=company_id).select_related("mapping", "job")


def run(actor: Actor, run_id: UUID) -> ImportRun:
    """One import; raises Missing."""
    found = ImportRun.objects.select_related("mapping", "job", "file").filter(pk=run_id).first()
    if found is None or not actor.may_read(found.company_id):
        raise Missing("import", _("There is no such import."))
    return found


def may_import(actor: Actor) -> list[Target]:
    """Targets this actor may import: its company's own, for the centre the shared ones, for the operator all."""
    own = actor.company_id is not None and actor.may_write(actor.company_id)
    shared = actor.is_centre or actor.is_system
    return [
        t
        for _name, t in import_targets.items()
        if (own if t.private else shared) and (actor.is_system or not t.operator)
    ]


def preview(actor: Actor, run_id: UUID, rows: int = 20) -> dict[str, Any]:
    """Header, fields, and the first rows as they would be read.

    Keys: header, shape, fields, raw (cells as they stand there), rows: [{number, values, flaws}].
    """
    found = run(actor, run_id)
    target = import_targets[found.target]
    assert found.file is not None
    table = open_table(files.path_of(found.file), found.file_name)
    plan = engine.plan(target, found.columns, table)
    shown, raws = [], []
    for raw in islice(table.rows(), rows):
        raws.append(raw.cells)
        read = plan.read(raw)
        if isinstance(read, engine.Refused):
            shown.append({"number": raw.number, "values": {}, "flaws": [f.as_json() for f in read.flaws]})
        else:
            shown.append({"number": raw.number, "values": read.values, "flaws": []})
    return {"header": table.header, "shape": table.shape, "fields": target.fields, "rows": shown, "raw": raws}


def quarantine(actor: Actor, run_id: UUID) -> QuerySet[QuarantinedRow]:
    """Refused rows that were not mended yet."""
    return run(actor, run_id).quarantine.filter(mended_at=None)


def refused(actor: Actor, run_id: UUID, row_id: int) -> QuarantinedRow:
    """One refused row of an import; raises Missing."""
    found = run(actor, run_id).quarantine.filter(pk=row_id).first()
    if found is None:
        raise Missing("import-row", _("There is no such row."))
    return found


def in_words(problem: dict[str, Any]) -> dict[str, Any]:
    """A stored problem in the language in force."""
    if problem["code"] in WORDS:
        return {**problem, **words(problem["code"], problem.get("params", {}))}
    return problem
