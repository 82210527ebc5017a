"""Producing together: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.model import Case
from verbund.apps.cooperation.report.network import with_new_sales
from verbund.apps.cooperation.report.reading import amount, clause
from verbund.apps.cooperation.report.texts import both
from verbund.apps.ecosystem.neighbourhood import Neighbourhood

from .effects import EFFECTS, QUESTIONS
from .reasons import REASONS

GIVEN: dict[str, dict[str, object]] = {
    "B1": {"capacity_share": "0.15", "recall_days": 10, "own_orders_first": True},
    "D1": {"fields": ["free_hours_band"], "grain": "machine_group", "reader": "trustee_only", "delay_days": 0},
    "G1": {"release_list_per_part": True},
    "W1": {"sealed_bids": True},
    "L2": {"takes": ["own_customers", "own_tools", "measurement_reports"]},
    "L3": {"second_source": True},
}


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
            "D1",
            "D4",
            "G1",
            "W1",
            "X1",
            "H1",
            "H2",
            "H3",
            "H4",
            "L1",
            "L2",
            "L3",
            "L4",
        ]
    ]


def after(case: Case) -> Neighbourhood:
    """New sales through the Verbund (the member's own plan) come to customers that are not named yet."""
    gain = case.answers.get("gain")
    if not isinstance(gain, dict) or gain.get("measure") != "revenue_new" or clause(case, "B1") is None:
        return case.before
    value = amount([gain.get("low"), gain.get("high")])
    return case.before if value is None else with_new_sales(case.before, value)


KIND = Kind(
    code="production",
    name=_("Production"),
    noun=_("joint production"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("delivery_days", both("weniger Liefertage", "fewer delivery days"), "d", "less"),
        Measure("hours_sold", both("verkaufte Stunden", "hours sold"), "h", "more"),
        Measure("revenue_new", both("neuer Umsatz", "new revenue"), "EUR", "more"),
        Measure("orders_kept", both("nicht abgelehnte Aufträge", "orders not refused"), "1", "more"),
    ),
    after=after,
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Kapazität steht still, oder der Auftrag geht verloren.",
        "Capacity stands idle, or the order is lost.",
    ),
)
