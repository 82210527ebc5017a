"""The questions of position as a part of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.ecosystem.registry import Question, Questions

from . import actions, queries
from .questions import QUESTIONS


def keep(actor: Actor, company_id: UUID, answers: Mapping[str, str]) -> None:
    actions.answer(actor, company_id, answers)


PART = Questions(
    _("Customers, suppliers, partners"),
    tuple(Question(q.code, q.words, q.changes, q.choices) for q in QUESTIONS),
    queries.answers,
    keep,
    order=20,
)
