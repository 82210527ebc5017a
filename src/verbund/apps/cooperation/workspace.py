"""What a running Verbund of any kind shows: what it is measured by, what was expected and measured, who put in what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import pagewords
from .kinds import Kind
from .queries import EntryRow


@dataclass(frozen=True, slots=True)
class Result:
    """A measure of the kind: what this member expected, what the last outcome that names it says, and whose word."""

    title: str
    expected: str
    month: str
    measured: str
    by: str


@dataclass(slots=True)
class Part:
    """A member's entries: exact euros put in and got out, and how many lines are in other units or unknown."""

    name: str
    mine: bool
    given: Decimal = Decimal(0)
    got: Decimal = Decimal(0)
    others: int = 0


def results(kind: Kind, entries: Iterable[EntryRow], gain: Mapping[str, Any] | None) -> list[Result]:
    """One row for each measure of the kind and each other that an outcome names; first those with a figure."""
    told: dict[str, tuple[str, str]] = {}
    for row in entries:
        if row.type == "outcome" and row.counts and row.payload:
            for item in row.payload.get("measures", ()):  # type: ignore[attr-defined]
                told[item["measure"]] = (pagewords.amount(item.get("amount")), row.name)
    gain = gain or {}
    found = []
    for measure in kind.measures:
        expected = gain if gain.get("measure") == measure.code else {}
        value, by = told.get(measure.code, ("", ""))
        found.append(
            Result(measure.title(pagewords.lang()), _span(expected), str(expected.get("from_month", "")), value, by)
        )
    known = {measure.code for measure in kind.measures}
    for code, (value, by) in told.items():
        if code not in known:
            found.append(Result(code.replace("_", " "), "", "", value, by))
    return sorted(found, key=lambda r: not (r.expected or r.measured))


def _span(gain: Mapping[str, Any]) -> str:
    if not gain.get("low"):
        return ""
    unit, _slash, per = str(gain.get("unit", "")).partition("/")
    value = {"low": str(gain["low"]), "high": str(gain.get("high", gain["low"]))}
    if value["low"] == value["high"]:
        value = {"value": value["low"]}
    shown = pagewords.amount(value | ({"currency": unit} if unit == "EUR" else {"unit": unit}))
    return f"{shown} {pagewords.PER_YEAR}" if per == "a" else shown


def parts(entries: Iterable[EntryRow], own: str) -> list[Part]:
    """Who put in and got out how much, by name."""
    found: dict[str, Part] = {}
    for row in entries:
        if row.type not in ("contribution", "benefit") or not row.counts or row.payload is None:
            continue
        part = found.setdefault(row.author, Part(row.name, row.author == own))
        exact = pagewords.euros(row.payload.get("amount"))  # type: ignore[arg-type]
        if exact is None:
            part.others += 1
        elif row.type == "contribution":
            part.given += exact
        else:
            part.got += exact
    return sorted(found.values(), key=lambda p: p.name)
