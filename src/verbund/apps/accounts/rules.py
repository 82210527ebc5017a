"""Who may change people, tokens and mandates of a company."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.core.actor import Actor, Role
from verbund.apps.core.models import Company
from verbund.kit.errors import Forbidden, Missing


def must_own(actor: Actor, company_id: UUID) -> None:
    """An owner, or the operator of the node; Missing for strangers."""
    if not Company.objects.filter(pk=company_id).exists() or not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    if not (actor.is_system or actor.role_in(company_id) == Role.OWNER):
        raise Forbidden("owner-only", _("Only an owner may do this."), remedy=_("Ask an owner of the company."))


def must_invite(actor: Actor, company_id: UUID) -> None:
    """An owner; the centre as long as the company has no owner yet."""
    from .models import Membership

    company = Company.objects.filter(pk=company_id).first()
    ownerless = company is not None and not Membership.objects.filter(company=company, role=Role.OWNER).exists()
    if not (actor.is_centre and ownerless):
        must_own(actor, company_id)


def must_run_the_centre(actor: Actor) -> None:
    """Staff of the centre or the operator."""
    if not (actor.is_system or actor.is_centre):
        raise Forbidden("centre-only", _("Only the centre may do this."), remedy=_("Ask your centre."))
