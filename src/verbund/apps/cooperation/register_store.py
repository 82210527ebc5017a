"""A member's register: rows of the database as a `protocols.register` value, kept in memory and brought up to date.

A register in memory holds only what is committed, or what this very transaction wrote: one that was written to goes
back on the shelf when the transaction commits, and is built anew from the rows when it does not. Every thread has a
shelf of its own. Writers of one Verbund take its row's lock first, so that rows appear in the order of their ids.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import (
    SALT_BYTES,
    Charter,
    Entry,
    EntryType,
    Outcome,
    Register,
    Signer,
    Verdict,
    parse_charter,
    parse_entry,
)

from . import keystore
from .models import CharterVersion, RegisterEntry, RejectedEntry, Verbund

MAX_SHELF = 32
MAX_REJECTED = 500
R = RegisterEntry.Verdict


@dataclass
class Taken:
    """What came of entries: newly kept ones, and what waits or was not taken."""

    kept: list[Entry] = field(default_factory=list)
    pending: list[Verdict] = field(default_factory=list)
    rejected: list[Verdict] = field(default_factory=list)


@dataclass
class Held:
    """The register of one member's Verbund, with the last row that it knows."""

    verbund_id: UUID
    company_id: UUID
    register: Register
    last_row: int = 0
    fresh: bool = True
    """False: written to in this transaction."""
    held_back: bool = False
    """True: restored from a backup and not caught up; nothing of our own is written."""
    spoiled: bool = False
    """True: holds an entry that was not stored; never to be shelved."""

    def catch_up(self, verbund: Verbund) -> bool:
        """Take rows that others wrote; returns whether there were any."""
        changed = False
        known = {charter.hash for charter in self.register.charters()}
        for row in _versions(verbund).exclude(hash__in=known).order_by("version"):
            self.register.add_charter(parse_charter(row.document))
            changed = True
        for row in RegisterEntry.objects.filter(verbund=verbund, id__gt=self.last_row).order_by("id").iterator():
            self.register.add(_entry(row), trusted=row.verdict != R.PENDING)
            self.last_row = row.pk
            changed = True
        if self.register.waiting():
            self.register.retry()
        return changed

    def add_charter(self, charter: Charter) -> Taken:
        """A version whose row was just written; releases entries that waited for it."""
        self._touch()
        taken = Taken()
        self._released(self.register.add_charter(charter), taken, "")
        self._sweep(taken)
        return taken

    def retry(self) -> Taken:
        """Judge waiting entries again, after keys were learnt."""
        self._touch()
        taken = Taken()
        self._released(self.register.retry(), taken, "")
        self._sweep(taken)
        return taken

    def _sweep(self, taken: Taken) -> None:
        """Rows that wait although the register, built from the rows, has placed them."""
        waiting = RegisterEntry.objects.filter(verbund_id=self.verbund_id, verdict=R.PENDING).order_by("id")
        for hash in list(waiting.values_list("hash", flat=True)):
            entry = self.register.get(hash)
            if entry is not None:
                code = self.register.state().without_effect.get(hash, "")
                self._row(entry, R.REFUSED if code else R.ACCEPTED, code)
                taken.kept.append(entry)

    def add(self, entries: Iterable[Entry], from_did: str) -> Taken:
        """Judge and store what a peer sent; never raises for it."""
        self._touch()
        taken = Taken()
        for entry in entries:
            known = self.register.get(entry.hash)
            verdict = self.register.add(entry)
            if verdict.outcome is Outcome.DUPLICATE:
                if known is not None and known.payload is None and entry.payload is not None:
                    RegisterEntry.objects.filter(verbund_id=self.verbund_id, hash=entry.hash).update(
                        payload=entry.payload, salt=entry.salt or ""
                    )
            elif verdict.kept:
                self._keep(entry, verdict)
                taken.kept.append(entry)
            elif verdict.outcome is Outcome.PENDING:
                self._wait(entry, verdict)
                taken.pending.append(verdict)
            else:
                self.reject(from_did, verdict.author, verdict.hash, verdict.code, verdict.text)
                taken.rejected.append(verdict)
            self._released(verdict.released, taken, from_did)
        self._sweep(taken)
        return taken

    def write(
        self,
        signer: Signer,
        author: str,
        type: EntryType,
        payload: Mapping[str, Any],
        charter: str | None = None,
    ) -> Entry:
        """Sign the author's next entry and store it. Raises Conflict when it would have no effect."""
        if self.held_back:
            raise Conflict(
                "catching-up",
                _("This node was restored from a backup and first catches up with the other members."),
                remedy=_("Wait until they have answered, or let it go on from the page of the Verbund."),
            )
        self._touch()
        entry = self.register.write(
            signer,
            author=author,
            type=type,
            payload=payload,
            time=clock.now(),
            salt=secrets.token_bytes(SALT_BYTES),
            charter=charter,
        )
        verdict = self.register.add(entry)
        if verdict.outcome is not Outcome.ACCEPTED:
            self.spoiled = True
            raise Conflict(
                verdict.code.replace("_", "-") or str(verdict.outcome),
                _("The register would not count this: %(why)s") % {"why": verdict.text},
                where=str(type),
                remedy=_("Look at the register: the charter or a membership has changed meanwhile."),
            )
        self._keep(entry, verdict)
        return entry

    def reject(self, from_did: str, author: str, hash: str, code: str, text: str) -> None:
        """Remember what was not taken, within bounds."""
        if RejectedEntry.objects.filter(verbund_id=self.verbund_id).count() < MAX_REJECTED:
            RejectedEntry.objects.get_or_create(
                company_id=self.company_id,
                verbund_id=self.verbund_id,
                from_did=from_did,
                hash=hash,
                code=code,
                defaults={"claimed_author": author, "text": text[:500], "at": clock.now()},
            )

    def _released(self, verdicts: Iterable[Verdict], taken: Taken, from_did: str) -> None:
        for verdict in verdicts:
            entry = self.register.get(verdict.hash)
            if verdict.kept and entry is not None:
                self._keep(entry, verdict)
                taken.kept.append(entry)
            elif not verdict.kept:
                RegisterEntry.objects.filter(verbund_id=self.verbund_id, hash=verdict.hash, verdict=R.PENDING).delete()
                self.reject(from_did, verdict.author, verdict.hash, verdict.code, verdict.text)
                taken.rejected.append(verdict)

    def _keep(self, entry: Entry, verdict: Verdict) -> None:
        effect = verdict.outcome is Outcome.ACCEPTED
        self._row(entry, R.ACCEPTED if effect else R.REFUSED, f"{verdict.code} {verdict.text}".strip())

    def _wait(self, entry: Entry, verdict: Verdict) -> None:
        self._row(entry, R.PENDING, verdict.text)

    def _row(self, entry: Entry, verdict: str, problem: str) -> None:
        row, _created = RegisterEntry.objects.update_or_create(
            verbund_id=self.verbund_id,
            hash=entry.hash,
            defaults={
                "company_id": self.company_id,
                "author_did": entry.author,
                "seq": entry.seq,
                "type": str(entry.type),
                "jws": entry.signature.compact,
                "payload": entry.payload,
                "salt": entry.salt or "",
                "verdict": verdict,
                "problem": problem[:300],
            },
        )
        self.last_row = max(self.last_row, row.pk)

    def _touch(self) -> None:
        """From now on this register is ahead of what is committed."""
        if self.fresh:
            self.fresh = False
            _shelf.held.pop(self.verbund_id, None)
            transaction.on_commit(self._committed)

    def _committed(self) -> None:
        self.fresh = True
        if not self.spoiled:
            _put(self)


class _Shelf(threading.local):
    def __init__(self) -> None:
        self.held: OrderedDict[UUID, Held] = OrderedDict()


_shelf = _Shelf()


def _put(held: Held) -> None:
    _shelf.held[held.verbund_id] = held
    _shelf.held.move_to_end(held.verbund_id)
    while len(_shelf.held) > MAX_SHELF:
        _shelf.held.popitem(last=False)


def forget() -> None:
    """Empty this thread's shelf, for tests."""
    _shelf.held.clear()


def _versions(verbund: Verbund):
    return CharterVersion.objects.filter(verbund=verbund).exclude(status=CharterVersion.Status.DRAFT)


def _entry(row: RegisterEntry) -> Entry:
    wire: dict[str, Any] = {"jws": row.jws}
    if row.payload is not None:
        wire |= {"payload": row.payload, "salt": row.salt}
    return parse_entry(wire)


def load(verbund: Verbund) -> Held | None:
    """The register as this member holds it; None as long as the founding version is not known here.

    The company's rows must be in scope.
    """
    held = _shelf.held.pop(verbund.pk, None)
    if held is None:
        founding = _versions(verbund).filter(version=1).order_by("received_at").first()
        if founding is None:
            return None
        held = Held(verbund.pk, verbund.company_id, Register(parse_charter(founding.document), keystore.resolve))
    held.held_back = verbund.held_back_since is not None
    changed = held.catch_up(verbund)
    if not changed or not transaction.get_connection().in_atomic_block:
        _put(held)
    return held


def must_load(verbund: Verbund) -> Held:
    """Raises Conflict as long as the founding version is not known here."""
    held = load(verbund)
    if held is None:
        raise Conflict(
            "not-founded",
            _("The first version of this charter has not arrived yet."),
            remedy=_("Try again in a moment; it is being fetched from the other members."),
        )
    return held
