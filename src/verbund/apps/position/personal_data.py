"""What position holds of a company, and how it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import OwnedModel, everybody

from .models import DiamondAnswers, KeptReport, PositionAnswers, PositionReport

MODELS = (PositionReport, PositionAnswers, KeptReport, DiamondAnswers)


def _of(model: type[OwnedModel]) -> PersonalData:
    label = f"position.{model.__name__.lower()}"

    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        with everybody():
            rows = list(model.objects.filter(company_id=company_id).order_by("pk").values())
        if rows:
            lines = (json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows)
            yield f"position/{model.__name__.lower()}.jsonl", ("\n".join(lines) + "\n").encode()

    def erase(company_id: UUID) -> int:
        with everybody():
            return model.objects.filter(company_id=company_id).delete()[0]

    return PersonalData(label, export, erase)


def register() -> None:
    """Called once at start."""
    for model in MODELS:
        data = _of(model)
        company_data.register(data.model, data)
