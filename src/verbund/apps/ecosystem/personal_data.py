"""What of a company lies here: how it is exported and what erasure does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import UUID

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


def register() -> None:
    for model in (
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
