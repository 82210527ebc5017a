"""Own figures of a year: private to the company."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.imports import Context, Field, Flaw, Outcome, Row, Target
from verbund.apps.core.scoping import everybody

from ..models import CompanyFigures
from . import rows as help

VALUES = ("revenue", "material_cost", "core_question_de", "core_question_en")


def apply(rows: Sequence[Row], context: Context) -> list[Outcome]:
    """See `core.imports.Target`: one row of figures per company and year."""
    owner_of = help.owners(rows, context, "external_id")
    outcomes: list[Outcome] = []
    with everybody():  # the operator's file holds rows of several companies; each is written under its owner
        known = {
            (f.company_id, f.year): f
            for f in CompanyFigures.objects.filter(company__in={o for o in owner_of if not isinstance(o, Flaw)})
        }
        for row, owner in zip(rows, owner_of, strict=True):
            if isinstance(owner, Flaw):
                outcomes.append([owner])
                continue
            year = row.values["year"] or context.at.year - 1
            values = {n: v for n, v in help.fitted(CompanyFigures, {n: row.values[n] for n in VALUES}).items() if v}
            one = known.get((owner, year))
            if one is None:
                if not values:
                    outcomes.append("unchanged")
                    continue
                one = CompanyFigures(company_id=owner, year=year, provenance=help.origin(row, context), **values)
                one.save(force_insert=True)
                known[owner, year] = one
                outcomes.append("created")
            elif changed := help.merge(one, values):
                one.provenance = help.origin(row, context)
                one.save(update_fields=[*changed, "provenance"])
                outcomes.append("updated")
            else:
                outcomes.append("unchanged")
    help.log(outcomes, owner_of, "figures", context)
    return outcomes


FIGURES = Target(
    "figures",
    _("Own figures"),
    (
        Field(
            "external_id",
            _("company"),
            required=True,
            max_length=300,
            synonyms=("company", "unternehmen", "firma", "id"),
            help=_("Id, VAT id or exact name."),
        ),
        Field("year", _("year"), "integer", synonyms=("revenue_year", "jahr"), low=1990, high=2100),
        Field("revenue", _("revenue"), "number", synonyms=("revenue_eur", "umsatz"), low=0, high=1e13),
        Field(
            "material_cost",
            _("material cost"),
            "number",
            synonyms=("material_cost_eur", "materialaufwand"),
            low=0,
            high=1e13,
        ),
        Field("core_question_de", _("why customers call (German)"), "long", max_length=2000),
        Field("core_question_en", _("why customers call (English)"), "long", max_length=2000),
    ),
    apply,
    private=True,
)
