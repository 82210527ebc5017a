"""Projects on a company's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.ecosystem.registry import Section

from . import queries


def of_company(actor: Actor, company: Company) -> Iterable[Section]:
    rows = queries.of_company(actor, company.pk)
    if rows:
        yield Section(_("Projects"), "library/_section.html", {"projects": rows}, _("From the library."), order=70)
