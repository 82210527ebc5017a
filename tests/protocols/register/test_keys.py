"""A new key is signed by the old one; a lost key needs all other members."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed448
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import Entry, EntryType, KeySigner, MemberState, Outcome, Register, sign_key_change

from .world import KEYS, NOW, SIGNERS, VERBUND, Node, did, in_force, picture, share, three


def _statement(signer: Any, who: str, node: Node, **changes: Any) -> str:
    claims: dict[str, Any] = {
        "verbund": VERBUND,
        "charter": node.founding.hash,
        "subject": did("cleo"),
        "old": SIGNERS["cleo", 1].thumbprint,
        "new": SIGNERS["cleo", 2].thumbprint,
        "last": node.register.heads().get(did("cleo")),
    } | changes
    return sign_key_change(signer, member=did(who), **claims)


def _payload(node: Node, signatures: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "member": did("cleo"),
        "old": SIGNERS["cleo", 1].thumbprint,
        "new": SIGNERS["cleo", 2].thumbprint,
        "last": node.register.heads().get(did("cleo")),
        "proof": _statement(SIGNERS["cleo", 2], "cleo", node),
        "signatures": signatures or [],
    } | changes


def _recover(anna: Node, bert: Node) -> Entry:
    signatures = [_statement(n.signer, n.name, anna) for n in (anna, bert)]
    return anna.say(EntryType.KEY_CHANGED, _payload(anna, signatures))


def test_the_old_key_signs_the_new_one_and_retires() -> None:
    anna, bert, cleo = in_force()
    cleo.say(EntryType.KEY_CHANGED, _payload(cleo))
    assert cleo.register.key_of(did("cleo")) == SIGNERS["cleo", 2].thumbprint
    share(anna, bert, cleo)
    old = cleo.forge()
    assert anna.register.add(old).code == "other_key"
    cleo.signer = SIGNERS["cleo", 2]
    cleo.work()
    share(anna, bert, cleo)
    assert picture(anna.register) == picture(cleo.register)
    assert anna.register.state().findings == ()


def test_a_new_key_must_prove_itself_and_be_new() -> None:
    anna, _, cleo = in_force()
    stolen = _payload(cleo, proof=_statement(SIGNERS["cleo", 3], "cleo", cleo))
    first = cleo.say(EntryType.KEY_CHANGED, stolen)
    assert cleo.register.state().without_effect[first.hash] == "no_proof"
    same = SIGNERS["cleo", 1].thumbprint
    proof = _statement(SIGNERS["cleo", 1], "cleo", cleo, new=same)
    second = cleo.say(EntryType.KEY_CHANGED, _payload(cleo, new=same, proof=proof))
    assert cleo.register.state().without_effect[second.hash] == "same_key"
    elsewhere = "12" * 32
    proof = _statement(SIGNERS["cleo", 2], "cleo", cleo, last=elsewhere)
    third = cleo.say(EntryType.KEY_CHANGED, _payload(cleo, last=elsewhere, proof=proof))
    assert cleo.register.state().without_effect[third.hash] == "other_key"
    anna.pull(cleo)
    assert anna.register.key_of(did("cleo")) == SIGNERS["cleo", 1].thumbprint


def test_a_lost_key_is_replaced_by_all_other_members() -> None:
    anna, bert, cleo = in_force()
    _recover(anna, bert)
    share(anna, bert, cleo)
    assert bert.register.key_of(did("cleo")) == SIGNERS["cleo", 2].thumbprint
    cleo.signer = SIGNERS["cleo", 2]
    cleo.work()
    share(anna, bert, cleo)
    state = bert.register.state()
    assert state.findings == ()
    assert state.members[did("cleo")].state is MemberState.ACTIVE


def test_a_member_alone_cannot_take_anothers_key() -> None:
    anna, bert, cleo = in_force()
    entry = anna.say(EntryType.KEY_CHANGED, _payload(anna, [_statement(anna.signer, "anna", anna)]))
    assert anna.register.state().without_effect[entry.hash] == "missing_signature"
    as_bert = replace(SIGNERS["anna", 1], kid=SIGNERS["bert", 1].kid)
    both = [_statement(anna.signer, "anna", anna), _statement(as_bert, "bert", anna)]
    forged = anna.say(EntryType.KEY_CHANGED, _payload(anna, both))
    assert anna.register.state().without_effect[forged.hash] == "forged_signature"
    share(anna, bert, cleo)
    assert cleo.register.add(cleo.draft(EntryType.LEFT, {})).outcome is Outcome.ACCEPTED


def test_a_recovery_names_the_true_key_and_the_last_entry() -> None:
    anna, bert, _ = in_force()
    wrong = {"old": SIGNERS["cleo", 3].thumbprint}
    proof = _statement(SIGNERS["cleo", 2], "cleo", anna, **wrong)
    one = anna.say(EntryType.KEY_CHANGED, _payload(anna, **wrong, proof=proof))
    assert anna.register.state().without_effect[one.hash] == "other_key"
    proof = _statement(SIGNERS["cleo", 2], "cleo", anna, last=None)
    two = anna.say(EntryType.KEY_CHANGED, _payload(anna, last=None, proof=proof))
    assert anna.register.state().without_effect[two.hash] == "other_last"
    assert bert.register.key_of(did("cleo")) == SIGNERS["cleo", 1].thumbprint


@lru_cache(maxsize=1)
def theft() -> tuple[Register, tuple[Entry, ...]]:
    """A register with a recovered key and a thief's entries."""
    anna, bert, cleo = in_force()
    thief = Node("cleo", cleo.founding)
    share(anna, bert, cleo, thief)
    _recover(anna, bert)
    share(anna, bert, cleo)
    cleo.signer = SIGNERS["cleo", 2]
    cleo.work()
    for entry in (thief.work("9"), thief.work("99")):
        bert.register.add(entry)
    bert.note()
    share(anna, bert, cleo)
    cleo.work()
    share(anna, bert, cleo)
    return anna.register, anna.register.entries()


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_recovery_and_theft_merge_alike_in_any_order(data: Any) -> None:
    full, entries = theft()
    register = Register(full.charters()[0], KEYS.get)
    for entry in data.draw(st.permutations(entries)):
        register.add(entry)
    assert register.waiting() == ()
    assert picture(register) == picture(full)


def test_the_thief_of_a_replaced_key_writes_without_effect_and_freezes_nobody() -> None:
    anna, bert, cleo = in_force()
    thief = Node("cleo", cleo.founding)
    share(anna, bert, cleo, thief)
    _recover(anna, bert)
    share(anna, bert, cleo)
    cleo.signer = SIGNERS["cleo", 2]
    cleo.work()
    stolen = [thief.offer("urn:uuid:stolen"), thief.work("999")]
    share(anna, bert, cleo)
    for entry in stolen:
        anna.register.add(entry)
    bert.pull(anna)
    for node in (anna, bert):
        state = node.register.state()
        assert state.frozen == {}
        assert {state.without_effect[e.hash] for e in stolen} == {"retired_key"}
        assert "urn:uuid:stolen" not in state.offers
    assert anna.register.add(cleo.work("2")).outcome is Outcome.ACCEPTED
    assert anna.register.add(bert.note()).outcome is Outcome.ACCEPTED


def test_a_key_is_recovered_before_the_member_has_written_anything_under_it() -> None:
    anna, bert, cleo = in_force()
    wider = anna.founding
    assert wider.by_did[did("cleo")].key == SIGNERS["cleo", 1].thumbprint
    entry = _recover(anna, bert)
    assert anna.register.add(entry).outcome is Outcome.DUPLICATE
    share(anna, bert, cleo)
    assert anna.register.state().may_read(did("cleo"), NOW).allowed


def test_a_charter_that_names_another_key_than_the_one_in_use_is_not_signed() -> None:
    _, _, cleo = three()
    cleo.say(EntryType.KEY_CHANGED, _payload(cleo))
    cleo.signer = SIGNERS["cleo", 2]
    entry = cleo.assent(cleo.founding)
    assert cleo.register.state().without_effect[entry.hash] == "other_key"


def test_when_the_author_of_a_recovery_forks_another_member_repeats_it() -> None:
    anna, bert, cleo = in_force()
    entry = _recover(anna, bert)
    share(anna, bert, cleo)
    bert.register.add(anna.forge(seq=entry.seq, prev=entry.prev))
    bert.say(EntryType.KEY_CHANGED, dict(entry.payload or {}))
    cleo.pull(bert)
    cleo.signer = SIGNERS["cleo", 2]
    cleo.work()
    bert.pull(cleo)
    assert set(bert.register.state().frozen) == {did("anna")}
    assert bert.register.key_of(did("cleo")) == SIGNERS["cleo", 2].thumbprint
    assert picture(bert.register) == picture(cleo.register)


def test_private_keys_are_read_from_pem() -> None:
    for name in ("anna", "bert"):
        signer = SIGNERS[name, 1]
        pem = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        assert KeySigner.from_pem(signer.kid, pem).thumbprint == signer.thumbprint
    other = ed448.Ed448PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for wrong in (other, b"no key"):
        with pytest.raises(Invalid, match="key"):
            KeySigner.from_pem("did:web:a#k", wrong)
