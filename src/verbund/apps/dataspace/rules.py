"""Who may do what: the company's people read; only they, never staff, bind the company."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Forbidden, Missing


def missing() -> Missing:
    """The one answer for what does not exist and what is not for this actor."""
    return Missing("not-found", _("There is nothing here, or nothing for you."))


def must_read(actor: Actor, company_id: UUID) -> None:
    """Raises Missing."""
    if not actor.may_read(company_id):
        raise missing()


def must_write(actor: Actor, company_id: UUID) -> None:
    """Raises Missing for who may not read, Forbidden for who only reads."""
    must_read(actor, company_id)
    if not actor.may_write(company_id):
        raise Forbidden(
            "may-not-write", _("Your role may only read."), remedy=_("Ask an owner or editor of the company.")
        )


def must_bind(actor: Actor, company_id: UUID) -> None:
    """Offer, agree, fetch: raises Missing for who may not read, Forbidden for who may not bind the company."""
    must_read(actor, company_id)
    if not actor.may_release(company_id):
        raise Forbidden(
            "may-not-bind",
            _("Your role may not bind the company."),
            remedy=_("Ask an owner or editor of the company."),
        )


def must_run_node(actor: Actor) -> None:
    """Raises Missing unless the actor runs this node."""
    if not (actor.is_system or actor.is_centre):
        raise missing()
