"""Accesses to try two policies on: what no proof decides, an example may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ._regions import Atom, Box, boxes
from .conditions import Among, Elapsed, Moment, Uses, constraint
from .evaluation import Context, State, judge
from .model import Policy
from .vocabulary import CLAIM, MEMBERSHIP, PURPOSE, RECIPIENT, SPATIAL, Operator

_SOME_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_OTHER: Final = "urn:verbund:other"
_SECOND: Final = timedelta(seconds=1)
_MAX: Final = 40


def contexts(a: Policy, b: Policy) -> Iterator[Context]:
    """Contexts that satisfy a box of `a`, each varied in one respect by the values that `a` and `b` mention."""
    atoms = [
        atom
        for policy in (a, b)
        for rule in policy.permissions + policy.prohibitions
        for box in boxes(rule.constraints)
        for atom in box
    ]
    parties = [policy.assignee for policy in (a, b) if policy.assignee]
    parties += [rule.assignee for q in (a, b) for rule in q.permissions + q.prohibitions if rule.assignee]
    pools = _pools(atoms, parties)
    for rule in a.permissions:
        for box in boxes(rule.constraints)[:8]:
            base = _base(box, pools, rule.assignee or a.assignee, rule.target or a.target)
            yield base
            for name, values in pools.items():
                for value in values:
                    yield _with(base, name, value)


def _base(box: Box, pools: dict[str, list[Any]], assignee: str | None, target: str | None) -> Context:
    context = Context(_SOME_DAY, target=target)
    for name, values in pools.items():
        for value in values:
            context = _with(context, name, value)
            if all(_holds(atom, context) for atom in box if _concerns(atom) == name):
                break
    return context if assignee is None else replace(context, assignee=assignee)


def _with(context: Context, name: str, value: Any) -> Context:
    if name == "now" and context.agreement_start is not None:
        try:
            start = value - (context.now - context.agreement_start)
        except OverflowError:
            return context
        return replace(context, now=value, agreement_start=start)
    if name == "elapsed":
        try:
            return replace(context, agreement_start=context.now - value)
        except OverflowError:
            return context
    return replace(context, **{name: value})


def _holds(atom: Atom, context: Context) -> bool:
    return isinstance(atom, str) or judge(constraint(atom), context)[0].state is State.SATISFIED


def _concerns(atom: Atom) -> str:
    if isinstance(atom, Among):
        if atom.subject == RECIPIENT:
            return "groups" if atom.operator is Operator.IS_PART_OF else "assignee"
        return {PURPOSE: "purpose", SPATIAL: "region", MEMBERSHIP: "memberships"}.get(atom.subject, "claims")
    if isinstance(atom, Moment):
        return "now"
    return "elapsed" if isinstance(atom, Elapsed) else "uses" if isinstance(atom, Uses) else "sole"


def _pools(atoms: list[Atom], parties: list[str]) -> dict[str, list[Any]]:
    now = [_SOME_DAY]
    elapsed = [timedelta(0), timedelta(days=1)]
    uses = [0]
    named: dict[str, list[str]] = {k: [] for k in ("assignee", "groups", "purpose", "region", "memberships")}
    named["assignee"] += parties
    claims: dict[str, set[str]] = {}
    for atom in atoms:
        if isinstance(atom, Moment):
            now += [atom.at, atom.at - _SECOND, atom.at + _SECOND]
        elif isinstance(atom, Elapsed):
            length = atom.duration.after(_SOME_DAY) - _SOME_DAY
            elapsed += [length, length - timedelta(days=3), length + timedelta(days=3)]
        elif isinstance(atom, Uses):
            uses += [max(atom.limit - 1, 0), max(atom.limit - 2, 0), atom.limit]
        elif isinstance(atom, Among) and atom.subject.startswith(CLAIM):
            claims.setdefault(atom.subject, set()).update(atom.values)
        elif isinstance(atom, Among):
            named[_concerns(atom)] += atom.values
    sets = {
        name: [frozenset(named[name]), frozenset(), *({value} for value in named[name])]
        for name in ("groups", "memberships")
    }
    every = [claims, {}, *({**claims, key: {value}} for key, held in claims.items() for value in sorted(held))]
    pools: dict[str, list[Any]] = {
        "now": now,
        "elapsed": elapsed,
        "uses": uses,
        "assignee": [_OTHER, *named["assignee"]],
        "purpose": [_OTHER, *named["purpose"]],
        "region": ["ZZ", *named["region"], *(_neighbour(code) for code in named["region"])],
        "claims": every,
        "sole": [True, False],
        **sets,
    }
    return {name: _few(values) for name, values in pools.items()}


def _neighbour(code: str) -> str:
    """Another region in the same larger one."""
    return code[:-1] + ("1" if code.endswith("0") else "0") if len(code) > 2 and code != "EEA" else code


def _few(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found and len(found) < _MAX:
            found.append(value)
    return found
