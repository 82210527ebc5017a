"""Work of the ecosystem that nobody waits for: the published figures of a quarter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from verbund.apps.core.registry import Progress
from verbund.engines.disclosure import may_renew
from verbund.kit import clock

from .frozen import Figure, Publication, publications
from .models import FrozenFigure

EVERY = timedelta(hours=1)
FIRST = timedelta(minutes=3)
"""After the first reports of positions, which are published too."""


def freeze(progress: Progress) -> dict[str, Any]:
    """Publish what this quarter has not published yet; what shows nothing yet waits for the next run."""
    period = clock.quarter_of(clock.now().date())
    names = [name for name, _compute in publications.items()]
    new = []
    for done, name in enumerate(names, 1):
        if not FrozenFigure.objects.filter(publication=name, period=period).exists():
            rows = _rows(name, period, publications[name])
            if any(row.value is not None for row in rows):
                with transaction.atomic():
                    FrozenFigure.objects.bulk_create(rows)
                new.append(name)
        progress(done, len(names))
    return {"period": period, "published": new}


def _rows(name: str, period: str, publication: Publication) -> list[FrozenFigure]:
    earlier: dict[str, list[FrozenFigure]] = {}
    for row in FrozenFigure.objects.filter(publication=name).order_by("period", "pk"):
        if row.value is not None or row.basis is not None:
            earlier.setdefault(row.key, []).append(row)
    rows = []
    for f in publication.compute():
        row = _row(name, period, f)
        before = earlier.get(f.key, [])
        shows = f.value is not None or f.basis is not None
        if shows and not may_renew((r.population.values() for r in before), row.population.values()):
            last = before[-1]
            for field in ("value", "basis", "as_of", "population", "about"):
                setattr(row, field, getattr(last, field))
        rows.append(row)
    if publication.finish is not None:
        bases = {row.key: row.basis for row in rows if row.basis is not None}
        rows += [_row(name, period, f) for f in publication.finish(bases)]
    return rows


def _row(name: str, period: str, f: Figure) -> FrozenFigure:
    return FrozenFigure(
        publication=name,
        period=period,
        key=f.key,
        as_of=period,
        value=f.value,
        basis=f.basis,
        population={str(pk): str(owner) for pk, owner in f.population.items()},
        about=[str(pk) for pk in f.about],
        frozen_at=clock.now(),
    )
