"""What later rooms show on a company's page, and what they ask in the interview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Section:
    """One section: title, a remark beside it, a template and its values (under `section`)."""

    title: Any
    template: str
    values: dict[str, Any] = field(default_factory=dict)
    remark: Any = ""
    order: int = 50
    wide: bool = False


company_sections: list[Callable[[Actor, Company], Iterable[Section]]] = []
"""Providers; called with the reader and the company whose page it is."""


def sections(actor: Actor, company: Company) -> list[Section]:
    return sorted((s for provider in company_sections for s in provider(actor, company)), key=lambda s: s.order)


@dataclass(frozen=True, slots=True)
class Question:
    """Asked in the interview. `changes`: what the answer changes, said before it is given. `choices`: (value, words)
    where it is tapped; else a text, or with `unit` a number. `most`: characters."""

    code: str
    words: Any
    changes: Any
    choices: tuple[tuple[str, Any], ...] = ()
    unit: Any = ""
    example: Any = ""
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Questions:
    """What a room asks. `said`: answers that stand, by code. `keep`: takes over answers that were released; raises
    Invalid with the code in `where`."""

    title: Any
    questions: tuple[Question, ...]
    said: Callable[[Actor, UUID], Mapping[str, str]]
    keep: Callable[[Actor, UUID, Mapping[str, str]], None]
    order: int = 50


interview: Registry[Questions] = Registry("part of the interview")
"""Parts by a short name; a question is addressed as `<part>.<code>`."""
