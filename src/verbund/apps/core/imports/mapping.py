"""Which column gives which field: proposed from header names and synonyms, checked, saved with a version."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from verbund.apps.core.models import ImportMapping
from verbund.kit.errors import Invalid

from .target import Target

NEAR = 0.86  # likeness from which a name with a slip of the pen is proposed


def bare(name: str) -> str:
    """A header name without case, accents, punctuation: `Breiten-Grad ` and `breitengrad` are one."""
    name = name.casefold().replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    folded = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^a-z0-9]", "", folded)


def propose(target: Target, header: Sequence[str]) -> dict[str, str]:
    """{field: column}; each column is used once; names first, then synonyms in their order, then near misses."""
    columns = {bare(column): column for column in reversed(header)}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for exact in (True, False):
        for field in target.fields:
            if field.name in found:
                continue
            for word in map(bare, (field.name, str(field.label), *field.synonyms)):
                column = columns.get(word) if exact else _near(word, columns)
                if column and column not in taken:
                    found[field.name] = column
                    taken.add(column)
                    break
    return found


def _near(word: str, columns: Mapping[str, str]) -> str | None:
    if len(word) < 6:
        return None
    likeness, column = max(
        ((SequenceMatcher(None, word, key).ratio(), column) for key, column in columns.items()), default=(0.0, "")
    )
    return column if likeness >= NEAR else None


def check(target: Target, columns: Mapping[str, str], header: Sequence[str]) -> None:
    """Raises Invalid when a field or column does not exist, or a required field has no column."""
    names = {field.name for field in target.fields}
    for name, column in columns.items():
        if name not in names:
            raise Invalid(
                "mapping-field",
                _("There is no field “%(name)s”.") % {"name": name},
                where=name,
                remedy=_("Fields are: %(names)s.") % {"names": ", ".join(f.name for f in target.fields)},
            )
        if column not in header:
            raise Invalid(
                "mapping-column",
                _("The file has no column “%(column)s”.") % {"column": column},
                where=name,
                remedy=_("Columns are: %(names)s.") % {"names": ", ".join(header[:40])},
            )
    for field in target.fields:
        if field.required and field.name not in columns:
            raise Invalid(
                "mapping-required",
                _("No column gives “%(label)s”.") % {"label": field.label},
                where=field.name,
                remedy=_("Choose one of: %(names)s.") % {"names": ", ".join(header[:40])},
            )


def save(company_id: UUID | None, target: str, name: str, columns: Mapping[str, str]) -> ImportMapping:
    """The saved mapping with these columns; a change makes a new version. Call inside a transaction."""
    versions = ImportMapping.objects.filter(company_id=company_id, target=target, name=name)
    last = versions.order_by("-version").first()
    if last is not None and last.columns == dict(columns):
        return last
    number: Any = versions.aggregate(Max("version"))["version__max"] or 0
    return ImportMapping.objects.create(
        company_id=company_id, target=target, name=name, version=number + 1, columns=dict(columns)
    )


def saved(company_id: UUID | None, target: str, name: str) -> ImportMapping | None:
    """The latest version under this name."""
    return ImportMapping.objects.filter(company_id=company_id, target=target, name=name).order_by("-version").first()
