"""How essential an input of one class is to another: a matrix, suppliers in rows, customers in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target

from .models import Essential

CLASS = re.compile(r"\d{4}")
VALUES = {"": 0, "0": 0, "1": 1, "2": 2}


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """One row is one supplier class with a cell for each customer class; 0 is not kept."""
    suppliers = {row.values["supplier"] for row in rows}
    known: dict[str, dict[str, int]] = {}
    for supplier, customer, value in Essential.objects.filter(supplier__in=suppliers).values_list(
        "supplier", "customer", "value"
    ):
        known.setdefault(supplier, {})[customer] = value
    outcomes: list[Outcome] = []
    changed: list[str] = []
    new: list[Essential] = []
    for row in rows:
        supplier = row.values["supplier"]
        wanted = _wanted(row, context.column("supplier"))
        if isinstance(wanted, list):
            outcomes.append(wanted)
            continue
        before = known.get(supplier)
        if before == wanted or (not before and not wanted):
            outcomes.append("unchanged")
            continue
        outcomes.append("updated" if before else "created")
        changed.append(supplier)
        new += [Essential(supplier=supplier, customer=customer, value=value) for customer, value in wanted.items()]
    Essential.objects.filter(supplier__in=changed).delete()
    Essential.objects.bulk_create(new, batch_size=5_000)
    return outcomes


def _wanted(row: Row, key: str) -> dict[str, int] | list[Flaw]:
    found = {}
    for column, cell in row.raw.items():
        if column == key or not CLASS.fullmatch(column):
            continue
        text = str("" if cell is None else cell).strip().removesuffix(".0")
        if text not in VALUES:
            choices = ", ".join(("0", "1", "2"))
            return [Flaw("choice", column, {"value": text[:80], "choices": choices})]
        if VALUES[text]:
            found[column] = VALUES[text]
    return found


ESSENTIALITY = Target(
    "essentiality",
    _("Essential inputs of branches"),
    (
        Field(
            "supplier",
            _("class that supplies"),
            required=True,
            key=True,
            synonyms=("#1", "nace", "row", "class"),
            pattern=r"\d{4}",
            example="2561",
            help=_("A matrix: one row for each class that supplies, one column for each class that buys; 0, 1 or 2."),
        ),
    ),
    apply,
)
