"""Reads of position; the actor comes first."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import queries as ecosystem
from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.kit.errors import Invalid, Missing

from .failure import Essential as EssentialRule
from .failure import Failure, fail, nothing_known
from .measures import Position, measure
from .models import Essential, PositionReport


def neighbourhood(actor: Actor, company_id: UUID) -> Neighbourhood:
    return ecosystem.neighbourhood(actor, company_id)


def position(actor: Actor, company_id: UUID) -> Position:
    """The six dependences and the role. Missing for who may not read the company's relations."""
    return measure(neighbourhood(actor, company_id))


def essentials(classes: Iterable[str]) -> EssentialRule:
    """The imported matrix, restricted to these four-digit classes (one query)."""
    codes = {c for c in classes if len(c) == 4}
    if not codes or not Essential.objects.exists():
        return nothing_known
    rows = Essential.objects.filter(supplier__in=codes, customer__in=codes)
    known = {(r.supplier, r.customer): r.value for r in rows}
    return lambda supplier, customer: known.get((supplier, customer), 0) if {supplier, customer} <= codes else None


def what_if(actor: Actor, company_id: UUID, partner: UUID, share: float = 1.0, weeks: float = 52.0) -> Failure:
    """What falls if a partner fails. Raises Invalid for shares outside ]0, 1] and weeks outside ]0, 520]."""
    if not 0 < share <= 1:
        raise Invalid("share", _("The share lies between 0 and 100 %"), where="share")
    if not 0 < weeks <= 520:
        raise Invalid("weeks", _("The duration lies between 1 and 520 weeks"), where="weeks")
    n = neighbourhood(actor, company_id)
    if partner not in n.firms or partner == company_id:
        raise Missing("partner", _("This partner is not in your network"))
    classes = {"".join(c for c in (f.wz_code or f.nace) if c.isdigit())[:4] for f in n.firms.values()}
    return fail(n, partner, share, weeks, essentials(classes))


def history(actor: Actor, company_id: UUID) -> list[PositionReport]:
    """Kept reports of the last eight quarters, oldest first."""
    if not actor.may_read(company_id):
        raise Missing("company", ecosystem.NO_COMPANY)
    with scoped_to(company_id):
        return list(PositionReport.objects.order_by("-quarter")[:8])[::-1]
