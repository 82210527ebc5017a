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

from .answers import read
from .failure import Essential as EssentialRule
from .failure import Failure, fail, nothing_known
from .measures import Position, measure
from .models import Essential, KeptReport, PositionAnswers, PositionReport
from .ways import Way
from .ways import ways as find_ways

NO_COMPANY = ecosystem.NO_COMPANY
MOST_REPORTS = 400
NO_REPORT = _("There is no such report")
NO_PARTNER = _("This partner is not in your network")


def neighbourhood(actor: Actor, company_id: UUID) -> Neighbourhood:
    return ecosystem.neighbourhood(actor, company_id)


def answers(actor: Actor, company_id: UUID) -> dict[str, str]:
    """What the company answered: question → choice."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        row = PositionAnswers.objects.first()
    return dict(row.said) if row else {}


def position(actor: Actor, company_id: UUID) -> Position:
    """The six dependences and the role. Missing for who may not read the company's relations."""
    return measure(neighbourhood(actor, company_id), read(answers(actor, company_id)))


def ways(actor: Actor, company_id: UUID) -> list[Way]:
    """What would make the company less dependent, the best for the effort first."""
    n, said = neighbourhood(actor, company_id), read(answers(actor, company_id))
    return find_ways(n, measure(n, said), said, essentials_of(n)) if n.own else []


def essentials(classes: Iterable[str]) -> EssentialRule:
    """The imported matrix, restricted to these four-digit classes (three queries)."""
    codes = {c for c in classes if len(c) == 4}
    if not codes:
        return nothing_known
    sold = set(Essential.objects.filter(supplier__in=codes).values_list("supplier", flat=True).distinct())
    bought = set(Essential.objects.filter(customer__in=codes).values_list("customer", flat=True).distinct())
    if not sold or not bought:
        return nothing_known
    rows = Essential.objects.filter(supplier__in=sold, customer__in=bought)
    known = {(r.supplier, r.customer): r.value for r in rows}

    def value(supplier: str, customer: str) -> int | None:
        return known.get((supplier, customer), 0) if supplier in sold and customer in bought else None

    return value


def essentials_of(n: Neighbourhood) -> EssentialRule:
    """The matrix for the classes of a neighbourhood."""
    return essentials("".join(c for c in (f.wz_code or f.nace) if c.isdigit())[:4] for f in n.firms.values())


def check(n: Neighbourhood, partner: UUID | None, share: float, weeks: float) -> None:
    """Raises Invalid for shares outside ]0, 1] and weeks outside ]0, 520], Missing for a partner not in the network."""
    if not 0 < share <= 1:
        raise Invalid("share", _("The share lies between 0 and 100 %"), where="share")
    if not 0 < weeks <= 520:
        raise Invalid("weeks", _("The duration lies between 1 and 520 weeks"), where="weeks")
    if partner is not None and (partner not in n.firms or partner == n.company):
        raise Missing("partner", NO_PARTNER)


def what_if(actor: Actor, company_id: UUID, partner: UUID, share: float = 1.0, weeks: float = 52.0) -> Failure:
    """What falls if a partner fails. Raises as `check`, and Missing for who may not read."""
    n = neighbourhood(actor, company_id)
    check(n, partner, share, weeks)
    return fail(n, partner, share, weeks, essentials_of(n))


def history(actor: Actor, company_id: UUID) -> list[PositionReport]:
    """Kept reports of the last eight quarters, oldest first."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        return list(PositionReport.objects.order_by("-quarter")[:8])[::-1]


def kept(actor: Actor, company_id: UUID) -> list[KeptReport]:
    """Reports kept with their date, newest first."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        return list(KeptReport.objects.order_by("-kept_at", "id")[:MOST_REPORTS])


def kept_report(actor: Actor, company_id: UUID, pk: UUID) -> KeptReport:
    """One of them; Missing for who may not read it."""
    found = None
    if actor.may_read(company_id):
        with scoped_to(company_id):
            found = KeptReport.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("report", NO_REPORT)
    return found
