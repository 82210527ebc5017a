"""The Verbund profile, version 1: charter, signatures and register over nodes that do not trust.

Specification: docs/verbund-profile.md. Pure: no input or output, no clock, no randomness.

>>> from datetime import UTC, date, datetime
>>> from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
>>> p = KeySigner("did:web:p.example#k", Ed25519PrivateKey.from_private_bytes(b"p" * 32))
>>> m = KeySigner("did:web:m.example#k", Ed25519PrivateKey.from_private_bytes(b"m" * 32))
>>> keys = {signer.kid: signer.public_jwk for signer in (p, m)}
>>> charter = Charter(
...     verbund="urn:uuid:6f1b7a52-7d0c-4f0e-9a4b-2f7c3c1d5e60", version=1, previous=None, kind="purchasing",
...     title={"de": "Einkaufsverbund"}, purpose={"de": "Strom gemeinsam einkaufen"},
...     members=(Member("did:web:p.example", p.thumbprint, "proposer", "P"),
...              Member("did:web:m.example", m.thumbprint, "member", "M")),
...     registrar="did:web:p.example", deputy="did:web:m.example",
...     clauses=(Clause("L1", "weak", "trust", {"noticeDays": 30}, {"de": "Kündigung binnen 30 Tagen"}),),
...     sign_by=datetime(2026, 2, 1, tzinfo=UTC), valid_from=date(2026, 1, 1),
...     valid_until=None, notice_days=30)
>>> register = Register(charter, keys.get)
>>> def say(signer, did, type, payload, salt):
...     entry = register.write(signer, author=did, type=type, payload=payload,
...                            time=datetime(2026, 1, 5, tzinfo=UTC), salt=salt * 32)
...     return register.add(entry).outcome
>>> report = "0" * 64
>>> signatures = [sign_assent(s, verbund=charter.verbund, charter=charter.hash, member=d, report=report)
...               for s, d in ((p, "did:web:p.example"), (m, "did:web:m.example"))]
>>> say(p, "did:web:p.example", EntryType.ASSENT, {"report": report, "signature": signatures[0]}, b"1")
<Outcome.ACCEPTED: 'accepted'>
>>> say(m, "did:web:m.example", EntryType.ASSENT, {"report": report, "signature": signatures[1]}, b"2")
<Outcome.ACCEPTED: 'accepted'>
>>> say(p, "did:web:p.example", EntryType.EFFECTIVE, {"signatures": signatures}, b"3")
<Outcome.ACCEPTED: 'accepted'>
>>> register.state().may_read("did:web:m.example", datetime(2026, 1, 6, tzinfo=UTC))
Access(allowed=True, code='member')
"""

from .charter import Charter, Clause, Member, charter_hash, parse_charter
from .difference import Change, ChangeKind, difference
from .entries import (
    NEEDS_PAYLOAD,
    SALT_BYTES,
    Entry,
    EntryType,
    kids_of,
    parse_entry,
    payload_digest,
    statements_of,
    write_entry,
)
from .jws import Jwk, KeySigner, Resolver, Signer, thumbprint
from .membership import Access, Membership, MemberState, Offer, State
from .merge import Register
from .schemas import PROFILE
from .standing import TRANSITIONS, Act, CharterStanding, CharterState, Freeze
from .statements import Statement, read_statement, sign_assent, sign_end, sign_key_change
from .verdict import Finding, Flaw, Missing, Outcome, Verdict
from .wire import Batch, batch_of, format_after, parse_after, parse_batch

__all__ = [
    "NEEDS_PAYLOAD",
    "PROFILE",
    "SALT_BYTES",
    "TRANSITIONS",
    "Access",
    "Act",
    "Batch",
    "Change",
    "ChangeKind",
    "Charter",
    "CharterStanding",
    "CharterState",
    "Clause",
    "Entry",
    "EntryType",
    "Finding",
    "Flaw",
    "Freeze",
    "Jwk",
    "KeySigner",
    "Member",
    "MemberState",
    "Membership",
    "Missing",
    "Offer",
    "Outcome",
    "Register",
    "Resolver",
    "Signer",
    "State",
    "Statement",
    "Verdict",
    "batch_of",
    "charter_hash",
    "difference",
    "format_after",
    "kids_of",
    "parse_after",
    "parse_batch",
    "parse_charter",
    "parse_entry",
    "payload_digest",
    "read_statement",
    "sign_assent",
    "sign_end",
    "sign_key_change",
    "statements_of",
    "thumbprint",
    "write_entry",
]
