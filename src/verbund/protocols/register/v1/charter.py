"""The charter: the agreed terms of a Verbund, immutable, with one canonical form and one hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Literal

from verbund.kit.errors import Invalid

from . import _json
from .schemas import PROFILE, validate

MAX_CHARTER = 1024 * 1024

Texts = Mapping[str, str]
"""Language tag (BCP 47) -> text."""
Role = Literal["proposer", "coordinator", "member", "companion"]
Form = Literal["weak", "strong"]
Enforced = Literal["machine", "trust"]
Voting = Literal["unanimous", "two_thirds", "majority"]
CharterForm = Literal["exchange_circle", "letter_of_intent", "charter"]


@dataclass(frozen=True, slots=True)
class Member:
    """Who signs: DID, thumbprint of its key (RFC 7638), role, and the name it goes by."""

    did: str
    key: str
    role: Role
    name: str

    def document(self) -> dict[str, Any]:
        return {"did": self.did, "key": self.key, "role": self.role, "name": self.name}


@dataclass(frozen=True, slots=True)
class Clause:
    """One term: code (`D2`, or `kind:Q1` for a plug-in's own), form, parameters, and who enforces it."""

    code: str
    form: Form
    enforced: Enforced
    parameters: Mapping[str, Any]
    text: Texts
    odrl: Mapping[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "form": self.form,
            "enforced": self.enforced,
            "parameters": dict(self.parameters),
            "text": dict(self.text),
            "odrl": None if self.odrl is None else dict(self.odrl),
        }


@dataclass(frozen=True)
class Charter:
    """One version of the terms. Treat the mappings inside as read-only: the hash is computed once.

    Raises Invalid when the document does not fit the profile (the message names the field).

    verbund: urn:uuid of the Verbund; version 1 has no `previous`, every later one names its hash.
    sign_by: aware datetime, whole seconds; valid_from and valid_until (inclusive): dates; notice_days: days.
    """

    verbund: str
    version: int
    previous: str | None
    kind: str
    title: Texts
    purpose: Texts
    members: tuple[Member, ...]
    registrar: str
    deputy: str | None
    clauses: tuple[Clause, ...]
    sign_by: datetime
    valid_from: date
    valid_until: date | None
    notice_days: int
    voting: Voting = "unanimous"
    policy: Mapping[str, Any] | None = None
    text: Texts = field(default_factory=dict)
    form: CharterForm = "charter"

    def __post_init__(self) -> None:
        if self.sign_by.tzinfo is None or self.sign_by.microsecond:
            raise Invalid("bad-time", "An instant needs a zone and whole seconds.", where="charter.signBy")
        if len(self.canonical) > MAX_CHARTER:
            raise Invalid("too-large", f"A charter has at most {MAX_CHARTER} bytes.", where="charter")
        validate("charter", self.document, "charter")
        _consistent(self)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "profile": PROFILE,
            "type": "Charter",
            "verbund": self.verbund,
            "version": self.version,
            "previous": self.previous,
            "kind": self.kind,
            "form": self.form,
            "title": dict(self.title),
            "purpose": dict(self.purpose),
            "members": [member.document() for member in self.members],
            "registrar": self.registrar,
            "deputy": self.deputy,
            "clauses": [clause.document() for clause in self.clauses],
            "policy": None if self.policy is None else dict(self.policy),
            "voting": self.voting,
            "text": dict(self.text),
            "signBy": format_instant(self.sign_by),
            "validFrom": self.valid_from.isoformat(),
            "validUntil": None if self.valid_until is None else self.valid_until.isoformat(),
            "noticeDays": self.notice_days,
        }

    @cached_property
    def canonical(self) -> bytes:
        """JCS bytes (RFC 8785): what is hashed, and what travels as the dataset's content."""
        return _json.canonical(self.document, "charter")

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical form, 64 hexadecimal characters."""
        return _json.sha256(self.canonical)

    @property
    def dataset_id(self) -> str:
        """Id of the dataset that carries this version: `charter:<hash>`."""
        return f"charter:{self.hash}"

    @cached_property
    def by_did(self) -> Mapping[str, Member]:
        return {member.did: member for member in self.members}

    @property
    def proposer(self) -> Member:
        return next(member for member in self.members if member.role == "proposer")

    @property
    def voters(self) -> tuple[Member, ...]:
        """Members with a share: all but companions."""
        return tuple(member for member in self.members if member.role != "companion")

    def clause(self, code: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.code == code), None)

    def successor(self, **changes: Any) -> Charter:
        """The next version with `changes`: version + 1, `previous` this one's hash."""
        return replace(self, **{"version": self.version + 1, "previous": self.hash, **changes})


def charter_hash(charter: Charter) -> str:
    """SHA-256 of the JCS form, hexadecimal."""
    return charter.hash


def parse_charter(data: bytes | str | Mapping[str, Any]) -> Charter:
    """Read a foreign charter; raises Invalid that names the field. Any JSON spelling will do."""
    document: Any = data
    if isinstance(data, Mapping):
        _json.check(dict(data), "charter")
    else:
        document = _json.parse(data, limit=MAX_CHARTER, where="charter")
    validate("charter", document, "charter")
    return Charter(
        verbund=document["verbund"],
        version=document["version"],
        previous=document["previous"],
        kind=document["kind"],
        form=document["form"],
        title=document["title"],
        purpose=document["purpose"],
        members=tuple(Member(m["did"], m["key"], m["role"], m["name"]) for m in document["members"]),
        registrar=document["registrar"],
        deputy=document["deputy"],
        clauses=tuple(
            Clause(c["code"], c["form"], c["enforced"], c["parameters"], c["text"], c["odrl"])
            for c in document["clauses"]
        ),
        policy=document["policy"],
        voting=document["voting"],
        text=document["text"],
        sign_by=read_instant(document["signBy"], "charter.signBy"),
        valid_from=_read_date(document["validFrom"], "charter.validFrom"),
        valid_until=document["validUntil"] and _read_date(document["validUntil"], "charter.validUntil"),
        notice_days=document["noticeDays"],
    )


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with whole seconds; raises Invalid without a zone."""
    if instant.tzinfo is None:
        raise Invalid("bad-time", "An instant needs a zone.", where="time")
    utc = instant.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return f"{utc.isoformat()}Z"


def read_instant(text: str, where: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "bad-time", f"{text!r} is no instant.", where=where, remedy="Use 2026-01-31T12:00:00Z."
        ) from error


def _read_date(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("bad-date", f"{text!r} is no date.", where=where, remedy="Use 2026-01-31.") from error


def _consistent(charter: Charter) -> None:
    """What the schema cannot say."""
    if (charter.version == 1) != (charter.previous is None):
        raise Invalid(
            "bad-previous",
            "Version 1 has no previous version, every later one names its hash.",
            where="charter.previous",
        )
    _no_twins([member.did for member in charter.members], "charter.members", "did")
    _no_twins([member.key for member in charter.members], "charter.members", "key")
    _no_twins([clause.code for clause in charter.clauses], "charter.clauses", "code")
    proposers = sum(member.role == "proposer" for member in charter.members)
    if proposers != 1:
        raise Invalid(
            "bad-roles",
            f"{proposers} members have the role proposer, it must be one.",
            where="charter.members",
        )
    if charter.registrar not in charter.by_did:
        raise Invalid("not-a-member", "The registrar is no member.", where="charter.registrar")
    if charter.deputy is not None and charter.deputy not in charter.by_did:
        raise Invalid("not-a-member", "The deputy is no member.", where="charter.deputy")
    if charter.deputy == charter.registrar:
        raise Invalid("same-member", "Registrar and deputy are the same member.", where="charter.deputy")
    if charter.valid_until is not None and charter.valid_until < charter.valid_from:
        raise Invalid("bad-date", "It ends before it begins.", where="charter.validUntil")


def _no_twins(values: list[str], where: str, field: str) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            raise Invalid("duplicate", f"{value} appears twice.", where=f"{where}[{index}].{field}")
        seen.add(value)
