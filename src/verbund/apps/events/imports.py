"""Events and calls for funding from lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.ecosystem.targets import rows as help
from verbund.apps.ecosystem.targets.rows import ID

from .models import Event, Funding

FORMATS = {
    **{value: value for value in Event.Format.values},
    "börse": "matching",
    "sprechstunde": "consultation",
    "besuch": "visit",
    "erfahrungskreis": "exchange",
}
CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"
COLUMNS = {"host_id": "company"}
TITLES = (
    Field("title_de", _("title in German"), required=True, max_length=300, synonyms=("titel", "title")),
    Field("title_en", _("title in English"), max_length=300),
)
TEXTS = (
    Field("text_de", _("text in German"), "long", max_length=20_000, synonyms=("text", "beschreibung")),
    Field("text_en", _("text in English"), "long", max_length=20_000),
)


def _apply(
    model: type[models.Model], values_of: Callable[[Row, Any], dict[str, Any]], hosted: bool
) -> Callable[[Sequence[Row], Context], list[Outcome]]:
    """An `apply` (see `core.imports.Target`) for rows found by source and id."""

    def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
        source = context.source[:60]
        known = {
            o.external_id: o  # type: ignore[attr-defined]
            for o in model._default_manager.filter(
                source=source, external_id__in=[r.values["external_id"] for r in rows]
            )
        }
        companies = help.Companies((r.values["company"] for r in rows) if hosted else (), context)
        outcomes: list[Outcome] = []
        new = []
        for row in rows:
            word = row.values["company"] if hosted else None
            host = companies.find(word, context.column("company")) if word else None
            if isinstance(host, Flaw):
                outcomes.append([host])
                continue
            values = help.fitted(model, values_of(row, host))
            one = known.get(row.values["external_id"])
            if one is None:
                one = model(source=source, external_id=row.values["external_id"], **values)
                one.provenance = context.provenance(row)  # type: ignore[attr-defined]
                new.append(one)
                outcomes.append("created")
            elif changed := help.merge(one, help.given(context, values, COLUMNS)):
                one.provenance = context.provenance(row)
                one.save(update_fields=[*changed, "provenance"])
                outcomes.append("updated")
            else:
                outcomes.append("unchanged")
        model._default_manager.bulk_create(new)
        return outcomes

    return apply


def _time(text: str | None) -> time | None:
    return time(*map(int, text.split(":"))) if text else None


def _event(row: Row, host: Any) -> dict[str, Any]:
    v = row.values
    plain = ("title_de", "title_en", "format", "date", "venue", "city", "seats", "text_de", "text_en")
    values = {name: v[name] for name in plain}
    return {**values, "starts": _time(v["starts"]), "ends": _time(v["ends"]), **({"host_id": host} if host else {})}


def _funding(row: Row, host: Any) -> dict[str, Any]:
    v = row.values
    plain = ("title_de", "title_en", "funder", "share", "maximum", "apply_by", "min_companies", "text_de", "text_en")
    return {**{name: v[name] for name in plain}, "kinds": help.several(v["kinds"])}


EVENTS = Target(
    "events",
    _("Events"),
    (
        ID,
        *TITLES,
        Field("format", _("format"), "choice", required=True, choices=FORMATS),
        Field("date", _("date"), "date", required=True, synonyms=("datum",)),
        Field("starts", _("starts"), synonyms=("beginn", "von"), pattern=CLOCK, example="13:00"),
        Field("ends", _("ends"), synonyms=("ende", "bis"), pattern=CLOCK, example="17:00"),
        Field("venue", _("venue"), max_length=200, synonyms=("veranstaltungsort",)),
        Field("city", _("place"), max_length=120, synonyms=("ort", "stadt")),
        Field("company", _("host"), max_length=300, synonyms=("veranstalter", "host")),
        Field("seats", _("seats"), "integer", synonyms=("plätze",), low=0, high=1e6),
        *TEXTS,
    ),
    _apply(Event, _event, hosted=True),
)
FUNDING = Target(
    "funding",
    _("Funding calls"),
    (
        ID,
        *TITLES,
        Field("funder", _("funder"), max_length=300, synonyms=("geldgeber", "fördergeber")),
        Field("share", _("share of the cost"), "number", synonyms=("quote", "anteil"), low=0, high=1),
        Field("maximum", _("at most"), "number", synonyms=("maximum_eur", "höchstbetrag"), low=0, high=1e11),
        Field("apply_by", _("apply by"), "date", synonyms=("antragsfrist", "frist")),
        Field("kinds", _("kinds of cooperation"), max_length=300, synonyms=("arten",)),
        Field("min_companies", _("at least how many companies"), "integer", low=1, high=1000),
        *TEXTS,
    ),
    _apply(Funding, _funding, hosted=False),
)
