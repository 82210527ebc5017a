"""Sharing data: what it proposes, changes and measures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.model import Case
from verbund.apps.cooperation.report.network import with_platform, with_reader
from verbund.apps.cooperation.report.reading import answered, members_in, strong
from verbund.apps.cooperation.report.texts import both
from verbund.apps.ecosystem.neighbourhood import Neighbourhood

from .effects import EFFECTS, PROCESSES, QUESTIONS, gives, readers
from .reasons import REASONS


def terms() -> list[Term]:
    """Strong forms; coarse fields, a ban of use against the giver, a way out."""
    codes = ["Z1", "M1", "M2", "E1", "E2", "B1", "D1", "D2", "D3", "D4", "D5", "G1", "W1", "H1", "H4", "L1", "L2", "L4"]
    given = {"D1": {"fields": ["runtime", "scrap"]}, "L2": {"takes": ["own_data", "own_analyses"]}}
    return [Term(code, "strong", given.get(code, {})) for code in codes]


def after(case: Case) -> Neighbourhood:
    """Readers of D1 read; the data room of D3 takes over processes, unless an own copy and a rehearsed move stand."""
    network = case.before
    if gives(case):
        for reader in readers(case):
            network = with_reader(network, reader)
    for place in members_in(case, "D3", "place"):
        if place.did != case.member.did and not strong(case, "D3"):
            network = with_platform(network, place, answered(case, "processes_in_room", PROCESSES) or PROCESSES)
    return network


KIND = Kind(
    code="data",
    name=_("Data"),
    noun=_("data cooperation"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("scrap_cost", both("weniger Ausschuss", "less scrap"), "EUR", "less"),
        Measure("downtime", both("Stillstand", "downtime"), "h", "less"),
        Measure("minutes_per_order", both("Minuten je Auftrag", "minutes per order"), "min", "less"),
        Measure("late_deliveries", both("weniger späte Lieferungen", "fewer late deliveries"), "%", "less"),
    ),
    after=after,
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Jeder Kunde fragt jeden Zulieferer einzeln; Sie verhandeln allein.",
        "Every customer asks every supplier alone; you negotiate alone.",
    ),
)
