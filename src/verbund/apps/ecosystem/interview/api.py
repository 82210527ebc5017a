"""The REST API of the interview: read the questions, note answers, release or discard them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from ..api import _actor, _company, router
from . import actions, queries

Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
Said = Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")]


class AskedOut(Schema):
    """`stands`: what counts now; `noted`: what waits to be released; `changes`: what an answer changes."""

    code: str
    words: str
    changes: str
    choices: dict[str, str]
    unit: str
    stands: str
    noted: str | None


class InterviewOut(Schema):
    minutes: int
    by_centre: bool
    questions: list[AskedOut]


class NoteIn(Schema):
    answers: dict[Code, Said]


class ReleaseIn(Schema):
    """`codes`: which answers shall count; left out: all."""

    codes: list[Code] | None = None


def as_json(found: queries.Interview) -> dict[str, Any]:
    """For machines."""
    return {
        "minutes": found.minutes,
        "by_centre": bool(found.draft and found.draft.by_centre),
        "questions": [
            {
                "code": a.code,
                "words": str(a.question.words),
                "changes": str(a.question.changes),
                "choices": {value: str(words) for value, words in a.question.choices},
                "unit": str(a.question.unit),
                "stands": a.stands,
                "noted": a.noted,
            }
            for a in found.asked
        ],
    }


def _found(request: HttpRequest, company_id: UUID) -> dict[str, Any]:
    return as_json(queries.conversation(_actor(request), company_id))


@router.get("/interview", response=InterviewOut)
def interview(request: HttpRequest) -> Any:
    """The questions, what stands and what is noted."""
    return _found(request, _company(request))


@router.patch("/interview", response=InterviewOut)
def note(request: HttpRequest, body: NoteIn) -> Any:
    """Note answers; nothing counts before it is released."""
    company_id = _company(request)
    actions.note(_actor(request), company_id, body.answers)
    return _found(request, company_id)


@router.post("/interview/release", response=InterviewOut)
def release(request: HttpRequest, body: ReleaseIn) -> Any:
    """Let them count; never staff."""
    company_id = _company(request)
    actions.release(_actor(request), company_id, body.codes)
    return _found(request, company_id)


@router.delete("/interview", response={204: None})
def discard(request: HttpRequest) -> Any:
    """Forget what was noted."""
    actions.discard(_actor(request), _company(request))
    return Status(204, None)
