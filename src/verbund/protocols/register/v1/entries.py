"""Register entries: what a member signs and chains, with payload and salt beside the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from verbund.kit.errors import Invalid

from . import _json, jws
from .charter import format_instant, read_instant
from .schemas import PROFILE, validate
from .statements import Statement, read_statement

TYP = "verbund-entry+jws"
MAX_ENTRY = 256 * 1024
MAX_PAYLOAD = 64 * 1024
SALT_BYTES = 32


class EntryType(StrEnum):
    """What an entry says. The first eight and `ended` decide about terms and membership, the rest is work."""

    ASSENT = "assent"
    REFUSAL = "refusal"
    COUNTER_PROPOSAL = "counter_proposal"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"
    EFFECTIVE = "effective"
    JOINED = "joined"
    LEFT = "left"
    CONTRIBUTION = "contribution"
    BENEFIT = "benefit"
    TASK = "task"
    DECISION = "decision"
    FILE_OFFERED = "file_offered"
    OUTCOME = "outcome"
    SIDE_EFFECT_REPORT = "side_effect_report"
    KEY_CHANGED = "key_changed"
    ENDED = "ended"
    NOTICE = "notice"


NEEDS_PAYLOAD = frozenset(
    {
        EntryType.ASSENT,
        EntryType.COUNTER_PROPOSAL,
        EntryType.ADOPTED,
        EntryType.EFFECTIVE,
        EntryType.JOINED,
        EntryType.KEY_CHANGED,
        EntryType.ENDED,
    }
)
"""Types that are judged by their payload. It names no person and cannot be erased."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One signed entry. `payload` and `salt` are None where erased or not sent.

    hash: SHA-256 of the JCS body, so that a second signature over the same body is the same entry.
    heads: hash of the last entry seen of every other author. time: as the author claims, decides nothing.
    charter: the version the entry speaks about, for work the one in force.
    digest: SHA-256(salt ‖ JCS payload).
    """

    hash: str
    verbund: str
    author: str
    seq: int
    prev: str | None
    heads: Mapping[str, str]
    charter: str
    type: EntryType
    time: datetime
    digest: str
    signature: jws.Jws = field(repr=False)
    payload: Mapping[str, Any] | None = None
    salt: str | None = field(default=None, repr=False)

    @property
    def kid(self) -> str:
        return self.signature.kid

    @property
    def predecessors(self) -> tuple[str, ...]:
        """Hashes this entry builds on: own previous entry and heads."""
        return (*((self.prev,) if self.prev else ()), *self.heads.values())

    def bare(self) -> Entry:
        """The same entry without payload and salt."""
        return replace(self, payload=None, salt=None)

    def wire(self) -> dict[str, Any]:
        """The JSON form."""
        if self.payload is None:
            return {"jws": self.signature.compact}
        return {"jws": self.signature.compact, "payload": dict(self.payload), "salt": self.salt}


def write_entry(
    signer: jws.Signer,
    *,
    verbund: str,
    author: str,
    seq: int,
    prev: str | None,
    heads: Mapping[str, str],
    charter: str,
    type: EntryType,
    payload: Mapping[str, Any],
    time: datetime,
    salt: bytes,
) -> Entry:
    """Sign one entry; `Register.write` fills in seq, prev and heads. `salt`: 32 random bytes, used once.

    Raises Invalid when the payload does not fit its type or the signer does not belong to the author.
    """
    if len(salt) != SALT_BYTES:
        raise Invalid("bad-salt", f"The salt has {len(salt)} bytes, it needs {SALT_BYTES}.", where="salt")
    body = {
        "profile": PROFILE,
        "verbund": verbund,
        "author": author,
        "seq": seq,
        "prev": prev,
        "heads": dict(heads),
        "charter": charter,
        "type": str(type),
        "time": format_instant(time),
        "digest": payload_digest(payload, salt),
    }
    validate("body", body, "entry")
    compact = jws.sign(signer, TYP, _json.canonical(body, "entry"))
    return parse_entry({"jws": compact, "payload": dict(payload), "salt": jws.b64(salt)})


def payload_digest(payload: Mapping[str, Any], salt: bytes) -> str:
    """SHA-256(salt ‖ JCS payload), hexadecimal."""
    return _json.sha256(salt + _json.canonical(dict(payload), "payload"))


def parse_entry(data: bytes | str | Mapping[str, Any], where: str = "entry") -> Entry:
    """Read a foreign entry; raises Invalid that names the field. The Register verifies signatures."""
    wire = data if isinstance(data, Mapping) else _json.parse(data, limit=MAX_ENTRY, where=where)
    validate("entry", wire, where)
    signature = jws.read(wire["jws"], TYP, f"{where}.jws")
    body = _json.parse(signature.payload, limit=MAX_ENTRY, where=f"{where}.body")
    validate("body", body, f"{where}.body")
    if _json.canonical(body, where) != signature.payload:
        raise Invalid("not-canonical", "The signed body is not in JCS form.", where=f"{where}.body")
    if signature.did != body["author"]:
        raise Invalid("foreign-key", f"Signed with a key of {signature.did}, not of its author.", where=f"{where}.jws")
    if (body["seq"] == 1) != (body["prev"] is None):
        raise Invalid("bad-prev", "Entry 1 has no prev, every later one has.", where=f"{where}.body.prev")
    if body["author"] in body["heads"]:
        raise Invalid("bad-heads", "The heads name the author.", where=f"{where}.body.heads")
    payload, salt = wire.get("payload"), wire.get("salt")
    if (payload is None) != (salt is None):
        raise Invalid("half-payload", "Payload and salt come together or not at all.", where=where)
    if payload is not None and salt is not None:
        _check_payload(payload, salt, body, where)
    return Entry(
        hash=_json.sha256(signature.payload),
        verbund=body["verbund"],
        author=body["author"],
        seq=body["seq"],
        prev=body["prev"],
        heads=body["heads"],
        charter=body["charter"],
        type=EntryType(body["type"]),
        time=read_instant(body["time"], f"{where}.body.time"),
        digest=body["digest"],
        signature=signature,
        payload=payload,
        salt=salt,
    )


def statements_of(entry: Entry) -> tuple[Statement, ...]:
    """The signed statements an entry holds; raises Invalid when one cannot be read."""
    if entry.payload is None:
        return ()
    found = [entry.payload[name] for name in ("signature", "proof") if name in entry.payload]
    found += entry.payload.get("signatures", ())
    return tuple(read_statement(compact, f"entry.payload.signatures[{i}]") for i, compact in enumerate(found))


def kids_of(entry: Entry) -> frozenset[str]:
    """Key ids whose public keys are needed to judge the entry: fetch them before adding it."""
    try:
        return frozenset({entry.kid, *(statement.jws.kid for statement in statements_of(entry))})
    except Invalid:
        return frozenset({entry.kid})


def _check_payload(payload: dict[str, Any], salt: str, body: dict[str, Any], where: str) -> None:
    raw = _json.canonical(payload, f"{where}.payload")
    if len(raw) > MAX_PAYLOAD and body["type"] not in ("effective", "ended", "key_changed"):
        raise Invalid("too-large", f"A payload has at most {MAX_PAYLOAD} bytes.", where=f"{where}.payload")
    validate(f"payload:{body['type']}", payload, f"{where}.payload")
    if _json.sha256(jws.unb64(salt, f"{where}.salt") + raw) != body["digest"]:
        raise Invalid(
            "payload-changed",
            "Payload and salt do not give the digest that was signed.",
            where=f"{where}.payload",
        )
