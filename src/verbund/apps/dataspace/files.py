"""Bytes that arrived, filed under the agreement they came by."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from uuid import UUID

from django.conf import settings

from verbund.apps.core.models import StoredFile

INCOMING = "incoming"


def incoming(transfer_id: UUID | str) -> Path:
    """Where the bytes of a running pull are collected."""
    folder = settings.NODE.files / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{UUID(str(transfer_id))}.part"


def path_of(stored: StoredFile) -> Path:
    """Where a stored file lies."""
    return settings.NODE.files / stored.path


def _place() -> tuple[str, Path]:
    name = uuid.uuid4().hex
    relative = f"received/{name[:2]}/{name}"
    path = settings.NODE.files / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    return relative, path


def keep(
    company_id: UUID, source: Path, name: str, media_type: str, size: int, sha256: str, agreement_id: str
) -> StoredFile:
    """File a complete download. The link is made before the row: a crash leaves a file without row, never a row
    without file; the download itself stays until the transaction has committed."""
    relative, path = _place()
    os.link(source, path)
    return StoredFile.objects.create(
        company_id=company_id,
        name=name[:255],
        media_type=media_type[:120],
        size=size,
        sha256=sha256,
        path=relative,
        origin=agreement_id[:300],
    )


def keep_bytes(company_id: UUID, data: bytes, name: str, media_type: str, origin: str) -> StoredFile:
    """Store bytes as a file of the company."""
    relative, path = _place()
    path.write_bytes(data)
    return StoredFile.objects.create(
        company_id=company_id,
        name=name[:255],
        media_type=media_type[:120],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        path=relative,
        origin=origin[:300],
    )
