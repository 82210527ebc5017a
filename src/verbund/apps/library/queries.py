"""Reads of the library; the actor comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.kit.errors import Missing

from .models import Project, ProjectMember

NOTHING = _("There is no such project")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are: by state, by kind, with a measured result."""

    total: int
    measured: int
    states: dict[str, int]
    kinds: dict[str, int]


MEASURED = ~Q(measured_de="") | ~Q(measured_en="") | ~Q(figures=[])
NEWEST = (F("ended").desc(nulls_last=True), "id")


def _with_members(rows: QuerySet[Project]) -> QuerySet[Project]:
    return rows.prefetch_related(Prefetch("members", ProjectMember.objects.select_related("company")))


def projects(actor: Actor, states: Sequence[str] = (), kinds: Sequence[str] = (), words: str = "") -> QuerySet[Project]:
    """Entries by state, kind and words; newest end first."""
    rows = Project.objects.order_by(*NEWEST)
    if states:
        rows = rows.filter(state__in=states)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(title_de__icontains=word)
            | Q(title_en__icontains=word)
            | Q(purpose_de__icontains=word)
            | Q(purpose_en__icontains=word)
        )
    return _with_members(rows)


def project(actor: Actor, pk: UUID) -> Project:
    """One entry with its members; raises Missing."""
    found = _with_members(Project.objects.filter(pk=pk)).first()
    if found is None:
        raise Missing("project", NOTHING)
    return found


def opened(actor: Actor, states: Sequence[str] = (), kinds: Sequence[str] = ()) -> Project | None:
    """The newest entry with a measured result and a lesson: the one that is shown whole."""
    rows = projects(actor, states, kinds).filter(MEASURED, state=Project.State.IMPLEMENTED)
    return rows.exclude(lesson_de="", lesson_en="").first()


def counts(actor: Actor) -> Counts:
    """For the filters and the head of the page."""
    states: dict[str, int] = {}
    kinds: dict[str, int] = {}
    for row in Project.objects.order_by().values("state", "kind").annotate(n=Count("id")):
        states[row["state"]] = states.get(row["state"], 0) + row["n"]
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + row["n"]
    return Counts(sum(states.values()), Project.objects.filter(MEASURED).count(), states, kinds)


def of_company(actor: Actor, company_id: UUID, limit: int = 10) -> list[Project]:
    """Projects a company took part in."""
    return list(Project.objects.filter(members__company_id=company_id).order_by(*NEWEST)[:limit])
