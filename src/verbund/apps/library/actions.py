"""The writes of the library: the outcome of a Verbund becomes an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing

from . import audit
from .models import Project, ProjectMember
from .queries import NOTHING


@dataclass(frozen=True, slots=True)
class Figure:
    """Expected and measured of one measure; texts with their unit, empty: unknown."""

    measure_de: str
    measure_en: str = ""
    expected: str = ""
    measured: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A member by DID; the name is shown where this node does not know the company."""

    did: str
    name: str = ""


def add_outcome(
    actor: Actor,
    company_id: UUID,
    *,
    verbund_id: UUID,
    kind: str,
    title_de: str,
    title_en: str = "",
    members: Iterable[Participant] = (),
    purpose_de: str = "",
    purpose_en: str = "",
    figures: Sequence[Figure] = (),
    lesson_de: str = "",
    lesson_en: str = "",
    started: date | None = None,
    ended: date | None = None,
) -> Project:
    """Enter (or bring up to date) the outcome of a Verbund: one entry per Verbund.

    Raises Missing for who may not publish for the company, Invalid without a title or with an end before the start.
    """
    if not actor.may_release(company_id):
        raise Missing("company", NOTHING)
    if not (title_de.strip() or title_en.strip()):
        raise Invalid("no-title", _("A title is missing"), where="title", remedy=_("Say in one line what came of it."))
    if started and ended and started > ended:
        raise Invalid("dates", _("The end lies before the start"), where="ended")
    values = {
        "kind": kind,
        "state": Project.State.IMPLEMENTED,
        "title_de": title_de.strip()[:300],
        "title_en": title_en.strip()[:300],
        "purpose_de": purpose_de,
        "purpose_en": purpose_en,
        "figures": [asdict(f) for f in figures],
        "lesson_de": lesson_de,
        "lesson_en": lesson_en,
        "started": started,
        "ended": ended or clock.now().date(),
        "provenance": {"verbund": str(verbund_id), "by": str(company_id), "at": clock.now().isoformat()},
    }
    with transaction.atomic():
        row, _new = Project.objects.update_or_create(verbund_id=verbund_id, defaults=values)
        row.members.all().delete()
        _enter_members(row, list(members))
        record(
            actor,
            company_id,
            audit.OutcomePublished(title=str(row), project=str(row.pk), verbund=str(verbund_id)),
        )
    return row


def _enter_members(row: Project, members: Sequence[Participant]) -> None:
    known = Company.objects.in_bulk([m.did for m in members if m.did], field_name="did")
    ProjectMember.objects.bulk_create(
        ProjectMember(
            project=row, company=known.get(m.did), name=(m.name or m.did)[:300] if m.did not in known else "", did=m.did
        )
        for m in {m.did or m.name: m for m in members}.values()
    )
