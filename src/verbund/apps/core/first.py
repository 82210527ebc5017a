"""What other rooms have for somebody who typed no more than name, place and branch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks: a place in WGS 84 degrees where it is known, a NACE class of four digits, words of the branch."""

    name: str
    city: str
    latitude: float | None
    longitude: float | None
    nace: str
    branch: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An open need or offer that fits. `row` has title_de, title_en, text_de, text_en."""

    row: Any
    url: str
    kind: str
    direction: str
    provider: str
    city: str
    km: float | None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The best ones, and out of how many."""

    best: Sequence[Suggestion]
    total: int


@dataclass(frozen=True, slots=True)
class Notice:
    """The next event, a funding call: one line with one link."""

    title: Any
    text: Any
    url: str
    link: Any
    icon: str = "cal"
    order: int = 50


suggestions: list[Callable[[Visit], Suggestions]] = []
notices: list[Callable[[Visit], Sequence[Notice]]] = []
"""Providers, registered in `AppConfig.ready`."""


def collect_suggestions(visit: Visit) -> Suggestions:
    """Of all providers."""
    found = [provider(visit) for provider in suggestions]
    return Suggestions([s for f in found for s in f.best], sum(f.total for f in found))


def collect_notices(visit: Visit) -> list[Notice]:
    """In order."""
    return sorted((n for provider in notices for n in provider(visit)), key=lambda n: n.order)
