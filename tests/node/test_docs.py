"""What the documentation names exists: links, files, commands, options, settings, routes, hashes; its example runs."""

from __future__ import annotations

import hashlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import click
import pytest
from django.urls import Resolver404, resolve
from django.utils.translation import override

from verbund.node.cli import main
from verbund.node.config import NodeConfig

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ENGINEER = ROOT / "docs" / "handbook" / "engineer.md"
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
ROOMS = ("src/", "tests/", "docs/", "benchmarks/", "scripts/", ".ci/")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def codes(text: str) -> Iterator[str]:
    """Every line of code in a page: fenced, indented, inline."""
    for block in FENCE.findall(text):
        yield from block.splitlines()
    rest = FENCE.sub("", text)
    yield from INDENTED.findall(rest)
    yield from CODE.findall(rest)


def anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if target.startswith(("https://", "mailto:")):
            continue
        file, _, part = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), f"{name_of(page)} links to {target}"
        if part:
            headings = re.findall(r"^#+ (.+)$", found.read_text(), re.MULTILINE)
            assert part in {anchor(h) for h in headings}, f"{name_of(page)} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_files_exist(page: Path) -> None:
    for code in codes(page.read_text()):
        path = code.split()[0] if code.strip() else ""
        if path.startswith(ROOMS) and not re.search(r"[<>*…{]", path):
            assert (ROOT / path).exists(), f"{name_of(page)} names {path}"


def words_of(code: str) -> list[str]:
    """The words after `verbund` when the code is a command of ours."""
    found = re.match(r"(?:eval \"\$\()?(?:\S*/)?verbund\s+(.+)", code)
    if not found:
        return []
    try:
        return shlex.split(found[1].rstrip(')"'), comments=True)
    except ValueError:
        return found[1].split()


def check_command(words: list[str]) -> None:
    """Raises AssertionError when a command or an option does not exist."""
    at: click.Command = main
    context = click.Context(main)
    seen = [main]
    for word in words:
        if word.startswith("--"):
            known = {name for one in seen for p in one.params for name in p.opts} | {"--help", "--version"}
            assert word.partition("=")[0] in known, f"no option {word}"
        elif isinstance(at, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
            found = at.get_command(context, word)
            assert found is not None, f"no command {word}"
            at = found
            seen.append(at)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_commands_exist(page: Path) -> None:
    for code in codes(page.read_text()):
        words = words_of(code.strip())
        if words and re.fullmatch(r"--?[a-z].*|[a-z][a-z-]*", words[0]):
            try:
                check_command(words)
            except AssertionError as error:
                raise AssertionError(f"{name_of(page)}: {code.strip()}: {error}") from None


@pytest.mark.parametrize(
    "line", ["verbund nothing", "verbund company nothing", "verbund serve --nothing", "verbund token create --none x"]
)
def test_a_wrong_command_is_noticed(line: str) -> None:
    with pytest.raises(AssertionError, match=r"no (command|option)"):
        check_command(words_of(line))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_named_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for code in codes(page.read_text()):
        if found := re.match(r"make ([a-z]+)", code.strip()):
            assert found[1] in targets, f"{name_of(page)}: make {found[1]}"


def test_settings_are_those_of_the_code() -> None:
    section = ENGINEER.read_text().split("## Settings", 1)[1].split("\n## ", 1)[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert told == {f.name for f in fields(NodeConfig)} - {"home"}


PREFIXES = {"/p/", "/p/<slug>", "/dsp/", "/api/", "/.well-known/", "/en/"}


def test_named_routes_exist() -> None:
    for page in PAGES:
        for path in CODE.findall(page.read_text()):
            if not re.fullmatch(r"/[\w<>./-]+", path) or path in PREFIXES:
                continue
            real = path.replace("<slug>", "havelmetall").replace("<id>", str(uuid4()))
            try:
                with override("de"):  # the paths without a prefix
                    resolve(real)
            except Resolver404:
                raise AssertionError(f"{name_of(page)} names {path}") from None


def test_files_of_others_are_untouched() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})`", (ROOT / "THIRD_PARTY.md").read_text(), re.MULTILINE)
    assert rows
    for path, digest in rows:
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == digest, path
    fonts = {str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*.woff2")}
    assert fonts <= {path for path, _ in rows}


def test_the_newest_entry_is_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest
    assert newest[1] == version


def test_decisions_are_dated_and_short() -> None:
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert re.match(r"\d{4}-\d{2}-\d{2}-[a-z-]+\.md", page.name)
        assert len(page.read_text().splitlines()) <= 25, page.name


def test_the_kind_in_the_handbook_works(monkeypatch: pytest.MonkeyPatch) -> None:
    from verbund.apps.cooperation import kinds
    from verbund.apps.cooperation.clauses import library
    from verbund.apps.cooperation.report import Case, MemberProfile
    from verbund.apps.cooperation.report.build import build, report_hash
    from verbund.apps.ecosystem.neighbourhood import Neighbourhood
    from verbund.protocols.register.v1 import Charter, Clause, Member

    block = re.search(r"<!-- example: kind -->\n```python\n(.*?)^```", ENGINEER.read_text(), re.MULTILINE | re.DOTALL)
    assert block
    module: dict = {"__name__": "verbund_repair"}
    exec(compile(block[1], "engineer.md", "exec"), module)
    repair = module["KIND"]

    monkeypatch.setattr(kinds, "entry_points", lambda group: [SimpleNamespace(load=lambda: repair)])
    kept = dict(kinds._kinds._items)
    monkeypatch.setattr(kinds._kinds, "_items", kept)
    kinds._load_plugins.cache_clear()
    try:
        assert kinds.kind("repair") is repair
        assert repair in kinds.kinds()
        (clause,) = [kinds.clause_of(term) for term in repair.terms()]
        assert clause.text == {
            "de": "Steht eine Maschine, kommt ein Mitglied binnen 48\u00a0Stunden.",
            "en": "If a machine stands still, a member comes within 48\u00a0hours.",
        }
        assert "Z1" in library()
    finally:
        kinds._load_plugins.cache_clear()

    dids = ("did:web:a.example", "did:web:b.example")
    charter = Charter(
        verbund=f"urn:uuid:{uuid4()}", version=1, previous=None, kind="repair", title={"de": "Reparaturkreis"},
        purpose={"de": "Einander helfen"}, registrar=dids[0], deputy=dids[1],
        members=(Member(dids[0], "k" * 43, "proposer", "A"), Member(dids[1], "l" * 43, "member", "B")),
        clauses=tuple(Clause(t.code, t.form, "trust", dict(t.parameters), {"de": "Hilfe"}) for t in repair.terms()),
        sign_by=datetime(2026, 12, 1, tzinfo=UTC), valid_from=date(2026, 12, 1), valid_until=None, notice_days=30,
    )  # fmt: skip
    me, other = (MemberProfile(m.did, m.name, m.role) for m in charter.members)
    case = Case(me, (me, other), charter, Neighbourhood(uuid4(), {}, ()), date(2026, 11, 23))
    lines = [line for effect in repair.effects for line in effect.rule(case)]
    assert [(line.code, line.cause) for line in lines] == [("RP1", "repair:R1")]
    without = case.without("repair:R1")
    assert not [line for effect in repair.effects for line in effect.rule(without)]
    document = build(case, repair)
    assert "RP1" in {line["code"] for line in document["effects"]}
    assert len(report_hash(document)) == 64
