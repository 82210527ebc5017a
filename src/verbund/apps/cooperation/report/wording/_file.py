"""Reading a file of texts: strict, so that a change by hand is either right or refused with its place named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from verbund.kit.errors import Invalid

from ..model import Basis

LANGUAGES = ("de", "en")
FORMATS = frozenset({"", "share", "money", "euros", "euro", "span", "span2", "number", "figure", "names"})
"""How a value is said: share '58 %', money rounded, euros exact, euro one amount, span '3 bis 5', number, names."""
FIELDS = ("title", "text", "why", "mend", "check_by")
_HEAD = frozenset({"version", "law_as_of", "review_by"})
_ENTRY = frozenset({"basis", "source", *FIELDS})
_KEY = re.compile(r"([a-z][a-z0-9_-]{0,30}:)?[A-Z]{1,3}[0-9]{0,2}")
_CONDITIONS = re.compile(r"(?:\[!?[a-z][a-z0-9_]*\])+")
_CONDITION = re.compile(r"\[(!?)([a-z][a-z0-9_]*)\]")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9]+))?\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of text with the conditions under which it is said: (name, whether it must be lacking)."""

    text: str
    conditions: tuple[tuple[str, bool], ...] = ()

    @property
    def needs(self) -> frozenset[str]:
        """The values it names."""
        return frozenset({name for name, _ in PLACEHOLDER.findall(self.text)} | {name for name, _ in self.conditions})


Text = Mapping[str, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of an effect or a stop sign, with version and date of the law behind it."""

    key: str
    version: int
    law_as_of: date
    review_by: date
    basis: Basis
    source: Text
    fields: Mapping[str, Text] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The effect it belongs to."""
        return self.key.partition(".")[0]

    @property
    def needs(self) -> frozenset[str]:
        """All values that the rule must give."""
        texts = (self.source, *self.fields.values())
        return frozenset().union(*(s.needs for t in texts for lang in LANGUAGES for s in t[lang]))

    def stale(self, today: date) -> bool:
        """Whether somebody should have read it again by now."""
        return today > self.review_by


def load(name: str, source: str) -> dict[str, Entry]:
    """The texts of one TOML file by key. Raises Invalid that names file, text and field."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"This is no TOML: {error}.", name) from None
    found: dict[str, Entry] = {}
    for code, table in document.items():
        where = f"{name}: {code}"
        if not isinstance(table, dict) or not _KEY.fullmatch(code):
            raise _wrong("A code is one to three letters and a number, like DA1.", where)
        if not isinstance(version := table.get("version"), int) or isinstance(version, bool) or version < 1:
            raise _wrong("A version is a whole number from 1.", f"{where}.version")
        for key in ("law_as_of", "review_by"):
            if not isinstance(table.get(key), date):
                raise _wrong("This is a date.", f"{where}.{key}")
        if table["review_by"] <= table["law_as_of"]:
            raise _wrong("The review comes after the state of the law.", f"{where}.review_by")
        for part, about in table.items():
            if part not in _HEAD:
                key = f"{code}.{part}"
                found[key] = _entry(key, about, version, table["law_as_of"], table["review_by"], f"{where}.{part}")
    return found


def _entry(key: str, about: Any, version: int, law: date, review: date, where: str) -> Entry:
    if not isinstance(about, dict):
        raise _wrong("This is a table.", where)
    if unknown := set(about) - _ENTRY:
        raise _wrong(f"Unknown: {', '.join(sorted(unknown))}.", where)
    if about.get("basis") not in set(Basis):
        raise _wrong(f"A basis is one of {', '.join(Basis)}.", f"{where}.basis")
    if "text" not in about or "source" not in about:
        raise _wrong("A text and its source are needed.", where)
    fields = {name: _text(about[name], f"{where}.{name}") for name in FIELDS if name in about}
    return Entry(key, version, law, review, Basis(about["basis"]), _text(about["source"], f"{where}.source"), fields)


def _text(value: Any, where: str) -> Text:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise _wrong("Both languages are needed, and no other.", where)
    found = {lang: tuple(_sentence(s, where) for s in _list(value[lang], where)) for lang in LANGUAGES}
    needs = {lang: frozenset().union(*(s.needs for s in found[lang])) for lang in LANGUAGES}
    if needs["de"] != needs["en"]:
        differ = ", ".join(sorted(needs["de"] ^ needs["en"]))
        raise _wrong(f"Both languages name the same values; these are in one only: {differ}.", where)
    return found


def _list(value: Any, where: str) -> list[str]:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(i, str) and i.strip() for i in items):
        raise _wrong("A text is a sentence or a list of sentences.", where)
    return items


def _sentence(text: str, where: str) -> Sentence:
    conditions: tuple[tuple[str, bool], ...] = ()
    if match := _CONDITIONS.match(text):
        conditions = tuple((name, bool(no)) for no, name in _CONDITION.findall(match[0]))
        text = text[match.end() :].strip()
    if not text:
        raise _wrong("After the condition comes a text.", where)
    if unknown := {spec for _, spec in PLACEHOLDER.findall(text)} - FORMATS:
        raise _wrong(f"A value is said as one of {', '.join(sorted(FORMATS - {''}))}; not {', '.join(unknown)}.", where)
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise _wrong("A value in a text looks like {name} or {name:share}.", where)
    return Sentence(text, conditions)


def _wrong(message: str, where: str) -> Invalid:
    return Invalid("bad-text-file", message, where=where)
