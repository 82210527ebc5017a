"""Lints of the house: what every room must have, and what no room may do."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from verbund.apps.core.audit import EVENTS
from verbund.apps.core.models import Company
from verbund.apps.core.registry import company_data

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "verbund"
OURS = [c for c in apps.get_app_configs() if c.name.startswith("verbund.apps.")]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]

WITHOUT_EXPORT = {
    "core.audithead": "counter and last hash of the chain, which is exported whole",
    "events.event": "a public announcement of who holds it",
}
"""Models with company data that need no place of their own in export and erasure, each with the reason."""

WRITES_ELSEWHERE = {
    "accounts/tokens.py": "marks that a token was used, at most once an hour; no state moves",
    "core/chain.py": "the head of the chain moves with the entry that record() appends",
    "core/files.py": "a file and its row are one thing; called by actions only",
    "core/imports/": "the engine of imports writes rows, runs and quarantine",
    "core/jobs.py": "the queue itself: leases, progress",
    "core/lease.py": "the queue itself",
    "core/outbox.py": "the queue itself",
    "core/personal_data.py": "erasure under retention rules",
    "core/worker.py": "the queue itself",
    "cooperation/keystore.py": "public keys as documents show them; holds what actions and receivers hand it",
    "cooperation/register_store.py": "where entries of a register are kept, called by actions and receivers",
    "dataspace/files.py": "a file and its row are one thing",
    "dataspace/identity.py": "what was last seen of other participants, a cache",
    "dataspace/keys.py": "seals keys; called by actions only",
    "dataspace/outgoing.py": "the outbox handler: notes what became of a message",
    "dataspace/provider_profiles.py": "a receiver: takes what a peer published",
    "dataspace/tokens.py": "tokens that were used, so that none is used twice",
    "matching/datasets.py": "a receiver: takes what a peer answered",
    "personal_data.py": "erasure under retention rules",
    "imports.py": "an import target writes what a row says",
    "targets/": "an import target writes what a row says",
    "jobs.py": "jobs write what they compute",
}
"""Path (or its end, or a folder in it) → why it may write beside actions."""

LONGEST = 450
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|Users|root)/\w+"),
    "an index address": re.compile(r"--(?:extra-)?index-url\s+http|https?://[^\s\"']+/simple\b"),
    "a sign of a merge": re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE),
}


def _code(folder: Path = SRC) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.py")) if "migrations" not in p.parts]


@pytest.mark.parametrize("config", OURS, ids=lambda c: c.label)
def test_every_app_has_tests(config) -> None:
    room = Path(config.path).relative_to(SRC / "apps")
    files = [p for p in _code(Path(config.path)) if p.name not in ("__init__.py", "apps.py") and p.stat().st_size]
    if not files:
        pytest.skip("an empty room")
    tests = ROOT / "tests" / "apps" / room.parts[0]  # the kinds share a suite
    assert list(tests.rglob("test_*.py")), f"write tests in {tests.relative_to(ROOT)}"


def _about_companies() -> list[type[models.Model]]:
    found = []
    for config in OURS:
        for model in config.get_models():
            fields = [f for f in model._meta.get_fields() if isinstance(f, models.ForeignKey)]
            if any(f.related_model is Company and not f.name.startswith("to_") for f in fields):
                found.append(model)
    return found


@pytest.mark.parametrize("model", _about_companies(), ids=lambda m: m._meta.label_lower)
def test_company_data_can_be_exported_and_erased(model) -> None:
    registered = {data.model for _name, data in company_data.items()}
    label = model._meta.label_lower
    assert label in registered or label in WITHOUT_EXPORT, (
        f"register {label} in core.registry.company_data (export, erase, retention), or give the reason why not"
    )


def test_reasons_are_still_needed() -> None:
    registered = {data.model for _name, data in company_data.items()}
    assert not registered & set(WITHOUT_EXPORT)
    known = {m._meta.label_lower for c in OURS for m in c.get_models()}
    assert registered <= known
    assert set(WITHOUT_EXPORT) <= known


WRITERS = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
NOT_ROWS = {"messages", "headers", "cookies", "hashlib", "digest", "context", "session", "request", "self"}


def _writes(path: Path) -> list[str]:
    """Lines that write rows: `.objects.create(`, `.filter(…).update(`, `row.save(`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS):
            continue
        target = ast.unparse(node.func.value)
        if node.func.attr == "save" or ".objects" in target or "filter(" in target:
            found.append(f"{path.relative_to(SRC)}:{node.lineno}: {target[:60]}.{node.func.attr}(…)")
    return found


def _may_write(path: Path) -> bool:
    name = str(path.relative_to(SRC / "apps"))
    if path.name == "actions.py" or "/actions/" in name:
        return True
    return any(name.endswith(known) or (known.endswith("/") and known in name) for known in WRITES_ELSEWHERE)


@pytest.mark.parametrize("config", OURS, ids=lambda c: c.label)
def test_only_actions_write(config) -> None:
    wrong = [line for path in _code(Path(config.path)) if not _may_write(path) for line in _writes(path)]
    assert not wrong, "\n".join(["move these writes to actions.py, or give the reason in WRITES_ELSEWHERE:", *wrong])


def test_writes_of_a_company_take_turns() -> None:
    """A transaction in the rows of one company begins with `turn` (docs/decisions/2026-11-23-turns.md)."""
    both = re.compile(r"transaction\.atomic\(\), scoped_to\(|scoped_to\([^)]*\), transaction\.atomic\(\)")
    found = [str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if both.search(p.read_text(encoding="utf-8"))]
    assert found == ["apps/core/actions.py"]


def test_queries_and_pages_open_no_transaction() -> None:
    wrong = [
        f"{path.relative_to(SRC)}"
        for path in _code(SRC / "apps")
        if path.name in ("queries.py", "views.py") and "transaction.atomic" in path.read_text(encoding="utf-8")
    ]
    assert not wrong


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_every_audit_event_has_words(event: str) -> None:
    kind = EVENTS[event]
    text = str(kind.text)
    assert text, event
    named = set(re.findall(r"%\((\w+)\)", text))
    assert named <= set(kind.__dataclass_fields__), f"{event} speaks of what it does not hold"


def test_no_file_is_crowded() -> None:
    crowded = {
        str(path.relative_to(ROOT)): lines
        for path in TRACKED
        if path.suffix == ".py"
        and "migrations" not in path.parts
        and path.exists()
        and (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert not crowded, f"find the idea that divides them: {crowded}"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_repository_speaks_of_the_product_alone(what: str) -> None:
    found = []
    for path in TRACKED:
        if path == Path(__file__) or not path.exists() or path.suffix in (".woff2", ".png", ".gz", ".xlsx"):
            continue
        hit = FORBIDDEN[what].search(path.read_text(encoding="utf-8", errors="ignore"))
        if hit:
            found.append(f"{path.relative_to(ROOT)}: {hit[0]}")
    assert not found, what


@pytest.mark.slow
def test_the_rooms_keep_their_order() -> None:
    """The contracts of import-linter in pyproject.toml."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]
