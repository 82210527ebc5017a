"""Effects of every Verbund: V1 to V8 (facts: side effects, section 4). Each rule is pure; its texts stand beside it."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.kit.interval import Interval

from . import failure
from .model import Case, Certainty, Effect, Line, Question, Stop
from .reading import (
    amount,
    answered,
    clause,
    competitors,
    other_verbuende,
    own_setting,
    partners,
    said,
    setting,
    short,
    strong,
)
from .standing import sales, share_with
from .texts import HOUR_EUR, both
from .votes import burden
from .wording import line, stop

LARGE = 0.2
"""Share of sales from which a customer is large: rule of thumb, facts section 2."""
MOVE_EUR = Interval(0, 15_000)
"""What moving own data costs until the member says it."""
QUARTER = 13.0


def legal_form(case: Case) -> Iterator[Line]:
    """V1: a common name makes everybody liable for everything."""
    if strong(case, "H4") or (said(case, "common_name") is False and not setting(case, "H4", "common_name", "")):
        return
    named_de = setting(case, "H4", "common_name", "")
    stake = answered(case, "joint_orders_eur")
    certain = bool(named_de) or said(case, "common_name") is True
    yield line(
        "V1.legal_form",
        {},
        certainty=Certainty.LIKELY if certain else Certainty.POSSIBLE,
        missing="H4",
        mend="H4",
        money=stake,
        question="common_name" if not certain else "joint_orders_eur" if stake is None else "",
        inputs=("charter H4", "answers: joint orders"),
    )


def legal_form_stop(case: Case) -> Iterator[Stop]:
    """One name towards third parties without H1 and H4."""
    shown = bool(setting(case, "H4", "common_name", "")) or said(case, "common_name") is True
    if shown and not strong(case, "H4") and not strong(case, "H1"):
        yield stop("V1.stop", {}, mend="H4", reads=("H1",))


def way_out(case: Case) -> Iterator[Line]:
    """V2: what leaving costs and how long it takes."""
    months = _notice(case)
    monthly = _monthly_cost(case)
    told = "move_cost_eur" in case.answers
    free = strong(case, "D3") or clause(case, "D3") is None
    move = answered(case, "move_cost_eur", Interval(0, 0) if free else MOVE_EUR) or MOVE_EUR
    cost = months * monthly + move
    certainty = Certainty.CERTAIN if strong(case, "L1") and strong(case, "L2") else Certainty.LIKELY
    l1 = clause(case, "L1")
    takes = setting(case, "L2", "takes", [])
    yield line(
        "V2.way_out",
        {
            "most": months.high,
            "one": round(months.high) == 1,
            "agreed": l1,
            "months": months,
            "days": case.charter.notice_days,
            "cost": cost,
            "takes": takes,
        },
        certainty=certainty if told or free else Certainty.LIKELY,
        missing="L1" if l1 is None else "" if strong(case, "L2") else "L2",
        mend="L2",
        reads=("L1", "D3", "B1"),
        after=months,
        unit="mo",
        money=cost,
        question="" if told or free else "move_cost_eur",
        inputs=("charter L1, L2, D3, B1", "hours × cost of an hour"),
    )


def way_out_stop(case: Case) -> Iterator[Stop]:
    """No way out: L1 and L2 both missing."""
    if clause(case, "L1") is None and clause(case, "L2") is None:
        yield stop("V2.stop", {"notice_days": case.charter.notice_days}, mend="L1", reads=("L2",))


def _notice(case: Case) -> Interval:
    """Months from giving notice to the last day: notice, plus the wait for the agreed date."""
    if clause(case, "L1") is None:
        return Interval.of(round(case.charter.notice_days / 30.4, 1))
    months = amount(setting(case, "L1", "notice_months")) or Interval(0, 12)
    wait = {"quarter_end": 3.0, "year_end": 12.0, "month_end": 1.0, "round_end": 1.0, "training_year_end": 12.0}
    return months + Interval(0, wait.get(str(setting(case, "L1", "to", "")), 0.0))


def _monthly_cost(case: Case) -> Interval:
    """EUR a month that membership costs: hours of own people."""
    hours = amount(own_setting(case, "B1", "hours_month"))
    if hours is None:
        hours = answered(case, "hours_month", Interval(0, 8)) or Interval(0, 8)
    return hours * (answered(case, "hour_eur", HOUR_EUR) or HOUR_EUR)


def same_partner(case: Case) -> Iterator[Line]:
    """V4: a partner that is also a large customer, or sits in several of the member's Verbünde."""
    counts = other_verbuende(case)
    sold = sales(case.before)
    for m in partners(case):
        part = share_with(sold, case.before, m.company) if m.company in set(sold.names.values()) else Interval(0, 0)
        more = counts.get(m.did, 0)
        if part.high < LARGE and more < 2:
            continue
        yield line(
            "V4.same_partner",
            {"partner": short(m.name), "large": part.high >= LARGE, "part": part, "more": more, "one": more == 1},
            certainty=Certainty.CERTAIN if part.low >= LARGE or more > 1 else Certainty.UNKNOWN,
            mend="X1",
            before=part,
            after=part,
            unit="1",
            inputs=("own sales", "own other Verbünde"),
        )


def change_of_control(case: Case) -> Iterator[Line]:
    """V5: a member is sold, perhaps to a competitor."""
    if strong(case, "M2"):
        return
    rivals = competitors(case)
    asked = case.answers.get("never_partner")
    named_one = isinstance(asked, str) and asked.strip()
    yield line(
        "V5.change_of_control",
        {"named_one": named_one, "asked": asked},
        certainty=Certainty.POSSIBLE,
        missing="M2",
        mend="M2",
        question="" if named_one or rivals else "never_partner",
        inputs=("charter M2",),
    )


def partner_fails(case: Case) -> Iterator[Line]:
    """V6: what a partner's failure passes on to this member, by the published cascade on its own network."""
    found = failure.losses(case.before, [m.company for m in partners(case) if m.company], case.member.company)
    worst = max(found.items(), key=lambda pair: (pair[1].high, pair[1].low), default=None)
    if worst is None or worst[1].high <= 0:
        return
    partner = next(m for m in partners(case) if m.company == worst[0])
    weeks = answered(case, "requalify_weeks")
    lasts = Interval(0, QUARTER) if weeks is None else weeks.clip(0, QUARTER)
    quarter = worst[1] * (lasts * (1 / 52))
    settled = strong(case, "L3")
    yield line(
        "V6.partner_fails",
        {"partner": short(partner.name), "quarter": quarter},
        certainty=Certainty.POSSIBLE,
        missing="" if settled else "L3",
        mend="L3",
        money=quarter,
        question="" if weeks is not None else "requalify_weeks",
        inputs=("own relations", "essential inputs: not replaceable"),
    )


def tax_and_insurance(case: Case) -> Iterator[Line]:
    """V7: barter without invoice; the insurer must know."""
    settlement = setting(case, "B2", "settlement")
    barter = settlement in ("barter", "none") or clause(case, "B2") is None
    letter = strong(case, "H3") and setting(case, "H3", "insurer_letter") is True
    if barter and case.charter.kind in ("production", "competence", "training", "development"):
        yield line("V7.barter", {}, certainty=Certainty.LIKELY, missing="B2", mend="B2", inputs=("charter B2",))
    if not letter and case.charter.kind in ("production", "competence", "training", "development"):
        yield line(
            "V7.insurer",
            {},
            certainty=Certainty.POSSIBLE,
            missing="H3",
            mend="H3",
            question="" if said(case, "policy_read") is not None else "policy_read",
            inputs=("charter H3",),
        )


def effort(case: Case) -> Iterator[Line]:
    """V8: months and hours until the first benefit."""
    start = amount(own_setting(case, "B1", "hours_start"))
    monthly = amount(own_setting(case, "B1", "hours_month"))
    if start is None and monthly is None:
        return
    first = _first_month(case)
    hours = (start or Interval(0, 0)) + (monthly or Interval(0, 0)) * first
    rate = answered(case, "hour_eur", HOUR_EUR) or HOUR_EUR
    cost = hours * rate + (amount(own_setting(case, "B1", "money_eur")) or Interval(0, 0))
    free = setting(case, "B1", "exit_free_until")
    yield line(
        "V8.effort",
        {"first": first, "hours": hours, "free": free},
        certainty=Certainty.LIKELY,
        cause="B1",
        mend="B1",
        before=Interval(0, 0),
        after=hours,
        unit="h",
        money=cost,
        question="" if "hour_eur" in case.answers else "hour_eur",
        inputs=("charter B1", "cost of an hour"),
    )


def _first_month(case: Case) -> Interval:
    gain = case.answers.get("gain")
    if isinstance(gain, dict) and (found := amount(gain.get("from_month"))) is not None:
        return found
    return amount(setting(case, "B1", "first_benefit_month")) or Interval(3, 12)


EFFECTS: tuple[Effect, ...] = (
    Effect("V1", legal_form, legal_form_stop),
    Effect("V2", way_out, way_out_stop),
    Effect("V3", burden),
    Effect("V4", same_partner),
    Effect("V5", change_of_control),
    Effect("V6", partner_fails),
    Effect("V7", tax_and_insurance),
    Effect("V8", effort),
)

QUESTIONS: tuple[Question, ...] = (
    Question("common_name", both("Tritt der Verbund nach außen unter einem Namen auf?",
                                 "Does the Verbund act under one name towards third parties?"), "yes_no"),
    Question("joint_orders_eur", both("Wie groß sind die Bestellungen unter diesem Namen, ohne Ihren eigenen Anteil?",
                                      "How large are the orders under this name, without your own share?"),
             "amount", "EUR"),
    Question("move_cost_eur", both("Was kostet es, Ihre Daten umzuziehen? Wann haben Sie es zuletzt geprobt?",
                                   "What does moving your data cost? When did you last rehearse it?"), "amount", "EUR",
             True),
    Question("never_partner", both("Wer dürfte hier nie mit am Tisch sitzen?",
                                   "Who should never sit at this table?"), "text", "", True),
    Question("requalify_weeks", both("In wie vielen Wochen wäre ein Ersatz für einen Partner freigegeben, Vorrat "
                                     "abgezogen?", "In how many weeks would a substitute for a partner be approved, "
                                     "less what the stock lasts?"), "count", "wk"),
    Question("policy_read", both("Deckt Ihre Versicherung diese Zusammenarbeit?",
                                 "Does your insurance cover this cooperation?"), "yes_no"),
    Question("hour_eur", both("Was kostet Sie eine Stunde Ihrer Leute?",
                              "What does an hour of your people cost you?"), "amount", "EUR", True),
    Question("competitors", both("Verkaufen Sie an dieselben Kunden wie ein Mitglied?",
                                 "Do you sell to the same customers as a member?"), "members"),
)  # fmt: skip
