"""Reads of cooperation; the actor comes first, then the company whose view it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import rfc8785
from django.db.models import Count

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.scoping import everybody, scoped_to
from verbund.kit import clock
from verbund.protocols.register.v1 import (
    Access,
    Change,
    Charter,
    Finding,
    State,
    difference,
    parse_charter,
)

from . import kinds, register_store, rules
from .models import (
    CharterVersion,
    RegisterEntry,
    RejectedEntry,
    ReportedEffect,
    ReportFinding,
    SideEffectReport,
    Verbund,
    VerbundMember,
)
from .report.general import EFFECTS as GENERAL

ENOUGH = 5
"""Verbünde of a kind from which on the leaflet tells how often an effect was reported."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in the register's own order, the same on every node that holds the same entries."""

    hash: str
    author: str
    name: str
    seq: int
    type: str
    time: datetime
    charter: str
    payload: dict[str, object] | None
    counts: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Integrity:
    """What is wrong with a register: proven lies and gaps, entries that wait, deliveries that were not taken."""

    findings: tuple[Finding, ...]
    frozen: tuple[str, ...]
    waiting: int
    rejected: tuple[RejectedEntry, ...]

    @property
    def clean(self) -> bool:
        """Nothing to show."""
        return not (self.findings or self.frozen or self.waiting or self.rejected)


def verbuende(actor: Actor, company_id: UUID) -> list[Verbund]:
    """A company's own view of all its Verbünde, latest first. Raises Missing."""
    rules.must_read(actor, company_id)
    with scoped_to(company_id):
        return list(Verbund.objects.filter(company_id=company_id))


def verbund(actor: Actor, company_id: UUID, verbund_id: UUID) -> Verbund:
    """One, by the id that all members share. Raises Missing."""
    rules.must_read(actor, company_id)
    with scoped_to(company_id):
        found = Verbund.objects.filter(company_id=company_id, verbund_id=verbund_id).first()
    if found is None:
        raise rules.missing()
    return found


def members(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[VerbundMember]:
    """Members and those invited, as the company's register says."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        return list(VerbundMember.objects.filter(verbund=row))


def versions(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[CharterVersion]:
    """All charter versions held, drafts and counter-proposals too."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        return list(CharterVersion.objects.filter(verbund=row))


def version(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str) -> CharterVersion:
    """One version by hash. Raises Missing."""
    for found in versions(actor, company_id, verbund_id):
        if found.hash == charter_hash:
            return found
    raise rules.missing()


def on_table(actor: Actor, company_id: UUID, verbund_id: UUID) -> CharterVersion | None:
    """The version that is to be signed now: the last one put forward that is not in force."""
    found = [v for v in versions(actor, company_id, verbund_id) if v.status == CharterVersion.Status.PROPOSED]
    return max(found, key=lambda v: v.version, default=None)


def in_force(actor: Actor, company_id: UUID, verbund_id: UUID) -> CharterVersion | None:
    """The version in force, also while it is disputed."""
    found = versions(actor, company_id, verbund_id)
    return next((v for v in found if v.status == CharterVersion.Status.IN_FORCE), None)


def charter(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str) -> Charter:
    """The terms themselves. Raises Missing."""
    return parse_charter(version(actor, company_id, verbund_id, charter_hash).document)


def changes(actor: Actor, company_id: UUID, verbund_id: UUID, old: str, new: str) -> tuple[Change, ...]:
    """What changed between two versions (hashes)."""
    return difference(charter(actor, company_id, verbund_id, old), charter(actor, company_id, verbund_id, new))


def reports(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[SideEffectReport]:
    """The company's own side-effect reports, latest first."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        return list(SideEffectReport.objects.filter(verbund=row))


def state(actor: Actor, company_id: UUID, verbund_id: UUID) -> State | None:
    """Everything the merged register says; None as long as it has not begun here."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        held = register_store.load(row)
    return held.register.state() if held else None


def register(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[EntryRow]:
    """All entries in the register's order."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        held = register_store.load(row)
        if held is None:
            return []
        names = dict(VerbundMember.objects.filter(verbund=row).values_list("did", "name"))
    without = held.register.state().without_effect
    return [
        EntryRow(
            hash=entry.hash,
            author=entry.author,
            name=names.get(entry.author, entry.author),
            seq=entry.seq,
            type=str(entry.type),
            time=entry.time,
            charter=entry.charter,
            payload=dict(entry.payload) if entry.payload is not None else None,
            counts=entry.hash not in without,
            problem=without.get(entry.hash, ""),
        )
        for entry in held.register.entries()
    ]


def register_digest(actor: Actor, company_id: UUID, verbund_id: UUID) -> str:
    """SHA-256 over the entries' hashes in the register's order and over what they say: the same on every node that
    holds the same."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        held = register_store.load(row)
    if held is None:
        return hashlib.sha256(b"").hexdigest()
    found = held.register.state()
    picture = {
        "entries": [entry.hash for entry in held.register.entries()],
        "current": found.current,
        "onTable": found.on_table,
        "members": {did: str(member.state) for did, member in found.members.items()},
        "charters": {hash: str(standing.state) for hash, standing in found.charters.items()},
        "findings": sorted(f"{f.author} {f.code}" for f in found.findings),
    }
    return hashlib.sha256(rfc8785.dumps(picture)).hexdigest()


def integrity(actor: Actor, company_id: UUID, verbund_id: UUID) -> Integrity:
    """Forks, gaps and forgeries by name."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        held = register_store.load(row)
        rejected = tuple(RejectedEntry.objects.filter(verbund=row)[:50])
        waiting = RegisterEntry.objects.filter(verbund=row, verdict=RegisterEntry.Verdict.PENDING).count()
    found = held.register.state() if held else None
    return Integrity(found.findings if found else (), tuple(found.frozen) if found else (), waiting, rejected)


def may_read(actor: Actor, company_id: UUID, verbund_id: UUID, did: str, dataset: str | None = None) -> Access:
    """May this participant read the Verbund's data (or one dataset) now, by the company's own clock?"""
    found = state(actor, company_id, verbund_id)
    return found.may_read(did, clock.now(), dataset) if found else Access(False, "not_in_force")


def effect_codes(kind: kinds.Kind) -> frozenset[str]:
    """The side effects that the leaflet of this kind may show."""
    return frozenset(effect.code for effect in (*kind.effects, *GENERAL))


def reported_effects(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[ReportedEffect]:
    """The side effects this company itself reported, latest first."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        return list(ReportedEffect.objects.filter(verbund=row))


def findings(actor: Actor, company_id: UUID, verbund_id: UUID) -> list[ReportFinding]:
    """What the last reports of the running Verbund found and nobody has talked about yet."""
    row = verbund(actor, company_id, verbund_id)
    with scoped_to(company_id):
        return list(ReportFinding.objects.filter(verbund=row, settled_at=None))


def frequencies(kind_code: str) -> dict[str, tuple[int, int]]:
    """How often each effect was reported: (Verbünde with a report, all that ran), over all members on this node.

    Empty below five Verbünde of the kind: then nobody can tell whose report it was.
    """
    with everybody():
        ran = Verbund.objects.filter(kind=kind_code, in_force_since__isnull=False)
        total = ran.values("verbund_id").distinct().count()
        if total < ENOUGH:
            return {}
        told = ReportedEffect.objects.filter(verbund__in=ran).exclude(code="")
        counted = told.values("code").annotate(n=Count("verbund__verbund_id", distinct=True))
        return {row["code"]: (row["n"], total) for row in counted}


def own_did(company_id: UUID) -> str:
    """DID of a company that takes part."""
    return Company.objects.values_list("did", flat=True).get(pk=company_id) or ""
