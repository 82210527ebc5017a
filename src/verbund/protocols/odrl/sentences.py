"""A policy as plain sentences, and back.

The first sentence of a rule says who may (or may not) do what; the ones after it, beginning with „Nur“ or
"Only", limit it. Everything that is understood has a sentence of its own; what is not understood is quoted, so
that it neither hides nor gets lost. Sentences carry the terms: rules, constraints, duties. Ids, parties and target
of the policy stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from verbund.kit.errors import Invalid

from . import vocabulary as v
from ._writing import write_duty, write_rule
from .conditions import duty_gaps, rule_gaps
from .enforcement import NOT_UNDERSTOOD, Enforcement, enforcement
from .model import AnyConstraint, Duty, Kind, Policy, Rule
from .phrases import Names, NotAPhrase, dump, language_of, load, phrase, quote, read_phrase, unquote
from .vocabulary import Text

_VERBS: Final = {
    v.USE: Text("die Daten {}nutzen", "{}use the data"),
    v.READ: Text("die Daten {}lesen", "{}read the data"),
    v.DISPLAY: Text("die Daten {}anzeigen", "{}display the data"),
    v.EXECUTE: Text("die Daten {}ausführen", "{}run the data"),
    v.REPRODUCE: Text("die Daten {}kopieren", "{}copy the data"),
    v.DERIVE: Text("aus den Daten {}Neues ableiten", "{}derive new data from the data"),
    v.AGGREGATE: Text("die Daten {}mit anderen zusammenfassen", "{}combine the data with others"),
    v.ANONYMIZE: Text("die Daten {}anonymisieren", "{}anonymise the data"),
    v.DISTRIBUTE: Text("die Daten {}an Dritte weitergeben", "{}pass the data on to third parties"),
    v.TRAIN: Text("mit den Daten {}KI-Modelle anlernen", "{}train AI models with the data"),
    v.TRANSFER: Text("die Daten {}auf andere übertragen", "{}transfer the data to others"),
    v.SELL: Text("die Daten {}verkaufen", "{}sell the data"),
}
_NOT: Final = Text("nicht ", "not ")
_MAY: Final = Text("Der Empfänger darf ", "The recipient may ")
_DUTIES: Final = {
    v.DELETE: Text("Der Empfänger löscht die Daten", "The recipient deletes the data"),
    v.INFORM: Text("Der Empfänger meldet dem Anbieter jede Nutzung", "The recipient tells the provider of every use"),
    v.ATTRIBUTE: Text("Der Empfänger nennt die Quelle der Daten", "The recipient names the source of the data"),
    v.LOG: Text(
        "Der Empfänger schreibt jede Nutzung auf und legt das Verzeichnis auf Verlangen vor",
        "The recipient records every use and shows the record on request",
    ),
    v.KEEP_CONFIDENTIAL: Text(
        "Der Empfänger behandelt die Daten vertraulich", "The recipient keeps the data confidential"
    ),
}
_OPEN_END: Final = {v.DELETE: Text(" nach der Nutzung", " after use")}
_ONLY: Final = {
    "permission": Text("Nur ", "Only "),
    "prohibition": Text("Das gilt nur ", "This holds only "),
}
_WHO: Final = Text("Damit ist nur gemeint: ", "This means only: ")
_WITH: Final = Text("Damit verbunden: ", "Tied to it: ")
_ODD_DUTY: Final = Text(
    "Der Empfänger erfüllt eine Pflicht, die dieser Knoten nicht versteht: ",
    "The recipient fulfils a duty that this node does not understand: ",
)
_ODD_RULE: Final = {
    "permission": Text(
        "Eine Erlaubnis, die dieser Knoten nicht versteht: ", "A permission that this node does not understand: "
    ),
    "prohibition": Text(
        "Ein Ausschluss, den dieser Knoten nicht versteht: ", "A prohibition that this node does not understand: "
    ),
}
_MAX_SENTENCES: Final = 1_000
_MAX_LENGTH: Final = 100_000


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a policy, where it stands in its JSON, and where it is enforced."""

    text: str
    path: str
    enforcement: Enforcement


def clauses(policy: Policy, language: str = "de", names: Names | None = None) -> list[Clause]:
    """The sentences of a policy with their enforcement, as pages list them.

    `names` maps identifiers (of a Verbund, a company, a purpose) to the names that the sentences show.
    """
    return list(_clauses(policy, language_of(language), names or {}))


def sentences(policy: Policy, language: str = "de", names: Names | None = None) -> list[str]:
    """The sentences alone.

    >>> from verbund.protocols.odrl import membership_offer, sentences
    >>> offer = membership_offer("urn:v:1", offer_id="o:1", elapsed="P12M")
    >>> for line in sentences(offer, "de", {"urn:v:1": "Prüfdaten Fräsen"}): print(line.replace("\\xa0", " "))
    Der Empfänger darf die Daten nutzen.
    Nur für Mitglieder des Verbunds „Prüfdaten Fräsen“.
    Nur innerhalb von 12 Monaten ab Vertragsschluss.
    Der Empfänger darf die Daten nicht an Dritte weitergeben.
    Der Empfänger darf mit den Daten nicht KI-Modelle anlernen.
    Der Empfänger schreibt jede Nutzung auf und legt das Verzeichnis auf Verlangen vor.
    """
    return [clause.text for clause in clauses(policy, language, names)]


def policy_from_sentences(
    lines: Sequence[str],
    language: str = "de",
    *,
    kind: Kind = Kind.SET,
    id: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Policy:
    """The policy that says these sentences; raises Invalid naming the sentence that is none of the templates'."""
    reader = _Reader(language_of(language), names or {})
    if len(lines) > _MAX_SENTENCES:
        raise Invalid("odrl-too-large", f"more than {_MAX_SENTENCES} sentences", where="sentences")
    for n, line in enumerate(lines):
        where = f"sentence[{n}]"
        if len(line) > _MAX_LENGTH:
            raise Invalid("odrl-too-large", "the sentence is too long", where=where)
        try:
            reader.take(line)
        except (NotAPhrase, RecursionError) as why:
            raise Invalid(
                "odrl-sentence",
                f"not understood: {str(why)[:80] or line[:80]}",
                where=where,
                remedy="Use one of the templates.",
            ) from None
        except Invalid as why:
            raise Invalid(why.code, why.message, where=f"{where}.{why.where}", remedy=why.remedy) from None
    return Policy(
        kind,
        id,
        permissions=tuple(reader.rules["permission"]),
        prohibitions=tuple(reader.rules["prohibition"]),
        obligations=tuple(reader.obligations),
    )


def _clauses(policy: Policy, language: str, names: Names) -> Iterator[Clause]:
    for kind, rules in (("permission", policy.permissions), ("prohibition", policy.prohibitions)):
        for n, rule in enumerate(rules):
            yield from _rule(policy, rule, kind, f"{kind}[{n}]", language, names)
    for n, duty in enumerate(policy.obligations):
        path = f"obligation[{n}]"
        yield Clause(_duty(duty, language, names) + ".", path, _enforced(duty))


def _rule(policy: Policy, rule: Rule, kind: str, path: str, language: str, names: Names) -> Iterator[Clause]:
    odd = rule_gaps(replace(rule, duties=()), path) or rule.assigner not in (None, policy.assigner)
    if odd or rule.target not in (None, policy.target) or (rule.duties and kind == "prohibition"):
        text = _ODD_RULE[kind].in_language(language) + dump(write_rule(rule)) + "."
        yield Clause(text, path, NOT_UNDERSTOOD)
        return
    yield Clause(_opening(kind, rule.action, language), path, enforcement(rule))
    if rule.assignee is not None:
        text = _WHO.in_language(language) + quote(rule.assignee, language, names) + "."
        yield Clause(text, f"{path}.assignee", enforcement(rule))
    for n, item in enumerate(rule.constraints):
        text = f"{_ONLY[kind].in_language(language)}{phrase(item, language, names)}."
        yield Clause(text, f"{path}.constraint[{n}]", enforcement(item))
    for n, duty in enumerate(rule.duties):
        text = f"{_WITH.in_language(language)}{_duty(duty, language, names)}."
        yield Clause(text, f"{path}.duty[{n}]", _enforced(duty))


def _enforced(duty: Duty) -> Enforcement:
    return NOT_UNDERSTOOD if duty_gaps(duty, "") else enforcement(duty)


@cache
def _opening(kind: str, action: str, language: str) -> str:
    negation = _NOT.in_language(language) if kind == "prohibition" else ""
    return f"{_MAY.in_language(language)}{_VERBS[action].in_language(language).format(negation)}."


@cache
def _openings(language: str) -> dict[str, tuple[str, str]]:
    return {_opening(kind, action, language): (kind, action) for kind in _ONLY for action in _VERBS}


def _duty(duty: Duty, language: str, names: Names) -> str:
    if duty_gaps(duty, ""):
        return _ODD_DUTY.in_language(language) + dump(write_duty(duty))
    text = _DUTIES[duty.action].in_language(language)
    if duty.constraints:
        return f"{text} {phrase(duty.constraints[0], language, names)}"
    end = _OPEN_END.get(duty.action)
    return text + (end.in_language(language) if end else "")


class _Reader:
    """Collects rules sentence by sentence; limits and duties join the rule before them."""

    def __init__(self, language: str, names: Names) -> None:
        self.language, self.names = language, names
        self.rules: dict[str, list[Rule]] = {"permission": [], "prohibition": []}
        self.obligations: list[Duty] = []
        self.current = ""

    def take(self, line: str) -> None:
        if not line.endswith("."):
            raise NotAPhrase(line)
        opened = _openings(self.language).get(line)
        if opened is not None:
            self.current = opened[0]
            self.rules[self.current].append(Rule(opened[1]))
            return
        for kind, head in _ODD_RULE.items():
            if (rest := self._after(line, head)) is not None:
                data, end = load(rest, 0)
                self._end(rest, end)
                read = Policy.from_json({kind: [data]})
                self.rules[kind] += read.permissions + read.prohibitions
                self.current = ""
                return
        if (rest := self._after(line, _WITH)) is not None:
            rule = self._rule("permission")
            self._change(replace(rule, duties=(*rule.duties, self._duty(rest))))
        elif (rest := self._after(line, _WHO)) is not None:
            text = rest[:-1]
            value = unquote(text, self.language, self.names)
            if quote(value, self.language, self.names) != text:
                raise NotAPhrase(line)
            self._change(replace(self._rule(), assignee=value))
        elif self.current and (rest := self._after(line, _ONLY[self.current])) is not None:
            rule = self._rule()
            self._change(replace(rule, constraints=(*rule.constraints, self._phrase(rest))))
        else:
            self.obligations.append(self._duty(line))
            self.current = ""

    def _after(self, line: str, head: Text) -> str | None:
        start = head.in_language(self.language)
        return line[len(start) :] if line.startswith(start) else None

    def _end(self, text: str, at: int) -> None:
        if text[at:] != ".":
            raise NotAPhrase(text[at : at + 60])

    def _rule(self, kind: str = "") -> Rule:
        if not self.current or kind not in ("", self.current):
            raise NotAPhrase("no rule before this sentence")
        return self.rules[self.current][-1]

    def _change(self, rule: Rule) -> None:
        self.rules[self.current][-1] = rule

    def _phrase(self, text: str) -> AnyConstraint:
        item, end = read_phrase(text, 0, self.language, self.names)
        self._end(text, end)
        return item

    def _duty(self, text: str) -> Duty:
        rest = self._after(text, _ODD_DUTY)
        if rest is not None:
            data, end = load(rest, 0)
            self._end(rest, end)
            return Policy.from_json({"obligation": [data]}).obligations[0]
        for action in _DUTIES:
            if text == _duty(Duty(action), self.language, {}) + ".":
                return Duty(action)
            rest = self._after(text, _DUTIES[action])
            if rest is not None and rest.startswith(" "):
                duty = Duty(action, (self._phrase(rest[1:]),))
                if not duty_gaps(duty, ""):
                    return duty
        raise NotAPhrase(text)
