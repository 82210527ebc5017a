"""What matching holds of a company, and how it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import everybody

from .models import Interest, Match, Opportunity


def _export(model: type[Model]) -> Callable[[UUID], Iterator[tuple[str, bytes]]]:
    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        with everybody():
            rows = list(model._default_manager.filter(company_id=company_id).order_by("pk").values())
        if rows:
            lines = (json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows)
            yield f"matching/{model._meta.model_name}.jsonl", ("\n".join(lines) + "\n").encode()

    return export


def _erase(model: type[Model]) -> Callable[[UUID], int]:
    def erase(company_id: UUID) -> int:
        with everybody():
            return model._default_manager.filter(company_id=company_id).delete()[0]

    return erase


def register() -> None:
    """Called once at start."""
    for model in (Opportunity, Match, Interest):
        name = f"matching.{model._meta.model_name}"
        company_data.register(name, PersonalData(name, _export(model), _erase(model)))
