"""What core keeps of a company: its export, what erasure does, what is kept and why. With helpers for other rooms."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q

from . import files, models
from .registry import PersonalData, company_data
from .scoping import everybody


def rows_as_jsonl(
    model: type[Model], where: Callable[[UUID], Q], *, secret: tuple[str, ...] = ()
) -> Callable[[UUID], Iterator[tuple[str, bytes]]]:
    """An export function: the company's rows as `<app>/<model>.jsonl`, without the `secret` columns."""

    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        columns = [f.attname for f in model._meta.concrete_fields if f.name not in secret]
        with everybody():
            rows = model._default_manager.filter(where(company_id)).distinct().order_by("pk").values(*columns)
            lines = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows.iterator(1000)]
        if lines:
            yield f"{model._meta.app_label}/{model._meta.model_name}.jsonl", ("\n".join(lines) + "\n").encode()

    return export


def delete_rows(model: type[Model], where: Callable[[UUID], Q]) -> Callable[[UUID], int]:
    """An erase function: the rows are deleted."""

    def erase(company_id: UUID) -> int:
        with everybody():
            return model._default_manager.filter(where(company_id)).delete()[0]

    return erase


def by(column: str) -> Callable[[UUID], Q]:
    """Rows whose `column` is the company."""
    return lambda company_id: Q(**{column: company_id})


def add(
    model: type[Model],
    where: Callable[[UUID], Q],
    *,
    erase: bool | Callable[[UUID], int] = True,
    kept: str = "",
    secret: tuple[str, ...] = (),
) -> None:
    """Register a model; `erase` False needs a reason in `kept`."""
    label = model._meta.label_lower
    function: Any = delete_rows(model, where) if erase is True else erase or None
    if function is None and not kept:
        raise ValueError(f"{label} is neither erased nor kept for a reason")
    company_data.register(label, PersonalData(label, rows_as_jsonl(model, where, secret=secret), function, kept))


def _audit(company_id: UUID) -> Iterator[tuple[str, bytes]]:
    entries = models.AuditEntry.objects.filter(company_id=company_id).select_related("payload").order_by("seq")
    lines = []
    for entry in entries.iterator(1000):
        payload = getattr(entry, "payload", None)
        lines.append(
            json.dumps(
                {
                    "seq": entry.seq,
                    "at": entry.at.isoformat(),
                    "event": entry.event,
                    "actor": entry.actor,
                    "via": entry.via,
                    "prev": entry.prev_hash,
                    "payload_hash": entry.payload_hash,
                    "hash": entry.hash,
                    "salt": bytes(payload.salt).hex() if payload else None,
                    "payload": payload.data if payload else None,
                },
                ensure_ascii=False,
            )
        )
    if lines:
        yield "core/audit.jsonl", ("\n".join(lines) + "\n").encode()


def _erase_payloads(company_id: UUID) -> int:
    """Details of the log go, the chain of hashes stays and still verifies."""
    return models.AuditPayload.objects.filter(entry__company_id=company_id).delete()[0]


def _erase_files(company_id: UUID) -> int:
    found = list(models.StoredFile.objects.filter(company_id=company_id))
    for file in found:
        files.delete(file)
    return len(found)


def _no_longer_claimed(company_id: UUID) -> int:
    """What the company said of itself goes; its name stays, because contracts of others name it."""
    return models.Company.objects.filter(pk=company_id).update(
        claimed=False, summary_de="", summary_en="", website="", street="", provenance={}
    )


def register() -> None:
    """Called once at start."""
    add(
        models.Company,
        by("pk"),
        erase=_no_longer_claimed,
        kept="the name stays, because agreements and registers of others refer to it",
    )
    add(models.CompanyIdentifier, by("company"))
    company_data.register(
        "core.auditentry",
        PersonalData("core.auditentry", _audit, _erase_payloads, "hashes stay, so that the chain verifies"),
    )
    add(models.StoredFile, by("company"), erase=_erase_files)
    add(models.QuarantinedRow, by("run__company"))
    add(models.ImportRun, by("company"))
    add(models.ImportMapping, by("company"))
    add(models.Job, by("company"))
    add(models.OutboxMessage, by("company"))
