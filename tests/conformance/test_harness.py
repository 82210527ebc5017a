"""The harness itself: the script fits the protocol, the gate counts, and no id of the kit stands elsewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conformance import kit, reactions
from tests.conformance.contradictions import CONTRADICTED, MOST
from verbund.apps.dataspace.decisions import _MOVES, Move
from verbund.protocols.dsp import v2025_1 as dsp

ROOT = Path(__file__).parents[2]
REPORT = """<testsuite><testcase classname="z.a.b.X" name="a()"><system-out><![CDATA[
unique-id: x
display-name: XX:01-01: good
]]></system-out></testcase>
<testcase classname="b.X" name="b(String)"><failure message="not so">trace</failure></testcase>
<testcase classname="X" name="c()"><error>broken
trace</error></testcase>
<testcase classname="Y" name="d()"><skipped>off</skipped></testcase></testsuite>"""


def _allowed(test: str, state: str) -> set[Move]:
    consumer = re.match(r"(?:CN|TP)_C_", test) is not None
    role = dsp.Role.CONSUMER if consumer else dsp.Role.PROVIDER
    if test.startswith("CN"):
        return {_MOVES[e] for e in dsp.negotiation.allowed(dsp.NegotiationState(state), role)}
    return {_MOVES[e] for e in dsp.transfer.allowed(dsp.TransferState(state), role)}


@pytest.mark.parametrize("test", [*reactions.NEGOTIATIONS, *reactions.TRANSFERS])
def test_the_script_makes_moves_that_the_protocol_allows(test: str) -> None:
    script = {**reactions.NEGOTIATIONS, **reactions.TRANSFERS}[test]
    for state, move in reactions.steps(script):
        assert Move(move) in _allowed(test, state)


def test_every_result_is_counted(tmp_path: Path) -> None:
    (tmp_path / "TEST-x.xml").write_text(REPORT)
    found = kit._read(tmp_path)
    assert found.passed == ["a.b.X.a (XX:01-01: good)"]
    assert found.failed == {"b.X.b": "not so", "X.c": "broken"}
    assert found.skipped == ["Y.d"]


def test_each_contradicted_test_has_one_of_ours_in_its_place() -> None:
    assert len(CONTRADICTED) == MOST
    for clause, ours in CONTRADICTED.values():
        path, _, name = ours.partition("::")
        assert clause
        assert f"\ndef {name}(" in (ROOT / path).read_text(), ours


def test_no_id_of_the_kit_stands_outside_of_this_folder() -> None:
    words = re.compile(r"\b(?:CN|TP|CAT|MET)(?:_C)?[_:]\d\d[-_]\d\d\b|\bA(?:CN|TP)C?\d{4}\b|\bTCK_PARTICIPANT\b")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in tracked:
        if name.startswith("tests/conformance/") or not (ROOT / name).is_file():
            continue
        found = words.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
        assert found is None, f"{name} holds {found[0]}"  # type: ignore[index]
