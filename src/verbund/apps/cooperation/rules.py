"""Who may do what in a Verbund."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from verbund.apps.accounts.models import Mandate
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Missing

from .light import FULL


def missing() -> Missing:
    """The one answer for a Verbund that does not exist and one that is not for this actor."""
    return Missing("verbund", _("There is no such Verbund"))


def must_read(actor: Actor, company_id: UUID) -> None:
    """Raises Missing."""
    if not actor.may_read(company_id):
        raise missing()


def must_draft(actor: Actor, company_id: UUID) -> None:
    """Drafts are written by the company's people, and by staff inside a session."""
    must_read(actor, company_id)
    if not actor.may_write(company_id):
        raise Forbidden("may-not-draft", _("Your role may not change this."), remedy=_("Ask an owner or editor."))


def must_release(actor: Actor, company_id: UUID) -> None:
    """What leaves the company is released by itself, never by staff."""
    must_read(actor, company_id)
    if not actor.may_release(company_id):
        raise Forbidden(
            "may-not-bind",
            _("Your role may not bind the company."),
            remedy=_("Ask an owner or editor of the company."),
        )


def may_sign(actor: Actor, company_id: UUID) -> bool:
    """A person with a mandate of this company that is valid now; a token also needs the scope `sign`."""
    if actor.user_id is None or (actor.scopes is not None and "sign" not in actor.scopes):
        return False
    now = clock.now()
    return Mandate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now),
        person_id=actor.user_id,
        person__is_active=True,
        company_id=company_id,
        valid_from__lte=now,
        revoked_at=None,
    ).exists()


def may_agree(actor: Actor, company_id: UUID, form: str) -> bool:
    """A light form is agreed to by a click of who binds the company; a charter is signed by a mandate."""
    return may_sign(actor, company_id) if form == FULL else actor.may_release(company_id)


def must_agree(actor: Actor, company_id: UUID, form: str) -> None:
    """Raises Missing, Forbidden."""
    (must_sign if form == FULL else must_release)(actor, company_id)


def must_sign(actor: Actor, company_id: UUID) -> None:
    """Signatures under charters: only persons with a mandate, by any door."""
    must_release(actor, company_id)
    if not may_sign(actor, company_id):
        raise Forbidden(
            "no-mandate",
            _("Only a person with a mandate signs for the company."),
            remedy=_("Ask an owner to enter the mandate, or let a person sign who holds one."),
        )
