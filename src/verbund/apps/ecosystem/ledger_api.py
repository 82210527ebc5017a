"""The REST API of what bookkeeping exports: send the files, get an import in preview."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Schema, Status, UploadedFile
from pydantic import Field

from . import actions
from .api import _actor, _company, router
from .ledger_pages import options_of


class LedgerIn(Schema):
    """`year` of the balances; `vat_rate` that the sums hold; `side` where the file holds one kind alone; `mask`: keep
    accounts without names."""

    year: Annotated[str, Field(pattern=r"^\d{0,4}$")] = ""
    vat_rate: Annotated[str, Field(max_length=5)] = "0.19"
    side: Annotated[str, Field(max_length=10)] = ""
    mask: bool = False


class LedgerOut(Schema):
    """The import's id: look at `/imports/{id}/preview`, start it with `/imports/{id}/start`, answer doubts with
    `/imports/{id}/quarantine/{row}` and a cell `Unternehmen hier`."""

    id: UUID
    state: str
    about: int


@router.post("/import-ledger", response={201: LedgerOut})
def ledger(
    request: HttpRequest,
    form: Form[LedgerIn],
    file: File[UploadedFile],
    master: File[UploadedFile | None] = None,  # type: ignore[type-arg]
) -> Any:
    """Balances of the company acted for, with master data where there are some; nothing counts before it is started."""
    actor, company_id = _actor(request), _company(request)
    actions.must_write(actor, company_id)
    sources = [(f.name or "file", f.chunks()) for f in (file, master) if f is not None]
    run = actions.receive_ledger(actor, company_id, sources, options_of(form.dict()))
    return Status(201, {"id": run.pk, "state": run.state, "about": run.options.get("about", 0)})
