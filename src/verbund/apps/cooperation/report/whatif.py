"""What if a clause, a member or a share were different: the same case changed, two reports side by side. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import Clause

from ..clauses import Parameter, fits, fitting, library, proposed, render
from .build import strengthened
from .model import Case
from .reading import amount, voters

FORMS = ("strong", "weak", "out")
TRYABLE = frozenset({"share", "money", "number", "integer"})
"""Types of parameters that are a figure."""
MOST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """What is tried. forms: clause code to 'strong', 'weak' or 'out'. figures: (code, parameter) to a decimal in
    quotes, for this member where the parameter is one for each. without: DIDs of members left out.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[tuple[str, str], str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.forms or self.figures or self.without)


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of the report: 'same', 'changed', 'new' or 'gone', as it stands and as it would."""

    state: Literal["same", "changed", "new", "gone"]
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


def applied(case: Case, change: Change, usual: Mapping[str, Mapping[str, Any]] | None = None) -> Case:
    """The case under the change. `usual`: the parameters that the kind proposes, by clause. Raises Invalid for a
    clause, form, figure or member that there is not.
    """
    for code, form in change.forms.items():
        if code not in library() or form not in FORMS:
            raise _wrong("There is no such clause or form.", code)
        case = case.without(code) if form == "out" else _in_form(case, code, form, (usual or {}).get(code, {}))
    for (code, name), value in change.figures.items():
        case = _with_figure(case, code, name, value)
    if change.without:
        left = tuple(m for m in case.members if m.did not in change.without or m.did == case.member.did)
        if change.without - {m.did for m in case.members} or len(left) < 2:
            raise _wrong("At least one other member stays.", "members")
        case = replace(case, members=left)
    return case


def _in_form(case: Case, code: str, form: str, usual: Mapping[str, Any]) -> Case:
    if form == "strong":
        return strengthened(case, code, usual)
    old = case.charter.clause(code)
    weak = proposed(code, "weak", {**usual, **(fitting(code, old.parameters) if old else {})}, case.charter.verbund)
    return _with(case, weak)


def _with(case: Case, clause: Clause) -> Case:
    found = tuple(clause if c.code == clause.code else c for c in case.charter.clauses)
    if case.charter.clause(clause.code) is None:
        found = (*found, clause)
    return case.under(found)


def _with_figure(case: Case, code: str, name: str, value: str) -> Case:
    clause = case.charter.clause(code)
    parameter = library()[code].parameters.get(name) if code in library() else None
    if clause is None or parameter is None or not _figure(parameter):
        raise _wrong("The charter has no such figure.", f"{code}.{name}")
    one = _typed(parameter, value)
    if one is None:
        raise _wrong("Enter a number, for example 12.", f"{code}.{name}")
    old = clause.parameters.get(name)
    if isinstance(old, Mapping) or parameter.type == "map":
        keys = [k for k in old or {} if k in (case.member.did, case.member.did.rpartition(":")[2], case.member.name)]
        found: Any = {**(old or {}), (keys or [case.member.did])[0]: one}
    else:
        found = one
    return _with(case, replace(clause, parameters={**clause.parameters, name: found}))


def _figure(parameter: Parameter) -> bool:
    return parameter.type in TRYABLE or (parameter.type == "map" and parameter.of in TRYABLE)


def _typed(parameter: Parameter, value: str) -> Any:
    kind = parameter.of if parameter.type == "map" else parameter.type
    found = amount(value)
    if found is None:
        return None
    if kind == "integer":
        return int(found.low) if found.low == int(found.low) else None
    plain = Parameter(parameter.name, kind, parameter.title)
    text = f"{found.low:.9f}".rstrip("0").rstrip(".")
    return text if fits(plain, text) else None


def figures_of(case: Case) -> list[dict[str, Any]]:
    """The figures of the charter that can be tried: clause, parameter, title, unit, this member's value."""
    found = []
    for clause in case.charter.clauses:
        if clause.code not in library():
            continue
        for name, parameter in library()[clause.code].parameters.items():
            value = clause.parameters.get(name)
            if isinstance(value, Mapping):
                mine = (case.member.did, case.member.did.rpartition(":")[2], case.member.name)
                value = next((v for k, v in value.items() if k in mine), None)
            if _figure(parameter) and amount(value) is not None:
                share = "share" in (parameter.type, parameter.of)
                found.append({"code": clause.code, "name": name, "title": dict(parameter.title), "share": share,
                              "unit": parameter.unit, "value": str(value)})  # fmt: skip
    return found[:MOST]


def options(case: Case, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the page offers: first the remedies of the lines, then every clause, member and figure."""
    lib = library()
    order = dict.fromkeys(x["mend"] for x in (*document["stops"], *document["effects"]) if x["mend"] in lib)
    state = {c.code: c.form for c in case.charter.clauses}
    clauses = [
        {"code": code, "title": dict(lib[code].title), "stands": state.get(code, "out")}
        for code in sorted(lib.clauses, key=lambda code: (code not in state, code))
    ]
    quick = [c for code in order for c in clauses if c["code"] == code and c["stands"] != "strong"]
    others = [{"did": m.did, "name": m.name} for m in voters(case) if m.did != case.member.did]
    return {"quick": quick[:6], "clauses": clauses, "members": others, "figures": figures_of(case)}


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Lines, stop signs and dependences of two reports of one member: what would change, what would not."""
    lines = _pairs(before["effects"], after["effects"])
    stops = _pairs(before["stops"], after["stops"])
    dependences = [
        {"before": a, "after": b}
        for a, b in zip(before["dependences"], after["dependences"], strict=True)
        if (a["after"], a["direction"], a["level"]) != (b["after"], b["direction"], b["level"])
    ]
    moved = [m for m in lines if m.state != "same"]
    return {
        "lines": lines,
        "stops": [m for m in stops if m.state != "same"],
        "dependences": dependences,
        "count": len(moved),
        "codes": sorted({(m.new or m.old or {})["code"] for m in moved}),
    }


def _pairs(old: list[Mapping[str, Any]], new: list[Mapping[str, Any]]) -> list[Moved]:
    """By code and title; where the title itself changed, by code. The order is that of the report as it stands."""
    left = list(new)
    found: list[tuple[Mapping[str, Any], Mapping[str, Any] | None]] = []
    pending = []
    for a in old:
        match = next((b for b in left if b["code"] == a["code"] and _name(b) == _name(a)), None)
        if match is not None:
            left.remove(match)
        else:
            pending.append(len(found))
        found.append((a, match))
    for i in pending:
        a = found[i][0]
        match = next((b for b in left if b["code"] == a["code"]), None)
        if match is not None:
            left.remove(match)
            found[i] = (a, match)
    moved = [Moved("gone" if b is None else "same" if a == b else "changed", a, b) for a, b in found]
    return [*moved, *(Moved("new", None, b) for b in left)]


def _name(line: Mapping[str, Any]) -> Any:
    return line.get("title") or line["text"]


def terms(case: Case, change: Change, usual: Mapping[str, Mapping[str, Any]] | None = None) -> list[Clause]:
    """The clauses of the charter under the change, worded anew where they differ: what a counter-proposal says."""
    changed = applied(case, replace(change, without=frozenset()), usual)
    names = {m.did: m.name for m in case.members} | {m.did.rpartition(":")[2]: m.name for m in case.members}
    found = []
    for clause in changed.charter.clauses:
        old = case.charter.clause(clause.code)
        if old is not None and (old.form, old.parameters) == (clause.form, clause.parameters):
            found.append(old)
            continue
        text = {lang: render(clause.code, clause.form, clause.parameters, lang, names) for lang in ("de", "en")}
        found.append(replace(clause, text=text))
    return found


def _wrong(message: str, where: str) -> Invalid:
    return Invalid("bad-change", message, where=where)
