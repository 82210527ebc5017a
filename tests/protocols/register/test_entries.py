"""Entries, statements and batches as they travel: strict reading, named faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import (
    Entry,
    EntryType,
    KeySigner,
    format_after,
    parse_after,
    parse_batch,
    parse_entry,
    payload_digest,
    read_statement,
    schemas,
    sign_end,
    statements_of,
    thumbprint,
    wire,
    write_entry,
)
from verbund.protocols.register.v1 import jws as jose

from .world import NOW, SIGNERS, VERBUND, did, in_force, three

BODY = {
    "profile": "verbund/1",
    "verbund": VERBUND,
    "author": did("bert"),
    "seq": 1,
    "prev": None,
    "heads": {},
    "charter": "12" * 32,
    "type": "notice",
    "time": "2026-04-01T12:00:00Z",
    "digest": "34" * 32,
}


def _signed(body: Any, typ: str = "verbund-entry+jws", name: str = "bert", raw: bytes | None = None) -> str:
    text = raw or json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return jose.sign(SIGNERS[name, 1], typ, text)


def _write(**changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "verbund": VERBUND,
        "author": did("bert"),
        "seq": 1,
        "prev": None,
        "heads": {},
        "charter": "12" * 32,
        "type": EntryType.NOTICE,
        "payload": {"topic": "general", "text": {"de": "x"}},
        "time": NOW,
        "salt": b"s" * 32,
    } | changes
    return write_entry(fields.pop("signer", SIGNERS["bert", 1]), **fields)


def test_an_entry_survives_the_wire_with_and_without_payload() -> None:
    entry = _write()
    assert parse_entry(json.dumps(entry.wire())) == entry
    bare = parse_entry(json.dumps(entry.bare().wire()))
    assert (bare, bare.hash) == (entry.bare(), entry.hash)
    assert entry.digest == payload_digest(entry.payload or {}, b"s" * 32)


def test_a_second_signature_over_the_same_body_is_the_same_entry() -> None:
    usual = KeySigner(SIGNERS["bert", 1].kid, SIGNERS["bert", 1].key)
    one, two = _write(signer=usual), _write(signer=usual)
    assert one.signature.compact != two.signature.compact
    assert one.hash == two.hash


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"seq": 0}, "entry.body.seq"),
        ({"seq": 2}, "entry.body.prev"),
        ({"prev": "12" * 32}, "entry.body.prev"),
        ({"heads": {did("bert"): "12" * 32}}, "entry.body.heads"),
        ({"heads": {did("anna"): "12"}}, f"entry.body.heads.{did('anna')}"),
        ({"type": "gossip"}, "entry.body.type"),
        ({"author": did("anna")}, "entry.jws"),
        ({"time": "2026-04-31T12:00:00Z"}, "entry.body.time"),
        ({"extra": 1}, "entry.body"),
        ({"digest": "34" * 32 + "\n"}, "entry.body.digest"),
    ],
)
def test_a_wrong_body_is_named(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as told:
        parse_entry({"jws": _signed({**BODY, **changes})})
    assert told.value.where == where


def test_a_body_that_is_not_canonical_is_refused() -> None:
    with pytest.raises(Invalid, match="JCS"):
        parse_entry({"jws": _signed(None, raw=json.dumps(BODY).encode())})


def test_a_statement_is_no_entry_and_the_other_way_round() -> None:
    with pytest.raises(Invalid, match="type is not verbund-entry"):
        parse_entry({"jws": _signed(BODY, typ="verbund-statement+jws")})
    with pytest.raises(Invalid, match="type is not verbund-statement"):
        read_statement(_signed(BODY), "statement")
    with pytest.raises(Invalid, match="statement"):
        read_statement(_signed({"type": "sale"}, typ="verbund-statement+jws"), "statement")
    with pytest.raises(Invalid, match="statement"):
        read_statement(_signed([], typ="verbund-statement+jws"), "statement")


def test_payload_and_salt_come_together_and_fit_the_type() -> None:
    entry = _write().wire()
    with pytest.raises(Invalid, match="come together"):
        parse_entry({"jws": entry["jws"], "payload": entry["payload"]})
    with pytest.raises(Invalid, match="do not give the digest"):
        parse_entry({**entry, "salt": "A" * 43})
    with pytest.raises(Invalid) as told:
        _write(payload={"topic": "gossip", "text": {"de": "x"}})
    assert told.value.where == "entry.payload.topic"
    with pytest.raises(Invalid, match="32"):
        _write(salt=b"short")
    with pytest.raises(Invalid, match="at most 65536 bytes"):
        _write(payload={"topic": "general", "text": {f"aa-x{i}": "x" * 15_000 for i in range(5)}})


@pytest.mark.parametrize(
    ("compact", "code"),
    [
        ("a.b", "not-jws"),
        ("a" * 200_000, "too-large"),
        ("e30.e30.e30", "bad-header"),
        ("W10.e30.e30", "bad-header"),
        ("e31.e30.e30", "not-base64url"),
        ("a.e30.e30", "not-base64url"),
    ],
)
def test_a_broken_jws_is_named(compact: str, code: str) -> None:
    with pytest.raises(Invalid) as told:
        jose.read(compact, "t", "here")
    assert (told.value.code, told.value.where[:4]) == (code, "here")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none", "kid": "did:web:a#k", "typ": "t"}, "bad-algorithm"),
        ({"alg": "HS256", "kid": "did:web:a#k", "typ": "t"}, "bad-algorithm"),
        ({"alg": "EdDSA", "kid": "nobody", "typ": "t"}, "bad-kid"),
        ({"alg": "EdDSA", "kid": 7, "typ": "t"}, "bad-kid"),
        ({"alg": "EdDSA", "kid": "did:web:a#k", "typ": "t", "crit": []}, "bad-header"),
    ],
)
def test_a_header_that_asks_for_something_else_is_refused(header: dict[str, Any], code: str) -> None:
    compact = f"{jose.b64(json.dumps(header).encode())}.e30.e30"
    with pytest.raises(Invalid) as told:
        jose.read(compact, "t", "here")
    assert told.value.code == code


def test_a_signature_holds_for_its_own_key_and_algorithm_only() -> None:
    for name in ("anna", "bert"):
        signed = jose.read(jose.sign(SIGNERS[name, 1], "t", b"{}"), "t", "here")
        own = SIGNERS[name, 1].public_jwk
        assert jose.verify(signed, own)
        assert not jose.verify(signed, SIGNERS[name, 2].public_jwk)
        assert not jose.verify(signed, SIGNERS["bert" if name == "anna" else "anna", 1].public_jwk)
        assert not jose.verify(signed, {**own, "x": "!"})
        assert not jose.verify(signed, {**own, "x": "AAAA"})
        short = jose.read(signed.compact[: signed.compact.rindex(".") + 1] + "AAAA", "t", "here")
        assert not jose.verify(short, own)
    with pytest.raises(Invalid, match="not P-256"):
        KeySigner("did:web:a#k", ec.generate_private_key(ec.SECP384R1()))


def test_thumbprints_are_those_of_the_standards() -> None:
    okp = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "use": "sig"}
    assert thumbprint(okp) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"  # RFC 8037 appendix A.3
    assert SIGNERS["bert", 1].thumbprint == thumbprint(SIGNERS["bert", 1].public_jwk)


def test_a_batch_reads_what_it_can_and_names_the_rest() -> None:
    anna, _, _ = in_force()
    document = json.loads(wire.batch_of(VERBUND, anna.register.entries()).encode())
    abroad = _write(verbund=VERBUND[:-1] + "2").wire()
    document["entries"] = [document["entries"][0], {"jws": "x"}, abroad, document["entries"][1]]
    batch = parse_batch(json.dumps(document))
    assert len(batch.entries) == 2
    assert [(index, problem.where) for index, problem in batch.refused] == [
        (1, "batch.entries[1].jws"),
        (2, "batch.entries[2].body.verbund"),
    ]
    with pytest.raises(Invalid, match=r"batch\.verbund"):
        parse_batch(json.dumps({**document, "verbund": "x"}))
    with pytest.raises(Invalid, match="batch"):
        parse_batch("[]")


def test_a_batch_ends_before_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    anna, _, _ = in_force()
    monkeypatch.setattr(wire, "MAX_BATCH", 3500)
    batch = wire.batch_of(VERBUND, anna.register.entries())
    assert batch.more
    assert len(batch.entries) < 4
    assert len(batch.encode()) <= 3500


def test_after_is_a_list_of_hashes() -> None:
    hashes = ("ab" * 32, "cd" * 32)
    assert parse_after(format_after(hashes)) == hashes
    assert parse_after("") == ()
    for wrong in ("x", "ab" * 32 + ",", ",".join(["ab" * 32] * 501), "AB" * 32):
        with pytest.raises(Invalid, match="after"):
            parse_after(wrong)


def test_statements_are_found_in_what_holds_them() -> None:
    anna, _, _ = three()
    signature = sign_end(anna.signer, verbund=VERBUND, charter="12" * 32, member=anna.did)
    entry = _write(type=EntryType.ENDED, payload={"signatures": [signature]})
    (found,) = statements_of(entry)
    assert (found.type, found.claims["member"]) == ("end", did("anna"))
    assert statements_of(entry.bare()) == ()


def test_every_type_has_a_payload_schema() -> None:
    assert set(schemas.PAYLOADS) == set(EntryType)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (parse_entry, parse_batch):
        with pytest.raises(Invalid):
            read(data)
