"""Side effects of training together: AU1 to AU5 (facts: side effects, section 10)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, Question, Stop
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
from verbund.apps.cooperation.words import share, span
from verbund.kit.interval import Interval

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
    if gap is None:
        de, en = (
            "Ob jede Position des Rahmenplans einen Betrieb hat, steht nicht in der Vereinbarung.",
            "The charter does not say whether every item of the curriculum has a company.",
        )
    elif gap.high > 0:
        of = span(total, "de") if total else "?"
        de, en = (
            f"Für {span(gap, 'de')} von {of} Positionen des Rahmenplans ist kein Betrieb eingetragen.",
            f"For {span(gap, 'en')} of {of} items of the curriculum no company is named.",
        )
    else:
        de, en = "Alle Positionen des Rahmenplans haben einen Betrieb.", "All items of the curriculum have a company."
    sure = Certainty.UNKNOWN if gap is None else Certainty.CERTAIN if gap.low > 0 else Certainty.POSSIBLE
    yield Line(
        code="AU1",
        title=both("Verantwortlich für jede Woche", "Responsible for every week"),
        text=both(
            f"Der Vertrag läuft mit Ihnen, also auch die Verantwortung für jede Woche beim Partner. {de}",
            f"The contract runs with you, and so does responsibility for every week at a partner’s. {en}",
        ),
        basis=Basis.LAW,
        source="BBiG §§ 10(5), 11(1) Nr. 4, 27(2), 28",
        certainty=sure,
        missing="" if strong(case, "T1") else "T1",
        mend="T1",
        mend_text=both(
            "Zuordnung als Anlage, Ausbilder je Abschnitt, zuerst die Kammer fragen.",
            "The allocation as annex, a trainer for each section, ask the chamber first.",
        ),
        reads=("B1",),
        before=Interval(0, 0),
        after=gap,
        unit="items",
        question="" if said(case, "holds_contract") is not None else "holds_contract",
        inputs=("charter B1, T1",),
        check_by=both("Kammer", "chamber"),
    )


def plan_stop(case: Case) -> Iterator[Stop]:
    """The training plan is not covered."""
    gap = uncovered(case)
    if gap is not None and gap.low > 0:
        yield Stop(
            code="AU1",
            text=both(
                f"Nicht unterschreiben, solange für {span(gap, 'de')} Positionen des Rahmenplans kein Betrieb "
                "eingetragen ist.",
                f"Do not sign while no company is named for {span(gap, 'en')} items of the curriculum.",
            ),
            why=both("Der Vertrag steht für alle Positionen ein.", "The contract answers for all items."),
            basis=Basis.LAW,
            source="BBiG § 27(2)",
            mend="B1",
            check_by=both("Kammer", "chamber"),
        )


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
    short_de = f"mit {span(notice, 'de')} Monaten Frist" if notice else "mit kurzer Frist"
    short_en = f"with {span(notice, 'en')} months’ notice" if notice else "at short notice"
    yield Line(
        code="AU2",
        title=both(
            f"{short(partner.name)} geht vor der Prüfung", f"{short(partner.name)} leaves before the examination"
        ),
        text=both(
            f"Geht {short(partner.name)} {short_de}, fehlen {span(most, 'de')} Wochen. Kündigen dürfen Sie dem "
            "Auszubildenden "
            "deshalb nicht ohne Weiteres.",
            f"If {short(partner.name)} leaves {short_en}, {span(most, 'en')} weeks are missing. You may not simply "
            "dismiss "
            "the apprentice because of it.",
        ),
        basis=Basis.LAW,
        source="BBiG § 22(2)",
        certainty=Certainty.POSSIBLE,
        cause="B1",
        missing="L1",
        mend="L1",
        mend_text=both(
            "Kündigung zum Ende des Ausbildungsjahres, Ersatz benannt.",
            "Notice to the end of the training year, a substitute named.",
        ),
        before=Interval(0, 0),
        after=most,
        unit="wk",
        inputs=("charter B1 weeks, L1",),
        check_by=both("Kammer", "chamber"),
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
    yield Line(
        code="AU3",
        title=both("Wer die teuren Wochen trägt", "Who bears the costly weeks"),
        text=both(
            f"Sie tragen {share(part, 'de')} der Ausbildungswochen der Betriebe."
            + (" Abgerechnet wird nach Wochen." if settled else " Abgerechnet wird das nicht."),
            f"You bear {share(part, 'en')} of the companies’ training weeks."
            + (" It is settled by weeks." if settled else " It is not settled."),
        ),
        basis=Basis.ARITHMETIC,
        source="weeks of the charter; BBiG § 17",
        certainty=Certainty.CERTAIN if part.low >= 1 / count + 0.1 else Certainty.POSSIBLE,
        cause="B1",
        missing="" if settled else "B2",
        mend="B2",
        mend_text=both("Nach Wochen abrechnen.", "Settle by weeks."),
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
    yield Line(
        code="AU4",
        title=both("Nach der Prüfung entscheidet der junge Mensch", "After the examination the young person decides"),
        text=both(
            "Bleibeklauseln sind nichtig, außer in den letzten sechs Monaten; ein Verbot unter Ihnen, ihn "
            "einzustellen, "
            "hält nicht.",
            "Clauses to stay are void except in the last six months; a ban among you on hiring does not hold.",
        ),
        basis=Basis.LAW,
        source="BBiG § 12(1), HGB § 75f, GWB § 1",
        certainty=Certainty.POSSIBLE,
        cause="T1" if fee else "",
        missing="" if fee else "T1",
        mend="T1",
        mend_text=both(
            "Reihenfolge der Angebote, Kostenanteile vorher festgelegt, nie eine Ablöse.",
            "An order of offers, cost shares fixed before, never a transfer fee.",
        ),
        inputs=("charter T1",),
    )


def helping_out(case: Case) -> Iterator[Line]:
    """AU5: the apprentice is used as a helping hand at the partner's."""
    visit, check = setting(case, "T1", "right_to_visit") is True, setting(case, "T1", "monthly_check") is True
    sent = {m.did for m in partners(case)} & set(settings_by_member(case, "B1", "weeks"))
    if not holds_contract(case) or (strong(case, "T1") and visit and check) or (clause(case, "B1") and not sent):
        return
    yield Line(
        code="AU5",
        title=both("Der Auszubildende hilft dort nur aus", "The apprentice only helps out there"),
        text=both(
            "Wird der Auszubildende beim Partner als Aushilfe eingesetzt, kann das Bußgeld auch Sie treffen. Wer dort "
            "unterweist und beaufsichtigt, muss geregelt sein.",
            "If the apprentice is used as a helping hand at the partner’s the fine may hit you too. Who instructs and "
            "supervises there must be settled.",
        ),
        basis=Basis.LAW,
        source="BBiG §§ 14(3), 101; ArbSchG § 8; JArbSchG",
        certainty=Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        mend_text=both(
            "Recht, jederzeit zu besuchen; Berichtsheft und Plan jeden Monat vergleichen; ein Verantwortlicher für "
            "Sicherheit.",
            "A right to visit at any time; report book and plan compared every month; one person responsible for "
            "safety.",
        ),
        reads=("B1",),
        money=Interval(0, FINE_EUR),
        inputs=("charter T1, B1",),
        check_by=both("Kammer", "chamber"),
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
