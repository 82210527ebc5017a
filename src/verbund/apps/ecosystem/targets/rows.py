"""Helpers of import targets: whose row is it, which object is it, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import system
from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row
from verbund.apps.core.imports.flaws import WORDS
from verbund.apps.core.models import Company, CompanyIdentifier

from ..audit import RowsImported

M = TypeVar("M", bound=models.Model)

WORDS.update(
    {
        "foreign-row": (
            _("The row belongs to “%(value)s”, not to you"),
            _("Import only rows of your own company, or leave the column out."),
        ),
        "no-company": (_("The row names no company"), _("Fill in the cell, or import on behalf of a company.")),
        "ambiguous-company": (
            _("“%(value)s” may be several companies"),
            _("Write the id, the VAT id or the exact name."),
        ),
        "order": (_("%(first)s lies after %(second)s"), _("Swap the two, or leave one empty.")),
    }
)

ID = Field(
    "external_id",
    _("id in the source"),
    required=True,
    key=True,
    max_length=180,
    synonyms=("id", "nummer"),
    help=_("Stays the same from file to file; a second import changes nothing then."),
)
COMPANY = Field(
    "company",
    _("company"),
    max_length=300,
    synonyms=("unternehmen", "firma"),
    help=_("Id, VAT id or exact name; may be left out where you import your own."),
)


class Companies:
    """The companies a batch of rows names: by id in a source, slug, VAT id or exact name; three queries at most."""

    def __init__(self, words: Iterable[str | None], context: Context) -> None:
        self._found: dict[str, set[Any]] = {}
        self._first: dict[str, Any] = {}
        wanted = {w for w in words if w}
        if not wanted:
            return
        own_scheme = f"import:{context.source}"[:60]
        for scheme, value, pk in CompanyIdentifier.objects.filter(value__in=wanted).values_list(
            "scheme", "value", "company_id"
        ):
            if scheme == own_scheme:
                self._first[value] = pk
            self._found.setdefault(value, set()).add(pk)
        rest = Q(slug__in=wanted) | Q(name__in=wanted)
        for slug, name, pk in Company.objects.filter(rest).values_list("slug", "name", "pk"):
            if slug in wanted:
                self._first.setdefault(slug, pk)
            if name in wanted:
                self._found.setdefault(name, set()).add(pk)

    def find(self, word: str, column: str) -> Any | Flaw:
        """Its id, or what is wrong with the word."""
        if word in self._first:
            return self._first[word]
        found = self._found.get(word, set())
        if len(found) == 1:
            return next(iter(found))
        return Flaw("ambiguous-company" if found else "unknown-company", column, {"value": word[:80]})


def owners(rows: Sequence[Row], context: Context, name: str = "company") -> list[Any | Flaw]:
    """For each row the id of the company it belongs to, or what is wrong."""
    companies = Companies((row.values[name] for row in rows), context)
    found: list[Any | Flaw] = []
    for row in rows:
        word, column = row.values[name], context.column(name)
        if not word:
            found.append(context.company_id or Flaw("no-company", column))
            continue
        one = companies.find(word, column)
        if not isinstance(one, Flaw) and context.company_id and one != context.company_id:
            one = Flaw("foreign-row", column, {"value": word[:80]})
        found.append(one)
    return found


def origin(row: Row, context: Context) -> dict[str, Any]:
    """Provenance with the row's id in its source."""
    return {**context.provenance(row), "id": row.values["external_id"]}


def source_key(row_or_object: Mapping[str, Any]) -> tuple[str, str]:
    return (str(row_or_object.get("source", "")), str(row_or_object.get("id", "")))


def fitted(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the columns hold them, so that a second import finds them equal: decimals at the column's scale."""
    out = {}
    for name, value in values.items():
        column = model._meta.get_field(name)
        if isinstance(value, Decimal) and isinstance(column, models.DecimalField):
            value = value.quantize(Decimal(1).scaleb(-(column.decimal_places or 0)))
        elif isinstance(value, Decimal) and isinstance(column, models.FloatField):
            value = float(value)
        elif value is None and isinstance(column, models.CharField | models.TextField):
            value = ""
        out[name] = value
    return out


def merge(row: models.Model, values: Mapping[str, Any]) -> list[str]:
    """Set what differs; the names of what was set."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def several(text: str | None) -> list[str]:
    """Values of a cell that are separated by semicolons."""
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def disordered(first: date | None, second: date | None, names: tuple[str, str], context: Context) -> list[Flaw]:
    if first and second and first > second:
        params = {"first": context.column(names[0]), "second": context.column(names[1])}
        return [Flaw("order", context.column(names[0]), params)]
    return []


def given(context: Context, values: Mapping[str, Any], columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Only what a column of this file gives: a narrower file leaves the rest as it is."""
    names = columns or {}
    return {name: value for name, value in values.items() if names.get(name, name) in context.columns}


def log(outcomes: Sequence[Outcome], owner_of: Sequence[Any], what: str, context: Context) -> None:
    """One entry in the log of every company whose rows changed."""
    counts: dict[Any, int] = {}
    for outcome, owner in zip(outcomes, owner_of, strict=True):
        if outcome in ("created", "updated"):
            counts[owner] = counts.get(owner, 0) + 1
    for owner, rows in counts.items():
        record(
            system("job"), owner, RowsImported(what=what, file=context.file, rows=rows, by=context.actor or "system")
        )
