"""The texts of side effects in force on this node: those shipped, changed by the files its administrator took in.

A file has the form of `report/wording/*.toml`. It may change any text that is shipped; it can name only values that
the rule gives, and raises the version. Clauses are changed by a new version of the program: charters carry their text.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import everybody
from verbund.kit.errors import Invalid, Missing

from .models import SideEffectReport, TextUpdate, Verbund
from .report import wording
from .report.wording import Entry

PARTS = {
    "title": _("Title"), "text": _("Text"), "why": _("Reason"), "mend": _("Remedy"),
    "check_by": _("Have it checked by"), "source": _("Source"),
}  # fmt: skip
LONGEST = 400_000
FEW = 5
LIVING = (Verbund.State.PROPOSED, Verbund.State.IN_FORCE, Verbund.State.DISPUTED)


@dataclass(frozen=True, slots=True)
class Changed:
    """One text before and after, and in how many reports of running or proposed Verbünde its effect stands (None:
    fewer than five, then nobody is told whose).
    """

    before: Entry
    after: Entry
    reports: int | None

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """(what it is, German before, German after) where the wording differs."""
        names = {"source": (self.before.source, self.after.source)}
        for name in {**self.before.fields, **self.after.fields}:
            names[name] = (self.before.fields.get(name), self.after.fields.get(name))
        found = [(str(PARTS[name]), _plain(a), _plain(b)) for name, (a, b) in names.items()]
        return [row for row in found if row[1] != row[2]]


def current() -> Mapping[str, Entry]:
    """The texts in force: those shipped and, one after the other, every file taken in."""
    found = dict(wording.shipped())
    for update in TextUpdate.objects.order_by("taken_in_at", "pk"):
        found |= {key: e for key, e in wording.load(update.name, update.source).items() if key in found}
    return found


def in_force() -> AbstractContextManager[None]:
    """Reports built within it speak by the texts in force here."""
    return wording.using(current() if TextUpdate.objects.exists() else None)


def read(name: str, source: str) -> dict[str, Entry]:
    """A file of texts, fit to be taken in. Raises Invalid that says what, where, and how to mend it."""
    if len(source) > LONGEST:
        raise Invalid("too-long", _("The file is too long."), where=name, remedy=_("Send only the texts that change."))
    found, stands = wording.load(name, source), current()
    if not found:
        raise Invalid("empty", _("The file holds no text."), where=name)
    for key, entry in found.items():
        old = stands.get(key)
        if old is None:
            raise Invalid(
                "unknown-text", _("There is no such text."), where=key, remedy=_("Use a key that is shipped.")
            )
        if entry.version <= old.version:
            raise Invalid("old-version", _("The version must be higher than %(n)s.") % {"n": old.version}, where=key,
                          remedy=_("Raise the number with every change."))  # fmt: skip
        given = wording.shipped()[key].needs
        more = sorted(entry.needs - given)
        if more:
            said = _("The rule does not give: %(names)s.") % {"names": ", ".join(more)}
            remedy = _("It gives: %(names)s.") % {"names": ", ".join(sorted(given)) or "–"}
            raise Invalid("unknown-value", said, where=key, remedy=remedy)
        lacking = set(wording.shipped()[key].fields) - set(entry.fields)
        if lacking:
            raise Invalid("field-missing", _("Missing: %(names)s.") % {"names": ", ".join(sorted(lacking))}, where=key)
    return found


def preview(actor: Actor, name: str, source: str) -> list[Changed]:
    """What a file would change, and in how many reports. Raises Missing for anybody but the centre, Invalid."""
    must_edit(actor)
    found, stands = read(name, source), current()
    counts = _counts({e.code for e in found.values()})
    return [Changed(stands[key], entry, counts[entry.code]) for key, entry in found.items()]


def _counts(codes: set[str]) -> dict[str, int | None]:
    """Latest reports of living Verbünde with a line or sign of each code: numbers alone, whose stays unsaid."""
    with everybody():
        rows = SideEffectReport.objects.filter(verbund__state__in=LIVING).order_by("verbund_id", "-computed_at")
        seen: set[Any] = set()
        found = dict.fromkeys(codes, 0)
        for verbund, document in rows.values_list("verbund_id", "document").iterator():
            if verbund in seen:
                continue
            seen.add(verbund)
            in_it = {x["code"] for x in (*document.get("effects", ()), *document.get("stops", ()))}
            for code in codes & in_it:
                found[code] += 1
    return {code: n if n >= FEW else None for code, n in found.items()}


def due(today: Any) -> list[str]:
    """Codes of effects whose text should have been read again by now."""
    return sorted({e.code for e in current().values() if e.stale(today)})


def must_edit(actor: Actor) -> None:
    """The centre's administrator alone; to others the page is not there."""
    if not (actor.is_system or actor.is_centre):
        raise Missing("page", _("There is nothing here, or you may not see it."))


def _plain(text: Any) -> str:
    return "" if text is None else " ".join(
        "".join(f"[{'!' if no else ''}{name}] " for name, no in s.conditions) + s.text for s in text["de"]
    )  # fmt: skip
