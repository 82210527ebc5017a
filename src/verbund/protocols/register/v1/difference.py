"""What changed between two versions of a charter, clause by clause and parameter by parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .charter import Charter, Clause, Member


class ChangeKind(StrEnum):
    """What a page makes a sentence of; `subject`, `name`, `old`, `new` of the Change in brackets."""

    MEMBER_ADDED = "member_added"  # DID, -, -, Member
    MEMBER_REMOVED = "member_removed"  # DID, -, Member, -
    MEMBER_CHANGED = "member_changed"  # DID, role|key|name, old, new
    OFFICE_CHANGED = "office_changed"  # registrar|deputy, -, DID, DID
    CLAUSE_ADDED = "clause_added"  # code, -, -, Clause
    CLAUSE_REMOVED = "clause_removed"  # code, -, Clause, -
    CLAUSE_FORM_CHANGED = "clause_form_changed"  # code, -, weak|strong, weak|strong
    CLAUSE_ENFORCEMENT_CHANGED = "clause_enforcement_changed"  # code, -, machine|trust, machine|trust
    PARAMETER_ADDED = "parameter_added"  # code, parameter, -, value
    PARAMETER_REMOVED = "parameter_removed"  # code, parameter, value, -
    PARAMETER_CHANGED = "parameter_changed"  # code, parameter, value, value
    CLAUSE_TEXT_CHANGED = "clause_text_changed"  # code, language, text or None, text or None
    CLAUSE_ODRL_CHANGED = "clause_odrl_changed"  # code, -, ODRL or None, ODRL or None
    DATE_CHANGED = "date_changed"  # sign_by|valid_from|valid_until, -, old, new
    NOTICE_CHANGED = "notice_changed"  # notice_days, -, days, days
    RULE_CHANGED = "rule_changed"  # voting|policy|kind|form, -, old, new
    TEXT_CHANGED = "text_changed"  # title|purpose|text, language, text or None, text or None


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `name` is the parameter, language or attribute inside `subject`."""

    kind: ChangeKind
    subject: str
    name: str | None
    old: Any
    new: Any


def difference(old: Charter, new: Charter) -> tuple[Change, ...]:
    """All changes from `old` to `new`, members first, then clauses in `new`'s order; empty for equal terms.

    Version number and previous hash are not reported, nor a changed order of members or clauses.
    """
    return tuple(_changes(old, new))


def _changes(old: Charter, new: Charter) -> Iterator[Change]:
    yield from _members(old, new)
    for office in ("registrar", "deputy"):
        yield from _attribute(ChangeKind.OFFICE_CHANGED, office, old, new)
    yield from _clauses(old, new)
    for subject in ("sign_by", "valid_from", "valid_until"):
        yield from _attribute(ChangeKind.DATE_CHANGED, subject, old, new)
    yield from _attribute(ChangeKind.NOTICE_CHANGED, "notice_days", old, new)
    for subject in ("voting", "policy", "kind", "form"):
        yield from _attribute(ChangeKind.RULE_CHANGED, subject, old, new)
    for subject in ("title", "purpose", "text"):
        yield from _texts(ChangeKind.TEXT_CHANGED, subject, getattr(old, subject), getattr(new, subject))


def _attribute(kind: ChangeKind, subject: str, old: Charter, new: Charter) -> Iterator[Change]:
    before, after = getattr(old, subject), getattr(new, subject)
    if before != after:
        yield Change(kind, subject, None, before, after)


def _members(old: Charter, new: Charter) -> Iterator[Change]:
    for did in _either(old.by_did, new.by_did):
        before: Member | None = old.by_did.get(did)
        after: Member | None = new.by_did.get(did)
        if before is None:
            yield Change(ChangeKind.MEMBER_ADDED, did, None, None, after)
        elif after is None:
            yield Change(ChangeKind.MEMBER_REMOVED, did, None, before, None)
        else:
            for name in ("role", "key", "name"):
                if getattr(before, name) != getattr(after, name):
                    yield Change(ChangeKind.MEMBER_CHANGED, did, name, getattr(before, name), getattr(after, name))


def _clauses(old: Charter, new: Charter) -> Iterator[Change]:
    was = {clause.code: clause for clause in old.clauses}
    now = {clause.code: clause for clause in new.clauses}
    for code in _either(was, now):
        if code not in was:
            yield Change(ChangeKind.CLAUSE_ADDED, code, None, None, now[code])
        elif code not in now:
            yield Change(ChangeKind.CLAUSE_REMOVED, code, None, was[code], None)
        else:
            yield from _clause(was[code], now[code])


def _clause(old: Clause, new: Clause) -> Iterator[Change]:
    code = new.code
    if old.form != new.form:
        yield Change(ChangeKind.CLAUSE_FORM_CHANGED, code, None, old.form, new.form)
    if old.enforced != new.enforced:
        yield Change(ChangeKind.CLAUSE_ENFORCEMENT_CHANGED, code, None, old.enforced, new.enforced)
    for name in _either(old.parameters, new.parameters):
        if name not in old.parameters:
            yield Change(ChangeKind.PARAMETER_ADDED, code, name, None, new.parameters[name])
        elif name not in new.parameters:
            yield Change(ChangeKind.PARAMETER_REMOVED, code, name, old.parameters[name], None)
        elif not _same(old.parameters[name], new.parameters[name]):
            yield Change(ChangeKind.PARAMETER_CHANGED, code, name, old.parameters[name], new.parameters[name])
    yield from _texts(ChangeKind.CLAUSE_TEXT_CHANGED, code, old.text, new.text)
    if old.odrl != new.odrl:
        yield Change(ChangeKind.CLAUSE_ODRL_CHANGED, code, None, old.odrl, new.odrl)


def _texts(kind: ChangeKind, subject: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for language in _either(old, new):
        if old.get(language) != new.get(language):
            yield Change(kind, subject, language, old.get(language), new.get(language))


def _same(old: Any, new: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _either(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Keys of `new` in its order, then those only `old` has."""
    return [*new, *(key for key in old if key not in new)]
