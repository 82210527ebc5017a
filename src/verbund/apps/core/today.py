"""What waits for a company today: each app hangs its providers here, the start page collects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from .actor import Actor


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: where, until when, about how many minutes."""

    title: Any
    text: Any
    url: str
    icon: str = "agree"
    kind: str = ""
    due: date | None = None
    minutes: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of the start page: a template and what it shows."""

    title: Any
    template: str
    context: dict[str, Any]
    order: int = 50


tasks: list[Callable[[Actor], Iterable[Task]]] = []
panels: list[Callable[[Actor], Iterable[Panel]]] = []
"""Providers; each gets an actor with a company. Registered in `AppConfig.ready`."""


def collect_tasks(actor: Actor) -> list[Task]:
    """All tasks, urgent and early ones first."""
    found = [task for provider in tasks for task in provider(actor)]
    return sorted(found, key=lambda t: (not t.urgent, t.due or date.max, str(t.title)))


def collect_panels(actor: Actor) -> list[Panel]:
    return sorted((p for provider in panels for p in provider(actor)), key=lambda p: p.order)
