"""Texts filled with values: lines and stop signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ...words import euro_value, money, number, share, span
from ..model import Line, MemberProfile, Stop
from ..reading import names
from ._file import LANGUAGES, PLACEHOLDER, Entry, Sentence, load

_sources: dict[tuple[str, str], None] = {}
_chosen: ContextVar[Mapping[str, Entry] | None] = ContextVar("wording", default=None)
CLOSE = (",", ".", ":", ";", ")")
"""What needs no space before it."""


def register(package: str, file: str) -> None:
    """A file of texts that lies in `package`. Its codes are its own: a second file with one of them is refused."""
    _sources[package, file] = None
    shipped.cache_clear()


@cache
def shipped() -> Mapping[str, Entry]:
    """All texts that came with the program. Raises Invalid for a wrong file."""
    found: dict[str, Entry] = {}
    for package, file in _sources:
        more = load(file, files(package).joinpath(file).read_text(encoding="utf-8"))
        if twice := {e.code for e in more.values()} & {e.code for e in found.values()}:
            raise Invalid("duplicate", f"{', '.join(sorted(twice))} has texts already.", where=f"{package}: {file}")
        found |= more
    return found


def entries() -> Mapping[str, Entry]:
    """The texts in force here: those shipped, or those of `using`."""
    return _chosen.get() or shipped()


@contextmanager
def using(texts: Mapping[str, Entry] | None) -> Iterator[None]:
    """Within it reports speak by `texts` (None: as shipped)."""
    token = _chosen.set(texts)
    try:
        yield
    finally:
        _chosen.reset(token)


def codes_due(codes: Iterable[str], today: date) -> list[str]:
    """Which of these effects have a text whose review is due."""
    wanted = set(codes)
    return sorted({e.code for e in entries().values() if e.code in wanted and e.stale(today)})


def line(key: str, values: Mapping[str, Any], **more: Any) -> Line:
    """A line of the effect that `key` begins with."""
    entry = entries()[key]
    said = {field: _both(entry.fields.get(field), values) for field in ("title", "text", "mend", "check_by")}
    return Line(
        code=entry.code,
        basis=entry.basis,
        source=_both(entry.source, values),
        title=said["title"],
        text=said["text"],
        mend_text=said["mend"],
        check_by=said["check_by"],
        **more,
    )


def stop(key: str, values: Mapping[str, Any], **more: Any) -> Stop:
    """A stop sign of the effect that `key` begins with."""
    entry = entries()[key]
    return Stop(
        code=entry.code,
        basis=entry.basis,
        source=_both(entry.source, values),
        text=_both(entry.fields["text"], values),
        why=_both(entry.fields.get("why"), values),
        check_by=_both(entry.fields.get("check_by"), values),
        **more,
    )


def _both(text: Mapping[str, tuple[Sentence, ...]] | None, values: Mapping[str, Any]) -> dict[str, str]:
    return {} if text is None else {lang: _fill(text[lang], values, lang) for lang in LANGUAGES}


def _fill(sentences: tuple[Sentence, ...], values: Mapping[str, Any], lang: str) -> str:
    said = ""
    for sentence in sentences:
        if any(bool(values[name]) == lacking for name, lacking in sentence.conditions):
            continue
        text = PLACEHOLDER.sub(lambda m: _value(values[m[1]], m[2] or "", lang), sentence.text)
        said += text if not said or text.startswith(CLOSE) else f" {text}"
    return said


def _value(value: Any, form: str, lang: str) -> str:
    if isinstance(value, Mapping):
        value = value[lang]
    match form:
        case "share":
            return share(value, lang)
        case "money" | "euros":
            return money(Interval.of(value), lang, exact=form == "euros")
        case "span" | "span2":
            return span(Interval.of(value), lang, 2 if form == "span2" else 0)
        case "euro":
            return euro_value(value, lang)
        case "number" | "figure":
            return number(value, lang, 0 if form == "number" else None)
        case "names":
            members: tuple[MemberProfile, ...] = tuple(value)
            return names(members, lang)
    return str(value)
