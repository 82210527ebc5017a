"""What later rooms show on a company's page: its needs and offers, projects, what it would do to us."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company


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
