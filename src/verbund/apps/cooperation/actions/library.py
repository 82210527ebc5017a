"""The centre's administrator changes the texts of side effects by a file."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Missing

from .. import audit, texts
from ..models import TextUpdate


def take_in_texts(actor: Actor, name: str, source: str) -> TextUpdate:
    """Reports computed from now on speak by it; reports shown before count as overtaken where their words change.
    Raises Missing, Invalid."""
    texts.must_edit(actor)
    found = texts.read(name, source)
    with transaction.atomic():
        row = TextUpdate.objects.create(
            name=name[:120], source=source, keys=sorted(found), taken_in_at=clock.now(), by=actor.pseudonym
        )
        record(actor, None, audit.TextsTakenIn(name=row.name, texts=", ".join(row.keys)[:400]))
    return row


def withdraw_texts(actor: Actor, update_id: UUID) -> None:
    """The texts before it are in force again. Raises Missing."""
    texts.must_edit(actor)
    with transaction.atomic():
        row = TextUpdate.objects.filter(pk=update_id).first()
        if row is None:
            raise Missing("text-update", _("There is no such file of texts."))
        record(actor, None, audit.TextsWithdrawn(name=row.name, texts=", ".join(row.keys)[:400]))
        row.delete()
