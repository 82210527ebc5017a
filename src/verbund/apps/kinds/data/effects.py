"""Side effects of sharing data: DA1 to DA6 (facts: side effects, section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.competition import SENSITIVE, sensitive_fields
from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, MemberProfile, Question, Stop
from verbund.apps.cooperation.report.page_one import enforced_count
from verbund.apps.cooperation.report.reading import (
    answered,
    clause,
    competitors,
    members_in,
    names,
    partners,
    said,
    setting,
    short,
    strong,
    word,
    words_in,
)
from verbund.apps.cooperation.report.standing import amount_with, platform_shares, sales, share_with
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.words import share
from verbund.kit.interval import Interval

BARGAINING = SENSITIVE | {"scrap", "energy"}
"""Fields from which piece time, quantity, free capacity or cost can be estimated when fine and fresh."""
FINE = frozenset({"machine", "part", "order"})
FRESH = frozenset({"live", "day"})
PRICE_MOVE = Interval(0.0, 0.03)
"""What knowing the piece time moves a price by a year, of sales with the reader: rule of thumb from 0 to 3 %."""
LARGE = 0.2
PROCESSES = Interval(0.05, 0.4)
"""Share of own processes that a shared data room takes over, until the member says it."""


def readers(case: Case) -> tuple[MemberProfile, ...]:
    """Members that read this member's data under D1."""
    if clause(case, "D1") is None or setting(case, "D1", "reader") == "trustee_only":
        return ()
    listed = members_in(case, "D1", "readers")
    return tuple(m for m in (listed or partners(case)) if m.did != case.member.did)


def gives(case: Case) -> bool:
    """Whether this member gives data: named a giver; where nobody is named, whoever does not run the data room."""
    givers = members_in(case, "D1", "givers")
    if givers:
        return case.member in givers
    return bool(words_in(case, "D1", "fields")) and case.member not in members_in(case, "D3", "place") \
        and case.member.kind in ("sme", "startup")  # fmt: skip


def bargaining_fields(case: Case) -> frozenset[str]:
    """Fields a reader can bargain with: only when they are fine or fresh."""
    fine = word(case, "D1", "grain") in FINE or word(case, "D1", "interval") in FRESH
    return words_in(case, "D1", "fields") & BARGAINING if fine else frozenset()


def customer_reads(case: Case) -> Iterator[Line]:
    """DA1: a large customer reads what tells piece time and free capacity."""
    if not gives(case):
        return
    sold = sales(case.before)
    for reader in readers(case):
        part = share_with(sold, case.before, reader.company)
        if part.high < LARGE or reader.company not in set(sold.names.values()):
            continue
        fields = bargaining_fields(case)
        stake = amount_with(sold, case.before, reader.company) * PRICE_MOVE
        ban = strong(case, "D2") and setting(case, "D2", "ban_against_giver") is True
        if fields:
            yield Line(
                code="DA1",
                title=both("Ihr größter Kunde liest mit, wo er Preise verhandelt",
                           "Your largest customer reads along where it negotiates prices"),
                text=both(
                    f"{short(reader.name)} ({share(part, 'de')} Ihres Umsatzes) sähe Ihre Werte je Maschine und "
                    "sofort. "
                    "Daraus lassen sich Stückzeit und freie Kapazität schätzen, also Ihr Spielraum im nächsten "
                    "Preisgespräch.",
                    f"{short(reader.name)} ({share(part, 'en')} of your revenue) would see your values per machine and "
                    "at once. Piece time and free capacity can be estimated from them, that is your room in the next "
                    "price talk.",
                ),
                basis=Basis.RULE_OF_THUMB,
                source="0–3 % of sales with the reader; Data Act Art. 4(13) binds the maker of your machine only",
                certainty=Certainty.LIKELY,
                cause="D1",
                missing="" if ban else "D2",
                mend="D1",
                mend_text=both(
                    "Je Teilefamilie und Woche, mit Verzug; dazu das Verbot, die Daten gegen den Gebenden zu verwenden "
                    "(D2).",
                    "Per part family and week, with delay; and a ban on using the data against the giver (D2).",
                ),
                reads=("D2", "D3"),
                before=Interval(0, 0),
                after=part,
                unit="1",
                money=stake * (0.5 if ban else 1.0),
                money_unit="a",
                inputs=("own sales", "fields of D1"),
                check_by=both("Anwalt", "lawyer"),
            )  # fmt: skip
        elif not ban:
            yield Line(
                code="DA1",
                title=both("Die Daten dürfen im Preisgespräch dienen", "The data may serve in price talks"),
                text=both(
                    f"{short(reader.name)} ({share(part, 'de')} Ihres Umsatzes) liest mit. Die Werte sind grob, aber "
                    "niemand hat zugesagt, sie nicht gegen Sie zu verwenden.",
                    f"{short(reader.name)} ({share(part, 'en')} of your revenue) reads along. The values are coarse, "
                    "but nobody has promised not to use them against you.",
                ),
                basis=Basis.RULE_OF_THUMB,
                source="0–1 % of sales with the reader",
                certainty=Certainty.POSSIBLE,
                cause="D1",
                missing="D2",
                mend="D2",
                mend_text=both(
                    "Verbot der Verwendung gegen den Gebenden, mit Vertragsstrafe.",
                    "A ban on use against the giver, with a penalty.",
                ),
                reads=("D3",),
                before=Interval(0, 0),
                after=part,
                unit="1",
                money=amount_with(sold, case.before, reader.company) * Interval(0, 0.01),
                money_unit="a",
                inputs=("own sales", "fields of D1"),
                check_by=both("Anwalt", "lawyer"),
            )


def customer_stop(case: Case) -> Iterator[Stop]:
    """The largest customer may use the data in price talks."""
    if not gives(case) or (strong(case, "D2") and setting(case, "D2", "ban_against_giver") is True):
        return
    sold = sales(case.before)
    for reader in readers(case):
        part = share_with(sold, case.before, reader.company)
        if part.low < 0.3 or not words_in(case, "D1", "fields") & BARGAINING:
            continue
        yield Stop(
            code="DA1",
            text=both(
                f"Nicht unterschreiben, solange {short(reader.name)} die Daten im Preisgespräch verwenden darf.",
                f"Do not sign while {short(reader.name)} may use the data in price talks.",
            ),
            why=both(
                f"Die Klausel fehlt. {short(reader.name)} steht für {share(part, 'de')} Ihres Umsatzes. Bleibt ein "
                "Gegenvorschlag ohne Antwort, ist das ein Beleg, dass die Bedingung einseitig gestellt war; sie bindet "
                "Sie dann womöglich nicht.",
                f"The clause is missing. {short(reader.name)} stands for {share(part, 'en')} of your revenue. A "
                "counter-proposal without answer is evidence that the term was imposed; it may then not bind you.",
            ),
            basis=Basis.LAW,
            source="Data Act Art. 13",
            mend="D2",
            reads=("D1", "D3"),
            check_by=both("Anwalt", "lawyer"),
        )


def secret_lost(case: Case) -> Iterator[Line]:
    """DA2: without documented measures it is no trade secret any more."""
    if not gives(case) or strong(case, "G1"):
        return
    core = [n for layer, n, _ in case.before.competences.get(case.before.company, case.member.competences)
            if layer == "core"]  # fmt: skip
    touched = said(case, "data_show_core")
    if touched is False:
        return
    what_de = f"Ihren Vorsprung ({core[0]})" if core else "Ihren Vorsprung"
    what_en = f"your lead ({core[0]})" if core else "your lead"
    yield Line(
        code="DA2",
        title=both("Ihr Können ist rechtlich ungeschützt", "Your know-how is unprotected in law"),
        text=both(
            f"Die Daten können {what_de} verraten. Ohne dokumentierte Schutzmaßnahmen ist er rechtlich kein "
            "Geschäftsgeheimnis mehr, gegenüber niemandem.",
            f"The data may give away {what_en}. Without documented measures it is no trade secret in law any more, "
            "towards anybody.",
        ),
        basis=Basis.LAW,
        source="GeschGehG §§ 2 Nr. 1 b, 3(1) Nr. 2",
        certainty=Certainty.LIKELY if touched else Certainty.POSSIBLE,
        cause="D1",
        missing="G1",
        mend="G1",
        mend_text=both(
            "Kennzeichnen, Leser namentlich nennen, Nachbau ausschließen (G2); gerechnetes Ergebnis statt Kurve.",
            "Mark it, name the readers, rule out copying (G2); a computed result instead of the curve.",
        ),
        reads=("D3",),
        question="" if touched is not None else "data_show_core",
        inputs=("charter G1", "own competences"),
    )


def rivals_listen(case: Case) -> Iterator[Line]:
    """DA3: competitors exchange sensitive figures."""
    rivals = competitors(case)
    fields = sensitive_fields(case)
    if not rivals or not fields or strong(case, "W1"):
        return
    yield Line(
        code="DA3",
        title=both("Wettbewerber lesen, was zwischen ihnen nicht fließen darf",
                   "Competitors read what must not flow between them"),
        text=both(
            f"{names(rivals, 'de')} und Sie sind vermutlich Wettbewerber. Preise, Kosten, freie Kapazität, "
            "Aufträge und "
            "Kunden flössen zwischen Ihnen; schon einmaliges Zuhören kann als Abstimmung gelten.",
            f"{names(rivals, 'en')} and you are probably competitors. Prices, costs, free capacity, orders and "
            "customers would flow between you; listening once may count as coordination.",
        ),
        basis=Basis.LAW,
        source="GWB § 1, Art. 101 AEUV",
        certainty=Certainty.LIKELY,
        cause="D1",
        missing="W1",
        mend="W1",
        mend_text=both(
            "Neutrale Stelle, Summen ab fünf unverbundenen Betrieben, größter höchstens 33 %.",
            "A neutral body, totals of five companies not linked, the largest at most 33%.",
        ),
        inputs=("WZ classes", "fields of D1"),
        check_by=both("Anwalt", "lawyer"),
    )  # fmt: skip


def one_place(case: Case) -> Iterator[Line]:
    """DA4: everything lies with one provider."""
    for place in members_in(case, "D3", "place"):
        if place.did == case.member.did or strong(case, "D3"):
            continue
        now = platform_shares(case.before).get(place.company, Interval(0, 0)) if place.company else Interval(0, 0)
        more = answered(case, "processes_in_room", PROCESSES) or PROCESSES
        after = (now + more).clip(0, 1)
        region = answered(case, "region_on_provider")
        hang_de = f" In der Region hängen {round(region.low)} Betriebe an ihm." if region else ""
        hang_en = f" In the region {round(region.low)} companies depend on it." if region else ""
        firm = case.before.firms.get(case.before.company)
        revenue = Interval.of(firm.revenue) if firm and firm.revenue is not None else None
        yield Line(
            code="DA4",
            title=both("Ein Anbieter hält Auftrag und Daten", "One provider holds orders and data"),
            text=both(
                f"Der Datenraum läuft bei {short(place.name)}, bei dem Sie heute {share(now, 'de')} Ihrer Abläufe "
                "haben; es "
                f"würden {share(after, 'de')}. Steht er, steht beides am selben Tag.{hang_de}",
                f"The data room runs at {short(place.name)}, where {share(now, 'en')} of your processes already "
                "are; it "
                f"would be {share(after, 'en')}. If it stops, both stop on the same day.{hang_en}",
            ),
            basis=Basis.ARITHMETIC,
            source="own share of processes by provider; Data Act Art. 25, 29",
            certainty=Certainty.CERTAIN if more.known and now.known else Certainty.LIKELY,
            cause="D3",
            mend="D3",
            mend_text=both(
                "Eigene Kopie, offenes Format, Umzug einmal im Jahr geprobt.",
                "An own copy, an open format, the move rehearsed once a year.",
            ),
            before=now,
            after=after,
            unit="1",
            money=revenue * Interval(1 / 52, 1 / 52) * Interval(min(now.low, after.low), after.high)
            if revenue
            else None,
            money_unit="wk",
            question="" if "processes_in_room" in case.answers else "processes_in_room",
            inputs=("own platform relations", "place of D3"),
        )


def persons(case: Case) -> Iterator[Line]:
    """DA5: operators and customers in the data."""
    if not gives(case) or strong(case, "D5"):
        return
    found, council = said(case, "persons_in_data"), said(case, "works_council")
    if found is False:
        return
    yield Line(
        code="DA5",
        title=both("Der Start kann auf den Betriebsrat warten", "The start may wait for the works council"),
        text=both(
            "Stehen Bedienerkürzel oder Auftragsnummern Ihrer Kunden in den Daten, müssen Betriebsrat und Kunden "
            "vorher "
            "zustimmen; bei gemeinsamer Verarbeitung haftet nach außen jeder für den ganzen Schaden.",
            "If operator codes or order numbers of your customers are in the data, works council and customers must "
            "agree first; where data are processed jointly each is liable for the whole damage.",
        ),
        basis=Basis.LAW,
        source="BetrVG § 87(1) Nr. 6; DSGVO Art. 26, 28, 35, 82(4)",
        certainty=Certainty.CERTAIN if found else Certainty.POSSIBLE,
        cause="D1",
        missing="D5",
        mend="D5",
        mend_text=both(
            "Kürzel und Auftragsnummern vor der Weitergabe ersetzen, Betriebsvereinbarung.",
            "Replace codes and order numbers before passing on, a works agreement.",
        ),
        reads=("D3",),
        question="" if found is not None else "persons_in_data",
        inputs=("fields of D1", "charter D5"),
        check_by=both("Betriebsrat", "works council") if council is not False else both("Anwalt", "lawyer"),
    )


def copied(case: Case) -> Iterator[Line]:
    """DA6: what was copied stays out; how much is enforced."""
    if not gives(case) or setting(case, "D4", "query_only") is True:
        return
    machine, trust = enforced_count(case)
    proof = strong(case, "D4") and setting(case, "D4", "proof") is True
    yield Line(
        code="DA6",
        title=both("Kopiertes holen Sie nicht zurück", "What was copied does not come back"),
        text=both(
            f"Was andere bis zu Ihrem Austritt kopiert haben, bleibt dort. Von {machine + trust} Auflagen setzt die "
            f"Technik {machine} durch, {trust} beruhen auf Vertrauen.",
            f"What others have copied until you leave stays there. Of {machine + trust} terms technology enforces "
            f"{machine}, {trust} rest on trust.",
        ),
        basis=Basis.ARITHMETIC,
        source="clauses of the charter counted; Data Act Art. 13",
        certainty=Certainty.CERTAIN,
        cause="D1",
        missing="" if proof else "D4",
        mend="D4",
        mend_text=both(
            "Abfrage statt Kopie, Löschen mit Frist und Nachweis.",
            "Query instead of copy, deletion with time and proof.",
        ),
        reads=("D1", "D2", "D3", "D4", "D5", "G1", "G2", "W1", "K1", "K2"),
        before=Interval(0, 0),
        after=Interval.of(trust),
        unit="terms",
        inputs=("charter",),
    )


EFFECTS = (
    Effect("DA1", customer_reads, customer_stop),
    Effect("DA2", secret_lost),
    Effect("DA3", rivals_listen),
    Effect("DA4", one_place),
    Effect("DA5", persons),
    Effect("DA6", copied),
)

QUESTIONS = (
    Question("processes_in_room", both("Welcher Anteil Ihrer Abläufe liefe künftig über den Datenraum?",
                                       "Which share of your processes would run through the data room?"), "share", "1"),
    Question("persons_in_data", both("Stehen Bedienerkürzel oder Auftragsnummern von Kunden in den Daten?",
                                     "Are operator codes or customers’ order numbers in the data?"), "yes_no"),
    Question("data_show_core", both("Verraten diese Daten, weshalb Kunden gerade Sie anrufen?",
                                    "Do these data give away why customers call you of all?"), "yes_no"),
    Question("works_council", both("Gibt es einen Betriebsrat?", "Is there a works council?"), "yes_no"),
)  # fmt: skip
