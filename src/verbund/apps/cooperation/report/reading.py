"""Reading a case: clauses, members, answers. Everything a rule asks goes through here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from verbund.kit.interval import Interval
from verbund.protocols.register.v1 import Clause

from .model import Case, MemberProfile

MOST = 1e12
"""Amounts above are no amounts of a small company, but hostile."""
MARKET = frozenset({"sme", "large", "startup"})
"""Kinds of members that sell on a market and so can compete."""


def clause(case: Case, code: str) -> Clause | None:
    """The clause of the charter, or None."""
    return case.charter.clause(code)


def strong(case: Case, code: str) -> bool:
    """Whether the clause stands, in its strong form."""
    found = case.charter.clause(code)
    return found is not None and found.form == "strong"


def setting(case: Case, code: str, name: str, default: Any = None) -> Any:
    """A parameter as it stands, `default` where clause or parameter is missing."""
    found = case.charter.clause(code)
    if found is None:
        return default
    value = found.parameters.get(name)
    return default if value is None else value


def own_setting(case: Case, code: str, name: str) -> Any:
    """A parameter that may be one for each member: this member's value (None where it has none)."""
    value = setting(case, code, name)
    if not isinstance(value, Mapping):
        return value
    for reference, one in value.items():
        if named(case, reference) == case.member:
            return one
    return None


def settings_by_member(case: Case, code: str, name: str) -> dict[str, Interval]:
    """A per-member parameter as amounts by DID; one value counts for every voting member."""
    value = setting(case, code, name)
    if isinstance(value, Mapping):
        pairs = ((named(case, ref), amount(one)) for ref, one in value.items())
        return {m.did: a for m, a in pairs if m is not None and a is not None}
    found = amount(value)
    return {} if found is None else {m.did: found for m in voters(case)}


def named(case: Case, reference: Any) -> MemberProfile | None:
    """The member a parameter names: by DID, by the last part of its DID, or by name."""
    text = str(reference)
    for test in (
        lambda m: m.did == text,
        lambda m: m.did.rpartition(":")[2] == text,
        lambda m: m.name == text,
    ):
        for member in case.members:
            if test(member):
                return member
    return None


def members_in(case: Case, code: str, name: str) -> tuple[MemberProfile, ...]:
    """The members that a list parameter names; a single reference counts as a list of one."""
    value = setting(case, code, name, [])
    items = value if isinstance(value, list) else [value]
    return tuple(m for m in (named(case, item) for item in items) if m is not None)


def words_in(case: Case, code: str, name: str) -> frozenset[str]:
    """A list of words as a set."""
    value = setting(case, code, name, [])
    return frozenset(str(v) for v in (value if isinstance(value, list) else [value]))


def voters(case: Case) -> tuple[MemberProfile, ...]:
    """Members with a share."""
    return tuple(m for m in case.members if m.role != "companion")


def partners(case: Case) -> tuple[MemberProfile, ...]:
    """Members with a share besides this one."""
    return tuple(m for m in voters(case) if m.did != case.member.did)


def word(case: Case, code: str, name: str) -> str:
    """A parameter that is one word; '' where it is missing or something else."""
    value = setting(case, code, name)
    return value if isinstance(value, str) else ""


def amount(value: Any) -> Interval | None:
    """A number from 0 to `MOST`, a decimal in quotes, or [low, high] as an interval; None where it is none of these."""
    if isinstance(value, list | tuple):
        ends = [None if isinstance(v, list | tuple) else amount(v) for v in value[:3]]
        low, high = ends if len(ends) == 2 else (None, None)
        return None if low is None or high is None or low.low > high.high else Interval(low.low, high.high)
    if isinstance(value, bool) or value is None or len(str(value)) > 30:
        return None
    try:
        found = float(Decimal(str(value)))
    except InvalidOperation:
        return None
    return Interval(found, found) if 0 <= found <= MOST else None


def part_of(mine: Interval, others: Interval) -> Interval | None:
    """mine / (mine + others) on intervals of amounts; None where both may be nothing."""
    if mine.low + others.low <= 0:
        return None
    return Interval(mine.low / (mine.low + others.high), mine.high / (mine.high + others.low))


def answer(case: Case, code: str) -> Any:
    """The member's own answer to a question, None while it is open."""
    return case.answers.get(code)


def answered(case: Case, code: str, unknown: Interval | None = None) -> Interval | None:
    """An answer as an interval; `unknown` while it is open."""
    found = amount(case.answers.get(code))
    return unknown if found is None else found


def said(case: Case, code: str) -> bool | None:
    """An answer yes or no; None while it is open."""
    value = case.answers.get(code)
    return value if isinstance(value, bool) else None


def other_verbuende(case: Case) -> dict[str, int]:
    """How many of the member's other Verbünde each partner sits in, by DID: what this node knows, or what it said."""
    found = {m.did: case.elsewhere[m.did] for m in partners(case) if case.elsewhere.get(m.did, 0) > 0}
    told = case.answers.get("other_verbuende")
    for reference, count in told.items() if isinstance(told, dict) else ():
        member = named(case, reference)
        if member is not None and member != case.member and isinstance(count, int) and not isinstance(count, bool):
            found[member.did] = max(found.get(member.did, 0), count)
    return {did: n for did, n in found.items() if n > 0}


def competitors(case: Case, of: MemberProfile | None = None) -> tuple[MemberProfile, ...]:
    """Members that compete with `of` (this member): same four-digit class, or a core competence of the same class.

    A sign, not a finding: the member confirms it (question `competitors`: DIDs it names, or an empty list).
    """
    me = of or case.member
    confirmed = case.answers.get("competitors")
    if isinstance(confirmed, list) and me == case.member:
        return tuple(m for m in (named(case, ref) for ref in confirmed) if m is not None and m.did != me.did)
    if me.kind not in MARKET or me.role == "companion":
        return ()
    mine = _markets(me)
    return tuple(m for m in voters(case) if m.did != me.did and m.kind in MARKET and mine & _markets(m))


def _markets(member: MemberProfile) -> frozenset[str]:
    classes = [member.wz_code, *(wz for layer, _, wz in member.competences if layer == "core")]
    return frozenset(c for c in map(four_digits, classes) if c)


def core_of(case: Case) -> str:
    """The member's first core competence; '' where it names none."""
    found = case.before.competences.get(case.before.company, case.member.competences)
    return next((name for layer, name, _ in found if layer == "core"), "")


def four_digits(code: str) -> str:
    """'25.62.0' → '2562'; '' where the class is coarser."""
    digits = "".join(ch for ch in code if ch.isdigit())
    return digits[:4] if len(digits) >= 4 else ""


def competing_pairs(case: Case) -> tuple[tuple[MemberProfile, MemberProfile], ...]:
    """All pairs among the members that compete, this member's first."""
    order = sorted(voters(case), key=lambda m: m.did != case.member.did)
    found = []
    for i, a in enumerate(order):
        rivals = {m.did for m in competitors(case, a)}
        found += [(a, b) for b in order[i + 1 :] if b.did in rivals]
    return tuple(found)


def names(members: tuple[MemberProfile, ...] | list[MemberProfile], lang: str) -> str:
    """Short names in a sentence: 'Spreewerk und Nordring'."""
    from ..words import joined

    return joined([short(m.name) for m in members], lang)


def short(name: str) -> str:
    """'Havelmetall Präzisionsteile GmbH' → 'Havelmetall Präzisionsteile'."""
    for form in (" GmbH & Co. KG", " gGmbH", " GmbH", " AG", " UG (haftungsbeschränkt)", " UG", " e. V.", " eG", " KG"):
        if name.endswith(form):
            return name.removesuffix(form)
    return name
