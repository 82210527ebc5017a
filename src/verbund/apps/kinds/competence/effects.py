"""Side effects of sharing competence: KO1 to KO6 (facts: side effects, section 9)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question
from verbund.apps.cooperation.report.reading import (
    MARKET,
    amount,
    answered,
    clause,
    competitors,
    core_of,
    named,
    own_setting,
    partners,
    setting,
    short,
    strong,
    words_in,
)
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register
from verbund.kit.interval import Interval

register(__package__, "effects.toml")
OCCASIONAL = 30
"""Days a year from which lending hardly counts as occasional: own convention, no figure in the law."""
CORE = frozenset({"core_know_how"})
"""Words of Z1 that keep core competences out."""
MANY = 50.0
"""Upper end of companies nearby while nobody counted."""
FINE_EUR = 30_000
"""Most that AÜG § 16 allows."""
AID_EUR = 300_000
"""Small aid in three years, per group of companies (2023/2831)."""
LENDERS = frozenset({"institute", "school", "public", "association"})


def lending(case: Case) -> Iterator[Line]:
    """KO1: specialists under the partner's instructions."""
    own_task = strong(case, "T1") and setting(case, "T1", "instructions_by", "sender") == "sender"
    if own_task:
        return
    days = answered(case, "days_booked")
    planned = amount(own_setting(case, "B1", "days_year"))
    warn = amount(setting(case, "T1", "warn_days")) or Interval.of(OCCASIONAL)
    seen = days if days is not None else planned
    if seen is not None and seen.high < warn.low and days is not None:
        return
    over = days is not None and days.low >= warn.high
    yield line(
        "KO1.lending",
        {"booked": days is not None, "days": days, "planned": planned, "fine": FINE_EUR},
        certainty=Certainty.LIKELY if over else Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        reads=("B1",),
        before=Interval(0, 0),
        after=seen,
        unit="d",
        money=Interval(0, FINE_EUR),
        question="" if days is not None else "days_booked",
        inputs=("register: booked days", "charter T1, B1"),
    )


def few_people(case: Case) -> Iterator[Line]:
    """KO2: few can do it, one goes to the neighbour."""
    people = answered(case, "people_able")
    if people is None or people.low > 3 or case.member.kind in LENDERS:
        return
    months = amount(setting(case, "T1", "solicitation_months"))
    if strong(case, "T1") and months is not None and months.high <= 24:
        return
    yield line(
        "KO2.few_people",
        {"people": people},
        certainty=Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        inputs=("own answer", "charter T1"),
    )


def visitors(case: Case) -> Iterator[Line]:
    """KO3: visitors pass the core process."""
    if case.member.kind in LENDERS:
        return
    core = core_of(case)
    if not core:
        return
    rivals = competitors(case)
    zones = strong(case, "G1") and setting(case, "G1", "zones") is True and setting(case, "G1", "escort") is True
    who = rivals or partners(case)
    yield line(
        "KO3.visitors",
        {"who": who, "core": core, "zones": zones},
        certainty=Certainty.LIKELY if rivals and not zones else Certainty.POSSIBLE,
        missing="" if zones else "G1",
        mend="G1",
        inputs=("own core competences", "charter G1"),
    )


def less_scarce(case: Case) -> Iterator[Line]:
    """KO4: what few can do today, several can afterwards."""
    core = core_of(case)
    kept = strong(case, "Z1") and bool(words_in(case, "Z1", "excluded") & CORE)
    learners = [m for m in partners(case) if m.kind in MARKET]
    if case.member.kind in LENDERS or not core or kept or not learners:
        return
    now = case.nearby or Interval(1, MANY)
    new = sum(core not in {name for _, name, _ in m.competences} for m in learners)
    if not new:
        return
    then = now + Interval(0, new)
    yield line(
        "KO4.less_scarce",
        {"core": core, "counted": case.nearby, "one": now.high == 1, "now": now, "then": then.high, "new": new},
        certainty=Certainty.POSSIBLE if case.nearby else Certainty.UNKNOWN,
        missing="Z1",
        mend="Z1",
        before=now,
        after=then,
        unit="companies",
        inputs=("own core competences", "public profiles of the region"),
    )


def rented(case: Case) -> Iterator[Line]:
    """KO5: renting instead of building up."""
    if case.member.kind in LENDERS or clause(case, "B1") is None or setting(case, "B1", "side_by_side") is True:
        return
    people = answered(case, "people_able")
    lender = next((m for m in partners(case) if m.kind in LENDERS), None)
    yield line(
        "KO5.rented",
        {"people": people, "lender": lender and short(lender.name)},
        certainty=Certainty.LIKELY if people is not None and people.high <= 1 else Certainty.POSSIBLE,
        cause="B1",
        mend="B1",
        question="" if people is not None else "people_able",
        inputs=("charter B1",),
    )


def aid(case: Case) -> Iterator[Line]:
    """KO6: a funded demonstrator below the market price is aid."""
    price, market = amount(setting(case, "B2", "day_rate_eur")), amount(setting(case, "B2", "market_rate_eur"))
    if price is None or market is None or market.high <= price.low:
        return
    lender = named(case, setting(case, "B2", "lender", "")) or next(
        (m for m in (*partners(case), case.member) if m.kind in LENDERS), None
    )
    days = answered(case, "days_booked") or amount(own_setting(case, "B1", "days_year")) or Interval(0, 60)
    gap = Interval(max(0.0, market.low - price.high), max(0.0, market.high - price.low))
    advantage = gap * days
    mine = lender == case.member
    letter = strong(case, "H3")
    yield line(
        "KO6.lender" if mine else "KO6.aid",
        {"price": price.high, "market": market.low, "advantage": advantage, "most": AID_EUR, "letter": letter},
        certainty=Certainty.LIKELY,
        cause="B2",
        mend="B2",
        reads=("H3", "B1"),
        money=None if mine else advantage,
        money_unit="a",
        inputs=("charter B2", "booked days"),
    )


EFFECTS = (
    Effect("KO1", lending),
    Effect("KO2", few_people),
    Effect("KO3", visitors),
    Effect("KO4", less_scarce),
    Effect("KO5", rented),
    Effect("KO6", aid),
)

QUESTIONS = (
    Question("days_booked", both("Wie viele Tage waren Fachkräfte in zwölf Monaten beim Partner?",
                                 "How many days in twelve months were specialists with the partner?"), "count", "d"),
    Question("people_able", both("Wie viele Ihrer "
                                 "Leute können das?", "How many of your people can do it?"), "count", "1"),
)  # fmt: skip
