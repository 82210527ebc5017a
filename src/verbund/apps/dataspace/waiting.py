"""What the data room puts on the start page: decisions that wait for a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.today import Task

from . import queries, wording

MOST = 20


def tasks(actor: Actor) -> Iterator[Task]:
    """Negotiations in which somebody waits for this company's yes or no."""
    assert actor.company_id is not None
    rows = queries.data_only(
        queries.negotiations(actor).filter(waits_for_person=True, state__in=("REQUESTED", "OFFERED")), False
    )
    for row in wording.named(actor.company_id, rows[:MOST]):
        asked = row.role == "PROVIDER"
        text = _("%(peer)s asks for these data.") if asked else _("%(peer)s offers you these data.")
        yield Task(
            title=_("Decide: %(title)s") % {"title": row.title},
            text=text % {"peer": row.peer},
            url=reverse("dataspace:negotiation", args=[row.pk]),
            icon="lock",
            minutes=5,
        )
