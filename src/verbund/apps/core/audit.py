"""Typed audit events. Each app declares its own in its `audit.py`; the registry is complete after start-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

EVENTS: dict[str, type[AuditEvent]] = {}


@dataclass(frozen=True)
class AuditEvent:
    """One thing that happened. Subclasses give `event` (app.word) and `text` (a lazy format string)."""

    event: ClassVar[str] = ""
    text: ClassVar[Any] = ""
    words: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    """Field → value → how people say it."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.event:
            if cls.event in EVENTS:
                raise ValueError(f"audit event {cls.event} is declared twice")
            EVENTS[cls.event] = cls

    def payload(self) -> dict[str, Any]:
        """What is hashed and kept: plain JSON values, no secrets, no personal data beyond pseudonyms."""
        return {
            k: str(v) if v is not None and not isinstance(v, (int, bool, list, dict)) else v
            for k, v in asdict(self).items()
        }


def describe(event: str, payload: dict[str, Any]) -> str:
    """The event in words, in the language in force; an erased payload says so."""
    kind = EVENTS.get(event)
    if kind is None or not payload:
        return str(_("%(event)s (details erased)") % {"event": event})
    return str(kind.text) % {k: "–" if v is None else kind.words.get(k, {}).get(str(v), v) for k, v in payload.items()}


@dataclass(frozen=True)
class CompanyCreated(AuditEvent):
    event = "core.company_created"
    text = _("%(name)s was entered")
    name: str


@dataclass(frozen=True)
class FileImported(AuditEvent):
    event = "core.file_imported"
    text = _(
        "%(file)s imported: %(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(quarantined)s set aside"
    )
    file: str
    created: int
    updated: int
    unchanged: int
    quarantined: int


@dataclass(frozen=True)
class DataExported(AuditEvent):
    event = "core.data_exported"
    text = _("All data of the company exported, %(files)s files")
    files: int


@dataclass(frozen=True)
class DataErased(AuditEvent):
    event = "core.data_erased"
    text = _("Data erased: %(what)s")
    what: str
