"""What this room asks in the interview: why customers call, what is bought in, two figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from verbund.apps.core.actor import Actor
from verbund.apps.core.imports import Field
from verbund.apps.core.imports.flaws import words
from verbund.apps.core.imports.values import Bad, decimal_mark, parse
from verbund.kit import clock
from verbund.kit.errors import Invalid

from .. import actions, queries
from ..models import Competence
from ..registry import Question, Questions

MONEY = Field("money", "", "number", low=0, high=1e13)
LAYERS = {"can": "core", "bought": "peripheral"}
MOST_WORDS = 12
QUESTIONS = (
    Question(
        "why",
        gettext_lazy("Why do customers call you of all companies?"),
        gettext_lazy("Changes: which needs and partners we show you. Your people alone see the words."),
        example=gettext_lazy("e.g. tight tolerances in titanium within a week"),
        most=2000,
    ),
    Question(
        "can",
        gettext_lazy("What can you do that others come to you for? A few words, separated by commas"),
        gettext_lazy("Changes: what counts as your core know-how. Not public before you make it so."),
        example=gettext_lazy("e.g. titanium milling, measuring"),
    ),
    Question(
        "bought",
        gettext_lazy("What do you buy in that you could not do yourself at once?"),
        gettext_lazy("Changes: whom we look for as a second source. Not public before you make it so."),
        example=gettext_lazy("e.g. hardening, coating"),
    ),
    Question(
        "revenue",
        gettext_lazy("About how much did you sell last year?"),
        gettext_lazy("Changes: shares of customers become exact. Nobody else sees the figure."),
        unit="€",
        example="4.800.000",
    ),
    Question(
        "material",
        gettext_lazy("About how much did you buy last year, material and services?"),
        gettext_lazy("Changes: shares of suppliers become exact, and what a failure costs."),
        unit="€",
        example="1.900.000",
    ),
)


def number(text: str, where: str) -> Decimal:
    """4.800.000 or 4,800,000.00; raises Invalid."""
    try:
        found = parse(MONEY, text, decimal_mark([text], ";" if re.search(r",\d{1,2}$", text) else ","))
        if found is None:
            raise Bad("number", value=text[:60], example="4800000")
        return Decimal(found)
    except Bad as error:
        told = words(error.code, error.params)
        raise Invalid("answer", told["reason"], where=where, remedy=told["remedy"]) from error


def said(actor: Actor, company_id: UUID) -> dict[str, str]:
    """What stands already."""
    figures = queries.figures(actor, company_id)
    found: dict[str, str] = {}
    if figures is not None:
        found["why"] = figures.core_question_de
        for code, value in (("revenue", figures.revenue), ("material", figures.material_cost)):
            found[code] = "" if value is None else f"{value:.0f}"
    for code, layer in LAYERS.items():
        names = Competence.objects.filter(company_id=company_id, layer=layer).values_list("name_de", flat=True)
        names = names[:MOST_WORDS]
        found[code] = ("; " if any("," in name for name in names) else ", ").join(names)
    return {code: text for code, text in found.items() if text}


def keep(actor: Actor, company_id: UUID, answers: Mapping[str, str]) -> None:
    """Figures of the last year, competences that are not there yet."""
    values: dict[str, Any] = {}
    if "why" in answers:
        values["core_question_de"] = answers["why"]
    for code, name in (("revenue", "revenue"), ("material", "material_cost")):
        if code in answers:
            values[name] = number(answers[code], code)
    if values:
        current = queries.figures(actor, company_id)
        year = current.year if current else clock.now().year - 1
        actions.state_figures(actor, company_id, year, values)
    for code, layer in LAYERS.items():
        _competences(actor, company_id, answers.get(code, ""), layer)


def _competences(actor: Actor, company_id: UUID, text: str, layer: str) -> None:
    between = r"[;\n]" if ";" in text else r"[,\n]"  # names may hold commas
    names = list(dict.fromkeys(w.strip()[:200] for w in re.split(between, text) if w.strip()))
    if len(names) > MOST_WORDS:
        raise Invalid("answer", _("More than %(n)s words") % {"n": MOST_WORDS}, remedy=_("Name the most important."))
    known = set(Competence.objects.filter(company_id=company_id, name_de__in=names).values_list("name_de", flat=True))
    for name in names:
        if name not in known:
            actions.save_part(actor, company_id, Competence, {"layer": layer, "name_de": name, "public": False})


PART = Questions(gettext_lazy("Your company"), QUESTIONS, said, keep, order=10)
