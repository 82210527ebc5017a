"""Conditions as phrases with typed parameters, German and English, in both directions.

A template's placeholder names its type: `{time}`, `{duration}`, `{uses}`, `{value}`, `{values}`, `{name}` (the
name of a claim). Values stand in quotation marks, or in `<…>` when they are identifiers without a name, so every
phrase can be read back without guessing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from ._reading import check_limits, read_constraint
from ._writing import write_constraint
from .conditions import Among, Condition, Elapsed, Exclusive, Gap, Moment, Uses, condition, constraint, unclear_extra
from .model import AnyConstraint, Constraint, LogicalConstraint
from .values import Duration, instant
from .vocabulary import (
    CLAIM,
    COUNT,
    DATE_TIME,
    ELAPSED_TIME,
    EXCLUSIVE,
    MEMBERSHIP,
    PURPOSE,
    RECIPIENT,
    SPATIAL,
    Logic,
    Operator,
    Text,
)  # fmt: skip

NBSP: Final = "\u00a0"
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A phrase with typed places; `subject` and `operator` are those of the constraint it stands for."""

    subject: str
    operator: Operator
    text: Text


_O = Operator
TEMPLATES: Final = tuple(
    Template(subject, operator, Text(de, en))
    for subject, operator, de, en in (
        (DATE_TIME, _O.GTEQ, "ab {time}", "from {time}"),
        (DATE_TIME, _O.GT, "nach {time}", "after {time}"),
        (DATE_TIME, _O.LTEQ, "bis einschließlich {time}", "up to and including {time}"),
        (DATE_TIME, _O.LT, "vor {time}", "before {time}"),
        (ELAPSED_TIME, _O.LTEQ, "innerhalb von {duration} ab Vertragsschluss", "within {duration} of the agreement"),
        (
            ELAPSED_TIME,
            _O.LT,
            "vor Ablauf von {duration} ab Vertragsschluss",
            "before {duration} have passed since the agreement",
        ),
        (
            ELAPSED_TIME,
            _O.GTEQ,
            "frühestens nach {duration} ab Vertragsschluss",
            "at the earliest {duration} after the agreement",
        ),
        (
            ELAPSED_TIME,
            _O.GT,
            "nach Ablauf von {duration} ab Vertragsschluss",
            "after {duration} have passed since the agreement",
        ),
        (COUNT, _O.LTEQ, "für höchstens {uses}", "for at most {uses}"),
        (COUNT, _O.LT, "für weniger als {uses}", "for fewer than {uses}"),
        (PURPOSE, _O.EQ, "für den Zweck {value}", "for the purpose {value}"),
        (PURPOSE, _O.IS_ANY_OF, "für einen der Zwecke {values}", "for one of the purposes {values}"),
        (PURPOSE, _O.NEQ, "für jeden anderen Zweck als {value}", "for any purpose other than {value}"),
        (PURPOSE, _O.IS_NONE_OF, "für keinen der Zwecke {values}", "for none of the purposes {values}"),
        (MEMBERSHIP, _O.EQ, "für Mitglieder des Verbunds {value}", "for members of the Verbund {value}"),
        (
            MEMBERSHIP,
            _O.IS_ANY_OF,
            "für Mitglieder mindestens eines der Verbünde {values}",
            "for members of at least one of the Verbünde {values}",
        ),
        (
            MEMBERSHIP,
            _O.IS_ALL_OF,
            "für Mitglieder aller Verbünde {values}",
            "for members of all the Verbünde {values}",
        ),
        (
            CLAIM,
            _O.EQ,
            "mit dem Nachweis {name} und dem Wert {value}",
            "with the credential {name} and the value {value}",
        ),
        (
            CLAIM,
            _O.IS_ANY_OF,
            "mit dem Nachweis {name} und einem der Werte {values}",
            "with the credential {name} and one of the values {values}",
        ),
        (
            CLAIM,
            _O.IS_ALL_OF,
            "mit dem Nachweis {name} und allen Werten {values}",
            "with the credential {name} and all the values {values}",
        ),
        (RECIPIENT, _O.EQ, "für den Empfänger {value}", "for the recipient {value}"),
        (RECIPIENT, _O.IS_ANY_OF, "für einen der Empfänger {values}", "for one of the recipients {values}"),
        (RECIPIENT, _O.NEQ, "für jeden Empfänger außer {value}", "for any recipient except {value}"),
        (RECIPIENT, _O.IS_NONE_OF, "für keinen der Empfänger {values}", "for none of the recipients {values}"),
        (RECIPIENT, _O.IS_PART_OF, "für die Gruppe {values}", "for the group {values}"),
        (SPATIAL, _O.EQ, "in der Region {value}", "in the region {value}"),
        (SPATIAL, _O.IS_PART_OF, "innerhalb der Region {values}", "inside the region {values}"),
        (SPATIAL, _O.IS_ANY_OF, "in einer der Regionen {values}", "in one of the regions {values}"),
        (SPATIAL, _O.NEQ, "außerhalb der Region {value}", "outside the region {value}"),
        (SPATIAL, _O.IS_NONE_OF, "in keiner der Regionen {values}", "in none of the regions {values}"),
        (
            EXCLUSIVE,
            _O.EQ,
            "solange kein anderer einen Vertrag über die Daten hat",
            "while nobody else has an agreement on the data",
        ),
    )
)
_BY_MEANING: Final = {(t.subject, t.operator): t for t in TEMPLATES}

_LOGIC: Final = {
    Logic.AND: Text("wenn alles davon gilt: [", "if all of this holds: ["),
    Logic.AND_SEQUENCE: Text("wenn der Reihe nach gilt: [", "if this holds one after the other: ["),
    Logic.OR: Text("wenn mindestens eines davon gilt: [", "if at least one of this holds: ["),
    Logic.XONE: Text("wenn genau eines davon gilt: [", "if exactly one of this holds: ["),
}
_FOREIGN: Final = Text("wenn gilt, was dieser Knoten nicht versteht: ", "if what this node does not understand holds: ")

_UNITS: Final = {
    "de": ("Jahr Jahren", "Monat Monaten", "Woche Wochen", "Tag Tagen", "Stunde Stunden", "Minute Minuten",
           "Sekunde Sekunden"),
    "en": ("year years", "month months", "week weeks", "day days", "hour hours", "minute minutes",
           "second seconds"),
}  # fmt: skip
_USES: Final = {"de": "Nutzung Nutzungen", "en": "use uses"}
_AND: Final = {"de": " und ", "en": " and "}
_QUOTES: Final = {"de": ("„", "“"), "en": ("“", "”")}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


class NotAPhrase(ValueError):
    """The text is no phrase of the templates."""


def language_of(language: str) -> str:
    """`de` or `en`, as `Text.in_language` chooses."""
    return Text("de", "en").in_language(language)


def phrase(item: AnyConstraint, language: str, names: Names) -> str:
    """A constraint as a phrase; one that is not understood is quoted as JSON."""
    if isinstance(item, Constraint):
        meaning = condition(item)
        if not isinstance(meaning, Gap):
            return condition_phrase(meaning, language, names)
    elif not unclear_extra(item.extra, ""):
        inner = "; ".join(phrase(operand, language, names) for operand in item.operands)
        return f"{_LOGIC[item.logic].in_language(language)}{inner}]"
    return _FOREIGN.in_language(language) + dump(write_constraint(item))


def condition_phrase(meaning: Condition, language: str, names: Names) -> str:
    """An understood condition as a phrase."""
    places: dict[str, str] = {}
    match meaning:
        case Moment(operator, at):
            subject, places = DATE_TIME, {"time": _write_time(at, language)}
        case Elapsed(operator, duration):
            subject, places = ELAPSED_TIME, {"duration": _write_duration(duration, language)}
        case Uses(operator, limit):
            subject, places = COUNT, {"uses": _counted(limit, _USES[language])}
        case Among(subject, operator, values):
            if subject.startswith(CLAIM):
                places["name"] = quote(subject[len(CLAIM) :], language, {})
                subject = CLAIM
            places["value"] = quote(values[0], language, names)
            places["values"] = ", ".join(quote(value, language, names) for value in values)
        case Exclusive():
            subject, operator = EXCLUSIVE, Operator.EQ
    text = _BY_MEANING[subject, operator].text.in_language(language)
    return re.sub(r"\{(\w+)\}", lambda m: places[m[1]], text)


def read_phrase(text: str, start: int, language: str, names: Names) -> tuple[AnyConstraint, int]:
    """The constraint of the phrase at `start`, and where it ends; raises NotAPhrase."""
    foreign = _FOREIGN.in_language(language)
    if text.startswith(foreign, start):
        data, end = load(text, start + len(foreign))
        return read_constraint(data, "constraint"), end
    for logic, opening in _LOGIC.items():
        head = opening.in_language(language)
        if text.startswith(head, start):
            return _read_joined(logic, text, start + len(head), language, names)
    for template in TEMPLATES:
        found = _pattern(template, language).match(text, start)
        if found is not None:
            return constraint(_meaning(template, found.groupdict(), language, names)), found.end()
    raise NotAPhrase(text[start : start + 60])


def _read_joined(logic: Logic, text: str, at: int, language: str, names: Names) -> tuple[AnyConstraint, int]:
    operands = []
    while True:
        item, at = read_phrase(text, at, language, names)
        operands.append(item)
        if text.startswith("]", at):
            return LogicalConstraint(logic, tuple(operands)), at + 1
        if not text.startswith("; ", at):
            raise NotAPhrase(text[at : at + 60])
        at += 2


def _meaning(template: Template, found: Mapping[str, str], language: str, names: Names) -> Condition:
    operator = template.operator
    try:
        match template.subject:
            case "dateTime":
                return Moment(operator, _read_time(found["time"], language))
            case "elapsedTime":
                return Elapsed(operator, _read_duration(found["duration"], language))
            case "count":
                return Uses(operator, int(found["uses"].split()[0]))
        if template.subject == EXCLUSIVE:
            return Exclusive()
        values = tuple(
            unquote(v, language, names)
            for v in re.findall(_value(language), found.get("value") or found["values"], re.DOTALL)
        )
        subject = template.subject
        if subject == CLAIM:
            subject += unquote(found["name"], language, {})
        return Among(subject, operator, values)
    except (ValueError, OverflowError) as why:
        raise NotAPhrase(str(why)) from None


@cache
def _pattern(template: Template, language: str) -> re.Pattern[str]:
    value = _value(language)
    units = "|".join(word for pair in _UNITS[language] for word in reversed(pair.split()))
    uses = "|".join(reversed(_USES[language].split()))
    step = rf"\d{{1,10}}\s(?:{units})"
    kinds = {
        "time": r"\d{1,2}[^()]{1,40}\(UTC[^()]{0,9}\)",
        "duration": rf"{step}(?:(?:, |{_AND[language]}){step})*",
        "uses": rf"\d{{1,18}}\s(?:{uses})",
        "value": value,
        "values": f"{value}(?:, {value})*",
        "name": value,
    }
    text = template.text.in_language(language)
    parts = re.split(r"\{(\w+)\}", text)
    source = "".join(f"(?P<{part}>{kinds[part]})" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    return re.compile(source, re.DOTALL)


def _value(language: str) -> str:
    opening, closing = _QUOTES[language]
    return rf"(?:{opening}(?:[^{closing}\\]|\\.)*{closing}|<(?:[^>\\]|\\.)*>)"


def quote(value: str, language: str, names: Names) -> str:
    """A value in quotation marks (its name where it has one of its own), an identifier in `<…>`."""
    opening, closing = _QUOTES[language]
    shown = names.get(value)
    taken = list(names.values())
    if shown is not None and taken.count(shown) == 1:
        value = shown
    elif ":" in value or value in taken:
        opening, closing = "<", ">"
    return opening + value.replace("\\", "\\\\").replace(closing, "\\" + closing) + closing


def unquote(text: str, language: str, names: Names) -> str:
    """The value that `quote` wrote."""
    value = re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    if text.startswith("<"):
        return value
    known = [key for key, name in names.items() if name == value]
    return known[0] if len(known) == 1 else value


def dump(data: object) -> str:
    """JSON in one line."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def load(text: str, start: int) -> tuple[object, int]:
    """The JSON value at `start` and its end; raises NotAPhrase. The limits of policies hold."""
    try:
        data, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        raise NotAPhrase(text[start : start + 60]) from None
    check_limits(data)
    return data, end


def _counted(number: int, forms: str) -> str:
    one, many = forms.split()
    return f"{number}{NBSP}{one if number == 1 else many}"


def _write_duration(duration: Duration, language: str) -> str:
    parts = [
        _counted(number, forms) for number, forms in zip(duration.parts, _UNITS[language], strict=True) if number
    ] or [_counted(0, _UNITS[language][-1])]
    return ", ".join(parts[:-1]) + (_AND[language] if len(parts) > 1 else "") + parts[-1]


def _read_duration(text: str, language: str) -> Duration:
    units = {word: n for n, forms in enumerate(_UNITS[language]) for word in forms.split()}
    parts = [0] * 7
    last = -1
    for number, word in re.findall(r"(\d+)\s(\w+)", text):
        if units[word] <= last:
            raise ValueError("units out of order")
        last = units[word]
        parts[last] = int(number)
    return Duration.parse(str(Duration(*parts)))


def _write_time(at: datetime, language: str) -> str:
    clock = at.strftime("%H:%M")
    if at.second or at.microsecond:
        clock += at.strftime(":%S")
    if at.microsecond:
        clock += at.strftime(".%f")
    offset = at.isoformat()[-6:]
    zone = "(UTC)" if offset == "+00:00" else f"(UTC{offset})"
    if language == "de":
        return f"{at.day}.{at.month}.{at.year:04}, {clock}{NBSP}Uhr {zone}"
    return f"{at.day}{NBSP}{_MONTHS[at.month - 1]}{NBSP}{at.year:04}, {clock} {zone}"


_TIME: Final[dict[str, str]] = {
    "de": r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}), (?P<t>[\d:.]+)\sUhr \(UTC(?P<z>[+-]\d\d:\d\d)?\)",
    "en": r"(?P<d>\d{1,2})\s(?P<m>\w+)\s(?P<y>\d{4}), (?P<t>[\d:.]+) \(UTC(?P<z>[+-]\d\d:\d\d)?\)",
}
_MONTH: Final[dict[str, Callable[[str], int]]] = {"de": int, "en": lambda word: _MONTHS.index(word) + 1}


def _read_time(text: str, language: str) -> datetime:
    found = re.fullmatch(_TIME[language], text)
    if found is None:
        raise ValueError("no date and time")
    clock = found["t"] if found["t"].count(":") == 2 else found["t"] + ":00"
    month = _MONTH[language](found["m"])
    return instant(f"{found['y']}-{month:02}-{int(found['d']):02}T{clock}{found['z'] or 'Z'}")
