"""Write the schemas and test vectors of the Verbund profile: `python docs/verbund-profile/generate.py`.

Deterministic: fixed keys, fixed salts, Ed25519 and RFC 6979 signatures. A test compares the files with `build()`.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
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
    difference,
    sign_assent,
    write_entry,
)
from verbund.protocols.register.v1.schemas import published

HERE = Path(__file__).parent
VERBUND = "urn:uuid:5d0d1f0e-2f0e-4a55-9a63-0c8a7c1e7b01"
NAMES = ("alpha", "beta", "gamma")
START = datetime(2026, 5, 4, 7, tzinfo=UTC)


class Deterministic(KeySigner):
    """ES256 with RFC 6979 nonces, so that the files can be compared byte for byte."""

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(data)
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def did(name: str) -> str:
    return f"did:web:{name}.example"


def signer(name: str) -> Deterministic:
    seed = NAMES.index(name) + 1
    kid = f"{did(name)}#key-1"
    if name == "beta":
        return Deterministic(kid, ec.derive_private_key(seed, ec.SECP256R1()))
    return Deterministic(kid, ed25519.Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


SIGNERS = {name: signer(name) for name in NAMES}
KEYS = {s.kid: s.public_jwk for s in SIGNERS.values()}


def charter() -> Charter:
    roles = dict(zip(NAMES, ("proposer", "member", "member"), strict=True))
    return Charter(
        verbund=VERBUND,
        version=1,
        previous=None,
        kind="data",
        title={"de": "Wartungsdaten gemeinsam nutzen", "en": "Share maintenance data"},
        purpose={"de": "Ausfälle von Fräsmaschinen früher erkennen"},
        members=tuple(Member(did(n), SIGNERS[n].thumbprint, roles[n], n.title()) for n in NAMES),  # type: ignore[arg-type]
        registrar=did("alpha"),
        deputy=did("beta"),
        clauses=(
            Clause("D1", "weak", "machine", {"delayDays": 7, "grain": "hour"}, {"de": "Stundenwerte nach 7 Tagen"}),
            Clause("D4", "strong", "trust", {"days": 30}, {"de": "Löschung binnen 30 Tagen nach Austritt"}),
        ),
        sign_by=datetime(2026, 6, 30, 22, tzinfo=UTC),
        valid_from=date(2026, 5, 1),
        valid_until=date(2027, 4, 30),
        notice_days=30,
    )


class Story:
    """Writes entries with a running clock and salt."""

    def __init__(self, founding: Charter) -> None:
        self.register = Register(founding, KEYS.get)
        self.steps = 0

    def _next(self) -> dict[str, Any]:
        self.steps += 1
        return {"time": START + timedelta(minutes=self.steps), "salt": self.steps.to_bytes(32, "big")}

    def say(self, name: str, kind: EntryType, payload: dict[str, Any], terms: Charter | None = None) -> Entry:
        entry = self.register.write(
            SIGNERS[name],
            author=did(name),
            type=kind,
            payload=payload,
            charter=terms.hash if terms else None,
            **self._next(),
        )
        self.register.add(entry)
        return entry

    def assent(self, name: str, terms: Charter) -> Entry:
        report = f"{NAMES.index(name):064x}"
        host = "did:web:host.example" if name == "gamma" else None  # one whose key another keeps
        signature = sign_assent(
            SIGNERS[name], verbund=VERBUND, charter=terms.hash, member=did(name), report=report, host=host
        )
        return self.say(name, EntryType.ASSENT, {"report": report, "signature": signature}, terms)

    def lie(self, name: str, **changes: Any) -> Entry:
        heads = self.register.heads()
        prev = heads.pop(did(name))
        held = self.register.get(prev)
        assert held is not None
        fields = {
            "verbund": VERBUND,
            "author": did(name),
            "seq": held.seq + 1,
            "prev": prev,
            "heads": heads,
            "charter": self.register.state().on_table,
            "type": EntryType.NOTICE,
            "payload": {"topic": "general", "text": {"de": "erfunden"}},
            **self._next(),
        } | changes
        return write_entry(SIGNERS[name], **fields)


def _shown(register: Register) -> dict[str, Any]:
    state = register.state()
    return {
        "order": [entry.hash for entry in register.entries()],
        "heads": register.heads(),
        "frontier": list(register.frontier()),
        "current": state.current,
        "charters": {found: str(standing.state) for found, standing in state.charters.items()},
        "members": {found: str(member.state) for found, member in state.members.items()},
        "frozen": {found: freeze.cause for found, freeze in state.frozen.items()},
        "withoutEffect": dict(state.without_effect),
    }


def build() -> dict[str, Any]:
    """Path below this folder -> JSON document."""
    first = charter()
    second = first.successor(notice_days=90)
    story = Story(first)
    counter = story.say("beta", EntryType.COUNTER_PROPOSAL, {"draft": second.hash})
    story.register.add_charter(second)
    story.say("alpha", EntryType.ADOPTED, {"previous": first.hash, "counter": counter.hash}, second)
    assents = [story.assent(name, second) for name in NAMES]
    signatures = [entry.payload["signature"] for entry in assents if entry.payload]
    lacking = story.lie("alpha", type=EntryType.EFFECTIVE, payload={"signatures": signatures[:2]})
    before = story.register.entries()
    story.say("alpha", EntryType.EFFECTIVE, {"signatures": signatures}, second)
    amount = {"value": "1250.00", "currency": "EUR"}
    work = story.say("gamma", EntryType.CONTRIBUTION, {"title": {"de": "Sensordaten"}, "amount": amount})
    story.say("beta", EntryType.NOTICE, {"topic": "general", "text": {"de": "Daten gesehen"}})
    honest = story.register.entries()
    told = _shown(story.register)

    old = story.lie("beta", charter=first.hash, type=EntryType.CONTRIBUTION, payload=dict(work.payload or {}))
    fork = story.lie("gamma", seq=work.seq, prev=work.prev, heads=dict(work.heads))
    abroad = story.lie("beta", verbund=VERBUND[:-1] + "2")
    gap = story.lie("gamma", heads={did("alpha"): story.register.heads()[did("alpha")], did("beta"): "77" * 32})
    replayed = sign_assent(SIGNERS["gamma"], verbund=VERBUND, charter=first.hash, member=did("gamma"), report="00" * 32)
    replay = story.lie(
        "gamma", type=EntryType.ASSENT, payload={"report": "00" * 32, "signature": replayed}, charter=second.hash
    )
    head, body, signature = work.signature.compact.split(".")
    forged = {"jws": f"{head}.{body}.{'A' * len(signature)}", "payload": work.payload, "salt": work.salt}
    without = tuple(entry for entry in honest if entry.hash not in (work.hash, honest[-1].hash))

    lies = []
    for name, holds, wire in (
        ("effective with a missing signature", before, lacking.wire()),
        ("work under an old charter", honest, old.wire()),
        ("a fork", honest, fork.wire()),
        ("an entry of another Verbund", honest, abroad.wire()),
        ("a head that names an unknown entry", honest, gap.wire()),
        ("an assent whose signature was given for another charter", honest, replay.wire()),
        ("a signature that is not the author's", without, forged),
    ):
        lies.append({"name": name, "holds": [entry.hash for entry in holds], "entry": wire, **_answer(holds, wire)})

    return {
        "vectors/keys.json": {"keys": KEYS, "thumbprints": {s.kid: s.thumbprint for s in SIGNERS.values()}},
        "vectors/charter.json": {
            "document": first.document,
            "jcs": first.canonical.decode(),
            "sha256": first.hash,
            "dataset": first.dataset_id,
            "successor": {"document": second.document, "sha256": second.hash},
            "difference": [
                {"kind": str(c.kind), "subject": c.subject, "name": c.name, "old": c.old, "new": c.new}
                for c in difference(first, second)
            ],
        },
        "vectors/register.json": {
            "charters": [first.document, second.document],
            "entries": [entry.wire() for entry in honest],
            "hashes": [entry.hash for entry in honest],
            "shows": told,
        },
        "vectors/lies.json": lies,
        **{f"schemas/{name}": schema for name, schema in published().items()},
    }


def _answer(holds: tuple[Entry, ...], wire: dict[str, Any]) -> dict[str, Any]:
    from verbund.protocols.register.v1 import parse_entry

    register = Register(charter(), KEYS.get)
    register.add_charter(charter().successor(notice_days=90))
    for entry in holds:
        register.add(entry)
    verdict = register.add(parse_entry(wire))
    return {"outcome": str(verdict.outcome), "code": verdict.code, "kept": verdict.kept}


def text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def main() -> None:
    for path, document in build().items():
        target = HERE / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text(document), encoding="utf-8")


if __name__ == "__main__":
    main()
