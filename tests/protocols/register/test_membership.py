"""From proposal to end: states of a charter, who is a member, who may read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import (
    TRANSITIONS,
    Act,
    CharterState,
    EntryType,
    MemberState,
    Outcome,
    sign_end,
)

from .world import NOW, VERBUND, Node, charter, did, in_force, member, picture, report, share, three


def test_nobody_is_a_member_before_effective() -> None:
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    state = cleo.register.state()
    assert state.current is None
    assert state.active == ()
    assert state.may_read(did("anna"), NOW).code == "not_in_force"
    assert state.members[did("bert")].state is MemberState.INVITED
    assert state.may_pull(did("bert"))
    assert not state.may_pull(did("dora"))
    assert state.charters[anna.founding.hash].state is CharterState.PROPOSED
    assert state.charters[anna.founding.hash].reports[did("bert")] == report("bert", anna.founding)


def test_effective_with_all_signatures_makes_members() -> None:
    anna, bert, cleo = in_force()
    state = bert.register.state()
    effective = next(e for e in bert.register.entries() if e.type is EntryType.EFFECTIVE)
    assert state.active == (did("anna"), did("bert"), did("cleo"))
    assert state.members[did("cleo")].since == effective.hash
    assert state.charters[anna.founding.hash].effective == effective.hash
    assert state.may_read(did("cleo"), NOW).allowed
    assert state.may_read(did("dora"), NOW).code == "not_a_member"
    assert state.findings == ()
    assert picture(anna.register) == picture(bert.register) == picture(cleo.register)


def test_validity_of_the_charter_bounds_access() -> None:
    anna, _, _ = in_force()
    state = anna.register.state()
    assert state.may_read(did("bert"), datetime(2026, 2, 28, 23, 59, tzinfo=UTC)).code == "too_early"
    assert state.may_read(did("bert"), datetime(2027, 3, 1, 23, 59, tzinfo=UTC)).allowed
    assert state.may_read(did("bert"), datetime(2027, 3, 2, tzinfo=UTC)).code == "expired"


def test_counter_proposal_is_adopted_signed_and_brought_into_force() -> None:
    anna, bert, cleo = three()
    draft = anna.founding.successor(notice_days=90)
    counter = bert.say(EntryType.COUNTER_PROPOSAL, {"draft": draft.hash})
    share(anna, bert, cleo)
    assert anna.register.state().charters[anna.founding.hash].state is CharterState.COUNTERED
    anna.adopt(draft, counter.hash)
    share(anna, bert, cleo)
    state = cleo.register.state()
    assert state.on_table == draft.hash
    assert state.charters[anna.founding.hash].state is CharterState.SUPERSEDED
    for node in (anna, bert, cleo):
        node.assent(draft)
    share(anna, bert, cleo)
    anna.effective(draft)
    share(anna, bert, cleo)
    assert cleo.register.state().current == draft.hash
    assert cleo.register.state().findings == ()


def test_refusal_can_be_turned_into_assent() -> None:
    anna, bert, cleo = three()
    bert.say(EntryType.REFUSAL, {"reason": {"de": "Zu lange Frist"}})
    assert bert.register.state().charters[anna.founding.hash].state is CharterState.REFUSED
    bert.assent(bert.founding)
    assert bert.register.state().charters[anna.founding.hash].state is CharterState.PROPOSED
    anna.assent(anna.founding)
    cleo.assent(cleo.founding)
    share(anna, bert, cleo)
    anna.effective(anna.founding)
    assert anna.register.state().active


def test_a_member_may_withdraw_until_effective() -> None:
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    cleo.say(EntryType.WITHDRAWN, {})
    share(anna, bert, cleo)
    assert anna.register.state().charters[anna.founding.hash].state is CharterState.WITHDRAWN
    entry = anna.effective(anna.founding)
    assert anna.register.state().without_effect[entry.hash] == "withdrawn_signature"
    assert anna.register.state().active == ()


def _dispute() -> tuple[Node, Node, Node]:
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    anna.effective(anna.founding)
    cleo.say(EntryType.WITHDRAWN, {})
    share(anna, bert, cleo)
    return anna, bert, cleo


def test_effective_and_withdrawn_at_the_same_time_is_a_dispute() -> None:
    anna, bert, cleo = _dispute()
    for node in (anna, bert, cleo):
        state = node.register.state()
        assert state.disputed
        assert state.active == ()
        assert state.members[did("bert")].state is MemberState.SUSPENDED
        assert state.may_read(did("bert"), NOW).code == "disputed"


def test_the_contesting_member_can_settle_the_dispute() -> None:
    anna, bert, cleo = _dispute()
    effective = next(e for e in cleo.register.entries() if e.type is EntryType.EFFECTIVE)
    cleo.say(EntryType.JOINED, {"effective": effective.hash}, cleo.founding.hash)
    share(anna, bert, cleo)
    assert anna.register.state().charters[anna.founding.hash].state is CharterState.IN_FORCE
    assert anna.register.state().may_read(did("cleo"), NOW).allowed


def test_withdrawn_after_effective_comes_too_late() -> None:
    _, _, cleo = in_force()
    entry = cleo.say(EntryType.WITHDRAWN, {})
    state = cleo.register.state()
    assert state.without_effect[entry.hash] == "too_late"
    assert not state.disputed


def test_leaving_ends_access_at_once_and_for_nobody_else() -> None:
    anna, bert, cleo = in_force()
    bert.offer("urn:uuid:b")
    left = bert.say(EntryType.LEFT, {"reason": {"de": "Verkauf"}})
    share(anna, bert, cleo)
    state = anna.register.state()
    assert state.members[did("bert")].state is MemberState.LEFT
    assert state.members[did("bert")].left == left.hash
    assert state.may_read(did("bert"), NOW).code == "left"
    assert state.may_read(did("cleo"), NOW).allowed
    assert state.may_read(did("cleo"), NOW, "urn:uuid:b").code == "provider_gone"
    late = bert.work()
    assert bert.register.state().without_effect[late.hash] == "left"


def test_joining_makes_a_new_version_and_newcomers_are_invited_first() -> None:
    anna, bert, cleo = in_force()
    wider = anna.founding.successor(members=(*anna.founding.members, member("dora")))
    anna.adopt(wider)
    dora = Node("dora", anna.founding)
    dora.register.add_charter(wider)
    dora.assent(wider)
    share(anna, bert, cleo)
    state = anna.register.state()
    assert state.members[did("dora")].state is MemberState.INVITED
    assert not state.may_pull(did("dora"))
    assert state.may_read(did("dora"), NOW).code == "not_a_member"
    assert state.may_read(did("bert"), NOW).allowed
    for node in (anna, bert, cleo):
        node.assent(wider)
    share(anna, bert, cleo, dora)
    effective = anna.effective(wider)
    share(anna, bert, cleo, dora)
    state = dora.register.state()
    assert state.members[did("dora")].since == effective.hash
    assert state.members[did("bert")].since != effective.hash
    assert state.charters[anna.founding.hash].state is CharterState.SUPERSEDED
    assert dora.register.add(dora.draft(EntryType.JOINED, {"effective": effective.hash})).outcome is (Outcome.ACCEPTED)


def test_who_left_can_come_back_only_by_a_new_signature() -> None:
    anna, bert, cleo = in_force()
    again = anna.founding.successor(notice_days=60)
    anna.adopt(again)
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.assent(again)
    cleo.say(EntryType.LEFT, {})
    share(anna, bert, cleo)
    stale = anna.effective(again)
    assert anna.register.state().without_effect[stale.hash] == "withdrawn_signature"
    newer = again.successor(notice_days=61)
    anna.adopt(newer)
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.assent(newer)
    share(anna, bert, cleo)
    effective = anna.effective(newer)
    share(anna, bert, cleo)
    back = bert.register.state().members[did("cleo")]
    assert (back.state, back.since) == (MemberState.ACTIVE, effective.hash)


def test_a_member_who_is_not_in_the_new_version_is_former() -> None:
    anna, bert, cleo = in_force()
    smaller = anna.founding.successor(members=anna.founding.members[:2])
    anna.adopt(smaller)
    share(anna, bert, cleo)
    anna.assent(smaller)
    bert.assent(smaller)
    share(anna, bert, cleo)
    anna.effective(smaller)
    share(anna, bert, cleo)
    state = cleo.register.state()
    assert state.members[did("cleo")].state is MemberState.FORMER
    assert not state.may_pull(did("cleo"))
    assert state.may_read(did("cleo"), NOW).code == "not_a_member"


def test_the_end_needs_the_signatures_the_voting_rule_asks() -> None:
    anna, bert, cleo = three(charter(voting="two_thirds"))
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    anna.effective(anna.founding)
    share(anna, bert, cleo)
    ends = [
        sign_end(node.signer, verbund=VERBUND, charter=anna.founding.hash, member=node.did) for node in (anna, bert)
    ]
    alone = anna.say(EntryType.ENDED, {"signatures": ends[:1]})
    assert anna.register.state().without_effect[alone.hash] == "missing_signature"
    anna.say(EntryType.ENDED, {"signatures": ends})
    share(anna, bert, cleo)
    state = cleo.register.state()
    assert state.ended
    assert state.charters[anna.founding.hash].state is CharterState.ENDED
    assert state.may_read(did("cleo"), NOW).code == "ended"
    late = cleo.note()
    assert cleo.register.state().without_effect[late.hash] == "ended"


def test_the_window_of_an_offer_is_the_providers_clock() -> None:
    anna, bert, cleo = in_force()
    window = {"from": "2026-04-01T12:00:00Z", "until": "2026-04-01T12:00:05Z"}
    bert.offer("urn:uuid:b", **window)
    share(anna, bert, cleo)
    state = bert.register.state()
    reads = [state.may_read(did("cleo"), NOW + timedelta(seconds=s), "urn:uuid:b").code for s in (-1, 0, 4, 5)]
    assert reads == ["window_not_open", "member", "member", "window_closed"]
    assert state.may_read(did("cleo"), NOW, "urn:uuid:x").code == "not_offered"
    bert.offer("urn:uuid:b", withdrawn=True)
    assert bert.register.state().may_read(did("cleo"), NOW, "urn:uuid:b").code == "offer_withdrawn"


def test_nobody_offers_or_withdraws_anothers_dataset() -> None:
    anna, bert, cleo = in_force()
    bert.offer("urn:uuid:b")
    share(anna, bert, cleo)
    cleo.offer("urn:uuid:b", withdrawn=True)
    assert cleo.register.state().offers["urn:uuid:b"].provider == did("bert")
    assert cleo.register.state().may_read(did("anna"), NOW, "urn:uuid:b").allowed


def test_the_deputy_adopts_when_the_proposer_has_left() -> None:
    anna, bert, cleo = in_force()
    members = (member("bert", "proposer"), member("cleo"))
    takeover = anna.founding.successor(members=members, registrar=did("bert"), deputy=did("cleo"))
    early = bert.adopt(takeover)
    assert bert.register.state().without_effect[early.hash] == "not_the_proposer"
    anna.say(EntryType.LEFT, {})
    share(anna, bert, cleo)
    bert.adopt(takeover)
    share(anna, bert, cleo)
    bert.assent(takeover)
    cleo.assent(takeover)
    share(anna, bert, cleo)
    bert.effective(takeover)
    share(anna, bert, cleo)
    assert cleo.register.state().active == (did("bert"), did("cleo"))


def test_every_state_has_its_row_and_final_states_stay() -> None:
    assert set(TRANSITIONS) == set(CharterState)
    assert TRANSITIONS[CharterState.ENDED] == {}
    reachable = {CharterState.PROPOSED} | {s for row in TRANSITIONS.values() for s in row.values()}
    assert reachable == set(CharterState)
    assert {act for row in TRANSITIONS.values() for act in row} == set(Act)


def test_a_frozen_author_cannot_write() -> None:
    _, bert, _ = in_force()
    bert.note()
    one = bert.log[-1]
    bert.register.add(bert.forge(seq=one.seq, prev=one.prev))
    with pytest.raises(Conflict, match="frozen"):
        bert.note()


def test_after_the_end_nothing_more_has_effect() -> None:
    anna, bert, cleo = in_force()
    founding = anna.founding
    nodes = (anna, bert, cleo)
    ends = [sign_end(n.signer, verbund=VERBUND, charter=founding.hash, member=n.did) for n in nodes]
    anna.say(EntryType.ENDED, {"signatures": ends})
    share(anna, bert, cleo)
    late = [
        anna.adopt(founding.successor()),
        anna.effective(founding),
        bert.assent(founding),
        bert.work(),
        cleo.say(EntryType.LEFT, {}),
    ]
    share(anna, bert, cleo)
    state = bert.register.state()
    assert {state.without_effect[entry.hash] for entry in late} == {"ended"}


def test_after_withdrawing_a_new_assent_to_the_same_version_does_not_count() -> None:
    _, bert, _ = three()
    bert.say(EntryType.WITHDRAWN, {})
    again = bert.assent(bert.founding)
    assert bert.register.state().without_effect[again.hash] == "withdrawn"
    assert bert.register.state().charters[bert.founding.hash].state is CharterState.WITHDRAWN


def test_who_is_named_by_a_draft_only_does_no_work() -> None:
    anna, _, _ = in_force()
    wider = anna.founding.successor(members=(*anna.founding.members, member("dora")))
    dora = Node("dora", anna.founding)
    dora.pull(anna)
    dora.register.add_charter(wider)
    entry = dora.say(EntryType.LEFT, {}, wider.hash)
    assert dora.register.state().without_effect[entry.hash] == "not_a_member"


def test_a_leaver_takes_its_signature_under_the_next_version_along() -> None:
    anna, bert, cleo = in_force()
    following = anna.founding.successor(notice_days=45)
    anna.adopt(following)
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.assent(following)
    share(anna, bert, cleo)
    anna.effective(following)
    cleo.say(EntryType.LEFT, {})
    share(anna, bert, cleo)
    state = bert.register.state()
    assert state.current == following.hash
    assert state.members[did("cleo")].state is MemberState.LEFT
    assert state.active == (did("anna"), did("bert"))
