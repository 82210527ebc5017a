"""The public outcome of a Verbund becomes an entry of the library on every node of its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.watchers import Outcome
from verbund.apps.core.actor import system
from verbund.kit import clock

from .actions import Figure, Participant, add_outcome


def take(outcome: Outcome) -> None:
    """One entry per Verbund; a later outcome brings it up to date."""
    charter, payload = outcome.charter, outcome.payload
    title, summary = payload["title"], payload.get("summary") or {}
    german = title.get("de", "") if title.get("de") or title.get("en") else next(iter(title.values()), charter.kind)
    add_outcome(
        system("dsp", outcome.company_id),
        outcome.company_id,
        verbund_id=outcome.verbund_id,
        kind=charter.kind,
        title_de=german,
        title_en=title.get("en", ""),
        members=[Participant(m.did, m.name) for m in charter.members],
        purpose_de=charter.purpose.get("de", ""),
        purpose_en=charter.purpose.get("en", ""),
        figures=[_figure(charter.kind, row) for row in payload.get("measures", ())],
        lesson_de=summary.get("de", ""),
        lesson_en=summary.get("en", ""),
        started=min(charter.valid_from, clock.now().date()),
    )


def _figure(kind: str, row: Mapping[str, Any]) -> Figure:
    measure = next((m for m in kinds.kind_or_plain(kind).measures if m.code == row["measure"]), None)
    names = {}
    for language in ("de", "en"):
        with override(language):
            names[language] = measure.title(language) if measure else str(row["measure"]).replace("_", " ")
    amount = row.get("amount") or {}
    value = amount.get("value") or "–".join(v for v in (amount.get("low"), amount.get("high")) if v)
    return Figure(names["de"], names["en"], "", value or "", amount.get("unit") or amount.get("currency") or "")
