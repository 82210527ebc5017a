"""Three nodes of which one lies: every lie is noticed by the others, and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import (
    Entry,
    EntryType,
    MemberState,
    Outcome,
    Register,
    parse_entry,
    sign_assent,
    sign_end,
)
from verbund.protocols.register.v1.jws import b64, unb64

from .world import (
    KEYS,
    NOW,
    SIGNERS,
    VERBUND,
    Node,
    charter,
    did,
    in_force,
    picture,
    report,
    share,
    three,
)

OTHER = "urn:uuid:0b54b1f0-6d1c-4c0f-8a52-6b64c2c0a002"


def _codes(node: Node) -> set[tuple[str, str]]:
    return {(finding.author, finding.code) for finding in node.register.state().findings}


def _tampered(entry: Entry, old: bytes, new: bytes) -> Entry:
    """The same signature over other bytes."""
    head, body, signature = entry.signature.compact.split(".")
    changed = unb64(body, "body").replace(old, new)
    assert changed != unb64(body, "body")
    return parse_entry({"jws": f"{head}.{b64(changed)}.{signature}"})


def test_an_entry_signed_with_the_liars_key_in_anothers_name_is_forged() -> None:
    anna, bert, cleo = in_force()
    with pytest.raises(Invalid, match="not of its author"):
        cleo.forge(author=did("bert"))
    as_bert = replace(SIGNERS["cleo", 1], kid=SIGNERS["bert", 1].kid)
    heads = anna.register.heads()
    prev = heads.pop(did("bert"))
    seq = (bert.register.get(prev) or bert.log[0]).seq + 1
    entry = cleo.forge(signer=as_bert, author=did("bert"), seq=seq, prev=prev, heads=heads)
    verdict = anna.register.add(entry)
    assert (verdict.outcome, verdict.code, verdict.kept) == (Outcome.FORGED, "forged_signature", False)
    assert did("bert") not in anna.register.state().frozen
    assert anna.register.add(bert.note()).outcome is Outcome.ACCEPTED


def test_a_changed_entry_is_forged_and_does_not_harm_the_true_one() -> None:
    anna, bert, _ = in_force()
    true = bert.note()
    false = _tampered(true, b'"time":"2026-03', b'"time":"2026-04')
    assert anna.register.add(false).outcome is Outcome.FORGED
    assert anna.register.add(true).outcome is Outcome.ACCEPTED


def test_a_key_that_the_charter_does_not_name_is_forged_even_when_the_did_publishes_it() -> None:
    anna, _, cleo = in_force()
    verdict = anna.register.add(cleo.forge(signer=SIGNERS["cleo", 2]))
    assert (verdict.outcome, verdict.code) == (Outcome.FORGED, "other_key")


def test_a_changed_payload_does_not_fit_the_digest() -> None:
    _, bert, _ = in_force()
    wire = bert.work("100").wire()
    wire["payload"] = {**wire["payload"], "amount": {"value": "900", "currency": "EUR"}}
    with pytest.raises(Invalid, match=r"entry\.payload: Payload and salt do not give the digest"):
        parse_entry(wire)


def test_a_dropped_entry_is_a_gap_that_names_author_and_entry_until_it_is_filled() -> None:
    anna, bert, cleo = in_force()
    dropped, shown = cleo.note("eins"), cleo.note("zwei")
    verdict = anna.register.add(shown)
    assert (verdict.outcome, verdict.code) == (Outcome.PENDING, "gap")
    assert [(m.what, m.id, m.author) for m in verdict.missing] == [("entry", dropped.hash, did("cleo"))]
    state = anna.register.state()
    assert (state.frozen[did("cleo")].cause, state.frozen[did("cleo")].missing) == ("gap", (dropped.hash,))
    assert state.members[did("cleo")].state is MemberState.SUSPENDED
    assert state.may_read(did("cleo"), NOW).code == "frozen"
    assert state.may_read(did("bert"), NOW).allowed
    assert (did("cleo"), "gap") in _codes(anna)
    filled = anna.register.add(dropped)
    assert [v.hash for v in filled.released] == [shown.hash]
    assert anna.register.state().frozen == {}
    assert anna.register.waiting() == ()
    share(anna, bert, cleo)
    assert picture(anna.register) == picture(cleo.register)


def test_a_head_that_names_an_entry_nobody_wrote_freezes_its_author() -> None:
    anna, _, cleo = in_force()
    heads = {did("anna"): anna.register.heads()[did("anna")], did("bert"): "77" * 32}
    verdict = anna.register.add(cleo.forge(heads=heads))
    assert verdict.outcome is Outcome.PENDING
    assert verdict.missing[0].author == did("bert")
    assert set(anna.register.state().frozen) == {did("cleo")}


def test_a_gap_forged_in_anothers_name_freezes_nobody() -> None:
    anna, _, cleo = in_force()
    as_bert = replace(SIGNERS["cleo", 1], kid=SIGNERS["bert", 1].kid)
    entry = cleo.forge(signer=as_bert, author=did("bert"), seq=9, prev="77" * 32, heads={})
    assert anna.register.add(entry).outcome is Outcome.FORGED
    assert anna.register.state().frozen == {}


def _forked() -> tuple[Node, Node, Node, Entry, Entry]:
    anna, bert, cleo = in_force()
    to_anna = cleo.note("für Anna")
    to_bert = cleo.forge(seq=to_anna.seq, prev=to_anna.prev)
    assert anna.register.add(to_anna).outcome is Outcome.ACCEPTED
    assert bert.register.add(to_bert).outcome is Outcome.ACCEPTED
    return anna, bert, cleo, to_anna, to_bert


def test_a_fork_is_proven_by_both_entries_and_freezes_its_author_everywhere() -> None:
    anna, bert, _cleo, to_anna, to_bert = _forked()
    anna.work("1")
    bert.work("2")
    verdict = next(v for v in anna.pull(bert) if v.outcome is Outcome.FORK)
    bert.pull(anna)
    proof = tuple(sorted((to_anna.hash, to_bert.hash)))
    assert verdict.proof == proof
    assert picture(anna.register) == picture(bert.register)
    state = anna.register.state()
    assert (state.frozen[did("cleo")].cause, state.frozen[did("cleo")].proof) == ("fork", proof)
    assert state.members[did("cleo")].state is MemberState.SUSPENDED
    assert state.may_read(did("cleo"), NOW).code == "frozen"
    assert {state.without_effect[found] for found in proof} == {"frozen"}
    assert state.may_read(did("bert"), NOW).allowed


def test_entries_after_a_fork_are_kept_without_effect() -> None:
    anna, bert, cleo, _, to_bert = _forked()
    share(anna, bert)
    later = cleo.forge(seq=to_bert.seq + 1, prev=to_bert.hash)
    verdict = anna.register.add(later)
    assert (verdict.outcome, verdict.kept) == (Outcome.FROZEN, True)
    assert anna.register.state().without_effect[later.hash] == "frozen"


def test_a_fork_is_proven_even_when_the_second_branch_has_a_gap() -> None:
    anna, _, cleo = in_force()
    first, second = cleo.note("eins"), cleo.note("zwei")
    anna.register.add(first)
    anna.register.add(second)
    hidden = cleo.forge(seq=first.seq, prev=first.prev)
    anna.register.add(cleo.forge(seq=second.seq, prev=hidden.hash))
    freeze = anna.register.state().frozen[did("cleo")]
    assert (freeze.cause, freeze.seq) == ("fork", second.seq)


def test_a_proposer_who_forks_at_effective_brings_nothing_into_force() -> None:
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    true = anna.effective(anna.founding)
    other = anna.forge(seq=true.seq, prev=true.prev)
    bert.register.add(true)
    cleo.register.add(other)
    assert bert.register.state().active
    share(bert, cleo)
    for node in (bert, cleo):
        state = node.register.state()
        assert state.disputed
        assert state.active == ()
        assert state.may_read(did("bert"), NOW).code == "disputed"


def test_an_entry_of_another_verbund_is_a_replay() -> None:
    anna, _, _ = in_force()
    terms = charter(verbund=OTHER)
    abroad = Register(terms, KEYS.get)
    entry = abroad.write(
        SIGNERS["bert", 1],
        author=did("bert"),
        type=EntryType.NOTICE,
        payload={"topic": "general", "text": {"de": "anderswo"}},
        time=NOW,
        salt=b"x" * 32,
    )
    verdict = anna.register.add(entry)
    assert (verdict.outcome, verdict.code, verdict.kept) == (Outcome.REPLAYED, "other_verbund", False)
    assert OTHER in verdict.text


@pytest.mark.parametrize("changes", [{"verbund": OTHER}, {"charter": "12" * 32}])
def test_an_assent_with_a_signature_for_other_terms_is_a_replay(changes: dict[str, str]) -> None:
    anna, _, cleo = three()
    shown = report("cleo", cleo.founding)
    claims: dict[str, Any] = {"verbund": VERBUND, "charter": cleo.founding.hash, "member": cleo.did}
    signature = sign_assent(cleo.signer, **{**claims, **changes}, report=shown)
    entry = cleo.forge(type=EntryType.ASSENT, payload={"report": shown, "signature": signature})
    verdict = anna.register.add(entry)
    assert (verdict.outcome, verdict.code) == (Outcome.REPLAYED, "replayed_signature")
    assert anna.register.state().charters[anna.founding.hash].positions == {}


def test_an_assent_copied_from_another_member_does_not_count() -> None:
    anna, bert, cleo = three()
    theirs = bert.assent(bert.founding)
    assert theirs.payload is not None
    verdict = anna.register.add(cleo.forge(type=EntryType.ASSENT, payload=theirs.payload))
    assert (verdict.outcome, verdict.code) == (Outcome.NO_EFFECT, "other_claims")


def _signed() -> tuple[Node, Node, Node, list[str]]:
    anna, bert, cleo = three()
    entries = [node.assent(node.founding) for node in (anna, bert, cleo)]
    share(anna, bert, cleo)
    return anna, bert, cleo, [e.payload["signature"] for e in entries if e.payload]


def _effective(anna: Node, signatures: list[str], **changes: Any) -> Entry:
    return anna.forge(type=EntryType.EFFECTIVE, payload={"signatures": signatures}, **changes)


def test_effective_with_a_missing_signature_names_whose() -> None:
    anna, bert, _, signatures = _signed()
    verdict = bert.register.add(_effective(anna, signatures[:2]))
    assert (verdict.outcome, verdict.code) == (Outcome.NO_EFFECT, "missing_signature")
    assert did("cleo") in verdict.text
    assert bert.register.state().active == ()
    assert (did("anna"), "missing_signature") in _codes(bert)


def test_effective_with_a_forged_signature_names_whose() -> None:
    anna, bert, cleo, signatures = _signed()
    as_cleo = replace(SIGNERS["anna", 1], kid=SIGNERS["cleo", 1].kid)
    false = sign_assent(as_cleo, verbund=VERBUND, charter=cleo.founding.hash, member=cleo.did, report="00" * 32)
    verdict = bert.register.add(_effective(anna, [*signatures[:2], false]))
    assert (verdict.outcome, verdict.code) == (Outcome.FORGED, "forged_signature")
    assert did("cleo") in verdict.text
    assert bert.register.state().active == ()


def test_effective_with_signatures_of_an_older_version_is_a_replay() -> None:
    anna, bert, cleo, signatures = _signed()
    newer = anna.founding.successor(notice_days=1)
    anna.adopt(newer)
    share(anna, bert, cleo)
    verdict = bert.register.add(_effective(anna, signatures, charter=newer.hash))
    assert (verdict.outcome, verdict.code) == (Outcome.REPLAYED, "replayed_signature")
    assert bert.register.state().active == ()


def test_effective_for_a_version_that_was_replaced_is_an_old_charter() -> None:
    anna, bert, cleo, signatures = _signed()
    anna.adopt(anna.founding.successor(notice_days=1))
    share(anna, bert, cleo)
    verdict = bert.register.add(_effective(anna, signatures))
    assert (verdict.outcome, verdict.code) == (Outcome.OLD_CHARTER, "charter_replaced")


def test_effective_by_another_than_the_proposer_has_no_effect() -> None:
    anna, bert, _, signatures = _signed()
    verdict = anna.register.add(_effective(bert, signatures))
    assert verdict.code == "not_the_proposer"


def test_effective_after_the_date_by_which_to_sign_has_no_effect() -> None:
    anna, bert, _, signatures = _signed()
    late = _effective(anna, signatures, time=anna.founding.sign_by + timedelta(seconds=1))
    assert bert.register.add(late).code == "too_late"


def test_effective_with_a_signature_nobody_entered_or_a_stranger_has_no_effect() -> None:
    anna, bert, cleo, signatures = _signed()
    unseen = sign_assent(cleo.signer, verbund=VERBUND, charter=cleo.founding.hash, member=cleo.did, report="00" * 32)
    first = _effective(anna, [*signatures[:2], unseen])
    assert bert.register.add(first).code == "unseen_signature"
    anna.register.add(first)
    stranger = sign_assent(
        SIGNERS["dora", 1], verbund=VERBUND, charter=cleo.founding.hash, member=did("dora"), report="00" * 32
    )
    assert bert.register.add(_effective(anna, [*signatures, stranger])).code == "not_a_member"


def test_effective_for_a_draft_that_was_never_adopted_has_no_effect() -> None:
    anna, bert, _, signatures = _signed()
    draft = anna.founding.successor(notice_days=1)
    bert.register.add_charter(draft)
    assert bert.register.add(_effective(anna, signatures, charter=draft.hash)).code == "not_on_table"


def test_work_under_an_old_charter_is_named() -> None:
    anna, bert, cleo = in_force()
    old = anna.founding
    newer = old.successor(notice_days=1)
    anna.adopt(newer)
    share(anna, bert, cleo)
    for node in (anna, bert, cleo):
        node.assent(newer)
    share(anna, bert, cleo)
    anna.effective(newer)
    share(anna, bert, cleo)
    entry = cleo.forge(
        charter=old.hash,
        type=EntryType.BENEFIT,
        payload={"title": {"de": "Nutzen"}, "amount": {"value": "5", "currency": "EUR"}},
    )
    verdict = bert.register.add(entry)
    assert (verdict.outcome, verdict.code) == (Outcome.OLD_CHARTER, "charter_replaced")
    share(bert, cleo)
    again = cleo.assent(old)
    assert cleo.register.state().without_effect[again.hash] in ("too_late", "charter_replaced")


def test_work_before_anything_is_in_force_or_under_a_draft_has_no_effect() -> None:
    anna, _, _ = three()
    early = anna.work()
    assert anna.register.state().without_effect[early.hash] == "not_in_force"
    anna, bert, _ = in_force()
    draft = anna.founding.successor(notice_days=1)
    anna.register.add_charter(draft)
    entry = anna.draft(
        EntryType.OUTCOME, {"title": {"de": "E"}, "summary": {}, "measures": [], "public": True}, draft.hash
    )
    assert anna.register.add(entry).code == "not_in_force"
    assert bert.register.add(entry).missing[0].what == "charter"


def test_an_author_the_charter_does_not_name_is_unknown() -> None:
    anna, _, _ = in_force()
    stranger = Node("dora", anna.founding)
    verdict = anna.register.add(stranger.forge())
    assert (verdict.outcome, verdict.kept) == (Outcome.UNKNOWN_AUTHOR, False)


def test_heads_that_deny_what_the_author_had_seen_are_backdated() -> None:
    anna, bert, cleo = in_force()
    before = cleo.register.heads()
    bert.note("eins")
    share(anna, bert, cleo)
    cleo.note("baut darauf auf")
    share(anna, bert, cleo)
    own = before.pop(did("cleo"))
    assert own
    verdict = anna.register.add(cleo.forge(heads=before))
    assert (verdict.outcome, verdict.code) == (Outcome.BACKDATED, "backdated_heads")
    assert did("bert") in verdict.text
    assert anna.register.state().without_effect[verdict.hash] == "backdated_heads"


def test_a_time_before_the_authors_previous_entry_is_remarked_and_decides_nothing() -> None:
    anna, bert, cleo = in_force()
    bert.note()
    entry = bert.forge(time=bert.now - timedelta(days=400))
    share(anna, bert, cleo)
    verdict = anna.register.add(entry)
    assert (verdict.outcome, verdict.code) == (Outcome.ACCEPTED, "backdated_time")
    assert anna.register.entries()[-1].hash == entry.hash
    assert (did("bert"), "backdated_time") in _codes(anna)


def test_a_chain_that_continues_another_authors_entry_is_broken() -> None:
    anna, bert, cleo = in_force()
    theirs = bert.note()
    share(anna, bert, cleo)
    assert anna.register.add(cleo.forge(prev=theirs.hash)).outcome is Outcome.BROKEN_CHAIN
    heads = {did("anna"): theirs.hash, did("bert"): theirs.hash}
    assert anna.register.add(cleo.forge(heads=heads)).outcome is Outcome.BROKEN_CHAIN
    skipped = cleo.forge(seq=99)
    assert anna.register.add(skipped).outcome is Outcome.BROKEN_CHAIN


def test_an_adoption_by_another_or_of_something_else_has_no_effect() -> None:
    anna, bert, cleo = three()
    draft = anna.founding.successor(notice_days=1)
    entry = cleo.adopt(draft)
    assert cleo.register.state().without_effect[entry.hash] == "not_the_proposer"
    wrong = anna.adopt(draft, counter="12" * 32)
    assert anna.register.state().without_effect[wrong.hash] == "other_counter"
    liar = anna.say(EntryType.ADOPTED, {"previous": "12" * 32, "counter": None}, draft.hash)
    assert anna.register.state().without_effect[liar.hash] == "other_previous"
    anna.adopt(draft)
    share(anna, bert, cleo)
    stale = anna.founding.successor(notice_days=2)
    late = anna.adopt(stale)
    assert anna.register.state().without_effect[late.hash] == "charter_replaced"


def test_an_end_signed_with_replayed_forged_or_strange_statements_has_no_effect() -> None:
    anna, bert, cleo = in_force()
    terms = anna.founding.hash
    replayed = sign_end(cleo.signer, verbund=OTHER, charter=terms, member=cleo.did)
    as_cleo = replace(SIGNERS["anna", 1], kid=SIGNERS["cleo", 1].kid)
    forged = sign_end(as_cleo, verbund=VERBUND, charter=terms, member=cleo.did)
    strange = sign_end(SIGNERS["dora", 1], verbund=VERBUND, charter=terms, member=did("dora"))
    told = []
    for signature in (replayed, forged, strange):
        entry = anna.draft(EntryType.ENDED, {"signatures": [signature]})
        told.append(bert.register.add(entry).code)
        anna.register.add(entry)
    assert told == ["replayed_signature", "forged_signature", "not_a_member"]
    unread = anna.draft(EntryType.ENDED, {"signatures": ["a.b.c"]})
    assert bert.register.add(unread).code == "bad_statement"


def test_joined_must_name_the_entry_that_made_the_version_effective() -> None:
    _, bert, _ = in_force()
    entry = bert.say(EntryType.JOINED, {"effective": bert.log[0].hash})
    assert bert.register.state().without_effect[entry.hash] == "not_in_force"


def test_a_key_document_that_cannot_be_read_is_no_key() -> None:
    terms = charter()
    register = Register(terms, {**KEYS, SIGNERS["bert", 1].kid: {"kty": "EC"}}.get)
    bert = Node("bert", terms)
    assert register.add(bert.assent(terms)).outcome is Outcome.FORGED
