"""What position puts on the start page."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.core.today import Panel, Task
from verbund.kit import clock

from . import queries, words
from .measures import ORDER, WARN
from .models import PositionReport


def _reports(actor: Actor) -> list[PositionReport]:
    if actor.company_id is None or not actor.may_read(actor.company_id):
        return []
    with scoped_to(actor.company_id):
        return list(PositionReport.objects.order_by("-quarter")[:8])[::-1]


def tasks(actor: Actor) -> Iterable[Task]:
    """A dependence that has crossed its warning mark since the last quarter."""
    reports = _reports(actor)
    if not reports:
        return
    now, before = reports[-1].figures, reports[-2].figures if len(reports) > 1 else {}
    for code in ORDER:
        low = now.get(code, [0, 1])[0]
        if low >= WARN[code] and before.get(code, [0, 1])[0] < WARN[code]:
            share = f"{words.number(low * 100)}\u00a0%"
            mark = f"{words.number(WARN[code] * 100)}\u00a0%"
            yield Task(
                _("Look at your dependence: %(title)s") % {"title": words.TITLES[code]},
                _("%(share)s lies above the warning mark of %(mark)s.") % {"share": share, "mark": mark},
                reverse("position:lage"),
                icon="see",
                minutes=5,
            )


def figures(actor: Actor) -> Iterable[Panel]:
    """The six dependences as they stand, with the trend of the kept reports."""
    reports = _reports(actor)
    if not reports:
        return
    cells = []
    for d in queries.position(actor, reports[-1].company_id).dependences:
        middles = [sum(r.figures[d.code]) / 2 for r in reports if d.code in r.figures]
        state, level = words.LEVELS[d.level]
        share = words.percent(d.share) if d.share.width < 0.995 else _("open")
        trend = middles if len(middles) > 1 and d.share.width < 0.2 else []
        cells.append({"title": words.SHORT[d.code], "share": share, "state": state, "level": level, "trend": trend})
    context = {"cells": cells, "at": clock.now()}
    yield Panel(gettext_lazy("Your position"), "position/_panel.html", context, order=20)
