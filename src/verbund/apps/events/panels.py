"""The next event and one call for funding, for the first visit and the start page."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.defaultfilters import time as clock_time
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from verbund.apps.core.actor import ANONYMOUS
from verbund.apps.core.first import Notice, Visit

from . import queries


def _local(row: object, name: str) -> str:
    language = get_language() or "de"
    other = "en" if language == "de" else "de"
    return getattr(row, f"{name}_{language}", "") or getattr(row, f"{name}_{other}", "")


def notices(visit: Visit) -> Sequence[Notice]:
    """At most two: what comes next, and the call whose deadline is nearest."""
    found = []
    url = reverse("events:list")
    event = queries.next_event(ANONYMOUS)
    if event is not None:
        when = date_format(event.date, "SHORT_DATE_FORMAT")
        if event.starts:
            when = f"{when}, {clock_time(event.starts, 'H:i')}"
        where = ", ".join(part for part in (event.venue, event.city) if part)
        title = _local(event, "title")
        found.append(Notice(title, " · ".join(p for p in (when, where) if p), url, _("All events"), order=10))
    call = next(iter(queries.funding(ANONYMOUS)), None)
    if call is not None:
        until = date_format(call.apply_by, "SHORT_DATE_FORMAT") if call.apply_by else ""
        text = _("Apply by %(day)s") % {"day": until} if until else call.funder
        found.append(Notice(_local(call, "title"), text, url, _("All calls"), icon="file", order=20))
    return found
