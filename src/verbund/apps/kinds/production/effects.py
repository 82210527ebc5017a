"""Side effects of producing together: PR1 to PR6 (facts: side effects, section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report import failure
from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    answered,
    competing_pairs,
    competitors,
    named,
    own_setting,
    partners,
    setting,
    short,
    strong,
)
from verbund.apps.cooperation.report.standing import specified, statements
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register, stop
from verbund.kit.interval import Interval

register(__package__, "effects.toml")


def foreign_drawing(case: Case) -> Iterator[Line]:
    """PR1: parts to a customer's drawing need a release."""
    part = specified(case.before)
    if part.high <= 0 or not case.before.ties:
        return
    listed = strong(case, "G1") and setting(case, "G1", "release_list_per_part") is True
    lacking = answered(case, "parts_without_release")
    if listed and lacking is not None and lacking.high == 0:
        return
    yield line(
        "PR1.foreign_drawing",
        {"part": part, "lacking": lacking},
        certainty=Certainty.CERTAIN
        if lacking and lacking.low > 0
        else Certainty.POSSIBLE
        if listed
        else Certainty.LIKELY,
        missing="" if listed else "G1",
        mend="G1",
        before=part,
        after=part,
        unit="1",
        question="" if lacking else "parts_without_release",
        inputs=("own relations: drawing, tool",),
    )


def drawing_stop(case: Case) -> Iterator[Stop]:
    """Third party's drawings without release."""
    lacking = answered(case, "parts_without_release")
    if lacking is None or lacking.low <= 0:
        return
    if strong(case, "G1") and setting(case, "G1", "release_list_per_part") is True:
        return
    yield stop("PR1.stop", {"lacking": lacking}, mend="G1")


def partners_part(case: Case) -> Iterator[Line]:
    """PR2: liable for the partner's part as for one's own."""
    settled = strong(case, "H2")
    orders, factor = answered(case, "part_price_eur"), answered(case, "rework_factor", Interval(5, 40))
    cap = amount(setting(case, "H1", "cap_eur"))
    stake = orders * factor if orders is not None and factor is not None else None
    yield line(
        "PR2.partners_part",
        {"settled": settled, "cap": cap and cap.high},
        certainty=Certainty.POSSIBLE if settled else Certainty.LIKELY,
        missing="" if settled else "H2",
        mend="H2",
        reads=("H1",),
        money=stake,
        question="" if orders is not None else "part_price_eur",
        inputs=("charter H1, H2",),
    )


def own_peaks(case: Case) -> Iterator[Line]:
    """PR3: capacity promised and own peaks."""
    promised = amount(own_setting(case, "B1", "capacity_share"))
    if promised is None or promised.high <= 0:
        return
    peaks = answered(case, "months_without_room")
    if peaks is not None and peaks.high == 0:
        return
    first = setting(case, "B1", "own_orders_first") is True
    days = setting(case, "B1", "recall_days")
    yield line(
        "PR3.own_peaks",
        {"promised": promised, "peaks": peaks, "recall": first and days, "days": days},
        certainty=Certainty.UNKNOWN if peaks is None else Certainty.POSSIBLE if first else Certainty.LIKELY,
        cause="B1",
        mend="B1",
        before=Interval(0, 0),
        after=promised,
        unit="1",
        question="" if peaks else "months_without_room",
        inputs=("charter B1",),
    )


def behind_coordinator(case: Case) -> Iterator[Line]:
    """PR4: revenue comes through the coordinator."""
    coordinator = named(case, setting(case, "E2", "coordinator", ""))
    told = answered(case, "revenue_through_coordinator")
    part = told or Interval(0, 1)
    direct = strong(case, "X1") and setting(case, "X1", "direct_contact") is True
    if coordinator is None or coordinator == case.member or part.high <= 0 or direct:
        return
    yield line(
        "PR4.behind_coordinator",
        {"told": told, "part": part, "coordinator": short(coordinator.name)},
        certainty=Certainty.LIKELY if told else Certainty.UNKNOWN,
        cause="E2",
        missing="X1",
        mend="X1",
        before=Interval(0, 0),
        after=part,
        unit="1",
        question="" if told else "revenue_through_coordinator",
        inputs=("charter E2, X1", "own answer"),
    )


def one_site(case: Case) -> Iterator[Line]:
    """PR5: a partner that nobody replaces stands still."""
    for m in partners(case):
        ties = [
            t for t in statements(case.before, ["supplies"])
            if m.company is not None and t.giver == m.company and t.taker == case.before.company
        ]  # fmt: skip
        hard = [t for t in ties if t.replaceable in ("no", "hard")]
        if not hard:
            continue
        stock = min((t.stock_days for t in hard if t.stock_days is not None), default=None)
        weeks = max((t.requalify_weeks for t in hard if t.requalify_weeks is not None), default=None)
        if stock is not None and weeks is not None and stock >= weeks * 5:
            continue
        orders = answered(case, "orders_in_verbund_eur")
        lost = failure.losses(case.before, [m.company] if m.company else []).get(m.company) if m.company else None
        at_risk = orders if orders is not None else lost * 0.25 if lost is not None else None
        second = strong(case, "L3") and setting(case, "L3", "second_source") is True
        if second:
            continue
        yield line(
            "PR5.one_site",
            {
                "partner": short(m.name),
                "counted": stock is not None,
                "stock": stock,
                "at_risk": at_risk,
                "worth": at_risk and Interval(0, at_risk.high),
                "weeks": weeks,
            },
            certainty=Certainty.POSSIBLE,
            missing="L3",
            mend="L3",
            money=None if at_risk is None else Interval(0, at_risk.high),
            question="" if orders is not None else "orders_in_verbund_eur",
            inputs=("own relations: replaceable, stock, weeks to approve",),
        )


def open_bids(case: Case) -> Iterator[Line]:
    """PR6: bids and free hours are seen by competitors."""
    if not competing_pairs(case) or (strong(case, "W1") and setting(case, "W1", "sealed_bids") is True):
        return
    rivals = competitors(case)
    yield line(
        "PR6.open_bids",
        {"one": len(rivals) == 1, "rivals": rivals},
        certainty=Certainty.LIKELY,
        missing="W1",
        mend="W1",
        inputs=("WZ classes", "charter W1"),
    )


def bids_stop(case: Case) -> Iterator[Stop]:
    """Competitor pair and no wall at all."""
    if competing_pairs(case) and not strong(case, "W1"):
        yield stop("PR6.stop", {}, mend="W1")


EFFECTS = (
    Effect("PR1", foreign_drawing, drawing_stop),
    Effect("PR2", partners_part),
    Effect("PR3", own_peaks),
    Effect("PR4", behind_coordinator),
    Effect("PR5", one_site),
    Effect("PR6", open_bids, bids_stop),
)

QUESTIONS = (
    Question("parts_without_release", both("Für wie viele Teile fehlt die Freigabe des Kunden?",
                                           "For how many parts is the customer’s release missing?"), "count", "1"),
    Question("part_price_eur", both("Was kostet das "
                                    "Teil des Partners?", "What does the partner’s part cost?"), "amount", "EUR"),
    Question("months_without_room", both("In wie vielen der letzten 24 Monate waren Sie voll ausgelastet?",
                                         "In how many of the last 24 months had you no free capacity?"), "count", "1"),
    Question("orders_in_verbund_eur", both("Welche Aufträge liefen über den Verbund (Euro im Jahr)?",
                                           "Which orders would run "
                                           "through the Verbund (euros a year)?"), "amount", "EUR"),
    Question("revenue_through_coordinator", both("Welcher Anteil Ihres Umsatzes käme über den Koordinator?",
                                                 "Which share of your revenue would come through the coordinator?"),
             "share", "1"),
)  # fmt: skip
