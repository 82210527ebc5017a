"""Effects of every Verbund: V1 to V8 (facts: side effects, section 4). Each rule is pure; its texts stand beside it."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.kit.interval import Interval

from ..words import money, number, share, span
from . import failure
from .model import Basis, Case, Certainty, Effect, Line, Question, Stop
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
    yield Line(
        code="V1",
        title=both("Ein gemeinsamer Name macht alle haftbar", "A common name makes everybody liable"),
        text=both(
            "Tritt der Verbund unter einem Namen auf, sind Sie vermutlich Gesellschafter: Jeder haftet Lieferanten "
            "und Kunden für alles, ohne Grenze. Untereinander zu teilen hilft nach außen nicht.",
            "If the Verbund acts under one name you are probably a partner in it: each is liable to suppliers and "
            "customers for everything, without limit. Sharing it among you does not help outside.",
        ),
        basis=Basis.LAW,
        source="BGB §§ 705(2)–(3), 721",
        certainty=Certainty.LIKELY if certain else Certainty.POSSIBLE,
        missing="H4",
        mend="H4",
        mend_text=both(
            "Jeder handelt im eigenen Namen, oder eine GmbH oder eG; dazu Haftungsgrenze und Versicherung.",
            "Each acts in its own name, or through a GmbH or cooperative; with a cap and insurance.",
        ),
        money=stake,
        question="common_name" if not certain else "joint_orders_eur" if stake is None else "",
        inputs=("charter H4", "answers: joint orders"),
        check_by=both("Anwalt", "lawyer"),
    )


def legal_form_stop(case: Case) -> Iterator[Stop]:
    """One name towards third parties without H1 and H4."""
    shown = bool(setting(case, "H4", "common_name", "")) or said(case, "common_name") is True
    if shown and not strong(case, "H4") and not strong(case, "H1"):
        yield Stop(
            code="V1",
            text=both(
                "Nicht unterschreiben, solange der Verbund unter einem Namen auftritt und Haftung und Rechtsform "
                "offen sind.",
                "Do not sign while the Verbund acts under one name and liability and legal form are open.",
            ),
            basis=Basis.LAW,
            source="BGB §§ 705(2)–(3), 721",
            mend="H4",
            reads=("H1",),
            check_by=both("Anwalt", "lawyer"),
            why=both(
                "Jeder haftet dann nach außen für alles.",
                "Each is then liable towards third parties for everything.",
            ),
        )


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
    days = case.charter.notice_days
    if l1:
        de_notice = f"Kündigungsfrist mit Wartezeit bis zum Termin: {span(months, 'de', 0)} Monate"
        en_notice = f"notice and wait for the date: {span(months, 'en', 0)} months"
    else:
        de_notice, en_notice = f"Frist von {days} Tagen, mehr ist nicht geregelt", f"notice of {days} days, no more"
    takes = setting(case, "L2", "takes", [])
    left_de = "" if takes else " Was Sie mitnehmen dürfen, steht nirgends."
    left_en = "" if takes else " What you may take along stands nowhere."
    yield Line(
        code="V2",
        title=both("Der Ausstieg kostet Zeit", "Leaving takes time"),
        text=both(
            f"Ihr Ausstieg dauert bis zu {number(months.high, 'de', 0)} Monate ({de_notice}) und kostet in dieser Zeit "
            f"{money(cost, 'de')}.{left_de}",
            f"Leaving takes up to {number(months.high, 'en', 0)} months ({en_notice}) and costs "
            f"{money(cost, 'en')} in that time."
            f"{left_en}",
        ),
        basis=Basis.ARITHMETIC,
        source="notice × monthly cost",
        certainty=certainty if told or free else Certainty.LIKELY,
        missing="L1" if l1 is None else "" if strong(case, "L2") else "L2",
        mend="L2",
        mend_text=both(
            "Eine Liste, was jeder mitnimmt, und ein Umzug ohne Kosten.",
            "A list of what each takes along, and a move without cost.",
        ),
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
        yield Stop(
            code="V2",
            text=both(
                "Nicht unterschreiben, solange nicht geregelt ist, wie Sie herauskommen und was Sie mitnehmen.",
                "Do not sign while it is not settled how you get out and what you take along.",
            ),
            basis=Basis.LAW,
            source="BGB §§ 725, 728",
            mend="L1",
            reads=("L2",),
            check_by=both("Anwalt", "lawyer"),
            why=both(
                f"Die Vereinbarung nennt nur eine Frist von {case.charter.notice_days} Tagen; was zurückbleibt, "
                "ist offen.",
                f"The charter names a notice of {case.charter.notice_days} days only; what stays behind is open.",
            ),
        )


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
        also_de = (
            f" und sitzt in {more} {'anderen Verbund' if more == 1 else 'anderen Verbünden'} mit Ihnen" if more else ""
        )
        also_en = f" and sits with you in {more} other {'Verbund' if more == 1 else 'Verbünde'}" if more else ""
        if part.high >= LARGE:
            de = (
                f"{short(m.name)} steht für {share(part, 'de')} Ihres Umsatzes{also_de}. Ein weiterer Vertrag mit "
                "demselben Partner macht Sie nicht freier."
            )
            en = (
                f"{short(m.name)} stands for {share(part, 'en')} of your revenue{also_en}. One more contract with "
                "the same partner does not make you freer."
            )
        else:
            de = (
                f"{short(m.name)} sitzt in {more} anderen Verbünden mit Ihnen. Einzeln sieht keiner der Verträge nach "
                "Abhängigkeit aus."
            )
            en = (
                f"{short(m.name)} sits with you in {more} other Verbünde. None of the contracts alone looks like "
                "dependence."
            )
        yield Line(
            code="V4",
            title=both(f"{short(m.name)} ist schon Ihr Partner", f"{short(m.name)} is your partner already"),
            text=both(de, en),
            basis=Basis.RULE_OF_THUMB,
            source="20–30 % of revenue with one customer",
            certainty=Certainty.CERTAIN if part.low >= LARGE or more > 1 else Certainty.UNKNOWN,
            mend="X1",
            mend_text=both("Obergrenze je Partner, zweite Quelle.", "A cap for each partner, a second source."),
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
    tail_de = f" Genannt haben Sie: {asked}." if named_one else ""
    tail_en = f" You named: {asked}." if named_one else ""
    yield Line(
        code="V5",
        title=both("Ein Mitglied wird an einen Wettbewerber verkauft", "A member is sold to a competitor"),
        text=both(
            "Der Käufer sitzt ab dem nächsten Tag mit am Tisch und liest, was Sie geben. Geregelt ist das nicht."
            + tail_de,
            "The buyer sits at the table from the next day and reads what you give. That is not settled." + tail_en,
        ),
        basis=Basis.ARITHMETIC,
        source="charter without M2",
        certainty=Certainty.POSSIBLE,
        missing="M2",
        mend="M2",
        mend_text=both(
            "Ein Verkauf wird binnen 14 Tagen gemeldet. Der Zugang ruht, bis die anderen entscheiden.",
            "A sale is reported within 14 days. Access rests until the others decide.",
        ),
        question="" if named_one or rivals else "never_partner",
        inputs=("charter M2",),
        check_by=both("Anwalt", "lawyer"),
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
    yield Line(
        code="V6",
        title=both(f"{short(partner.name)} fällt aus", f"{short(partner.name)} fails"),
        text=both(
            f"Fällt {short(partner.name)} aus, verlieren Sie im ersten Quartal {money(quarter, 'de')} an Umsatz, je "
            "nachdem, wie bald ein anderer einspringt. Ihre Sachen dort bekommen Sie nur zurück, wenn Sie Ihr "
            "Eigentum nachweisen.",
            f"If {short(partner.name)} fails you lose {money(quarter, 'en')} of revenue in the first quarter, "
            "depending on how soon another one steps in. You get back what is yours there only if you can prove that you own it.",
        ),
        basis=Basis.ARITHMETIC,
        source="ESRI, Diem et al. 2022; InsO §§ 47, 103",
        certainty=Certainty.POSSIBLE,
        missing="" if settled else "L3",
        mend="L3",
        mend_text=both(
            "Eigene Sachen kennzeichnen, Eintrittsrecht, zweite Quelle freigeben.",
            "Mark own things, a right to step in, a second source qualified.",
        ),
        money=quarter,
        question="" if weeks is not None else "requalify_weeks",
        inputs=("own relations", "essential inputs: not replaceable"),
        check_by=both("Bank", "bank"),
    )


def tax_and_insurance(case: Case) -> Iterator[Line]:
    """V7: barter without invoice; the insurer must know."""
    settlement = setting(case, "B2", "settlement")
    barter = settlement in ("barter", "none") or clause(case, "B2") is None
    letter = strong(case, "H3") and setting(case, "H3", "insurer_letter") is True
    if barter and case.charter.kind in ("production", "competence", "training", "development"):
        yield Line(
            code="V7",
            title=both("Tausch ohne Rechnung ist trotzdem Umsatz", "Barter without invoice is revenue all the same"),
            text=both(
                "Leistung gegen Leistung ohne Rechnung ist steuerlich ein Umsatz auf beiden Seiten.",
                "Service against service without an invoice is revenue on both sides for tax.",
            ),
            basis=Basis.LAW,
            source="UStG §§ 3(12), 10(2)",
            certainty=Certainty.LIKELY,
            missing="B2",
            mend="B2",
            mend_text=both("Mit Rechnung abrechnen.", "Settle by invoice."),
            inputs=("charter B2",),
            check_by=both("Steuerberater", "tax adviser"),
        )
    if not letter and case.charter.kind in ("production", "competence", "training", "development"):
        yield Line(
            code="V7",
            title=both("Versicherung und Bank erfahren es besser vorher", "Insurer and bank better hear of it before"),
            text=both(
                "Erhöht der Verbund Ihr Haftungsrisiko, muss die Versicherung vorher zustimmen. Ein Schreiben liegt "
                "nicht vor.",
                "If the Verbund raises your liability risk the insurer must agree beforehand. There is no letter.",
            ),
            basis=Basis.LAW,
            source="VVG § 23",
            certainty=Certainty.POSSIBLE,
            missing="H3",
            mend="H3",
            mend_text=both("Schreiben des Versicherers vor dem Start.", "A letter of the insurer before the start."),
            question="" if said(case, "policy_read") is not None else "policy_read",
            inputs=("charter H3",),
            check_by=both("Versicherer, Bank", "insurer, bank"),
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
    yield Line(
        code="V8",
        title=both("Erst Aufwand, dann Nutzen", "Effort first, benefit later"),
        text=both(
            f"Bis zum ersten Nutzen rechnen wir mit {span(first, 'de')} Monaten und {span(hours, 'de')} Stunden Ihrer "
            "Leute.",
            f"Until the first benefit we count {span(first, 'en')} months and {span(hours, 'en')} hours of your "
            "people.",
        ),
        basis=Basis.ARITHMETIC,
        source="hours of the charter × months",
        certainty=Certainty.LIKELY,
        cause="B1",
        mend="B1",
        mend_text=both(
            "Klein anfangen; ein Tag, bis zu dem jeder ohne Kosten gehen kann.",
            "Start small; a day until which everyone may leave at no cost.",
        )
        if not free
        else both(f"Ausstieg ohne Kosten bis {free}.", f"Exit free of cost until {free}."),
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
