"""What position puts on the start page: warning marks that were crossed, and the six dependences."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.core.today import Panel, Task
from verbund.kit import clock
from verbund.kit.clock import quarter_of

from . import kept, kept_words, queries, words
from .measures import ORDER, WARN
from .models import KeptReport, PositionReport

MOST = 4


def _reports(actor: Actor) -> list[PositionReport]:
    if actor.company_id is None or not actor.may_read(actor.company_id):
        return []
    with scoped_to(actor.company_id):
        return list(PositionReport.objects.order_by("-quarter")[:8])[::-1]


def tasks(actor: Actor) -> Iterable[Task]:
    """Warning marks newly crossed in the last kept report, until a decision stands beside it."""
    if actor.company_id is None or not actor.may_read(actor.company_id):
        return
    with scoped_to(actor.company_id):
        rows = list(KeptReport.objects.order_by("-kept_at", "id")[:40])
    if not rows or rows[0].decision:
        return
    last, quarter = rows[0], quarter_of(rows[0].kept_at.date())
    earlier = next((r for r in rows[1:] if r.decision or quarter_of(r.kept_at.date()) != quarter), None)
    yield from list(_tasks(last, earlier))[:MOST]


def _tasks(last: KeptReport, earlier: KeptReport | None) -> Iterable[Task]:
    url = reverse("position:report", args=[last.pk])
    was = {d["code"]: d["level"] for d in earlier.content["dependences"]} if earlier else {}
    high = {d["code"]: d for d in last.content["dependences"] if d["level"] == "high" and was.get(d["code"]) != "high"}
    for code in (c for c in ORDER if c in high):
        share = words.percent(kept.interval(high[code]["share"]))
        mark = f"{words.number(WARN[code] * 100)}\u00a0%"
        yield Task(
            _("Look at your dependence: %(title)s") % {"title": words.TITLES[code]},
            _("%(share)s lies above the warning mark of %(mark)s.") % {"share": share, "mark": mark},
            url,
            icon="see",
            minutes=5,
        )
    fresh = kept.new_signs(last.content["signs"], earlier.content["signs"] if earlier else {})
    for sign in kept_words.signs({"signs": fresh}):
        if sign.code.partition(".")[0] not in high:
            yield Task(
                _("Warning mark crossed: %(subject)s") % {"subject": sign.subject},
                f"{sign.value}. {sign.meaning}",
                url,
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
