"""Reading the clause files: strict, so that a change by hand is either right or refused with its place named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from verbund.kit.errors import Invalid

CODES = tuple(
    "Z1 M1 M2 E1 E2 B1 B2 D1 D2 D3 D4 D5 G1 G2 W1 R1 R2 R3 X1 X2 H1 H2 H3 H4 L1 L2 L3 L4 T1 K1 K2 K3".split()  # noqa: SIM905
)
TYPES = frozenset(
    {"integer", "money", "share", "number", "boolean", "date", "word", "words", "member", "members", "text", "map"}
)
UNITS = frozenset({"1", "%", "h", "h/mo", "d", "wk", "mo", "a", "EUR"})
MEANS = frozenset({"", "membership", "policy", "connector", "trustee", "preparation", "training"})
LANGUAGES = ("de", "en")
_CLAUSE_KEYS = frozenset(
    {"name", "version", "law", "law_as_of", "review_by", "enforced", "by", "parameters", "weak", "strong", "odrl"}
)
_PARAMETER_KEYS = frozenset({"name", "type", "of", "unit", "default", "per_member"})
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_CONDITION = re.compile(r"^\[(!?)([a-z][a-z0-9_]*)\]\s+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?::n)?\}")  # {days:n}: German dative plural, "Tagen"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be set in a clause. per_member: one value, or a map from member (DID) to value."""

    name: str
    type: str
    title: Mapping[str, str]
    unit: str = ""
    of: str = ""
    default: Any = None
    per_member: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the condition under which it is used (`""`: always)."""

    text: str
    condition: str = ""
    negated: bool = False

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(_PLACEHOLDER.findall(self.text))


@dataclass(frozen=True, slots=True)
class Text:
    """One clause: heading, parameters, sentences by form and language, who enforces each form, law and dates."""

    code: str
    title: Mapping[str, str]
    version: int
    law: str
    law_as_of: date
    review_by: date
    enforced: Mapping[str, str]
    by: str
    parameters: Mapping[str, Parameter]
    sentences: Mapping[str, Mapping[str, tuple[Sentence, ...]]]
    odrl: Mapping[str, Any] | None = None

    def stale(self, today: date) -> bool:
        """Whether somebody should have read it again by now."""
        return today > self.review_by


@dataclass(frozen=True, slots=True)
class Library:
    """All clauses by code, and the words that parameters take."""

    clauses: Mapping[str, Text]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Text:
        """The clause; Invalid for a code nobody wrote a text for."""
        try:
            return self.clauses[code]
        except KeyError:
            raise Invalid(
                "unknown-clause", f"There is no clause {code}.", where=code, remedy="Use a code of the clause library."
            ) from None

    def __contains__(self, code: str) -> bool:
        return code in self.clauses

    @property
    def law_as_of(self) -> date:
        """The oldest state of the law behind any text."""
        return min(c.law_as_of for c in self.clauses.values())


texts_of_kinds: list[Callable[[], tuple[tuple[str, str], ...]]] = []
"""Kinds of cooperation put themselves here: (kind, TOML) of the clauses they bring along."""


def library() -> Library:
    """The library that ships with the product, and the clauses that kinds bring along. Raises Invalid for a kind whose
    texts are wrong."""
    more = tuple(pair for texts in texts_of_kinds for pair in texts())
    return _with(more) if more else _shipped()


@lru_cache(maxsize=4)
def _with(more: tuple[tuple[str, str], ...]) -> Library:
    found = _shipped()
    clauses, words = dict(found.clauses), dict(found.words)
    for kind, source in more:
        brought = load([(f"kind {kind}", source)], required=())
        strange = [code for code in brought.clauses if not code.startswith(f"{kind}:")]
        if strange:
            raise _wrong(f"Clauses of a kind begin with {kind}: and not {', '.join(strange)}.", f"kind {kind}")
        clauses |= brought.clauses
        words = {**brought.words, **words}
    return Library(clauses, words)


@cache
def _shipped() -> Library:
    folder = files(__package__) / "texts"
    found = sorted(f for f in folder.iterdir() if f.name.endswith(".toml"))
    return load((f.name, f.read_text(encoding="utf-8")) for f in found)


def load(sources: Iterable[tuple[str, str]], required: Iterable[str] = CODES) -> Library:
    """A library from (file name, TOML text) pairs. Raises Invalid that names file, clause and field."""
    clauses: dict[str, Text] = {}
    words: dict[str, Mapping[str, str]] = {}
    for name, source in sources:
        try:
            document = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            raise Invalid("not-toml", f"This is no TOML: {error}.", where=name) from None
        for code, entry in document.items():
            if code == "words":
                words |= {word: _both(texts, f"{name}: words.{word}") for word, texts in entry.items()}
            elif code in clauses:
                raise Invalid("duplicate", f"{code} appears twice.", where=name)
            else:
                clauses[code] = _clause(code, entry, f"{name}: {code}")
    missing = [code for code in required if code not in clauses]
    if missing:
        raise Invalid("missing-clause", f"No text for {', '.join(missing)}.", where="clauses")
    return Library(clauses, words)


def _clause(code: str, entry: Any, where: str) -> Text:
    if not re.fullmatch(r"([a-z][a-z0-9_-]{0,30}:)?[A-Z][0-9]{1,2}", code):
        raise _wrong("A code is a letter and a number.", where)
    _keys(entry, _CLAUSE_KEYS, where)
    parameters = {
        name: _parameter(name, about, f"{where}.parameters.{name}")
        for name, about in entry.get("parameters", {}).items()
    }
    enforced = entry.get("enforced")
    if not isinstance(enforced, dict) or set(enforced) != {"weak", "strong"}:
        raise _wrong("enforced names both forms.", f"{where}.enforced")
    if not set(enforced.values()) <= {"machine", "trust"}:
        raise _wrong("enforced is 'machine' or 'trust'.", f"{where}.enforced")
    by = entry.get("by", "")
    if by not in MEANS or ("machine" in enforced.values()) != bool(by):
        raise _wrong("Who enforces by machine says by what means, and nobody else.", f"{where}.by")
    for key in ("law_as_of", "review_by"):
        if not isinstance(entry.get(key), date):
            raise _wrong("This is a date.", f"{where}.{key}")
    if entry["review_by"] <= entry["law_as_of"]:
        raise _wrong("The review comes after the state of the law.", f"{where}.review_by")
    if not isinstance(entry.get("version"), int) or entry["version"] < 1:
        raise _wrong("A version is a whole number from 1.", f"{where}.version")
    if not isinstance(entry.get("law"), str) or not entry["law"]:
        raise _wrong("Name the law behind the text.", f"{where}.law")
    return Text(
        code=code,
        title=_both(entry.get("name"), f"{where}.name"),
        version=entry["version"],
        law=entry["law"],
        law_as_of=entry["law_as_of"],
        review_by=entry["review_by"],
        enforced=enforced,
        by=by,
        parameters=parameters,
        sentences={form: _forms(entry.get(form), parameters, f"{where}.{form}") for form in ("weak", "strong")},
        odrl=entry.get("odrl"),
    )


def _forms(texts: Any, parameters: Mapping[str, Parameter], where: str) -> Mapping[str, tuple[Sentence, ...]]:
    if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
        raise _wrong("Both languages are needed, and no other.", where)
    found = {lang: tuple(_sentence(s, parameters, f"{where}.{lang}") for s in texts[lang]) for lang in LANGUAGES}
    shapes = {lang: [(s.condition, s.negated, sorted(s.placeholders)) for s in found[lang]] for lang in LANGUAGES}
    if shapes["de"] != shapes["en"]:
        raise _wrong("Both languages have the same sentences with the same parameters.", where)
    if not found["de"]:
        raise _wrong("At least one sentence.", where)
    return found


def _sentence(text: Any, parameters: Mapping[str, Parameter], where: str) -> Sentence:
    if not isinstance(text, str) or not text.strip():
        raise _wrong("A sentence is a text.", where)
    condition, negated = "", False
    if match := _CONDITION.match(text):
        negated, condition, text = bool(match[1]), match[2], text[match.end() :]
    sentence = Sentence(text, condition, negated)
    for name in (*sentence.placeholders, *([condition] if condition else [])):
        if name not in parameters:
            raise _wrong(f"There is no parameter {name}.", where)
    return sentence


def _parameter(name: str, about: Any, where: str) -> Parameter:
    _keys(about, _PARAMETER_KEYS, where)
    kind, of, unit = about.get("type"), about.get("of", ""), about.get("unit", "")
    if kind not in TYPES or (kind == "map") != bool(of) or (of and of not in TYPES - {"map"}):
        raise _wrong(f"A type is one of {', '.join(sorted(TYPES))}; a map says of what.", f"{where}.type")
    if unit and unit not in UNITS:
        raise _wrong(f"A unit is one of {', '.join(sorted(UNITS))}.", f"{where}.unit")
    parameter = Parameter(
        name, kind, _both(about.get("name"), f"{where}.name"), unit, of, about.get("default"),
        bool(about.get("per_member", False)),
    )  # fmt: skip
    if parameter.default is not None:
        check(parameter, parameter.default, f"{where}.default")
    return parameter


def check(parameter: Parameter, value: Any, where: str) -> None:
    """Raises Invalid unless `value` fits the parameter."""
    kind = parameter.type
    if isinstance(value, dict):
        if kind != "map" and not parameter.per_member:
            raise _wrong("One value, not one for each member.", where)
        for member, one in value.items():
            _check_one(parameter.of or kind, one, f"{where}.{member}")
    elif kind == "map":
        raise _wrong("One value for each member.", where)
    else:
        _check_one(kind, value, where)


def fits(parameter: Parameter, value: Any) -> bool:
    """Whether `check` has nothing against it."""
    try:
        check(parameter, value, "")
    except Invalid:
        return False
    return True


def _check_one(kind: str, value: Any, where: str) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    text = isinstance(value, str) and 0 < len(value) <= 500
    words = isinstance(value, list) and all(isinstance(v, str) and 0 < len(v) <= 500 for v in value)
    fits = {
        "integer": whole and 0 <= value <= 1_000_000_000 if whole else False,
        "boolean": isinstance(value, bool),
        "word": text,
        "member": text,
        "text": text,
        "words": words,
        "members": words,
    }
    if kind in fits:
        if not fits[kind]:
            raise _wrong(f"{value!r} is no {kind}.", where)
    elif kind == "date":
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            raise _wrong("A date looks like 2026-12-31.", where) from None
    else:
        known = isinstance(value, str) and _DECIMAL.fullmatch(value)
        if not known or (kind == "share" and Decimal(value) > 1):
            raise _wrong('An amount is a decimal in quotes, like "0.25".', where)


def _both(texts: Any, where: str) -> Mapping[str, str]:
    if (
        not isinstance(texts, dict)
        or set(texts) != set(LANGUAGES)
        or not all(isinstance(t, str) and t for t in texts.values())
    ):
        raise _wrong("German and English are needed: { de = …, en = … }.", where)
    return texts


def _keys(entry: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise _wrong("This is a table.", where)
    if unknown := set(entry) - known:
        raise _wrong(f"Unknown: {', '.join(sorted(unknown))}.", where)


def _wrong(message: str, where: str) -> Invalid:
    return Invalid("bad-clause-file", message, where=where)
