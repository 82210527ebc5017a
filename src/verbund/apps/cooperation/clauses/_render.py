"""A clause as sentences: parameters in words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import Clause

from ..words import day, euro_value, joined, number, quantity
from ._library import Library, Parameter, Sentence, check, fits, library

Names = Mapping[str, str]
"""DID (or whatever names a member in a parameter) -> name."""


def render(
    code: str,
    form: str,
    parameters: Mapping[str, Any],
    lang: str,
    names: Names | None = None,
    source: Library | None = None,
) -> str:
    """The text of a clause. Raises Invalid for an unknown code or form, or a parameter that does not fit.

    Parameters the library does not know are left out (a foreign charter may bring its own).
    """
    lib = source or library()
    clause = lib[code]
    if form not in clause.sentences:
        raise Invalid("unknown-form", "A clause has a weak and a strong form.", where=f"{code}.{form}")
    for name, value in parameters.items():
        if name in clause.parameters and value is not None:
            check(clause.parameters[name], value, f"{code}.{name}")

    def fill(sentence: Sentence) -> str:
        text = sentence.text
        for name in sentence.placeholders:
            words = value_in_words(clause.parameters[name], parameters[name], lang, names, lib)
            dative = f"{words}n" if words.endswith(("Tage", "Monate", "Jahre")) else words
            text = text.replace(f"{{{name}:n}}", dative).replace(f"{{{name}}}", words)
        return text

    used = [s for s in clause.sentences[form][_language(lang)] if _used(s, parameters)]
    return " ".join(fill(s) for s in used)


def fitting(code: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters without those whose value the library refuses (a foreign charter may hold anything)."""
    known = library()[code].parameters
    return {k: v for k, v in parameters.items() if k not in known or (v is not None and fits(known[k], v))}


def proposed(
    code: str, form: str, parameters: Mapping[str, Any] | None = None, verbund: str = "", names: Names | None = None
) -> Clause:
    """The clause as it goes into a charter: defaults where nothing is given, text in both languages, ODRL."""
    text = library()[code]
    values = {
        name: p.default for name, p in text.parameters.items() if p.default is not None and _belongs(name, form, code)
    }
    values |= dict(parameters or {})
    return Clause(
        code=code,
        form=form,  # type: ignore[arg-type]
        enforced=text.enforced[form],  # type: ignore[arg-type]
        parameters=values,
        text={lang: render(code, form, values, lang, names) for lang in ("de", "en")},
        odrl=odrl(code, form, values, verbund),
    )


class TermLike(Protocol):
    """What a kind proposes (`kinds.Term`)."""

    @property
    def code(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...


def clause_of_term(term: TermLike, verbund: str = "") -> Clause:
    """The clause of a term that a kind proposes; one that the library does not know stands without text."""
    if term.code not in library():
        return Clause(term.code, term.form, "trust", dict(term.parameters), {})  # type: ignore[arg-type]
    return proposed(term.code, term.form, term.parameters, verbund)


def odrl(code: str, form: str, parameters: Mapping[str, Any], verbund: str = "") -> dict[str, Any] | None:
    """The rules for machines of the strong form, or None where the text cannot be said in ODRL."""
    template = library()[code].odrl
    if template is None or form != "strong":
        return None
    values = {"verbund": verbund, **{k: v for k, v in parameters.items() if isinstance(v, str | int)}}
    if "{verbund}" in str(template) and not verbund:
        return None

    def fill(node: Any) -> Any:
        if isinstance(node, dict):
            return {k: fill(v) for k, v in node.items()}
        if isinstance(node, list):
            return [fill(v) for v in node]
        return node.format(**values) if isinstance(node, str) else node

    try:
        return dict(fill(template))
    except KeyError:  # a parameter the rule needs is not set
        return None


def value_in_words(
    parameter: Parameter, value: Any, lang: str, names: Names | None = None, source: Library | None = None
) -> str:
    """One value as it reads in a sentence: '3 Monate', '25.000 €', 'Nordring und Institut'."""
    lib = source or library()
    if value is None:
        return "nicht geregelt" if _language(lang) == "de" else "not settled"
    try:
        check(parameter, value, parameter.name)
    except Invalid:  # a foreign charter may say something else: shown as it stands
        return str(value)[:200]
    if isinstance(value, Mapping):
        one = Parameter(parameter.name, parameter.of or parameter.type, parameter.title, parameter.unit)
        parts = [f"{_name(m, names)} {value_in_words(one, v, lang, names, lib)}" for m, v in value.items()]
        return ", ".join(parts)
    kind = parameter.type
    if kind == "boolean":
        return {"de": ("nein", "ja"), "en": ("no", "yes")}[_language(lang)][bool(value)]
    if kind == "money":
        return euro_value(Decimal(str(value)), lang)
    if kind == "share":
        return f"{number(Decimal(str(value)) * 100, lang)} %".replace(" ", "\u00a0" if _language(lang) == "de" else "")
    if kind == "date":
        return day(date.fromisoformat(str(value)), lang)
    if kind in ("integer", "number"):
        return quantity(Decimal(str(value)), parameter.unit, lang)
    if kind in ("words", "members") or isinstance(value, list):
        items = value if isinstance(value, list) else [value]
        return joined([_word(v, kind, lang, names, lib) for v in items], lang)
    return _word(value, kind, lang, names, lib)


def _word(value: Any, kind: str, lang: str, names: Names | None, lib: Library) -> str:
    text = str(value)
    if names and text in names:
        return names[text]
    if text in lib.words:
        return lib.words[text][_language(lang)]
    if kind in ("member", "members"):
        return _name(text, names)
    return text.replace("_", " ")


def _name(member: Any, names: Names | None) -> str:
    text = str(member)
    return (names or {}).get(text) or text.rpartition(":")[2]


def _used(sentence: Sentence, parameters: Mapping[str, Any]) -> bool:
    if sentence.condition:
        value = parameters.get(sentence.condition)
        if sentence.negated:
            return value is False
        if value is None or value is False or value in ("", []):
            return False
    return all(parameters.get(name) not in (None, "", []) for name in sentence.placeholders)


def _belongs(name: str, form: str, code: str) -> bool:
    """Defaults of parameters that the form's sentences use."""
    return any(name == s.condition or name in s.placeholders for s in library()[code].sentences[form]["de"])


def _language(lang: str) -> str:
    return "de" if lang.split("-")[0].lower() == "de" else "en"
