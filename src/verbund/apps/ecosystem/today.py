"""What the ecosystem puts on the start page: answers that the centre noted and nobody has released."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verbund.apps.core.actor import Actor
from verbund.apps.core.today import Task

from .interview import queries


def tasks(actor: Actor) -> Iterable[Task]:
    """One task while noted answers wait."""
    if actor.company_id is None or not actor.may_release(actor.company_id) or actor.is_system:
        return
    draft = queries.open_draft(actor, actor.company_id)
    if draft is None or not draft.answers or not draft.by_centre:
        return
    number = len(draft.answers)
    title = ngettext("%(n)s answer waits for your word", "%(n)s answers wait for your word", number) % {"n": number}
    text = _("The centre noted them for you. They count for nothing before you release them.")
    yield Task(title, text, reverse("ecosystem:interview_review"), minutes=2)
