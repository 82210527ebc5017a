"""What of a company lies here: how it is exported, what erasure does and what the law keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import everybody

from . import models

_KEPT = "contracts and the register kept under them stay for ten years (commercial law)"


def _export(model: type[Model]) -> Callable[[UUID], Iterator[tuple[str, bytes]]]:
    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        with everybody():
            rows = model._default_manager.filter(company_id=company_id).order_by("pk").values()
            lines = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows]
        if lines:
            yield f"cooperation/{model._meta.model_name}.jsonl", ("\n".join(lines) + "\n").encode()

    return export


def _erase_rejected(company_id: UUID) -> int:
    with everybody():
        return models.RejectedEntry.objects.filter(company_id=company_id).delete()[0]


def _erase_effects(company_id: UUID) -> int:
    with everybody():
        return models.ReportedEffect.objects.filter(company_id=company_id).delete()[0]


def _erase_findings(company_id: UUID) -> int:
    with everybody():
        return models.ReportFinding.objects.filter(company_id=company_id).delete()[0]


def register() -> None:
    """Called once at start."""
    for model in (
        models.Verbund,
        models.VerbundMember,
        models.CharterVersion,
        models.RegisterEntry,
        models.SideEffectReport,
    ):
        name = f"cooperation.{model._meta.model_name}"
        company_data.register(name, PersonalData(name, _export(model), None, _KEPT))
    name = "cooperation.reportedeffect"
    company_data.register(name, PersonalData(name, _export(models.ReportedEffect), _erase_effects))
    name = "cooperation.rejectedentry"
    company_data.register(name, PersonalData(name, _export(models.RejectedEntry), _erase_rejected))
    name = "cooperation.reportfinding"
    company_data.register(name, PersonalData(name, _export(models.ReportFinding), _erase_findings))
