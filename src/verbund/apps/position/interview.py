"""The questions of position as a part of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.ecosystem.registry import Question, Questions

from . import actions, diamond, diamond_words, queries
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


def keep_location(actor: Actor, company_id: UUID, answers: Mapping[str, str]) -> None:
    """Levels as text; an empty one takes the answer back."""
    said = {code: int(level) if level in ("0", "1", "2") else None for code, level in answers.items()}
    actions.answer_diamond(actor, company_id, said)


def location(actor: Actor, company_id: UUID) -> dict[str, str]:
    return {code: str(level) for code, level in diamond.answers_of(actor, company_id).items()}


LOCATION = Questions(
    _("Your branch where you are"),
    tuple(
        Question(
            code,
            diamond_words.ASKED[code],
            _("Changes: what people say of the branch in the region, shown only together with others."),
            tuple((str(level), words) for level, words in diamond_words.CHOICES),
        )
        for codes in diamond.QUESTIONS.values()
        for code in codes
    ),
    location,
    keep_location,
    order=30,
)
