"""What changed between two charters, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from verbund.protocols.register.v1 import Change, ChangeKind, Charter, difference

from ..words import day, quantity
from ._library import Library, library
from ._render import render, value_in_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence. clause: code it belongs to, or "". weaker: the change takes protection away (None: neither)."""

    text: str
    clause: str = ""
    weaker: bool | None = None


_FORM = {"de": {"weak": "schwach", "strong": "stark"}, "en": {"weak": "weak", "strong": "strong"}}
_ENFORCED = {
    "de": {"machine": "durchgesetzt", "trust": "nur vertraglich"},
    "en": {"machine": "enforced", "trust": "by contract only"},
}
_ROLE = {
    "de": {"proposer": "schlägt vor", "coordinator": "koordiniert", "member": "Mitglied", "companion": "Begleiter"},
    "en": {"proposer": "proposer", "coordinator": "coordinator", "member": "member", "companion": "companion"},
}
_WORD = {
    "de": {"exchange_circle": "Erfahrungskreis", "letter_of_intent": "Absichtserklärung", "charter": "Vereinbarung"},
    "en": {"exchange_circle": "exchange circle", "letter_of_intent": "letter of intent", "charter": "charter"},
}  # fmt: skip
_SUBJECT = {
    "de": {"registrar": "Registerführung", "deputy": "Vertretung der Registerführung", "sign_by": "Unterschrift bis",
           "valid_from": "gilt ab", "valid_until": "gilt bis", "voting": "Abstimmung", "policy": "Regeln für Maschinen",
           "kind": "Art", "form": "Form", "title": "Titel", "purpose": "Zweck", "text": "freier Text",
           "notice_days": "Kündigungsfrist"},
    "en": {"registrar": "Registrar", "deputy": "Deputy registrar", "sign_by": "Sign by", "valid_from": "In force from",
           "valid_until": "In force until", "voting": "Voting", "policy": "Rules for machines", "kind": "Kind",
           "form": "Form", "title": "Title", "purpose": "Purpose", "text": "Free text", "notice_days": "Notice period"},
}  # fmt: skip
_SAY = {
    "de": {"added": "Neu: {0}", "removed": "Gestrichen: {0}", "change": "{0}: {1} auf {2}", "set": "{0}: {1}, neu",
           "unset": "{0} entfällt, bisher {1}", "form": "{0}: statt {1}er jetzt {2}e Form", "enforced":
           "{0}: bisher {1}, jetzt {2}", "joins": "{0} kommt hinzu", "goes": "{0} ist nicht mehr dabei",
           "role": "{0}: bisher {1}, jetzt {2}", "key": "{0} hat einen neuen Schlüssel", "name": "{1} heißt jetzt {2}",
           "text": "{0}: Wortlaut geändert", "odrl": "{0}: Regel für Maschinen geändert", "none": "keine"},
    "en": {"added": "New: {0}", "removed": "Struck out: {0}", "change": "{0}: {1} to {2}", "set": "{0}: {1}, new",
           "unset": "{0} no longer applies, was {1}", "form": "{0}: {2} form instead of {1}",
           "enforced": "{0}: was {1}, now {2}", "joins": "{0} joins", "goes": "{0} is no longer a member",
           "role": "{0}: was {1}, now {2}", "key": "{0} has a new key", "name": "{1} is now called {2}",
           "text": "{0}: wording changed", "odrl": "{0}: rule for machines changed", "none": "none"},
}  # fmt: skip


def differences(old: Charter, new: Charter, lang: str, source: Library | None = None) -> tuple[Difference, ...]:
    """All differences from `old` to `new`, in order; wording is told only where no parameter explains it."""
    lib, language = source or library(), "de" if lang.split("-")[0].lower() == "de" else "en"
    found = difference(old, new)
    names = {m.did: m.name for m in (*old.members, *new.members)}
    explained = {
        c.subject for c in found
        if c.kind in (ChangeKind.CLAUSE_FORM_CHANGED, ChangeKind.PARAMETER_CHANGED, ChangeKind.PARAMETER_ADDED,
                      ChangeKind.PARAMETER_REMOVED)
    }  # fmt: skip
    told: list[Difference] = []
    for change in found:
        if change.kind is ChangeKind.CLAUSE_TEXT_CHANGED and (
            change.subject in explained or (change.name != language and change.name in ("de", "en"))
        ):
            continue
        if change.kind is ChangeKind.TEXT_CHANGED and change.name != language and change.name in ("de", "en"):
            continue
        told.extend(_told(change, language, names, lib))
    return tuple(told)


def _told(change: Change, lang: str, names: dict[str, str], lib: Library) -> Iterator[Difference]:
    say, kind, subject = _SAY[lang], change.kind, change.subject
    old, new = change.old, change.new
    title = _title(subject, lang, lib)
    match kind:
        case ChangeKind.MEMBER_ADDED:
            yield Difference(say["joins"].format(new.name))
        case ChangeKind.MEMBER_REMOVED:
            yield Difference(say["goes"].format(old.name))
        case ChangeKind.MEMBER_CHANGED:
            roles = _ROLE[lang]
            yield Difference(
                say[change.name or "role"].format(names[subject], roles.get(old, old), roles.get(new, new))
            )
        case ChangeKind.CLAUSE_ADDED:
            yield Difference(say["added"].format(_quoted(new, title, lang, names, lib)), subject, False)
        case ChangeKind.CLAUSE_REMOVED:
            yield Difference(say["removed"].format(_quoted(old, title, lang, names, lib)), subject, True)
        case ChangeKind.CLAUSE_FORM_CHANGED:
            forms = _FORM[lang]
            yield Difference(say["form"].format(title, forms[old], forms[new]), subject, new == "weak")
        case ChangeKind.CLAUSE_ENFORCEMENT_CHANGED:
            words = _ENFORCED[lang]
            yield Difference(say["enforced"].format(title, words[old], words[new]), subject, new == "trust")
        case ChangeKind.PARAMETER_ADDED | ChangeKind.PARAMETER_REMOVED | ChangeKind.PARAMETER_CHANGED:
            yield Difference(_parameter(change, lang, names, lib, title), subject)
        case ChangeKind.CLAUSE_TEXT_CHANGED:
            yield Difference(say["text"].format(title), subject)
        case ChangeKind.CLAUSE_ODRL_CHANGED:
            yield Difference(say["odrl"].format(title), subject)
        case ChangeKind.NOTICE_CHANGED:
            label = _SUBJECT[lang]["notice_days"]
            pair = (quantity(old, "d", lang), quantity(new, "d", lang))
            yield Difference(say["change"].format(label, *_short(*pair)))
        case ChangeKind.TEXT_CHANGED:
            yield Difference(say["text"].format(_SUBJECT[lang][subject]))
        case _:
            if subject == "policy":
                yield Difference(say["text"].format(_SUBJECT[lang][subject]))
            else:
                words = [_plain(v, lang, names, lib, say["none"]) for v in (old, new)]
                yield Difference(say["change"].format(_SUBJECT[lang][subject], *words))


def _parameter(change: Change, lang: str, names: dict[str, str], lib: Library, title: str) -> str:
    say, name = _SAY[lang], change.name or ""
    known = lib.clauses.get(change.subject)
    parameter = known.parameters.get(name) if known else None
    if parameter:
        label = parameter.title[lang][:1].upper() + parameter.title[lang][1:]
    else:
        label = f"{title}, {name.replace('_', ' ')}"

    def words(value: Any) -> str:
        return value_in_words(parameter, value, lang, names, lib) if parameter else str(value)

    if change.kind is ChangeKind.PARAMETER_ADDED:
        return say["set"].format(label, words(change.new))
    if change.kind is ChangeKind.PARAMETER_REMOVED:
        return say["unset"].format(label, words(change.old))
    return say["change"].format(label, *_short(words(change.old), words(change.new)))


def _short(old: str, new: str) -> tuple[str, str]:
    """'3 Monate', '6 Monate' → '3', '6 Monate'."""
    a, b = old.partition("\u00a0"), new.partition("\u00a0")
    return (a[0], new) if a[2] and a[2].rstrip("en") == b[2].rstrip("en") and not a[2].startswith("€") else (old, new)


def _quoted(clause: Any, title: str, lang: str, names: dict[str, str], lib: Library) -> str:
    if clause.code in lib:
        try:
            text = render(clause.code, clause.form, clause.parameters, lang, names, lib)
        except Exception:  # a foreign clause whose parameters do not fit still has its own text
            text = ""
    else:
        text = ""
    text = clause.text.get(lang) or text
    return f"{title}. {text}" if text else title


def _title(code: str, lang: str, lib: Library) -> str:
    return lib[code].title[lang] if code in lib else code


def _plain(value: Any, lang: str, names: dict[str, str], lib: Library, none: str) -> str:
    if value is None:
        return none
    if isinstance(value, datetime):
        return day(value.date(), lang)
    if isinstance(value, date):
        return day(value, lang)
    text = _WORD[lang].get(str(value), str(value))
    return names.get(text) or (lib.words[text][lang] if text in lib.words else text.replace("_", " "))
