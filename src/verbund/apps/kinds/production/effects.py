"""Side effects of producing together: PR1 to PR6 (facts: side effects, section 8)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report import failure
from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    answered,
    competing_pairs,
    competitors,
    named,
    names,
    own_setting,
    partners,
    setting,
    short,
    strong,
)
from verbund.apps.cooperation.report.standing import specified, statements
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.words import money, share, span
from verbund.kit.interval import Interval


def foreign_drawing(case: Case) -> Iterator[Line]:
    """PR1: parts to a customer's drawing need a release."""
    part = specified(case.before)
    if part.high <= 0 or not case.before.ties:
        return
    listed = strong(case, "G1") and setting(case, "G1", "release_list_per_part") is True
    lacking = answered(case, "parts_without_release")
    if listed and lacking is not None and lacking.high == 0:
        return
    count_de = f" Ohne Freigabe sind {span(lacking, 'de')} Teile." if lacking else ""
    count_en = f" {span(lacking, 'en')} parts have no release." if lacking else ""
    yield Line(
        code="PR1",
        title=both("Die Zeichnung gehört Ihrem Kunden", "The drawing belongs to your customer"),
        text=both(
            f"Bei {share(part, 'de')} Ihres Umsatzes gehören Zeichnung oder Werkzeug dem Kunden. Solche Teile "
            "gehen nur "
            f"mit seiner Freigabe an einen Partner.{count_de}",
            f"For {share(part, 'en')} of your revenue drawing or tool belong to the customer. Such parts go to a "
            "partner "
            f"only with its release.{count_en}",
        ),
        basis=Basis.LAW,
        source="GeschGehG § 4",
        certainty=Certainty.CERTAIN
        if lacking and lacking.low > 0
        else Certainty.POSSIBLE
        if listed
        else Certainty.LIKELY,
        missing="" if listed else "G1",
        mend="G1",
        mend_text=both(
            "Freigabeliste je Teil, gleiche Geheimhaltung für den Partner.",
            "A release list for each part, the same secrecy for the partner.",
        ),
        before=part,
        after=part,
        unit="1",
        question="" if lacking else "parts_without_release",
        inputs=("own relations: drawing, tool",),
        check_by=both("Kunde", "customer"),
    )


def drawing_stop(case: Case) -> Iterator[Stop]:
    """Third party's drawings without release."""
    lacking = answered(case, "parts_without_release")
    if lacking is None or lacking.low <= 0:
        return
    if strong(case, "G1") and setting(case, "G1", "release_list_per_part") is True:
        return
    yield Stop(
        code="PR1",
        text=both(
            f"Nicht unterschreiben, solange für {span(lacking, 'de')} Teile die Freigabe Ihres Kunden fehlt.",
            f"Do not sign while your customer’s release is missing for {span(lacking, 'en')} parts.",
        ),
        why=both("Die Zeichnung gehört dem Kunden.", "The drawing belongs to the customer."),
        basis=Basis.LAW,
        source="GeschGehG § 4",
        mend="G1",
        check_by=both("Kunde", "customer"),
    )


def partners_part(case: Case) -> Iterator[Line]:
    """PR2: liable for the partner's part as for one's own."""
    settled = strong(case, "H2")
    orders, factor = answered(case, "part_price_eur"), answered(case, "rework_factor", Interval(5, 40))
    cap = amount(setting(case, "H1", "cap_eur"))
    stake = orders * factor if orders is not None and factor is not None else None
    back_de = f" Zurückholen können Sie davon bis {money(Interval(cap.high, cap.high), 'de')} im Jahr." if cap else ""
    back_en = f" You can recover up to {money(Interval(cap.high, cap.high), 'en')} a year." if cap else ""
    yield Line(
        code="PR2",
        title=both("Sie haften für das Teil des Partners", "You are liable for the partner’s part"),
        text=both(
            "Ihrem Kunden haften Sie für das Teil des Partners wie für Ihr eigenes. "
            + ("Geprüft wird nach der Vereinbarung." if settled else "Prüfen Sie nicht sofort, ist der Rückgriff weg.")
            + back_de,
            "Towards your customer you are liable for the partner’s part as for your own. "
            + ("Inspection follows the charter." if settled else "If you do not inspect at once recourse is gone.")
            + back_en,
        ),
        basis=Basis.LAW,
        source="HGB § 377, BGB § 445a",
        certainty=Certainty.POSSIBLE if settled else Certainty.LIKELY,
        missing="" if settled else "H2",
        mend="H2",
        mend_text=both(
            "Wer wann prüft, Messbericht je Los, gleiche Grenze auf beiden Seiten.",
            "Who inspects when, a measured report with each lot, the same cap on both sides.",
        ),
        reads=("H1",),
        money=stake,
        question="" if orders is not None else "part_price_eur",
        inputs=("charter H1, H2",),
        check_by=both("Versicherer", "insurer"),
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
    tell_de = (
        f"In {span(peaks, 'de')} der letzten 24 Monate hätten Sie eigene Aufträge verschoben."
        if peaks
        else "Wie oft das eigene Aufträge verschoben hätte, ist unbekannt."
    )
    tell_en = (
        f"In {span(peaks, 'en')} of the last 24 months you would have put off own orders."
        if peaks
        else "How often that would have put off own orders is unknown."
    )
    keep_de = f" Eigene Aufträge gehen vor, Abruf mit {days} Tagen Vorlauf." if first and days else ""
    keep_en = f" Own orders go first, recall with {days} days’ notice." if first and days else ""
    yield Line(
        code="PR3",
        title=both("Zugesagte Stunden und eigene Spitzen", "Hours promised and own peaks"),
        text=both(
            f"Sie sagen {share(promised, 'de')} Ihrer Kapazität zu. {tell_de}{keep_de}",
            f"You promise {share(promised, 'en')} of your capacity. {tell_en}{keep_en}",
        ),
        basis=Basis.ARITHMETIC,
        source="calendar of the resource against own load",
        certainty=Certainty.UNKNOWN if peaks is None else Certainty.POSSIBLE if first else Certainty.LIKELY,
        cause="B1",
        mend="B1",
        mend_text=both(
            "Abruf mit zehn Tagen Vorlauf, eigene Aufträge zuerst.", "Recall with ten days’ notice, own orders first."
        ),
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
    what_de = f"{share(part, 'de')} Ihres Umsatzes" if told else "Ein noch unbekannter Teil Ihres Umsatzes"
    come = "kämen" if told and told.high != 0.01 else "käme"
    what_en = f"{share(part, 'en')} of your revenue" if told else "A part of your revenue that is still unknown"
    yield Line(
        code="PR4",
        title=both("Den Kunden kennt der Koordinator", "The coordinator knows the customer"),
        text=both(
            f"{what_de} {come} über {short(coordinator.name)}, der Kunde und Preis kennt; "
            "Sie rücken "
            "zur verlängerten Werkbank.",
            f"{what_en} would come through {short(coordinator.name)}, which knows "
            "customer and "
            "price; you move towards an extended workbench.",
        ),
        basis=Basis.ARITHMETIC,
        source="share through one member",
        certainty=Certainty.LIKELY if told else Certainty.UNKNOWN,
        cause="E2",
        missing="X1",
        mend="X1",
        mend_text=both(
            "Direkter Kontakt, höchstens 25 %, eigener Name auf dem Teil.",
            "Direct contact, at most 25%, own name on the part.",
        ),
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
        after_de = f"nach {stock} Tagen" if stock is not None else "nach unbekannter Zeit"
        after_en = f"after {stock} days" if stock is not None else "after an unknown time"
        worth_de = f" über {money(Interval(0, at_risk.high), 'de')}" if at_risk else ""
        worth_en = f" of {money(Interval(0, at_risk.high), 'en')}" if at_risk else ""
        ready_de = f" Eine zweite Quelle zu finden und freizugeben dauert {weeks} Wochen." if weeks else ""
        ready_en = f" Finding and approving a second source takes {weeks} weeks." if weeks else ""
        if second:
            continue
        yield Line(
            code="PR5",
            title=both(f"Alles hängt an {short(m.name)}", f"All depends on {short(m.name)}"),
            text=both(
                f"Steht {short(m.name)}, stehen {after_de} Aufträge{worth_de}.{ready_de}",
                f"If {short(m.name)} stops, orders{worth_en} stop {after_en}.{ready_en}",
            ),
            basis=Basis.ARITHMETIC,
            source="stock in days < weeks to approve × 5; ESRI, Diem et al. 2022",
            certainty=Certainty.POSSIBLE,
            missing="L3",
            mend="L3",
            mend_text=both(
                "Zweite Quelle freigeben, Werkzeuge kennzeichnen und herausholen können.",
                "Qualify a second source, mark tools and be able to retrieve them.",
            ),
            money=None if at_risk is None else Interval(0, at_risk.high),
            question="" if orders is not None else "orders_in_verbund_eur",
            inputs=("own relations: replaceable, stock, weeks to approve",),
        )


def open_bids(case: Case) -> Iterator[Line]:
    """PR6: bids and free hours are seen by competitors."""
    if not competing_pairs(case) or (strong(case, "W1") and setting(case, "W1", "sealed_bids") is True):
        return
    rivals = competitors(case)
    who_de = (
        f"{names(rivals, 'de')} kennt"
        if len(rivals) == 1
        else f"{names(rivals, 'de')} kennen"
        if rivals
        else "Wettbewerber kennen"
    )
    who_en = names(rivals, "en") + (" knows" if len(rivals) == 1 else " know") if rivals else "competitors know"
    yield Line(
        code="PR6",
        title=both("Wettbewerber sehen Gebote", "Competitors see bids"),
        text=both(
            f"Verteilt wird nach Preis und freien Stunden. {who_de} dann Ihre Kalkulation.",
            f"Orders are split by price and free hours. Then {who_en} your calculation.",
        ),
        basis=Basis.LAW,
        source="GWB § 1",
        certainty=Certainty.LIKELY,
        missing="W1",
        mend="W1",
        mend_text=both(
            "Verschlossene Gebote, die Verteilung rechnet eine neutrale Stelle; jeder sieht nur seine.",
            "Sealed bids, a neutral body computes the split; everyone sees only its own.",
        ),
        inputs=("WZ classes", "charter W1"),
        check_by=both("Anwalt", "lawyer"),
    )


def bids_stop(case: Case) -> Iterator[Stop]:
    """Competitor pair and no wall at all."""
    if competing_pairs(case) and not strong(case, "W1"):
        yield Stop(
            code="PR6",
            text=both(
                "Nicht unterschreiben, solange Wettbewerber die Gebote und freien Stunden der anderen sehen können.",
                "Do not sign while competitors can see each other’s bids and free hours.",
            ),
            why=both("Die Wand zwischen Wettbewerbern fehlt.", "The wall between competitors is missing."),
            basis=Basis.LAW,
            source="GWB § 1, Art. 101 AEUV",
            mend="W1",
            check_by=both("Anwalt", "lawyer"),
        )


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
