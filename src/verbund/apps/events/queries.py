"""Reads of events and funding; the actor comes first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Missing

from .models import Event, Funding

NOTHING = _("There is no such event")


def upcoming(actor: Actor) -> QuerySet[Event]:
    """From today on, the next one first."""
    return Event.objects.filter(date__gte=clock.now().date()).select_related("host").order_by("date", "starts", "id")


def past(actor: Actor, limit: int = 10) -> list[Event]:
    """The last ones, newest first."""
    return list(
        Event.objects.filter(date__lt=clock.now().date()).select_related("host").order_by("-date", "id")[:limit]
    )


def next_event(actor: Actor) -> Event | None:
    """The one that comes next."""
    return upcoming(actor).first()


def event(actor: Actor, pk: UUID) -> Event:
    """One event; raises Missing."""
    found = Event.objects.select_related("host").filter(pk=pk).first()
    if found is None:
        raise Missing("event", NOTHING)
    return found


def funding(actor: Actor, kind: str = "") -> list[Funding]:
    """Open calls, the next deadline first; `kind`: only those for this kind of cooperation (or for all)."""
    rows = Funding.objects.filter(Q(apply_by=None) | Q(apply_by__gte=clock.now().date())).order_by(
        F("apply_by").asc(nulls_last=True), "id"
    )
    return [f for f in rows if not kind or not f.kinds or kind in f.kinds]
