"""Needs and offers on a company's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.ecosystem.registry import Section
from verbund.kit import clock

from .models import Opportunity


def of_company(actor: Actor, company: Company) -> Iterable[Section]:
    rows = list(
        Opportunity.objects.filter(
            company=company, state=Opportunity.State.PUBLISHED, valid_until__gte=clock.now().date()
        ).order_by("direction", "valid_until", "id")[:20]
    )
    if rows:
        yield Section(_("Needs and offers"), "matching/_company_section.html", {"rows": rows}, order=20)
