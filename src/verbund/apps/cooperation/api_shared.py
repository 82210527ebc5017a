"""What both parts of the REST API of cooperation speak in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, Field

from verbund.apps.core.actor import Actor

from . import rules


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("U+0000 has no place here")
    return text


Text = Annotated[str, Field(max_length=20_000), AfterValidator(_plain)]
Name = Annotated[str, Field(max_length=300), AfterValidator(_plain)]
Texts = dict[str, Text]
ClauseIn = dict[str, Any]


def who(request: HttpRequest) -> tuple[Actor, UUID]:
    """The actor and the company it acts for. Raises Missing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise rules.missing()
    return actor, actor.company_id


class VerbundEntryOut(Schema):
    hash: str
    author: str
    seq: int
    type: str
    time: datetime
    charter: str


class VerbundReasonIn(Schema):
    reason: Text = ""


class DoneOut(Schema):
    done: bool
