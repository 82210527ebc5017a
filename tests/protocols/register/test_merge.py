"""Same entries, same register: whatever the order, however often, with losses, restarts and erasure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.kit.errors import Conflict, Invalid
from verbund.protocols.register.v1 import (
    NEEDS_PAYLOAD,
    Batch,
    Charter,
    Entry,
    EntryType,
    Outcome,
    Register,
    batch_of,
    kids_of,
    merge,
    parse_batch,
    parse_charter,
)

from .world import KEYS, SIGNERS, VERBUND, Node, charter, in_force, picture, share, three


@lru_cache(maxsize=1)
def story() -> tuple[tuple[Charter, ...], tuple[Entry, ...]]:
    """A life with a counter-proposal, concurrency, a dispute settled, a fork, a lie, and one who leaves."""
    anna, bert, cleo = three()
    draft = anna.founding.successor(notice_days=90)
    counter = bert.say(EntryType.COUNTER_PROPOSAL, {"draft": draft.hash})
    share(anna, bert, cleo)
    anna.adopt(draft, counter.hash)
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.assent(draft)
    share(anna, bert, cleo)
    effective = anna.effective(draft)
    bert.say(EntryType.WITHDRAWN, {}, draft.hash)
    cleo.note("gleichzeitig")
    share(anna, bert, cleo)
    bert.say(EntryType.JOINED, {"effective": effective.hash})
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.work()
    share(anna, bert)
    bert.offer("urn:uuid:b")
    last = cleo.note("eins")
    fork = cleo.forge(seq=last.seq, prev=last.prev)
    bert.register.add(fork)
    bert.work("7")
    share(anna, bert, cleo)
    bert.say(EntryType.LEFT, {})
    anna.forge()
    share(anna, bert, cleo)
    assert picture(anna.register) == picture(bert.register) == picture(cleo.register)
    return anna.register.charters(), anna.register.entries()


def _restart(register: Register) -> Register:
    """Stop the node and start it again from what it stored."""
    charters = register.charters()
    stored = [json.dumps(entry.wire()) for entry in (*register.entries(), *register.waiting_entries())]
    again = Register(charters[0], KEYS.get, erased=register.erased)
    for terms in charters[1:]:
        again.add_charter(parse_charter(terms.canonical))
    frame = {"profile": "verbund/1", "verbund": VERBUND, "more": False}
    batch = parse_batch(json.dumps({**frame, "entries": [json.loads(text) for text in stored]}))
    assert batch.refused == ()
    for entry in batch.entries:
        again.add(entry, trusted=True)
    return again


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_interleaving_with_duplicates_losses_and_restarts_ends_in_the_same_register(data: Any) -> None:
    charters, entries = story()
    full = Register(charters[0], KEYS.get)
    for terms in charters[1:]:
        full.add_charter(terms)
    for entry in entries:
        assert full.add(entry).kept
    arrivals: list[Any] = list(data.draw(st.permutations([*entries, *charters[1:]])))
    lost = data.draw(st.sets(st.integers(0, len(arrivals) - 1), max_size=6))
    twice = data.draw(st.lists(st.sampled_from(entries), max_size=6))
    restarts = data.draw(st.sets(st.integers(0, len(arrivals)), max_size=2))
    register = Register(charters[0], KEYS.get)
    for index, item in enumerate([*(a for i, a in enumerate(arrivals) if i not in lost), *twice]):
        if index in restarts:
            register = _restart(register)
        if isinstance(item, Charter):
            register.add_charter(item)
        else:
            assert register.add(item).outcome is not Outcome.FORGED
    for terms in charters[1:]:
        register.add_charter(terms)
    for entry in full.missing(register.after()):
        register.add(entry)
    assert register.waiting() == ()
    assert picture(register) == picture(full)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_prefix_shows_the_same_to_all_who_hold_it(data: Any) -> None:
    charters, entries = story()
    size = data.draw(st.integers(1, len(entries)))
    one, two = Register(charters[0], KEYS.get), Register(charters[0], KEYS.get)
    for terms in charters[1:]:
        one.add_charter(terms)
        two.add_charter(terms)
    for entry in entries[:size]:
        one.add(entry)
    for entry in data.draw(st.permutations(entries[:size])):
        two.add(entry)
    assert picture(one) == picture(two)
    assert one.waiting() == ()


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["say", "pull", "restart"])), max_size=25))
def test_nodes_that_talk_in_any_pattern_agree_in_the_end(steps: list[tuple[int, str]]) -> None:
    nodes = in_force()
    for who, what in steps:
        node = nodes[who]
        if what == "say":
            node.work()
        elif what == "pull":
            node.pull(nodes[(who + 1) % 3])
        else:
            node.register = _restart(node.register)
    share(*nodes)
    assert picture(nodes[0].register) == picture(nodes[1].register) == picture(nodes[2].register)
    assert nodes[0].register.state().findings == ()


def test_two_agree_while_the_proposer_is_down_and_it_catches_up() -> None:
    anna, bert, cleo = in_force()
    for _ in range(3):
        bert.work()
        cleo.pull(bert)
        cleo.note()
        bert.pull(cleo)
    assert picture(bert.register) == picture(cleo.register)
    assert anna.register.missing(bert.register.after()) == ()
    anna.register = _restart(anna.register)
    assert {v.outcome for v in anna.pull(cleo)} == {Outcome.ACCEPTED}
    assert picture(anna.register) == picture(bert.register)


def test_catching_up_goes_in_causally_closed_pages() -> None:
    anna, bert, cleo = in_force()
    for _ in range(5):
        bert.work()
    pages = 0
    while batch := anna.register.missing(()) and bert.register.missing(anna.register.after(), limit=2):
        assert all(anna.register.add(entry).outcome is Outcome.ACCEPTED for entry in batch)
        pages += 1
    assert pages == 3
    whole = Register(cleo.founding, KEYS.get)
    assert {whole.add(e).outcome for e in bert.register.missing(["00" * 32])} == {Outcome.ACCEPTED}


def test_erased_payloads_leave_a_chain_that_verifies_and_stay_erased() -> None:
    anna, bert, cleo = in_force()
    work = bert.work()
    bert.note()
    share(anna, bert, cleo)
    bare = anna.register.erase(work.hash)
    assert (bare.payload, bare.salt, bare.hash) == (None, None, work.hash)
    assert "payload" not in bare.wire()
    anna.pull(bert)
    anna.register.add(work)
    assert anna.register.get(work.hash) == bare
    fresh = Register(anna.founding, KEYS.get)
    for entry in anna.register.entries():
        assert fresh.add(entry).outcome is Outcome.ACCEPTED
    assert fresh.heads() == bert.register.heads()
    assert _restart(anna.register).get(work.hash) == bare
    late = Register(anna.founding, KEYS.get, erased=[work.hash])
    for entry in bert.register.entries():
        late.add(entry)
    assert late.get(work.hash) == bare


def test_a_payload_that_was_left_out_is_taken_later() -> None:
    anna, bert, _ = in_force()
    work = bert.work()
    anna.register.add(work.bare())
    assert anna.register.add(work).outcome is Outcome.DUPLICATE
    assert anna.register.get(work.hash) == work


def test_what_decides_about_membership_cannot_be_erased_or_left_out() -> None:
    anna, bert, _ = three()
    assent = bert.assent(bert.founding)
    waiting = anna.register.add(assent.bare())
    assert (waiting.outcome, waiting.missing[0].what) == (Outcome.PENDING, "payload")
    assert anna.register.add(assent).outcome is Outcome.ACCEPTED
    assert anna.register.waiting() == ()
    with pytest.raises(Conflict, match="decide about membership"):
        anna.register.erase(assent.hash)
    with pytest.raises(Invalid, match="No such entry"):
        anna.register.erase("00" * 32)
    assert EntryType.LEFT not in NEEDS_PAYLOAD


def test_entries_wait_for_charters_and_keys_and_are_judged_when_they_come() -> None:
    anna, bert, _ = three()
    known: dict[str, Mapping[str, Any]] = {}
    register = Register(anna.founding, known.get)
    draft = anna.founding.successor(notice_days=1)
    entry = anna.adopt(draft)
    assert register.add(entry).missing[0].id == draft.hash
    register.add_charter(draft)
    assert register.waiting()[0].missing[0].id == SIGNERS["anna", 1].kid
    known.update(KEYS)
    assert [v.outcome for v in register.retry()] == [Outcome.ACCEPTED]
    assent = bert.assent(bert.founding)
    assert kids_of(assent) == {SIGNERS["bert", 1].kid}


def test_statements_wait_for_their_keys() -> None:
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    effective = anna.effective(anna.founding)
    known = dict(KEYS)
    register = Register(anna.founding, known.get)
    for entry in anna.register.entries()[:-1]:
        register.add(entry)
    del known[SIGNERS["cleo", 1].kid]
    assert register.add(effective).missing[0].id == SIGNERS["cleo", 1].kid
    assert len(kids_of(effective)) == 3


def test_a_gap_signed_with_a_key_nobody_knows_yet_waits_and_accuses_nobody() -> None:
    anna, _, cleo = in_force()
    entry = cleo.forge(signer=SIGNERS["cleo", 2], seq=9, prev="12" * 32)
    assert anna.register.add(entry).outcome is Outcome.PENDING
    assert anna.register.state().frozen == {}
    assert anna.register.waiting_entries() == (entry,)


def test_charters_form_one_line_from_the_founding_version() -> None:
    anna, _, _ = three()
    second = anna.founding.successor(notice_days=1)
    third = second.successor(notice_days=2)
    assert anna.register.add_charter(third) == ()
    assert anna.register.charters() == (anna.founding,)
    anna.register.add_charter(second)
    assert anna.register.charters() == (anna.founding, second, third)
    assert anna.register.add_charter(second) == ()
    with pytest.raises(Invalid, match="Version 3 comes next"):
        anna.register.add_charter(second.successor(version=7))
    with pytest.raises(Invalid, match="founded by another"):
        anna.register.add_charter(charter(notice_days=5))
    with pytest.raises(Invalid, match="belongs to urn:uuid"):
        anna.register.add_charter(charter(verbund=VERBUND[:-1] + "2"))
    with pytest.raises(Invalid, match="begins with version 1"):
        Register(second, KEYS.get)


def test_limits_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    anna, _, cleo = in_force()
    one, two, three_ = cleo.note(), cleo.note(), cleo.note()
    monkeypatch.setattr(merge, "MAX_WAITING", 1)
    assert anna.register.add(two).outcome is Outcome.PENDING
    assert anna.register.add(three_).code == "too_many_waiting"
    monkeypatch.setattr(merge, "MAX_ENTRIES", 4)
    assert anna.register.add(one).outcome is Outcome.LIMIT
    monkeypatch.setattr(merge, "MAX_CHARTERS", 1)
    with pytest.raises(Invalid, match="At most 1"):
        anna.register.add_charter(anna.founding.successor())


def test_a_batch_carries_entries_and_says_if_there_are_more() -> None:
    anna, _, _ = in_force()
    batch = batch_of(VERBUND, anna.register.entries(), limit=2)
    assert batch.more
    read = parse_batch(batch.encode())
    assert read == Batch(VERBUND, anna.register.entries()[:2], more=True)
    assert not batch_of(VERBUND, anna.register.entries()).more


def test_a_newcomers_node_joins_late_and_shows_the_same() -> None:
    anna, bert, cleo = in_force()
    bert.work()
    share(anna, bert, cleo)
    late = Node("dora", anna.founding)
    late.pull(cleo)
    assert picture(late.register) == picture(bert.register)
