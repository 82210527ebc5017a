"""The journey as navigation: each app hangs its pages at a stop; the shell draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .actor import Actor

STOPS = ("know", "see", "find", "agree", "work", "learn")


def _everyone(actor: Actor) -> bool:
    return True


def with_company(actor: Actor) -> bool:
    return actor.company_id is not None


def centre(actor: Actor) -> bool:
    return actor.is_centre


@dataclass(frozen=True, slots=True)
class Page:
    """A page at a stop of the journey. `name` is a namespaced URL name without arguments."""

    stop: str
    name: str
    title: Any
    order: int = 50
    shown: Callable[[Actor], bool] = _everyone


_pages: list[Page] = []


def add(*pages: Page) -> None:
    """Hang pages at their stops; called in `AppConfig.ready`."""
    for page in pages:
        if page.stop not in STOPS:
            raise ValueError(f"no stop {page.stop!r}")
        _pages.append(page)


def first(actor: Actor, stop: str) -> str:
    """URL name of the first page that this actor has at a stop: how a lower room leads on to one above it."""
    return next(p.name for p in sorted(_pages, key=lambda p: p.order) if p.stop == stop and p.shown(actor))


def journey(actor: Actor) -> list[tuple[str, list[Page]]]:
    """Stops in order with the pages this actor has."""
    mine = [p for p in sorted(_pages, key=lambda p: p.order) if p.shown(actor)]
    return [(stop, [p for p in mine if p.stop == stop]) for stop in STOPS]
