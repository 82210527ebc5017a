#!/usr/bin/env python
"""Mutation testing of the rules of the side-effect report: how many small changes of a rule do the made cases notice?

Every comparison, boolean, number, sign, `not` and string that names a clause or a question is changed once, alone; a
mutant is killed when one made case says something else (tests/apps/cooperation/report). All run in one process,
because a fresh one for each of some thousand mutants would take hours. Prints the survivors and the share killed;
fails below 90 per cent.

    python scripts/mutate.py [MODULE …]     e.g. data general
"""

from __future__ import annotations

import ast
import copy
import importlib
import os
import sys
import time
import types
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GENERAL = ("general", "votes", "competition")
KINDS = ("data", "development", "purchasing", "production", "competence", "training", "ai")
LEAST = 0.9
SWAP: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}  # fmt: skip
NOT_SEEN = frozenset({"QUESTIONS", "inputs"})
"""What the made cases do not look at: the words of questions, where a figure comes from."""


def mutants(tree: ast.Module) -> Iterator[tuple[str, ast.Module]]:
    """(what was changed, the module) for every change."""
    for number, node in enumerate(_nodes(tree)):
        for said, change in _changes(node):
            other = copy.deepcopy(tree)
            change(_nodes(other)[number])
            yield f"{getattr(node, 'lineno', '?')}: {said}", ast.fix_missing_locations(other)


def _nodes(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = []

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.keyword) and node.arg in NOT_SEEN:
            return
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in NOT_SEEN:
            return
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id in NOT_SEEN:
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
            return
        if isinstance(node, ast.ImportFrom | ast.Import | ast.arguments):
            return
        found.append(node)
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.FunctionDef) and child is node.returns):
                walk(child)

    walk(tree)
    return found


def _changes(node: ast.AST) -> list[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.Compare):
        return [(f"comparison {type(op).__name__}", _op(i)) for i, op in enumerate(node.ops) if type(op) in SWAP]
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAP:
        return [(f"{type(node.op).__name__}", lambda n: setattr(n, "op", SWAP[type(n.op)]()))]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [("not", lambda n: setattr(n, "op", ast.UAdd()) or setattr(n, "operand", _truth(n.operand)))]
    if isinstance(node, ast.IfExp):
        return [("arms swapped", lambda n: n.__dict__.update(body=n.orelse, orelse=n.body))]
    if isinstance(node, ast.Continue):
        return [("continue", lambda n: setattr(n, "__class__", ast.Pass))]
    if isinstance(node, ast.Return) and node.value is None:
        return [("return", lambda n: setattr(n, "__class__", ast.Pass))]
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return [("truth", lambda n: setattr(n, "value", not n.value))]
        if isinstance(node.value, int | float):
            return [("number", lambda n: setattr(n, "value", n.value * 1.1 + 1))]
        if isinstance(node.value, str) and node.value:
            return [(f"word {node.value[:30]!r}", lambda n: setattr(n, "value", f"{n.value}x"))]
    return []


def _op(i: int) -> Callable[[Any], None]:
    def change(node: ast.Compare) -> None:
        node.ops[i] = SWAP[type(node.ops[i])]()

    return change


def _truth(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("bool", ast.Load()), [node], [])


def noticed(kind_first: str) -> bool:
    """Whether a made case says something else than was read; those of the kind first."""
    from tests.apps.cooperation.report import expected
    from tests.apps.cooperation.report.scenarios import SCENARIOS, STOPS

    try:
        for s, case in CASES[kind_first]:
            if _asked(case) != ASKED[id(s)]:
                return True
            found = [f"{s.code} {s.name}: {expected.said(x)}" for x in expected.lines_of(case, s.code)]
            if found != EXPECTED[id(s)]:
                return True
        for s, cases in AWAYS[kind_first]:
            if any(expected.lines_of(case, s.code) for case in cases):
                return True
        for s in STOPS:
            found = [f"STOP {s.code} {s.name}: {expected.shown(x)}" for x in expected.stops_of(s.shows(), s.code)]
            if found != EXPECTED[id(s)] or any(expected.stops_of(away(), s.code) for away in s.away):
                return True
    except Exception:
        return True
    assert SCENARIOS
    return False


def influence(module: types.ModuleType) -> bool:
    """Whether influence is still what its definition counts."""
    from tests.apps.cooperation.report.test_votes import by_hand

    for weights in ((3, 2, 1), (1, 1, 1), (5, 1, 1, 1), (4, 3, 2, 1, 0), (2, 2, 2, 2), (6, 3, 3)):
        votes = {f"m{i}": w for i, w in enumerate(weights)}
        for rule in ("majority", "two_thirds"):
            said = module.banzhaf(votes, rule)
            if any(abs(said[m] - value) > 1e-9 for m, value in by_hand(votes, rule).items()):
                return False
    return bool(
        module.banzhaf({"a": 3, "b": 0}, "unanimous") == {"a": 1.0, "b": 0.0} and not module.banzhaf({}, "majority")
    )


CASES: dict[str, list[Any]] = {}
AWAYS: dict[str, list[Any]] = {}
EXPECTED: dict[int, list[str]] = {}
ASKED: dict[int, Any] = {}


def _asked(case: Any) -> Any:
    """Questions with the lines they change, and the codes of all effects."""
    from verbund.apps.cooperation.kinds import kind
    from verbund.apps.cooperation.report.build import all_effects, lines, questions, stops

    k = kind(case.charter.kind)
    asked = [(q["code"], q["changes"]) for q in questions(case, k, lines(case, k))]
    return asked, [e.code for e in all_effects(k)], [(s.code, s.mend, s.text["de"]) for s in stops(case, k)]


def prepare() -> None:
    """Made cases by kind and what they say."""
    from tests.apps.cooperation.report import expected
    from tests.apps.cooperation.report.scenarios import SCENARIOS, STOPS

    for s in SCENARIOS:
        ASKED[id(s)] = _asked(s.shows())
        EXPECTED[id(s)] = [f"{s.code} {s.name}: {expected.said(x)}" for x in expected.lines_of(s.shows(), s.code)]
    for s in STOPS:
        EXPECTED[id(s)] = [f"STOP {s.code} {s.name}: {expected.shown(x)}" for x in expected.stops_of(s.shows(), s.code)]
    for kind in ("", *KINDS):
        made = [(s, s.shows()) for s in SCENARIOS]
        CASES[kind] = [pair for pair in made if not kind or pair[1].charter.kind == kind]
        gone = [(s, [away() for away in s.away]) for s in SCENARIOS]
        AWAYS[kind] = [(s, cases) for s, cases in gone if not kind or any(c.charter.kind == kind for c in cases)]


def use(name: str, tree: ast.Module, file: Path) -> Callable[[], None]:
    """Puts the changed module in place; returns how to take it back."""
    from verbund.apps.cooperation import kinds
    from verbund.apps.cooperation.report import build

    package = f"verbund.apps.kinds.{name}" if name in KINDS else "verbund.apps.cooperation.report"
    module = types.ModuleType(f"{package}.mutant")
    module.__package__ = package
    sys.modules[module.__name__] = module
    exec(compile(tree, str(file), "exec"), module.__dict__)  # noqa: S102 our own source, changed by one token
    if name in KINDS:
        items = kinds._kinds._items
        old = items[name]
        items[name] = replace(old, effects=module.EFFECTS)
        return lambda: items.__setitem__(name, old)
    if name == "votes":
        effects = build.general.EFFECTS
        build.general.EFFECTS = tuple(replace(e, rule=module.burden) if e.code == "V3" else e for e in effects)
        return lambda: setattr(build.general, "EFFECTS", effects)
    before = getattr(build, name)
    setattr(build, name, module)
    data = importlib.import_module("verbund.apps.kinds.data.effects")
    if name == "competition":  # its reading of sensitive fields serves the kind too
        data.sensitive_fields = module.sensitive_fields

    def back() -> None:
        setattr(build, name, before)
        data.sensitive_fields = build.competition.sensitive_fields

    return back


def _rules(file: Path) -> ast.Module:
    """A module without what it does when it is imported: its texts are registered already."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tree.body = [n for n in tree.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Call))]
    return tree


def main(names: list[str]) -> int:
    """Exit code 1 below the share that must be killed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    prepare()
    assert not noticed(""), "the made cases do not say what they said"
    killed = all_of_them = 0
    for name in names or [*GENERAL, *KINDS]:
        path = f"kinds/{name}/effects.py" if name in KINDS else f"cooperation/report/{name}.py"
        file = ROOT / "src" / "verbund" / "apps" / path
        begun, dead, count = time.monotonic(), 0, 0
        for said, tree in mutants(_rules(file)):
            count += 1
            try:
                back = use(name, tree, file)
            except Exception:
                dead += 1
                continue
            try:
                wrong = name == "votes" and not influence(sys.modules["verbund.apps.cooperation.report.mutant"])
            except Exception:
                wrong = True
            if wrong or noticed(name if name in KINDS else ""):
                dead += 1
            else:
                print(f"  survived {path}:{said}")
            back()
        killed, all_of_them = killed + dead, all_of_them + count
        print(f"{path}: {dead} of {count} killed, {time.monotonic() - begun:.0f} s", flush=True)
    share = killed / all_of_them
    print(f"{killed} of {all_of_them} mutants killed: {share:.1%} (at least {LEAST:.0%})")
    return 0 if share >= LEAST else 1


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    importlib.invalidate_caches()
    raise SystemExit(main(sys.argv[1:]))
