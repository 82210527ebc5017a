"""Figures that are frozen per quarter: later rooms say how they are computed, everybody reads what was published.

A figure is computed once in a quarter. Whoever joins, leaves or changes a statement inside it moves nothing that is
shown; from quarter to quarter a figure follows its population only when that cannot be told apart
(`engines.disclosure.may_renew`), else the earlier one stands, with the quarter it describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from verbund.apps.core.models import Company
from verbund.apps.core.registry import Registry
from verbund.apps.core.scoping import everybody
from verbund.engines.disclosure import independent

from .models import FrozenFigure, Relation


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure before it is published. `value` None: withheld; else JSON. `population`: who is counted, as
    `owners` has them. `about`: companies whose part in it is a bottleneck. `basis`: what `Publication.finish` makes a
    table of; kept, never shown."""

    key: str
    value: Any
    population: Mapping[UUID, UUID]
    about: tuple[UUID, ...] = ()
    basis: Any = None


@dataclass(frozen=True, slots=True)
class Publication:
    """`compute` says the figures of now. `finish` makes more of them from the bases of this quarter (key → basis),
    some of which may be those of an earlier one: tables whose rows wait until enough companies joined or left."""

    compute: Callable[[], Iterable[Figure]]
    finish: Callable[[Mapping[str, Any]], Iterable[Figure]] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A published figure and the quarter it describes."""

    value: Any
    as_of: str
    about: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """What stands published of one name: empty before the first quarter that had something to show."""

    period: str = ""
    frozen_at: datetime | None = None
    figures: dict[str, Shown] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        found = self.figures.get(key)
        return found.value if found else None

    def under(self, prefix: str) -> dict[str, Shown]:
        """Figures whose key begins so, by the rest of it."""
        return {key.removeprefix(prefix): f for key, f in self.figures.items() if key.startswith(prefix)}


publications: Registry[Publication] = Registry("publication")


def published(name: str) -> Published:
    """The latest published figures of a name, in the order in which they were computed."""
    latest = FrozenFigure.objects.filter(publication=name).order_by("-period").values_list("period", flat=True).first()
    if latest is None:
        return Published()
    rows = list(FrozenFigure.objects.filter(publication=name, period=latest).order_by("pk"))
    figures = {r.key: Shown(r.value, r.as_of, tuple(UUID(pk) for pk in r.about)) for r in rows}
    return Published(latest, max(r.frozen_at for r in rows), figures)


def owners(companies: Iterable[UUID]) -> dict[UUID, UUID]:
    """Company → the one that stands for all under the same owner or linked by a stake. Three queries."""
    ids = sorted(set(companies))
    groups = dict(Company.objects.filter(pk__in=ids, owner_group__isnull=False).values_list("pk", "owner_group_id"))
    with everybody():  # who owns whom decides who counts as one; nothing of it is shown
        stakes = list(Relation.objects.filter(type="owns", giver__in=ids, taker__in=ids).values_list("giver", "taker"))
    return independent(ids, groups, stakes)
