"""What position holds of a company, and how it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import everybody

from .models import PositionReport


def _export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
    with everybody():
        rows = list(PositionReport.objects.filter(company_id=company_id).order_by("pk").values())
    if rows:
        lines = (json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows)
        yield "position/positionreport.jsonl", ("\n".join(lines) + "\n").encode()


def _erase(company_id: UUID) -> int:
    with everybody():
        return PositionReport.objects.filter(company_id=company_id).delete()[0]


def register() -> None:
    """Called once at start."""
    company_data.register("position.positionreport", PersonalData("position.positionreport", _export, _erase))
