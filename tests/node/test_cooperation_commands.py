"""A company negotiates, signs and leaves at the terminal; what goes wrong says how to mend it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from tests.apps.cooperation.conftest import kind, near, signer_of, wire  # noqa: F401 fixtures
from tests.apps.cooperation.world import World
from tests.support.people import fresh_code
from verbund.apps.accounts.models import Person
from verbund.node.cli._root import main

pytestmark = pytest.mark.django_db


def say(*args: str, ok: bool = True) -> Any:
    done = CliRunner().invoke(main, ["--json", "verbund", *args])
    assert (done.exit_code == 0) is ok, done.output
    return json.loads(done.stdout) if ok else done.output


def email(world: World, name: str) -> str:
    return Person.objects.get(pk=world.signers[name].user_id).email


def sign(world: World, name: str, **more: Any) -> Any:
    code = fresh_code(world.signers[name].user_id)
    who = ("--as", name, "--person", email(world, name))
    return say("sign", str(world.verbund), *who, "--code", code, "--yes", **more)


def test_from_the_charter_to_leaving(near: World) -> None:  # noqa: F811
    near.propose()
    vid = str(near.verbund)
    assert [v["id"] for v in say("list", "--as", "bert")] == [vid]
    draft = say("counter", vid, "--as", "bert", "--notice-days", "60", "--reason", "Zu kurz")
    near.run()
    version = say("adopt", vid, "--as", "anna", "--draft", draft["hash"][:10])
    near.run()
    for name in ("anna", "bert", "cleo"):
        assert sign(near, name)["charter"] == version["hash"]
    near.run()
    shown = say("show", f"urn:uuid:{vid}", "--as", "cleo")
    assert shown["state"] == "in_force"
    assert shown["clean"]
    last = shown["versions"][-1]
    assert len(last["signed"]) == 3
    assert all(s["host"] for s in last["signed"])
    assert say("leave", vid, "--as", "cleo", "--yes", "--reason", "Genug")["state"] == "left"
    near.run()
    assert [e["type"] for e in say("register", vid, "--as", "anna")][-1] == "left"


def test_errors_say_how_to_mend(near: World) -> None:  # noqa: F811
    charter = near.propose()
    vid = str(near.verbund)
    assert "verbund verbund list" in say("show", "x", "--as", "bert", ok=False)
    assert "company list" in say("show", vid, "--as", "nobody", ok=False)
    assert "user list" in say("refuse", vid, "--as", "bert", "--person", "x@y.example", ok=False)
    assert "L1" in say("counter", vid, "--as", "bert", "--drop", "Q9", ok=False)
    assert "--notice-days" in say("counter", vid, "--as", "bert", ok=False)
    assert "0 versions" in say("refuse", vid, "--as", "bert", "--charter", "ffff", ok=False)
    who = ("--as", "bert", "--person", email(near, "bert"), "--yes")
    assert "second-factor-missing" in say("sign", vid, *who, "--code", "123456", ok=False)
    fresh_code(near.signers["bert"].user_id)
    assert "second-factor-code" in say("sign", vid, *who, "--code", "000", "--charter", charter[:8], ok=False)
    assert say("refuse", vid, "--as", "bert", "--reason", "Zu teuer")["charter"] == charter
    assert say("withdraw", vid, "--as", "bert")["charter"] == charter
