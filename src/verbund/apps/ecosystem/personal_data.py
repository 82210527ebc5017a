"""What of a company lies here: how it is exported and what erasure does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import everybody

from . import models


def exporter(model: type[Model], path: str = "company_id") -> Callable[[UUID], Iterator[tuple[str, bytes]]]:
    """All columns of the company's rows as one file of JSON Lines."""

    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        fields = [f.attname for f in model._meta.concrete_fields]
        with everybody():
            rows = model._default_manager.filter(**{path: company_id}).order_by("pk").values(*fields)
            lines = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows]
        if lines:
            yield f"{model._meta.app_label}/{model._meta.model_name}.jsonl", ("\n".join(lines) + "\n").encode()

    return export


def eraser(model: type[Model], path: str = "company_id") -> Callable[[UUID], int]:
    """Delete the company's rows; the number of rows that went."""

    def erase(company_id: UUID) -> int:
        with everybody():
            return model._default_manager.filter(**{path: company_id}).delete()[0]

    return erase


def _counted(company_id: UUID) -> Iterator[tuple[str, bytes]]:
    """Published figures in which the company was counted; of what others stated they say nothing."""
    rows = models.FrozenFigure.objects.filter(population__has_key=str(company_id)).order_by("pk")
    lines = [json.dumps({"publication": r.publication, "period": r.period, "figure": r.key}) for r in rows]
    if lines:
        yield "ecosystem/frozenfigure.jsonl", ("\n".join(lines) + "\n").encode()


def _forget(company_id: UUID) -> int:
    """Published sums stay as they were; that this company was counted in them goes. A stranger's number takes its
    place, so that comparisons between quarters stay safe."""
    gone, stranger = str(company_id), str(uuid4())
    rows = [
        r
        for r in models.FrozenFigure.objects.all().iterator(500)
        if gone in r.population or gone in r.population.values() or gone in r.about
    ]
    for row in rows:
        row.population = {
            stranger if pk == gone else pk: stranger if owner == gone else owner for pk, owner in row.population.items()
        }
        row.about = [pk for pk in row.about if pk != gone]
        row.save(update_fields=["population", "about"])
    return len(rows)


def register() -> None:
    for model in (
        models.InterviewDraft,
        models.Release,
        models.Relation,
        models.CompanyFigures,
        models.Competence,
        models.Resource,
        models.Site,
    ):
        company_data.register(
            model._meta.label_lower,
            PersonalData(model._meta.label_lower, exporter(model), eraser(model)),
        )
    label = models.FrozenFigure._meta.label_lower
    company_data.register(label, PersonalData(label, _counted, _forget, "published sums stay; they name nobody"))
