"""Needs and offers from a list: found by company, source and id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record
from verbund.apps.core.actor import system
from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.imports.flaws import WORDS
from verbund.apps.ecosystem.targets import rows as help
from verbund.apps.ecosystem.targets.rows import COMPANY, ID

from . import audit
from .models import Opportunity

WORDS["partners"] = (_("The most partners lie below the least"), _("Correct one of the two numbers."))
WORDS["published"] = (
    _("“%(value)s” was published and has moved on since"),
    _("Change it on its page, not by import."),
)
DIRECTIONS = {"need": "need", "gesuch": "need", "bedarf": "need", "offer": "offer", "angebot": "offer"}
PLAIN = (
    *("kind", "direction", "title_de", "title_en", "text_de", "text_en", "quantity", "unit", "radius_km"),
    "valid_until",
)
S = Opportunity.State


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: in the operator's file they are published, in a company's own they are drafts."""
    owner_of = help.owners(rows, context)
    known = {
        (o.company_id, help.source_key(o.provenance)): o
        for o in Opportunity.objects.filter(company__in={o for o in owner_of if not isinstance(o, Flaw)})
    }
    outcomes: list[Outcome] = []
    new: list[Opportunity] = []
    for row, owner in zip(rows, owner_of, strict=True):
        values = None if isinstance(owner, Flaw) else _values(row, context)
        if not isinstance(values, dict):
            outcomes.append([owner] if isinstance(owner, Flaw) else values or [])
            continue
        origin = help.origin(row, context)
        one = known.get((owner, help.source_key(origin)))
        if one is None:
            one = Opportunity(company_id=owner, provenance=origin, **values)
            if context.company_id is None:
                one.state, one.published_at = S.PUBLISHED, context.at
            new.append(one)
            outcomes.append("created")
            continue
        changed = help.merge(one, help.given(context, values))
        if changed and one.state in (S.FULFILLED, S.WITHDRAWN):
            outcomes.append([Flaw("published", context.column("external_id"), {"value": str(one)[:80]})])
        elif changed:
            one.provenance = origin
            one.save(update_fields=[*changed, "provenance"])
            outcomes.append("updated")
        else:
            outcomes.append("unchanged")
    Opportunity.objects.bulk_create(new)
    for one in new:
        record(system("job"), one.company_id, audit.OpportunityDrafted(title=str(one), opportunity=str(one.pk)))
        if one.state == S.PUBLISHED:
            event = audit.OpportunityMoved(title=str(one), opportunity=str(one.pk), old=S.DRAFT, new=S.PUBLISHED)
            record(system("job"), one.company_id, event)
    return outcomes


def _values(row: Row, context: Context) -> dict[str, Any] | list[Flaw]:
    least = row.values["min_partners"] or 1
    most = row.values["max_partners"] or least
    if most < least:
        return [Flaw("partners", context.column("max_partners"))]
    return {
        **help.fitted(Opportunity, {name: row.values[name] for name in PLAIN}),
        "wz_codes": help.several(row.values["wz_codes"]),
        "tags": help.several(row.values["tags"]),
        "min_partners": least,
        "max_partners": most,
    }


OPPORTUNITIES = Target(
    "opportunities",
    _("Needs and offers"),
    (
        ID,
        COMPANY,
        Field(
            "kind",
            _("kind of cooperation"),
            required=True,
            max_length=40,
            pattern=r"[a-z_]+",
            example="purchasing",
            synonyms=("art",),
        ),
        Field("direction", _("need or offer"), "choice", required=True, choices=DIRECTIONS),
        Field("title_de", _("title in German"), required=True, max_length=200, synonyms=("titel", "title")),
        Field("title_en", _("title in English"), max_length=200),
        Field("text_de", _("text in German"), "long", max_length=20_000, synonyms=("text", "beschreibung")),
        Field("text_en", _("text in English"), "long", max_length=20_000),
        Field("wz_codes", _("WZ classes of suitable partners"), max_length=300, synonyms=("wz",)),
        Field("tags", _("keywords"), max_length=1000, synonyms=("stichworte",)),
        Field("quantity", _("quantity"), "number", synonyms=("menge",), low=0, high=1e10),
        Field("unit", _("unit"), max_length=20, synonyms=("einheit",)),
        Field("radius_km", _("within km"), "integer", synonyms=("umkreis",), low=0, high=20_000),
        Field("valid_until", _("valid until"), "date", required=True, synonyms=("gültig bis", "bis")),
        Field("min_partners", _("at least partners"), "integer", low=1, high=1000),
        Field("max_partners", _("at most partners"), "integer", low=1, high=1000),
    ),
    apply,
    private=True,
)
