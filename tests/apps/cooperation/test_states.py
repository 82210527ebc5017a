"""The tables of states: walked, closed, and moved by actions only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from verbund.apps.cooperation import states
from verbund.apps.cooperation.models import CharterVersion, Verbund
from verbund.protocols.register.v1 import CharterState

ROOM = Path(states.__file__).parent


@pytest.mark.parametrize(
    ("table", "choices", "start"),
    [
        (states.TRANSITIONS, Verbund.State, "draft"),
        (states.VERSION_TRANSITIONS, CharterVersion.Status, "draft"),
    ],
)
def test_every_state_has_its_row_and_is_reached(table, choices, start) -> None:
    assert set(table) == set(choices.values)
    reached = {start} | {then for row in table.values() for then in row}
    assert reached | {"counter"} >= set(choices.values)  # a counter-proposal begins as one
    for state in table:
        assert states.path(table, state, state) == ()


def test_ways_through_the_table_are_the_shortest() -> None:
    assert states.path(states.TRANSITIONS, "proposed", "left") == ("in_force", "left")
    assert states.path(states.TRANSITIONS, "draft", "ended") == ("proposed", "in_force", "ended")
    assert states.path(states.TRANSITIONS, "ended", "in_force") is None


def test_every_state_of_the_register_has_its_words() -> None:
    assert set(states.VERSION_OF) == set(CharterState)


def test_only_actions_write() -> None:
    writing = {"save", "create", "update", "delete", "update_or_create", "get_or_create", "bulk_create"}
    allowed = {"register_store.py", "keystore.py", "personal_data.py"}
    for path in ROOM.rglob("*.py"):
        if "actions" in path.parts or "migrations" in path.parts or path.name in allowed:
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        found = {c.func.attr for c in calls if isinstance(c.func, ast.Attribute)} & writing
        assert not found, f"{path.name} writes: {found}"
