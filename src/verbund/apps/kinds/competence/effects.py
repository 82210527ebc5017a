"""Side effects of sharing competence: KO1 to KO6 (facts: side effects, section 9)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, Question
from verbund.apps.cooperation.report.reading import (
    MARKET,
    amount,
    answered,
    clause,
    competitors,
    named,
    names,
    own_setting,
    partners,
    setting,
    short,
    strong,
    words_in,
)
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.words import euro_value, money, number, span
from verbund.kit.interval import Interval

OCCASIONAL = 30
"""Days a year from which lending hardly counts as occasional: own convention, no figure in the law."""
CORE = frozenset({"core_know_how"})
"""Words of Z1 that keep core competences out."""
MANY = 50.0
"""Upper end of companies nearby while nobody counted."""
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
    said_de = (
        f"{span(days, 'de')} Tage in 12 Monaten"
        if days is not None
        else f"Bis {span(planned, 'de')} Tage im Jahr"
        if planned
        else "Fachkräfte"
    )
    said_en = (
        f"{span(days, 'en')} days in 12 months"
        if days is not None
        else f"Up to {span(planned, 'en')} days a year"
        if planned
        else "Specialists"
    )
    over = days is not None and days.low >= warn.high
    yield Line(
        code="KO1",
        title=both("Aus Aushilfe wird Verleih", "Helping out becomes lending"),
        text=both(
            f"{said_de} nach Weisung des Betriebs vor Ort: Das ist kaum noch gelegentlich. Ohne Erlaubnis gilt die "
            "Fachkraft in "
            f"der Regel als dort angestellt, dazu Bußgeld bis {euro_value(30000, 'de')}.",
            f"{said_en} under the host’s instructions: that is hardly occasional. Without a licence the specialist "
            "as a rule "
            f"counts as employed there, with a fine of up to {euro_value(30000, 'en')}.",
        ),
        basis=Basis.LAW,
        source="AÜG §§ 1(1), 1(3) Nr. 2a, 9, 10, 16",
        certainty=Certainty.LIKELY if over else Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        mend_text=both(
            "Eigene Aufgabe mit eigener Weisung und Abnahme, oder eine Erlaubnis.",
            "An own task with own instructions and acceptance, or a licence.",
        ),
        reads=("B1",),
        before=Interval(0, 0),
        after=seen,
        unit="d",
        money=Interval(0, 30_000),
        question="" if days is not None else "days_booked",
        inputs=("register: booked days", "charter T1, B1"),
        check_by=both("Anwalt", "lawyer"),
    )


def few_people(case: Case) -> Iterator[Line]:
    """KO2: few can do it, one goes to the neighbour."""
    people = answered(case, "people_able")
    if people is None or people.low > 3 or case.member.kind in LENDERS:
        return
    months = amount(setting(case, "T1", "solicitation_months"))
    if strong(case, "T1") and months is not None and months.high <= 24:
        return
    yield Line(
        code="KO2",
        title=both("Einer der wenigen wechselt", "One of the few changes sides"),
        text=both(
            f"Diese Aufgabe können bei Ihnen {span(people, 'de')} Personen; eine arbeitet künftig beim Nachbarn. Ein "
            "Einstellungsverbot könnten Sie nicht einklagen.",
            f"{span(people, 'en')} of your people can do this task; one will work at the neighbour’s. You could "
            "not enforce "
            "a ban on hiring in court.",
        ),
        basis=Basis.LAW,
        source="HGB § 75f; BGH I ZR 245/12",
        certainty=Certainty.POSSIBLE,
        missing="T1",
        mend="T1",
        mend_text=both(
            "Enge Klausel bis zwei Jahre, Anteil an der Ausbildung vorher festgelegt, zweite Person anlernen.",
            "A narrow clause of up to two years, share of training cost fixed before, train a second person.",
        ),
    )


def visitors(case: Case) -> Iterator[Line]:
    """KO3: visitors pass the core process."""
    if case.member.kind in LENDERS:
        return
    core = [
        n
        for layer, n, _ in case.before.competences.get(case.before.company, case.member.competences)
        if layer == "core"
    ]
    if not core:
        return
    rivals = competitors(case)
    zones = strong(case, "G1") and setting(case, "G1", "zones") is True and setting(case, "G1", "escort") is True
    who = rivals or partners(case)
    de = f"Besuch aus {names(who, 'de')} kommt an Ihrem Kernprozess vorbei: {core[0]}."
    en = f"Visitors from {names(who, 'en')} pass your core process: {core[0]}."
    if zones:
        de += " Zonen und Begleitung sind vereinbart; halten muss sie der Betrieb."
        en += " Zones and escort are agreed; the company has to keep to them."
    yield Line(
        code="KO3",
        title=both("Gäste sehen Ihr Können", "Guests see your know-how"),
        text=both(de, en),
        basis=Basis.LAW,
        source="GeschGehG § 2 Nr. 1",
        certainty=Certainty.LIKELY if rivals and not zones else Certainty.POSSIBLE,
        missing="" if zones else "G1",
        mend="G1",
        mend_text=both(
            "Zonen, Begleitung, persönliche Erklärung, keine Aufnahmen.",
            "Zones, escort, personal declaration, no recordings.",
        ),
        inputs=("own core competences", "charter G1"),
    )


def less_scarce(case: Case) -> Iterator[Line]:
    """KO4: what few can do today, several can afterwards."""
    core = [n for layer, n, _ in case.before.competences.get(case.before.company, case.member.competences)
            if layer == "core"]  # fmt: skip
    kept = strong(case, "Z1") and bool(words_in(case, "Z1", "excluded") & CORE)
    learners = [m for m in partners(case) if m.kind in MARKET]
    if case.member.kind in LENDERS or not core or kept or not learners:
        return
    now = case.nearby or Interval(1, MANY)
    new = sum(core[0] not in {name for _, name, _ in m.competences} for m in learners)
    if not new:
        return
    then = now + Interval(0, new)
    top = number(then.high, "de", 0)
    if case.nearby:
        one = now.high == 1
        de = f"{core[0]}: Heute {'kann' if one else 'können'} das im Umkreis von 60 km " \
             f"{'einer' if one else span(now, 'de')}, nachher bis zu {top}."  # fmt: skip
        en = f"{core[0]}: within 60 km {'one' if one else span(now, 'en')} can do it today, afterwards up to {top}."
    else:
        de = f"{core[0]}: Wie viele das im Umkreis von 60 km können, ist nicht gezählt; nachher bis zu {new} mehr."
        en = f"{core[0]}: how many can do it within 60 km is not counted; afterwards up to {new} more."
    yield Line(
        code="KO4",
        title=both("Ihr Können wird weniger selten", "Your know-how gets less rare"),
        text=both(de, en),
        basis=Basis.ARITHMETIC,
        source="public profiles within 60 km",
        certainty=Certainty.POSSIBLE if case.nearby else Certainty.UNKNOWN,
        missing="Z1",
        mend="Z1",
        mend_text=both(
            "Kernkönnen ausnehmen; Ergänzendes und Nebensächliches teilen, mit Vorsprung und nach Feldern.",
            "Exclude core know-how; share what complements and what is peripheral, with a head start and by field.",
        ),
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
    own_de = f"eigene Personen heute: {span(people, 'de')}" if people else "eigene Personen: unbekannt"
    own_en = f"own people today: {span(people, 'en')}" if people else "own people: unknown"
    lender = next((m for m in partners(case) if m.kind in LENDERS), None)
    from_de = f", ein Anbieter: {short(lender.name)}" if lender else ""
    from_en = f", one provider: {short(lender.name)}" if lender else ""
    yield Line(
        code="KO5",
        title=both("Sie mieten das Können", "You rent the know-how"),
        text=both(
            f"Sie mieten das Können, statt es aufzubauen; {own_de}{from_de}.",
            f"You rent the know-how instead of building it up; {own_en}{from_en}.",
        ),
        basis=Basis.ARITHMETIC,
        source="own people able, providers of it",
        certainty=Certainty.LIKELY if people is not None and people.high <= 1 else Certainty.POSSIBLE,
        cause="B1",
        mend="B1",
        mend_text=both(
            "Seite an Seite arbeiten, Anleitung hinterlassen, Recht auf Rückkauf.",
            "Work side by side, leave instructions, a right to buy back.",
        ),
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
    de = (
        f"{euro_value(price.high, 'de')} statt {euro_value(market.low, 'de')} am Tag: Der Vorteil zählt als "
        f"Beihilfe, bei Ihnen {money(advantage, 'de')}; in drei Jahren höchstens {euro_value(300000, 'de')}."
    )
    en = (
        f"{euro_value(price.high, 'en')} instead of {euro_value(market.low, 'en')} a day: the advantage counts as "
        f"aid, {money(advantage, 'en')} in your case; in three years at most {euro_value(300000, 'en')}."
    )
    if mine:
        de = (
            f"Sie geben Gefördertes für {euro_value(price.high, 'de')} statt {euro_value(market.low, 'de')} am "
            "Tag ab: Der Vorteil der anderen zählt als Beihilfe, und die Zweckbindung kann leiden."
        )
        en = (
            f"You give something funded for {euro_value(price.high, 'en')} instead of "
            f"{euro_value(market.low, 'en')} a day: the others’ advantage counts as aid, and the funded purpose "
            "may suffer."
        )
    if not letter:
        de += " Wer bei einem Unfall als Betreiber gilt, ist offen."
        en += " Who counts as operator in an accident is open."
    yield Line(
        code="KO6",
        title=both("Gefördertes unter Preis ist Beihilfe", "Funded things below price are aid"),
        text=both(de, en),
        basis=Basis.LAW,
        source="2023/2831; BetrSichV",
        certainty=Certainty.LIKELY,
        cause="B2",
        mend="B2",
        mend_text=both(
            "Preisliste, Betreiber benannt, Versicherung (H3).", "A price list, operator named, insurance (H3)."
        ),
        reads=("H3", "B1"),
        money=None if mine else advantage,
        money_unit="a",
        inputs=("charter B2", "booked days"),
        check_by=both("Fördermittelgeber", "funder"),
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
