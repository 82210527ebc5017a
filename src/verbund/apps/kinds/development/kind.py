"""Developing together: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.texts import both

from .effects import EFFECTS, QUESTIONS
from .reasons import REASONS

GIVEN: dict[str, dict[str, object]] = {"L2": {"takes": ["own_results", "licence_of_day"]}}


def terms() -> list[Term]:
    """Strong forms of the clauses this kind needs."""
    return [
        Term(code, "strong", GIVEN.get(code, {}))
        for code in [
            "Z1",
            "M1",
            "M2",
            "E1",
            "E2",
            "B1",
            "B2",
            "G1",
            "G2",
            "R1",
            "R2",
            "R3",
            "H1",
            "H3",
            "H4",
            "L1",
            "L2",
            "L3",
            "L4",
        ]
    ]


KIND = Kind(
    code="development",
    name=_("Development"),
    noun=_("joint development"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("months_to_market", both("Monate bis zum Markt", "months to market"), "mo", "less"),
        Measure("revenue_new", both("Umsatz mit neuen Angeboten", "revenue with new offers"), "EUR", "more"),
        Measure("set_up_hours", both("weniger Rüststunden", "fewer set-up hours"), "h", "less"),
    ),
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Der Partner geht mit einem anderen; das Zeitfenster läuft.",
        "The partner goes with another; the window closes.",
    ),
)
