"""What accounts keep of a company and its people."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from verbund.apps.core import personal_data as core

from . import models


def _people(company_id: UUID) -> Q:
    return Q(memberships__company_id=company_id)


def _erase_people(company_id: UUID) -> int:
    """Accounts that belong to this company only; people of several companies keep theirs."""
    only_here = models.Person.objects.filter(_people(company_id), is_centre=False).exclude(
        memberships__in=models.Membership.objects.exclude(company_id=company_id)
    )
    return models.Person.objects.filter(pk__in=list(only_here.values_list("pk", flat=True))).delete()[0]


def register() -> None:
    """Called once at start. Erasure runs in reverse order: people last, after what refers to them."""
    core.add(models.Membership, core.by("company"))
    core.add(
        models.Person,
        _people,
        erase=_erase_people,
        secret=("password", "is_superuser", "is_staff", "username"),
        kept="accounts of people who work for other companies too",
    )
    core.add(models.Mandate, core.by("company"))
    core.add(models.Invitation, core.by("company"), secret=("code_hash",))
    core.add(models.ApiToken, core.by("company"), secret=("token_hash",))
    core.add(models.StaffSession, core.by("company"))
