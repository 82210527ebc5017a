"""A company's whole data as a zip of open formats, and erasure under retention rules."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.kit import clock
from verbund.kit.errors import Forbidden, Missing

from . import chain, files
from .actions import record
from .actor import Actor, Role
from .audit import DataErased, DataExported
from .models import Company, StoredFile
from .registry import company_data

README = """This is everything the node keeps of the company. *.jsonl: JSON Lines, UTF-8, an object per row, named after
app and model. files/: the company's files, named as in core/storedfile.jsonl (id, then name). manifest.json: what is
in here, and the head of the audit chain at the time of export; core/audit.jsonl can be verified against it: each
entry's hash is SHA-256 over the RFC 8785 form of {company, seq, at, event, actor, via, prev, payload}, where payload
is SHA-256 over salt and the RFC 8785 form of the details.
"""


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasure did with one kind of data; `kept` says why something stays."""

    model: str
    rows: int
    kept: str


def _owner_of(actor: Actor, company_id: UUID) -> Company:
    """Owner, or the operator of the node; Missing for strangers, Forbidden for lesser roles and staff."""
    company = Company.objects.filter(pk=company_id).first()
    if company is None or not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    if not (actor.is_system or actor.role_in(company_id) == Role.OWNER):
        raise Forbidden("owner-only", _("Only an owner may do this."), remedy=_("Ask an owner of the company."))
    return company


def export_company(actor: Actor, company_id: UUID, target: Path) -> int:
    """Write the zip to `target` (must not exist); returns the number of files in it. Raises Missing, Forbidden."""
    company = _owner_of(actor, company_id)
    count = 0
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        contents: dict[str, int] = {}
        for data in [data for _name, data in company_data.items()]:
            for path, body in data.export(company_id):
                archive.writestr(path, body)
                contents[path] = len(body)
        for stored in StoredFile.objects.filter(company_id=company_id).iterator():
            path = f"files/{stored.pk}-{files.safe_name(stored.name)}"
            with archive.open(path, "w") as out:
                for part in files.read(stored):
                    out.write(part)
            contents[path] = stored.size
        count = len(contents)
        verified = chain.verify(company_id)
        manifest = {
            "company": {"id": str(company.pk), "name": company.name, "did": company.did},
            "at": clock.now().isoformat(),
            "contents": contents,
            "audit": {"entries": verified.entries, "head": verified.head, "holds": verified.broken_seq is None},
        }
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        archive.writestr("README.txt", README)
    record(actor, company_id, DataExported(files=count))
    return count


def erase_company(actor: Actor, company_id: UUID) -> list[Erased]:
    """Erase what may be erased, in one transaction; what the law or others' contracts keep is named with the reason.

    Raises Missing, Forbidden.
    """
    _owner_of(actor, company_id)
    done = []
    with transaction.atomic():
        for name, data in reversed(list(company_data.items())):  # later rooms refer to earlier ones
            rows = data.erase(company_id) if data.erase else 0
            done.append(Erased(name, rows, data.retention))
        what = ", ".join(f"{one.model} {one.rows}" for one in done if one.rows)
        record(actor, company_id, DataErased(what=what))
    return done
