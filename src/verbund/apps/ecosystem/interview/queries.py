"""Reads of the interview; the actor comes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Invalid, Missing

from ..models import InterviewDraft
from ..queries import NO_COMPANY
from ..registry import Question, Questions, interview
from .questions import number

ON_A_STEP = 4
SECONDS_EACH = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its whole code, what stands, and what the draft says instead (None: nothing)."""

    code: str
    question: Question
    stands: str
    noted: str | None

    @property
    def shown(self) -> str:
        return self.stands if self.noted is None else self.noted

    @property
    def new(self) -> bool:
        return self.noted is not None and self.noted != self.stands

    def words(self, value: str) -> Any:
        """A choice as people read it."""
        return dict(self.question.choices).get(value, value)


@dataclass(frozen=True, slots=True)
class Step:
    title: Any
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Interview:
    """`minutes`: about how long it takes."""

    steps: tuple[Step, ...]
    draft: InterviewDraft | None

    @property
    def asked(self) -> list[Asked]:
        return [a for step in self.steps for a in step.asked]

    @property
    def minutes(self) -> int:
        return max(1, round(len(self.asked) * SECONDS_EACH / 60))

    @property
    def noted(self) -> list[Asked]:
        return [a for a in self.asked if a.new]


def parts() -> list[tuple[str, Questions]]:
    return sorted(interview.items(), key=lambda item: (item[1].order, item[0]))


def conversation(actor: Actor, company_id: UUID) -> Interview:
    """All questions in steps, with the open draft; Missing for who may not read the company."""
    draft = open_draft(actor, company_id)
    noted: Mapping[str, str] = draft.answers if draft else {}
    steps = []
    for name, part in parts():
        stands = part.said(actor, company_id)
        asked = [
            Asked(f"{name}.{q.code}", q, stands.get(q.code, ""), noted.get(f"{name}.{q.code}")) for q in part.questions
        ]
        steps += [Step(part.title, tuple(asked[at : at + ON_A_STEP])) for at in range(0, len(asked), ON_A_STEP)]
    return Interview(tuple(steps), draft)


def open_draft(actor: Actor, company_id: UUID) -> InterviewDraft | None:
    """What was noted and waits to be released."""
    if not actor.may_read(company_id):
        raise Missing("company", NO_COMPANY)
    with scoped_to(company_id):
        return InterviewDraft.objects.filter(state=InterviewDraft.State.OPEN).first()


def check(code: str, answer: str) -> str:
    """An answer as it is noted; raises Invalid for what is not asked or is no answer to it."""
    name, _dot, rest = code.partition(".")
    question = next((q for q in interview[name].questions if q.code == rest), None) if name in interview else None
    if question is None:
        raise Invalid("answer", _("This is not asked"), where=code[:60])
    text = answer.strip().replace("\x00", "")
    if question.choices and text and text not in dict(question.choices):
        raise Invalid("answer", _("This is no answer to this question"), where=code)
    if len(text) > question.most:
        raise Invalid("answer", _("The answer has more than %(n)s characters") % {"n": question.most}, where=code)
    if question.unit and text:
        number(text, code)
    return text
