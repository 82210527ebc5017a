"""What matching puts on the start page and on the first visit."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbund.apps.core.actor import ANONYMOUS, Actor
from verbund.apps.core.first import Suggestion, Suggestions, Visit
from verbund.apps.core.scoping import scoped_to
from verbund.apps.core.today import Panel, Task
from verbund.engines.search import Profile, distance_km

from . import queries
from .cards import lines
from .models import Interest, Match, Opportunity
from .registry import Side

FIRST = 3
SHOWN = 2


def tasks(actor: Actor) -> Iterable[Task]:
    """Interest to answer, and what the centre gave back; for the centre what waits for review."""
    if actor.company_id is None or not actor.may_read(actor.company_id):
        return
    with scoped_to(actor.company_id):
        asked = list(Interest.objects.filter(mine=True, state=Interest.State.ASKED))
    names = queries.names(i.peer_did for i in asked)
    for i in asked:
        yield Task(
            _("Answer: %(name)s is interested") % {"name": names[i.peer_did]},
            i.title_de or i.title_en,
            reverse("matching:interests"),
            icon="find",
            kind=i.kind,
            minutes=3,
        )
    returned = Opportunity.objects.filter(company_id=actor.company_id, state=Opportunity.State.RETURNED)
    for row in returned:
        yield Task(
            _("Change and send again: %(title)s") % {"title": row},
            row.review_note,
            reverse("matching:edit", args=[row.pk]),
            icon="undo",
            kind=row.kind,
            minutes=5,
        )


def suggestions(actor: Actor) -> Iterable[Panel]:
    """The two best new ones."""
    if actor.company_id is None or not actor.may_read(actor.company_id):
        return
    with scoped_to(actor.company_id):
        total = Match.objects.exclude(state=Match.State.DISMISSED).count()
        rows = list(Match.objects.exclude(state=Match.State.DISMISSED).order_by("-score", "id")[:SHOWN])
    if rows:
        cards = [{"row": m, "lines": lines(m.reasons, m.kind)} for m in rows]
        context = {"cards": cards, "total": total, "may_write": actor.may_write(actor.company_id)}
        yield Panel(gettext_lazy("New: fits you"), "matching/_panel.html", context, order=30)


def first_suggestions(visit: Visit) -> Suggestions:
    """Three open needs or offers for a branch at a place; nearness breaks ties."""
    offers = queries.visible(ANONYMOUS)
    profile = Profile(visit.branch, (visit.nace,) if visit.nace else (), (), visit.latitude, visit.longitude)
    ranked = queries.rank(offers, Side("", "", profile), visit.branch)
    return Suggestions(
        [
            Suggestion(
                o,
                reverse("matching:opportunity", args=[o.id]),
                o.kind,
                o.direction,
                o.provider_name,
                o.city,
                distance_km(profile, Profile("", latitude=o.latitude, longitude=o.longitude)),
            )
            for o, _fit in ranked[:FIRST]
        ],
        len(offers),
    )
