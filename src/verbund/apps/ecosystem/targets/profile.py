"""Sites, competences and resources: found by id in their source, else by company and name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target

from ..models import Competence, Resource, Site
from . import rows as help
from .rows import COMPANY, ID

WZ = Field("wz_code", _("WZ class"), synonyms=("wz",), pattern=r"\d{2}(\.\d{1,2}(\.\d)?)?", example="25.62")
NAME_DE = Field("name_de", _("name in German"), required=True, max_length=200, synonyms=("name", "bezeichnung"))
NAME_EN = Field("name_en", _("name in English"), max_length=200)
LAYERS = {
    "core": "core",
    "kern": "core",
    "kernkompetenz": "core",
    "complementary": "complementary",
    "ergänzend": "complementary",
    "komplementär": "complementary",
    "peripheral": "peripheral",
    "peripher": "peripheral",
    "zukauf": "peripheral",
}
TYPES = {
    **{value: value for value in Resource.Type.values},
    "maschine": "machine",
    "kapazität": "capacity",
    "prototyp": "prototype",
    "labor": "laboratory",
    "datensatz": "data_set",
    "ausbildungsplatz": "training_place",
    "fachwissen": "expertise",
}

Values = Callable[[Row], dict[str, Any]]


def _apply(
    model: type[models.Model],
    name: str,
    values_of: Values,
    renamed: Mapping[str, str],
    check: Callable[[Row, Context], list[Flaw]],
    what: str,
) -> Callable[[Sequence[Row], Context], list[Outcome]]:
    """An `apply` (see `core.imports.Target`) for rows of one company each, unique by company and `name`."""

    def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
        owner_of = help.owners(rows, context)
        ids = {o for o in owner_of if not isinstance(o, Flaw)}
        by_id: dict[tuple[Any, tuple[str, str]], models.Model] = {}
        by_name: dict[tuple[Any, str], models.Model] = {}
        for one in model._default_manager.filter(company__in=ids):
            by_id[one.company_id, help.source_key(one.provenance)] = one  # type: ignore[attr-defined]
            by_name[one.company_id, getattr(one, name)] = one  # type: ignore[attr-defined]
        outcomes: list[Outcome] = []
        new: list[models.Model] = []
        for row, owner in zip(rows, owner_of, strict=True):
            flaws = [owner] if isinstance(owner, Flaw) else check(row, context)
            if flaws:
                outcomes.append(flaws)
                continue
            origin = help.origin(row, context)
            values = help.fitted(model, values_of(row))
            known = by_id.get((owner, help.source_key(origin))) or by_name.get((owner, values[name]))
            twin = by_name.get((owner, values[name]))
            if twin is not None and twin is not known:
                outcomes.append([Flaw("duplicate-id", context.column(name), {"value": str(values[name])[:80]})])
                continue
            if known is None:
                known = model(company_id=owner, provenance=origin, **values)
                new.append(known)
                outcomes.append("created")
            elif changed := help.merge(known, help.given(context, values, renamed)):
                if known._state.adding:
                    outcomes.append("created")
                    continue
                known.provenance = origin  # type: ignore[attr-defined]
                known.save(update_fields=[*changed, "provenance"])
                outcomes.append("updated")
            else:
                outcomes.append("unchanged")
            by_name[owner, values[name]] = known
        model._default_manager.bulk_create(new)
        help.log(outcomes, owner_of, what, context)
        return outcomes

    return apply


def _plain(*names: str) -> Values:
    return lambda row: {name: row.values[name] for name in names}


def _competence(row: Row) -> dict[str, Any]:
    return {**_plain("layer", "name_de", "name_en", "wz_code", "people")(row), "tags": help.several(row.values["tags"])}


def _fine(row: Row, context: Context) -> list[Flaw]:
    return []


def _place(row: Row, context: Context) -> list[Flaw]:
    from ..imports import _place as check

    return check({"country": None, **row.values}, context)


def _times(row: Row, context: Context) -> list[Flaw]:
    names = ("available_from", "available_until")
    return help.disordered(row.values[names[0]], row.values[names[1]], names, context)


SITES = Target(
    "sites",
    _("Sites"),
    (
        ID,
        COMPANY,
        Field("name", _("name"), required=True, max_length=200, synonyms=("standort", "bezeichnung")),
        Field("street", _("street"), max_length=200, synonyms=("straße", "anschrift")),
        Field("postcode", _("postcode"), max_length=10, synonyms=("plz", "postleitzahl")),
        Field("city", _("place"), max_length=120, synonyms=("ort", "stadt")),
        Field("latitude", _("latitude"), "number", synonyms=("breitengrad", "lat"), low=-90, high=90),
        Field("longitude", _("longitude"), "number", synonyms=("längengrad", "lon"), low=-180, high=180),
        Field("nuts3", "NUTS 3", max_length=5, pattern=r"[A-Z]{2}[0-9A-Z]{3}", example="DE300"),
    ),
    _apply(
        Site,
        "name",
        _plain("name", "street", "postcode", "city", "latitude", "longitude", "nuts3"),
        {},
        _place,
        "sites",
    ),
    private=True,
)
COMPETENCES = Target(
    "competences",
    _("Competences"),
    (
        ID,
        COMPANY,
        Field(
            "layer", _("layer"), "choice", required=True, synonyms=("schicht", "art"), choices=LAYERS, example="core"
        ),
        NAME_DE,
        NAME_EN,
        WZ,
        Field("people", _("how many can do it"), "integer", synonyms=("personen",), low=0, high=1e6),
        Field("tags", _("keywords"), max_length=1000, synonyms=("process_tags", "stichworte")),
    ),
    _apply(Competence, "name_de", _competence, {}, _fine, "competences"),
    private=True,
)
RESOURCES = Target(
    "resources",
    _("Resources"),
    (
        ID,
        COMPANY,
        Field("type", _("type"), "choice", required=True, synonyms=("art", "typ"), choices=TYPES),
        NAME_DE,
        NAME_EN,
        Field("quantity", _("quantity"), "number", synonyms=("menge",), low=0, high=1e10),
        Field("unit", _("unit"), max_length=20, synonyms=("einheit",), help=_("UCUM, for example h/mo")),
        Field("free_share", _("free share"), "number", synonyms=("frei",), low=0, high=1),
        Field("available_from", pgettext_lazy("date", "from"), "date", synonyms=("von", "ab")),
        Field("available_until", _("until"), "date", synonyms=("bis",)),
        Field("price", _("price"), "number", synonyms=("price_eur", "preis"), low=0, high=1e9),
        Field("price_unit", _("price per"), max_length=20, synonyms=("preis je",)),
        Field("bound_until", _("bound to a purpose until"), "date", synonyms=("zweckbindung bis",)),
        Field("note_de", _("note in German"), "long", max_length=5000, synonyms=("bemerkung",)),
        Field("note_en", _("note in English"), "long", max_length=5000),
    ),
    _apply(
        Resource,
        "name_de",
        _plain(
            *("type", "name_de", "name_en", "quantity", "unit", "free_share", "available_from", "available_until"),
            *("price", "price_unit", "bound_until", "note_de", "note_en"),
        ),
        {},
        _times,
        "resources",
    ),
    private=True,
)
