"""Sharing competence: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.texts import both

from .effects import EFFECTS, QUESTIONS
from .reasons import REASONS

GIVEN: dict[str, dict[str, object]] = {
    "B1": {"days_year": 30, "side_by_side": True},
    "G1": {"zones": True, "escort": True, "recordings": False},
    "L2": {"takes": ["models", "documentation"]},
    "T1": {"max_days": 30, "solicitation_months": 12},
}


def terms() -> list[Term]:
    """Strong forms of the clauses this kind needs."""
    return [
        Term(code, "strong", GIVEN.get(code, {}))
        for code in ["Z1", "M1", "E1", "B1", "B2", "G1", "G2", "R3", "H1", "H3", "H4", "L1", "L2", "L4", "T1"]
    ]


KIND = Kind(
    code="competence",
    name=_("Competence"),
    noun=_("sharing of competence"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("people_able", both("Personen, die es können", "people able"), "1", "more"),
        Measure("downtime_days", both("vermiedene Stillstandstage", "days of downtime avoided"), "d", "more"),
        Measure("delivery_days", both("weniger Tage", "fewer days"), "d", "less"),
        Measure("investment", both("gesparte Investition", "investment spared"), "EUR", "more"),
    ),
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Sie kaufen zum Tagessatz oder investieren allein.",
        "You buy at a day rate or invest alone.",
    ),
)
