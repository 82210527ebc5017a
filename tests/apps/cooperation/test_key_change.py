"""A company takes a new key and stays able to act in every Verbund; the others follow."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from verbund.apps.cooperation import actions, queries
from verbund.apps.cooperation.models import Verbund
from verbund.apps.core.models import AuditEntry
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.apps.dataspace import identity
from verbund.apps.dataspace.actions import rotate_key
from verbund.apps.dataspace.models import CompanyKey
from verbund.apps.dataspace.registry import key_watchers
from verbund.kit.errors import Conflict
from verbund.node.cli._root import main

pytestmark = pytest.mark.django_db


def rotate(world, name: str) -> CompanyKey:
    actor, company, _verbund = world.who(name)
    key = rotate_key(actor, company)
    world.run()
    return key


def hours(world, name: str, value: str = "3") -> None:
    actions.contribute(*world.who(name), {"de": "Geprüft"}, {"value": value, "unit": "h"})
    world.run()


def test_the_register_goes_on_under_the_new_key(world) -> None:
    world.in_force()
    hours(world, "bert")
    new = rotate(world, "bert")
    hours(world, "bert", "5")
    hours(world, "cleo")
    assert len(world.digests()) == 1
    for name in ("anna", "bert", "cleo"):
        register = queries.register(*world.who(name))
        assert all(entry.counts for entry in register)
        changed = [entry for entry in register if entry.type == "key_changed"]
        assert [entry.author for entry in changed] == [world.did("bert")]
        assert changed[0].payload["new"] == new.thumbprint
        assert queries.state(*world.who(name)).members[world.did("bert")].state == "active"


def test_the_old_key_is_published_for_verification_only_and_wiped(near) -> None:
    near.in_force()
    new = rotate(near, "bert")
    document = identity.resolve(near.did("bert"))
    assert {method.key.thumbprint for method in document.methods} > {new.thumbprint}
    with everybody():
        old = CompanyKey.objects.get(company=near.companies["bert"], state="retired")
    assert old.sealed is None


def test_a_version_that_names_the_old_key_is_put_forward_anew(world) -> None:
    charter = world.propose()
    rotate(world, "bert")
    actions.show_report(*world.who("bert"), charter)
    with pytest.raises(Conflict) as caught:
        actions.assent(*world.who("bert"), charter)
    assert caught.value.code == "other-key"
    version = actions.adopt(*world.who("anna"))
    world.run()
    for name in ("anna", "bert", "cleo"):
        world.sign(name, version.hash)
    world.run()
    assert {world.state(name) for name in ("anna", "bert", "cleo")} == {"in_force"}


def test_a_new_version_after_a_change_names_the_new_key(world) -> None:
    world.in_force()
    new = rotate(world, "bert")
    version = actions.adopt(*world.who("anna"), changes={"notice_days": 60})
    world.run()
    named = {m["did"]: m["key"] for m in version.document["members"]}
    assert named[world.did("bert")] == new.thumbprint
    for name in ("anna", "bert", "cleo"):
        world.sign(name, version.hash)
    world.run()
    assert queries.state(*world.who("cleo")).current == version.hash


def test_a_draft_names_the_new_key(near) -> None:
    actor, company, _ = near.who("anna")
    draft = actions.draft(
        actor,
        company,
        kind="testing",
        title={"de": "Entwurf"},
        purpose={"de": "Prüfen"},
        members=[{"did": near.did("bert")}],
    )
    new = rotate(near, "anna")
    near.verbund = draft.verbund_id
    charter = actions.propose(*near.who("anna"))
    near.run()
    assert charter.document["members"][0]["key"] == new.thumbprint
    for name in ("anna", "bert"):
        near.sign(name, charter.hash)
    near.run()
    assert near.state("bert") == "in_force"


def test_nothing_to_renew_is_said(near) -> None:
    near.propose()
    with pytest.raises(Exception, match=r"counter-proposal|Gegenvorschlag"):
        actions.adopt(*near.who("anna"))


def test_a_register_that_refuses_takes_the_change_back(near) -> None:
    """What a watcher raises leaves the old key in place."""
    near.in_force()

    def refuse(change) -> None:
        raise Conflict("no", "No.")

    key_watchers.append(refuse)
    try:
        with pytest.raises(Conflict):
            rotate(near, "bert")
    finally:
        key_watchers.remove(refuse)
    hours(near, "bert")
    assert not [e for e in queries.register(*near.who("bert")) if e.type == "key_changed"]
    assert len(near.digests()) == 1


def test_two_changes_and_an_ended_one(near) -> None:
    near.in_force()
    rotate(near, "bert")
    rotate(near, "bert")
    hours(near, "bert")
    assert len([e for e in queries.register(*near.who("cleo")) if e.type == "key_changed"]) == 2
    with scoped_to(near.companies["bert"].pk):
        Verbund.objects.update(state="ended")
    rotate(near, "bert")
    assert len([e for e in queries.register(*near.who("cleo")) if e.type == "key_changed"]) == 2


def test_by_command(near) -> None:
    near.in_force()
    done = CliRunner().invoke(main, ["--json", "company", "rotate-key", "bert"])
    assert done.exit_code == 0, done.output
    near.run()
    hours(near, "bert")
    changed = [e for e in queries.register(*near.who("anna")) if e.type == "key_changed"]
    assert changed[0].payload["new"] == json.loads(done.output)["thumbprint"]
    events = AuditEntry.objects.filter(company=near.companies["bert"]).values_list("event", flat=True)
    assert "dataspace.key_rotated" in events
