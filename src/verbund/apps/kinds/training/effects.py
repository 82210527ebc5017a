"""Side effects of training together: AU1 to AU5 (facts: side effects, section 10)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    clause,
    part_of,
    partners,
    said,
    setting,
    settings_by_member,
    short,
    strong,
    voters,
)
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register, stop
from verbund.kit.interval import Interval

register(__package__, "effects.toml")
FINE_EUR = 5_000
"""Most that BBiG § 101 allows."""


def holds_contract(case: Case) -> bool:
    """Whether the apprentices' contracts run with this member: its answer, else the proposer's."""
    told = said(case, "holds_contract")
    return case.member.role in ("proposer", "coordinator") if told is None else told


def uncovered(case: Case) -> Interval | None:
    """Items of the curriculum without a company; None while the charter does not say."""
    items, covered = amount(setting(case, "B1", "items")), amount(setting(case, "B1", "items_covered"))
    if items is None or covered is None:
        return None
    return Interval(max(0.0, items.low - covered.high), max(0.0, items.high - covered.low))


def every_week(case: Case) -> Iterator[Line]:
    """AU1: the contract holder answers for every week, wherever it is spent."""
    if not holds_contract(case):
        return
    gap = uncovered(case)
    total = amount(setting(case, "B1", "items"))
    sure = Certainty.UNKNOWN if gap is None else Certainty.CERTAIN if gap.low > 0 else Certainty.POSSIBLE
    yield line(
        "AU1.every_week",
        {"known": gap, "open": gap and gap.high > 0, "gap": gap, "total": total},
        certainty=sure,
        missing="" if strong(case, "T1") else "T1",
        mend="T1",
        reads=("B1",),
        before=Interval(0, 0),
        after=gap,
        unit="items",
        question="" if said(case, "holds_contract") is not None else "holds_contract",
        inputs=("charter B1, T1",),
    )


def plan_stop(case: Case) -> Iterator[Stop]:
    """The training plan is not covered."""
    gap = uncovered(case)
    if gap is not None and gap.low > 0:
        yield stop("AU1.stop", {"gap": gap}, mend="B1")


def partner_leaves(case: Case) -> Iterator[Line]:
    """AU2: weeks that only one partner can teach, and a short notice."""
    weeks = settings_by_member(case, "B1", "weeks")
    mine = [(m, weeks[m.did]) for m in partners(case) if m.did in weeks]
    if not mine or not holds_contract(case):
        return
    partner, most = max(mine, key=lambda pair: (pair[1].high, pair[0].did))
    notice = amount(setting(case, "L1", "notice_months"))
    if strong(case, "L1") and setting(case, "L1", "to") == "training_year_end":
        return
    yield line(
        "AU2.partner_leaves",
        {"partner": short(partner.name), "notice": notice, "most": most},
        certainty=Certainty.POSSIBLE,
        cause="B1",
        missing="L1",
        mend="L1",
        before=Interval(0, 0),
        after=most,
        unit="wk",
        inputs=("charter B1 weeks, L1",),
    )


def unproductive(case: Case) -> Iterator[Line]:
    """AU3: who bears the unproductive weeks."""
    weeks = settings_by_member(case, "B1", "weeks")
    mine = weeks.get(case.member.did)
    companies = {m.did for m in partners(case)}
    others = sum((w for did, w in weeks.items() if did in companies), Interval(0, 0))
    part = None if mine is None else part_of(mine, others)
    count = len(voters(case))
    if mine is None or part is None or part.high < 1 / count + 0.1:
        return
    rate = amount(setting(case, "B2", "week_eur"))
    settled = strong(case, "B2") and setting(case, "B2", "settlement") == "by_weeks"
    fair = 1 - 1 / count
    over = Interval(max(0.0, mine.low * fair - others.high / count), max(0.0, mine.high * fair - others.low / count))
    yield line(
        "AU3.unproductive",
        {"part": part, "settled": settled},
        certainty=Certainty.CERTAIN if part.low >= 1 / count + 0.1 else Certainty.POSSIBLE,
        cause="B1",
        missing="" if settled else "B2",
        mend="B2",
        before=Interval(1, 1),
        after=part,
        unit="1",
        money=None if rate is None else over * rate,
        inputs=("charter B1 weeks, B2",),
    )


def who_keeps(case: Case) -> Iterator[Line]:
    """AU4: after the examination the apprentice decides."""
    fee = setting(case, "T1", "transfer_fee")
    if clause(case, "T1") is not None and fee is False:
        return
    yield line(
        "AU4.who_keeps",
        {},
        certainty=Certainty.POSSIBLE,
        cause="T1" if fee else "",
        missing="" if fee else "T1",
        mend="T1",
        inputs=("charter T1",),
    )


def helping_out(case: Case) -> Iterator[Line]:
    """AU5: the apprentice is used as a helping hand at the partner's."""
    visit, check = setting(case, "T1", "right_to_visit") is True, setting(case, "T1", "monthly_check") is True
    sent = {m.did for m in partners(case)} & set(settings_by_member(case, "B1", "weeks"))
    if not holds_contract(case) or (strong(case, "T1") and visit and check) or (clause(case, "B1") and not sent):
        return
    yield line(
        "AU5.helping_out",
        {},
        certainty=Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        reads=("B1",),
        money=Interval(0, FINE_EUR),
        inputs=("charter T1, B1",),
    )


EFFECTS = (
    Effect("AU1", every_week, plan_stop),
    Effect("AU2", partner_leaves),
    Effect("AU3", unproductive),
    Effect("AU4", who_keeps),
    Effect("AU5", helping_out),
)

QUESTIONS = (
    Question("holds_contract", both("Läuft der "
                                    "Ausbildungsvertrag mit Ihnen?", "Does the training contract run with you?"),
             "yes_no"),
)  # fmt: skip
