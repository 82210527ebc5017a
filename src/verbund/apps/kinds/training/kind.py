"""Training together: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.texts import both

from .effects import EFFECTS, QUESTIONS
from .reasons import REASONS

GIVEN: dict[str, dict[str, object]] = {
    "B2": {"settlement": "by_weeks"},
    "L1": {"notice_months": 3, "to": "training_year_end"},
    "L2": {"takes": ["own_trainees"]},
    "T1": {"right_to_visit": True, "monthly_check": True, "transfer_fee": False},
}


def terms() -> list[Term]:
    """Strong forms of the clauses this kind needs."""
    return [
        Term(code, "strong", GIVEN.get(code, {}))
        for code in ["Z1", "M1", "E1", "E2", "B1", "B2", "G1", "H3", "H4", "L1", "L2", "L4", "T1"]
    ]


KIND = Kind(
    code="training",
    name=_("Training"),
    noun=_("joint training"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("places_filled", both("besetzte Plätze", "places filled"), "1", "more"),
        Measure("finished", both("bestandene Prüfungen", "examinations passed"), "1", "more"),
        Measure("kept", both("Übernahmen", "apprentices kept"), "1", "more"),
        Measure("cost_week", both("Kosten je Woche", "cost per week"), "EUR", "less"),
    ),
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Der Platz bleibt unbesetzt; Monat für Monat fehlt die Fachkraft.",
        "The place stays vacant; month after month the specialist is missing.",
    ),
)
