"""What of a company lies here: how it is exported, what erasure does and what the law keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from verbund.apps.core.registry import PersonalData, company_data
from verbund.apps.core.scoping import everybody

from . import models

_SECRET = {"sealed", "data_address", "token_hash", "body"}
_KEPT = "agreements, and what happened under them, are kept for ten years (commercial law)"


def _export(model: type[Model]) -> Callable[[UUID], Iterator[tuple[str, bytes]]]:
    def export(company_id: UUID) -> Iterator[tuple[str, bytes]]:
        fields = [
            f.attname
            for f in model._meta.concrete_fields
            if not (f.attname in _SECRET and f.get_internal_type() == "BinaryField") and f.attname != "token_hash"
        ]
        with everybody():
            rows = model._default_manager.filter(company_id=company_id).order_by("pk").values(*fields)
            lines = [json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows]
        if lines:
            yield f"dataspace/{model._meta.model_name}.jsonl", ("\n".join(lines) + "\n").encode()

    return export


def _erase(model: type[Model], **narrow: Any) -> Callable[[UUID], int]:
    def erase(company_id: UUID) -> int:
        with everybody():
            return model._default_manager.filter(company_id=company_id, **narrow).delete()[0]

    return erase


def _revoke_keys(company_id: UUID) -> int:
    """Keys lose their private half at once; the public half stays, so that signatures can be verified."""
    from verbund.kit import clock

    with everybody():
        return models.CompanyKey.objects.filter(company_id=company_id, state="current").update(
            state="revoked", sealed=None, retired_at=clock.now()
        )


def register() -> None:
    """Called once at start."""
    erased: dict[type[Model], Callable[[UUID], int] | None] = {
        models.CompanyKey: _revoke_keys,
        models.Negotiation: None,
        models.Agreement: None,
        models.Transfer: None,
        models.AccessLog: None,
        models.ProtocolMessage: None,
        models.PushItem: _erase(models.PushItem),
        models.ReceivedPush: _erase(models.ReceivedPush),
        models.HeldCredential: _erase(models.HeldCredential),
        models.IssuedCredential: None,
        models.CredentialRequest: None,
        models.DataOffer: _erase(models.DataOffer),
    }
    for model, erase in erased.items():
        name = f"dataspace.{model._meta.model_name}"
        company_data.register(name, PersonalData(name, _export(model), erase, "" if erase else _KEPT))
