"""Training models together: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.model import Case
from verbund.apps.cooperation.report.network import with_platform, with_reader
from verbund.apps.cooperation.report.reading import answered, clause, members_in, partners, setting, strong
from verbund.apps.cooperation.report.texts import both
from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.kit.interval import Interval

from .effects import EFFECTS, QUESTIONS
from .reasons import REASONS

GIVEN: dict[str, dict[str, object]] = {
    "M1": {"entry_test": True},
    "D1": {"fields": ["model_updates"], "grain": "round", "interval": "month", "delay_days": 0},
    "D3": {"format": "onnx"},
    "L2": {"takes": ["model_copy"], "cost_free_after_rounds": 8},
    "K3": {"uses": ["maintenance_planning"]},
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
            "D3",
            "D5",
            "W1",
            "H1",
            "H4",
            "K1",
            "K2",
            "K3",
            "L1",
            "L2",
            "L4",
        ]
    ]


PROCESSES = Interval(0.0, 0.1)
"""Share of own processes that rest on a shared model, until the member says it."""


def after(case: Case) -> Neighbourhood:
    """Where updates are not summed in encrypted form, members read them; who runs the model carries a process."""
    network = case.before
    if clause(case, "K1") is not None and not (strong(case, "K2") and setting(case, "K2", "secure_sum") is True):
        for member in partners(case):
            network = with_reader(network, member)
    for place in members_in(case, "D3", "place"):
        if place.did != case.member.did and not strong(case, "D3"):
            network = with_platform(network, place, answered(case, "processes_in_model", PROCESSES) or PROCESSES)
    return network


KIND = Kind(
    code="ai",
    name=_("AI"),
    noun=_("joint training of models"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("hit_rate", both("Trefferquote auf eigenen Prüfdaten", "hit rate on own test data"), "1", "more"),
        Measure("hit_rate_few_data", both("Trefferquote mit wenig eigenen Daten", "hit rate with few own data"), "1"),
        Measure(
            "hit_rate_many_data", both("Trefferquote mit vielen eigenen Daten", "hit rate with many own data"), "1"
        ),
        Measure("unplanned_stops", both("ungeplante Stillstände", "unplanned stops"), "%", "less"),
        Measure("hours_per_member", both("Aufwand je Mitglied", "effort per member"), "h", "less"),
        Measure("hours_saved", both("gesparte Stunden", "hours saved"), "h", "more"),
        Measure("gain_eur", both("Gewinn", "gain"), "EUR", "more"),
    ),
    after=after,
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Ihr eigenes Modell bleibt, wie es ist.",
        "Your own model stays as it is.",
    ),
)
