"""How an action gets at a Verbund: the company's row, locked, with its register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import turn
from verbund.apps.core.actor import Actor
from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import Charter, Entry, EntryType, parse_charter

from .. import keystore, queries, register_store, rules
from ..models import CharterVersion, Verbund
from . import _effect, _settle


@dataclass
class Work:
    """A Verbund in hand, inside a transaction that holds its row."""

    actor: Actor
    verbund: Verbund
    did: str
    held: register_store.Held

    @property
    def company_id(self) -> UUID:
        return self.verbund.company_id

    def version(self, charter_hash: str) -> CharterVersion:
        """Raises Missing."""
        for found in CharterVersion.objects.filter(verbund=self.verbund):
            if found.hash == charter_hash:
                return found
        raise rules.missing()

    def charter(self, charter_hash: str) -> Charter:
        """Raises Missing."""
        return parse_charter(self.version(charter_hash).document)

    def say(self, type: EntryType, payload: dict, charter: str | None = None) -> Entry:
        """Sign an entry, store it, and do what follows from it. Raises Conflict when it would have no effect."""
        signer = keystore.signer(self.company_id, self.did)
        entry = self.held.write(signer, self.did, type, payload, charter)
        self.settle(register_store.Taken(kept=[entry]))
        return entry

    def settle(self, taken: register_store.Taken) -> None:
        """Bring rows in line and send what follows; a proposer's `effective` as soon as it counts."""
        _settle.settle(self.actor, self.verbund, self.did, self.held, taken)
        _effect.bring_about(self.actor, self.verbund, self.did, self.held)


def said(reason: str | Mapping[str, str]) -> dict[str, Any]:
    """A reason as the profile writes it; a bare string is in the language in force."""
    texts = {(get_language() or "de")[:2]: reason} if isinstance(reason, str) else reason
    found = {language: text.strip() for language, text in texts.items() if text.strip()}
    return {"reason": found} if found else {}


@contextmanager
def opened(actor: Actor, company_id: UUID, verbund_id: UUID) -> Iterator[Work]:
    """Raises Missing, Conflict for one that is still a draft or whose register has not begun here."""
    with turn(company_id):
        verbund = Verbund.objects.select_for_update().filter(company_id=company_id, verbund_id=verbund_id).first()
        if verbund is None:
            raise rules.missing()
        if verbund.state == Verbund.State.DRAFT:
            raise Conflict("draft", _("It has not been proposed yet."), where=str(verbund_id))
        yield Work(actor, verbund, queries.own_did(company_id), register_store.must_load(verbund))
