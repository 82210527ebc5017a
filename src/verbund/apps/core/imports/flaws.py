"""What can be wrong with a row, in words and with the way to mend it. Codes are stable; words follow the language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, tuple[Any, Any]] = {
    "required": (_("%(label)s is missing"), _("Fill in the cell.")),
    "too-long": (
        _("The cell has more than %(limit)s characters"),
        _("Shorten the text; long texts belong in a file of their own."),
    ),
    "row-too-long": (_("The line is longer than %(limit)s characters"), _("Check for a missing line break or quote.")),
    "too-many-cells": (
        _("The row has %(found)s cells, the header %(expected)s"),
        _("Put texts that contain the separator in quotes."),
    ),
    "too-few-cells": (
        _("The row has %(found)s cells, the header %(expected)s"),
        _("Complete the row; the file may have been cut off here."),
    ),
    "encoding": (
        _("Some characters cannot be read as %(encoding)s"),
        _("Save the file as UTF-8 and import it again, or type the text anew."),
    ),
    "control-character": (_("The cell contains control characters"), _("Type the text anew.")),
    "not-json": (_("The line is not a JSON object"), _("Write one object {…} per line.")),
    "duplicate-key": (_("The key “%(key)s” occurs twice in the object"), _("Keep one of them.")),
    "number": (_("“%(value)s” is not a number"), _("Write digits with one decimal mark, for example %(example)s.")),
    "whole-number": (_("“%(value)s” is not a whole number"), _("Write digits only, for example 62.")),
    "range": (_("%(value)s lies outside %(low)s to %(high)s"), _("Correct the number.")),
    "date": (_("“%(value)s” is not a date"), _("Write 2026-11-23 or 23.11.2026.")),
    "yes-no": (_("“%(value)s” is neither yes nor no"), _("Write ja or nein, true or false.")),
    "choice": (_("“%(value)s” is not one of: %(choices)s"), _("Use one of the listed words.")),
    "url": (_("“%(value)s” is not a web address"), _("Write https://… or leave the cell empty.")),
    "pattern": (_("“%(value)s” does not look like %(label)s"), _("For example: %(example)s.")),
    "outside-country": (
        _("The place %(value)s lies outside the country"),
        _("Check latitude and longitude, or leave both empty."),
    ),
    "swapped-coordinates": (
        _("The place %(value)s lies outside the country; swapped it would lie inside"),
        _("Swap latitude and longitude."),
    ),
    "half-coordinates": (_("Only one of latitude and longitude is given"), _("Give both or neither.")),
    "duplicate-id": (
        _("The id “%(value)s” stands in an earlier row of this file"),
        _("Give every row an id of its own, or delete the repeated row."),
    ),
    "unknown-company": (_("There is no company “%(value)s”"), _("Import the company first, then retry this row.")),
    "figures-owned": (
        _("The company keeps these figures itself, and they differ"),
        _("Leave the figures out of the row; only the company's own people change them."),
    ),
    "weak-password": (_("The password is too weak: %(value)s"), _("Use at least 12 characters, or leave it empty.")),
    "refused": (_("The database refuses this row: %(value)s"), _("Compare it with the rows that were accepted.")),
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with one cell (`column`: the file's own name for it; empty: the whole row)."""

    code: str
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "params": self.params, **words(self.code, self.params)}


def words(code: str, params: dict[str, Any]) -> dict[str, str]:
    """Reason and remedy in the language in force."""
    reason, remedy = WORDS[code]
    return {"reason": str(reason) % params, "remedy": str(remedy) % params}
