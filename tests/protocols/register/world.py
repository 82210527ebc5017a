"""A small world for the tests: three companies, their keys, their nodes, and ways to tell lies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from verbund.protocols.register.v1 import (
    Charter,
    Clause,
    Entry,
    EntryType,
    KeySigner,
    Member,
    Register,
    Verdict,
    sign_assent,
    write_entry,
)

VERBUND = "urn:uuid:0b54b1f0-6d1c-4c0f-8a52-6b64c2c0a001"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
NAMES = ("anna", "bert", "cleo", "dora")


def did(name: str) -> str:
    return f"did:web:{name}.example"


class Deterministic(KeySigner):
    """ES256 with RFC 6979 nonces: the same entries, hashes and order in every run."""

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(data)
        signed = self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(signed))


def signer(name: str, generation: int = 1) -> KeySigner:
    """P-256 for Bert, Ed25519 for the others; a later generation is another key."""
    seed = (NAMES.index(name) + 1) * 1000 + generation
    kid = f"{did(name)}#key-{generation}"
    if name == "bert":
        return Deterministic(kid, ec.derive_private_key(seed, ec.SECP256R1()))
    return Deterministic(kid, ed25519.Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big")))


SIGNERS = {(name, generation): signer(name, generation) for name in NAMES for generation in (1, 2, 3)}
KEYS: dict[str, Mapping[str, Any]] = {s.kid: s.public_jwk for s in SIGNERS.values()}


def member(name: str, role: Any = "member", generation: int = 1) -> Member:
    return Member(did(name), SIGNERS[name, generation].thumbprint, role, name.title())


def charter(**changes: Any) -> Charter:
    terms: dict[str, Any] = {
        "verbund": VERBUND,
        "version": 1,
        "previous": None,
        "kind": "data",
        "title": {"de": "Datenverbund Wartung", "en": "Maintenance data"},
        "purpose": {"de": "Ausfälle früher erkennen"},
        "members": (member("anna", "proposer"), member("bert"), member("cleo")),
        "registrar": did("anna"),
        "deputy": did("bert"),
        "clauses": (
            Clause("D1", "weak", "machine", {"grain": "hour", "delayDays": 7}, {"de": "Stundenwerte"}),
            Clause("L2", "strong", "trust", {}, {"de": "Wer geht, nimmt seine Daten mit."}),
        ),
        "sign_by": datetime(2026, 4, 30, tzinfo=UTC),
        "valid_from": date(2026, 3, 1),
        "valid_until": date(2027, 3, 1),
        "notice_days": 30,
    }
    return Charter(**{**terms, **changes})


def report(name: str, terms: Charter) -> str:
    """Stands for the hash of the report a member was shown for these terms."""
    return f"{NAMES.index(name) + 1:02x}" * 16 + terms.hash[:32]


class Node:
    """One company's node: its copy of the register, its signer, a clock and a salt counter."""

    def __init__(self, name: str, founding: Charter, keys: Mapping[str, Any] = KEYS) -> None:
        self.name = name
        self.did = did(name)
        self.signer = SIGNERS[name, 1]
        self.founding = founding
        self.keys = keys
        self.register = Register(founding, keys.get)
        self.now = START
        self.salts = 0
        self.log: list[Entry] = []

    def salt(self) -> bytes:
        self.salts += 1
        return f"{self.name}{self.salts}".encode().ljust(32, b".")

    def draft(self, type: EntryType, payload: Mapping[str, Any], charter: str | None = None) -> Entry:
        self.now += timedelta(minutes=1)
        return self.register.write(
            self.signer,
            author=self.did,
            type=type,
            payload=payload,
            time=self.now,
            salt=self.salt(),
            charter=charter,
        )

    def say(self, type: EntryType, payload: Mapping[str, Any], charter: str | None = None) -> Entry:
        entry = self.draft(type, payload, charter)
        verdict = self.register.add(entry)
        assert verdict.kept, verdict
        self.log.append(entry)
        return entry

    def assent(self, terms: Charter) -> Entry:
        shown = report(self.name, terms)
        signature = sign_assent(self.signer, verbund=VERBUND, charter=terms.hash, member=self.did, report=shown)
        return self.say(EntryType.ASSENT, {"report": shown, "signature": signature}, terms.hash)

    def effective(self, terms: Charter) -> Entry:
        standing = [
            e.payload["signature"]
            for e in self.register.entries()
            if e.type is EntryType.ASSENT and e.charter == terms.hash and e.payload
        ]
        return self.say(EntryType.EFFECTIVE, {"signatures": standing}, terms.hash)

    def adopt(self, terms: Charter, counter: str | None = None) -> Entry:
        self.register.add_charter(terms)
        return self.say(EntryType.ADOPTED, {"previous": terms.previous, "counter": counter}, terms.hash)

    def note(self, text: str = "Hinweis") -> Entry:
        return self.say(EntryType.NOTICE, {"topic": "general", "text": {"de": text}})

    def work(self, value: str = "100") -> Entry:
        amount = {"value": value, "currency": "EUR"}
        return self.say(EntryType.CONTRIBUTION, {"title": {"de": "Sensordaten"}, "amount": amount})

    def offer(self, dataset: str = "urn:uuid:1", **changes: Any) -> Entry:
        payload = {
            "dataset": dataset,
            "title": {"de": "Wartung"},
            "sha256": "ab" * 32,
            "bytes": 522048,
            "mediaType": "text/csv",
            "from": None,
            "until": None,
            "withdrawn": False,
        }
        return self.say(EntryType.FILE_OFFERED, {**payload, **changes})

    def pull(self, *others: Node) -> list[Verdict]:
        """Catch up from peers as over the wire, until nothing new comes."""
        told: list[Verdict] = []
        for other in others:
            for terms in other.register.charters():
                self.register.add_charter(terms)
            lacking = other.register.missing(self.register.after())
            told.extend(self.register.add(entry) for entry in lacking)
        return told

    def forge(self, **changes: Any) -> Entry:
        """An entry with any field at will, signed by this node's key; not added."""
        heads = self.register.heads()
        prev = heads.pop(self.did, None)
        held = self.register.get(prev) if prev else None
        fields: dict[str, Any] = {
            "signer": self.signer,
            "verbund": VERBUND,
            "author": self.did,
            "seq": held.seq + 1 if held else 1,
            "prev": prev,
            "heads": heads,
            "charter": self.register.state().current or self.founding.hash,
            "type": EntryType.NOTICE,
            "payload": {"topic": "general", "text": {"de": "erfunden"}},
            "time": self.now + timedelta(minutes=1),
            "salt": self.salt(),
        } | changes
        return write_entry(fields.pop("signer"), **fields)


def share(*nodes: Node) -> None:
    """Everybody pulls from everybody, twice, so that nothing is left."""
    for _ in range(2):
        for node in nodes:
            node.pull(*(other for other in nodes if other is not node))


def three(terms: Charter | None = None) -> tuple[Node, Node, Node]:
    founding = terms or charter()
    anna, bert, cleo = (Node(name, founding) for name in NAMES[:3])
    return anna, bert, cleo


def in_force() -> tuple[Node, Node, Node]:
    """Three nodes whose first version is in force and known to all."""
    anna, bert, cleo = three()
    for node in (anna, bert, cleo):
        node.assent(node.founding)
    share(anna, bert, cleo)
    anna.effective(anna.founding)
    share(anna, bert, cleo)
    return anna, bert, cleo


def picture(register: Register) -> tuple[Any, ...]:
    """Everything a node can show, to compare nodes."""
    return register.entries(), register.state(), register.heads(), register.frontier()
