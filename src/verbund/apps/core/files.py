"""Files beside the database: written once as a stream, addressed by digest, never by a name somebody gave."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from verbund.kit.errors import Invalid

from .models import StoredFile

CHUNK = 1 << 18
LARGEST = 4_000_000_000  # bytes


def store(
    company_id: UUID | None,
    name: str,
    chunks: Iterable[bytes],
    *,
    media_type: str = "application/octet-stream",
    origin: str = "",
    largest: int = LARGEST,
) -> StoredFile:
    """Write a file and its row; memory holds one chunk. Raises Invalid when it is larger than `largest` bytes."""
    key = uuid.uuid4()
    relative = f"{key.hex[:2]}/{key.hex}"
    path = settings.NODE.files / relative
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > largest:
                    raise Invalid(
                        "file-too-large",
                        _("The file has more than %(limit)s bytes.") % {"limit": largest},
                        where=safe_name(name),
                        remedy=_("Send it in parts."),
                    )
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        with transaction.atomic():
            return StoredFile.objects.create(
                id=key,
                company_id=company_id,
                name=safe_name(name),
                media_type=media_type[:120],
                size=size,
                sha256=digest.hexdigest(),
                path=relative,
                origin=origin[:300],
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def path_of(file: StoredFile) -> Path:
    """Where the bytes lie."""
    return settings.NODE.files / file.path


def read(file: StoredFile) -> Iterator[bytes]:
    """The bytes, a chunk at a time."""
    with path_of(file).open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def delete(file: StoredFile) -> None:
    """Remove the row, and the bytes once that is committed."""
    path = path_of(file)
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def safe_name(name: str) -> str:
    """A file name for showing and downloading: no folders, no control characters, at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip(". ")
    return kept[-200:] or "file"
