"""The register between members: nodes that are down, members that lie, members that come later."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from tests.support.wire import all_of
from verbund.apps.cooperation import actions, claims, keystore, queries, register_store
from verbund.apps.cooperation.actions import incoming
from verbund.apps.cooperation.jobs import sync
from verbund.apps.cooperation.models import RegisterEntry, Verbund
from verbund.apps.core.models import AuditEntry, OutboxMessage
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace.models import Transfer
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import EntryType, batch_of

pytestmark = pytest.mark.django_db


def quiet(done: int, total: int | None = None, note: str = "") -> None:
    """Nobody watches the progress."""


def told(world, name: str) -> list[str]:
    return [str(r.payload["title"]) for r in queries.register(*world.who(name)) if r.type == "contribution"]


def test_every_pair_is_linked_once_in_each_direction(nodes) -> None:
    nodes.in_force()
    running = all_of(Transfer, role="CONSUMER", state="STARTED", format="HttpData-PUSH")
    pairs = [(t.company.slug, t.peer_did.rpartition(":")[2]) for t in running]
    three = ("anna", "bert", "cleo")
    assert sorted(pairs) == sorted((a, b) for a in three for b in three if a != b)
    assert {t.dataset_id for t in running} == {f"register:{nodes.verbund}"}


def test_with_the_proposer_down_the_others_go_on_and_it_catches_up(nodes) -> None:
    nodes.in_force()
    actions.contribute(*nodes.who("bert"), "Eins", None)
    nodes.run_while_down("anna")
    actions.contribute(*nodes.who("cleo"), "Zwei", None)
    nodes.run_while_down("anna")
    assert told(nodes, "bert") == told(nodes, "cleo")
    assert len(told(nodes, "bert")) == 2
    assert told(nodes, "anna") == []
    assert len(nodes.digests("bert", "cleo")) == 1
    nodes.run()
    assert len(nodes.digests()) == 1
    assert len(told(nodes, "anna")) == 2


def test_a_node_that_lost_what_was_sent_catches_up_by_itself(nodes) -> None:
    nodes.in_force()
    with scoped_to(nodes.companies["bert"].pk):
        transfers = Transfer.objects.filter(role="PROVIDER", state="STARTED")
        transfers.update(state="SUSPENDED")
    actions.contribute(*nodes.who("bert"), "Eins", None)
    nodes.run()
    assert told(nodes, "anna") == []
    sync(quiet)
    nodes.run()
    assert len(told(nodes, "anna")) == 1
    assert len(nodes.digests()) == 1


def test_sync_between_neighbours(near) -> None:
    near.in_force()
    sync(quiet)
    near.run()
    assert len(near.digests()) == 1


def _register_of(world, name: str):
    _, company, _ = world.who(name)
    with scoped_to(company):
        return register_store.load(Verbund.objects.get(verbund_id=world.verbund))


def _written(world, name: str, title: str):
    """An entry by this company that its own node never stored."""
    register_store.forget()
    held = _register_of(world, name)
    did = world.did(name)
    signer = keystore.signer(world.companies[name].pk, did)
    entry = held.register.write(
        signer,
        author=did,
        type=EntryType.CONTRIBUTION,
        payload={"title": {"de": title}, "amount": None},
        time=clock.now(),
        salt=secrets.token_bytes(32),
    )
    register_store.forget()
    return entry


def _deliver(world, to: str, sender: str, *entries) -> int:
    company = world.companies[to].pk
    body = batch_of(f"urn:uuid:{world.verbund}", entries).encode()
    with scoped_to(company):
        return incoming.take_entries(company, world.did(sender), f"register:{world.verbund}", body)


def test_a_fork_is_noticed_named_and_freezes_its_author(near) -> None:
    near.in_force()
    one, two = _written(near, "cleo", "So"), _written(near, "cleo", "Anders")
    _deliver(near, "anna", "cleo", one)
    _deliver(near, "bert", "cleo", two)
    near.run()
    for name in ("anna", "bert"):
        sound = queries.integrity(*near.who(name))
        assert sound.frozen == (near.did("cleo"),)
        assert {f.code for f in sound.findings} == {"fork"}
        assert {one.hash, two.hash} <= set(next(iter(sound.findings)).proof)
        assert near.members(name)["Cleo"] == "suspended"
        assert claims.memberships(near.companies[name].pk, near.did("cleo")) == {"memberships": []}
    with pytest.raises(Conflict):
        actions.contribute(*near.who("cleo"), "Weiter", None)
    assert len(near.digests("anna", "bert")) == 1


def test_a_forged_entry_is_kept_out_and_shown(near) -> None:
    near.in_force()
    entry = _written(near, "cleo", "Nie gesagt")
    head, payload, signature = entry.signature.compact.split(".")
    last = "A" if signature[0] != "A" else "B"
    from verbund.protocols.register.v1 import parse_entry

    forged = parse_entry({**entry.wire(), "jws": f"{head}.{payload}.{last}{signature[1:]}"})
    assert _deliver(near, "anna", "bert", forged) == 0
    sound = queries.integrity(*near.who("anna"))
    assert [(r.code, r.from_did) for r in sound.rejected] == [("forged_signature", near.did("bert"))]
    assert sound.frozen == ()
    assert told(near, "anna") == []
    events = AuditEntry.objects.filter(company=near.companies["anna"]).values_list("event", flat=True)
    assert "cooperation.entry_rejected" in set(events)
    assert _deliver(near, "anna", "bert", entry) == 1


def test_a_gap_freezes_until_the_missing_entry_arrives(near) -> None:
    near.in_force()
    first = _written(near, "cleo", "Eins")
    held = _register_of(near, "cleo")
    held.register.add(first)
    signer = keystore.signer(near.companies["cleo"].pk, near.did("cleo"))
    second = held.register.write(
        signer,
        author=near.did("cleo"),
        type=EntryType.CONTRIBUTION,
        payload={"title": {"de": "Zwei"}, "amount": None},
        time=clock.now(),
        salt=secrets.token_bytes(32),
    )
    register_store.forget()
    _deliver(near, "anna", "cleo", second)
    sound = queries.integrity(*near.who("anna"))
    assert (sound.frozen, sound.waiting) == ((near.did("cleo"),), 1)
    assert {f.code for f in sound.findings} == {"gap"}
    register_store.forget()
    _deliver(near, "anna", "cleo", first)
    sound = queries.integrity(*near.who("anna"))
    assert (sound.frozen, sound.waiting) == ((), 0)
    assert len(told(near, "anna")) == 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b'{"profile":"verbund/1"}', b"\xff\xfe", b'{"a":1,"a":2}', b"1e999"]
)
def test_what_cannot_be_read_is_remembered_and_changes_nothing(near, body) -> None:
    near.in_force()
    before = near.digests("anna")
    company = near.companies["anna"].pk
    with scoped_to(company):
        assert incoming.take_entries(company, near.did("bert"), f"register:{near.verbund}", body) == 0
    assert near.digests("anna") == before
    assert len(queries.integrity(*near.who("anna")).rejected) == 1


def test_a_stranger_delivers_nothing(near) -> None:
    near.in_force()
    assert _deliver(near, "anna", "dora", _written(near, "cleo", "Durch Dora")) == 0
    assert told(near, "anna") == []


def test_the_register_in_memory_follows_the_rows(near) -> None:
    near.in_force()
    kept = _register_of(near, "bert")
    count = len(kept.register.entries())
    actions.contribute(*near.who("bert"), "Eins", None)
    assert len(_register_of(near, "bert").register.entries()) == count + 1
    register_store.forget()
    assert len(_register_of(near, "bert").register.entries()) == count + 1
    with scoped_to(near.companies["bert"].pk):
        assert RegisterEntry.objects.count() == count + 1


def test_nothing_stays_of_a_transaction_that_failed(near, monkeypatch) -> None:
    from verbund.apps.cooperation.actions import _settle

    near.in_force()
    before = near.digests("bert")

    def broken(*args: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(_settle, "_spread", broken)
        with pytest.raises(RuntimeError):
            actions.contribute(*near.who("bert"), "Verloren", None)
    assert near.digests("bert") == before
    actions.contribute(*near.who("bert"), "Behalten", None)
    near.run()
    assert len(near.digests()) == 1
    assert queries.integrity(*near.who("anna")).clean


def test_joining_makes_a_new_version_that_all_sign(world) -> None:
    world.in_force()
    founding = queries.in_force(*world.who("anna"))
    members = [*founding.document["members"], {"did": world.did("dora"), "role": "member"}]
    new = actions.adopt(*world.who("anna"), changes={"members": members})
    world.run()
    assert world.state("dora") == "proposed"
    assert queries.on_table(*world.who("dora")).hash == new.hash
    assert {v.version for v in queries.versions(*world.who("dora"))} == {1, 2}
    assert queries.register(*world.who("dora")) == []
    assert world.members("bert")["Dora"] == "invited"
    assert claims.memberships(world.companies["anna"].pk, world.did("dora")) == {"memberships": []}
    for name in ("dora", "anna", "bert", "cleo"):
        world.sign(name, new.hash)
        world.run()
    for name in ("anna", "bert", "cleo", "dora"):
        assert world.state(name) == "in_force"
        assert set(world.members(name).values()) == {"active"}
    assert len(world.digests("anna", "bert", "cleo", "dora")) == 1
    actions.contribute(*world.who("dora"), "Neu dabei", None)
    world.run()
    assert len(told(world, "cleo")) == 1


def test_a_withdrawal_that_crosses_the_entry_into_force_is_a_dispute(nodes) -> None:
    charter = nodes.propose()
    for name in ("bert", "cleo"):
        nodes.sign(name, charter)
    nodes.run()
    nodes.sign("anna", charter)
    actions.withdraw(*nodes.who("cleo"), charter, "Doch nicht")
    nodes.run()
    for name in ("anna", "bert", "cleo"):
        assert nodes.state(name) == "disputed"
        assert set(nodes.members(name).values()) == {"suspended"}
    assert claims.memberships(nodes.companies["anna"].pk, nodes.did("bert")) == {"memberships": []}
    assert len(nodes.digests()) == 1
    actions.confirm(*nodes.who("cleo"))
    nodes.run()
    assert {nodes.state(name) for name in ("anna", "bert", "cleo")} == {"in_force"}
    urn = f"urn:uuid:{nodes.verbund}"
    assert claims.memberships(nodes.companies["anna"].pk, nodes.did("bert")) == {"memberships": [urn]}


def test_a_refusal_declines_and_a_new_version_opens_again(near) -> None:
    charter = near.propose()
    actions.refuse(*near.who("cleo"), charter, "Zu lang")
    near.run()
    assert {near.state(name) for name in ("anna", "bert", "cleo")} == {"declined"}
    new = actions.adopt(*near.who("anna"), changes={"notice_days": 14})
    near.run()
    assert {near.state(name) for name in ("anna", "bert", "cleo")} == {"proposed"}
    assert queries.on_table(*near.who("cleo")).hash == new.hash


def test_the_end_comes_with_the_last_voice(near) -> None:
    near.in_force()
    assert not actions.end(*near.who("anna"))
    near.run()
    assert not actions.end(*near.who("bert"))
    near.run()
    assert {near.state(name) for name in ("anna", "bert", "cleo")} == {"in_force"}
    assert actions.end(*near.who("cleo"), "Zweck erreicht")
    near.run()
    assert {near.state(name) for name in ("anna", "bert", "cleo")} == {"ended"}
    assert claims.memberships(near.companies["anna"].pk, near.did("bert")) == {"memberships": []}
    with pytest.raises(Conflict):
        actions.contribute(*near.who("bert"), "Danach", None)


def test_membership_lasts_as_long_as_the_charter(near) -> None:
    today = clock.now().date()
    near.in_force(valid_from=today, valid_until=today + timedelta(days=10))
    anna = near.companies["anna"].pk
    assert claims.memberships(anna, near.did("bert"))["memberships"]
    with clock.at(clock.now() + timedelta(days=11)):
        assert claims.memberships(anna, near.did("bert")) == {"memberships": []}


def test_a_counter_proposal_can_be_adopted_with_changes(near) -> None:
    near.propose()
    draft = actions.counter_propose(*near.who("bert"), {"notice_days": 90})
    near.run()
    later = clock.now() + timedelta(days=60)
    new = actions.adopt(*near.who("anna"), draft.hash, {"sign_by": later})
    near.run()
    assert new.hash != draft.hash
    assert queries.charter(*near.who("cleo"), new.hash).notice_days == 90
    assert queries.on_table(*near.who("bert")).hash == new.hash
    assert queries.version(*near.who("bert"), draft.hash).status == "superseded"
    for name in ("anna", "bert", "cleo"):
        near.sign(name, new.hash)
    near.run()
    assert {near.state(name) for name in ("anna", "bert", "cleo")} == {"in_force"}


def test_the_deputy_takes_over_when_the_proposer_has_left(near) -> None:
    near.in_force()
    actions.leave(*near.who("anna"))
    near.run()
    members = [{"did": near.did("bert"), "role": "proposer"}, {"did": near.did("cleo"), "role": "member"}]
    new = actions.adopt(
        *near.who("bert"), changes={"members": members, "registrar": near.did("bert"), "deputy": near.did("cleo")}
    )
    near.run()
    for name in ("bert", "cleo"):
        near.sign(name, new.hash)
        near.run()
    assert queries.in_force(*near.who("cleo")).hash == new.hash
    assert queries.verbund(*near.who("cleo")).proposer_did == near.did("bert")


def test_after_the_end_nobody_is_asked_in_vain(nodes) -> None:
    nodes.in_force()
    before = OutboxMessage.objects.latest("id").pk
    for name in ("anna", "bert", "cleo"):
        actions.end(*nodes.who(name))
        nodes.run()
    assert {nodes.state(name) for name in ("anna", "bert", "cleo")} == {"ended"}
    assert not OutboxMessage.objects.filter(pk__gt=before).exclude(state="done").exists()
    assert not OutboxMessage.objects.filter(state="waiting").exists()
    assert not all_of(Transfer, state="STARTED")
