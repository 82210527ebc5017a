"""Side effects of developing together: EN1 to EN6 (facts: side effects, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, Question
from verbund.apps.cooperation.report.reading import (
    answered,
    named,
    partners,
    said,
    setting,
    short,
    strong,
    voters,
)
from verbund.apps.cooperation.report.standing import sales, share_with
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.words import share, span

SCIENCE = frozenset({"institute", "school", "public"})


def nobody_owns(case: Case) -> Iterator[Line]:
    """EN1: nothing is said on results."""
    if strong(case, "R2"):
        return
    large = [m for m in partners(case) if m.kind == "large"]
    who_de = (
        f"{short(large[0].name)} kann es groß nutzen, Sie schauen zu."
        if large
        else "Wer mehr verkaufen kann, nutzt es; die anderen schauen zu."
    )
    who_en = (
        f"{short(large[0].name)} can use it at scale, you look on."
        if large
        else "Whoever can sell more uses it; the others look on."
    )
    yield Line(
        code="EN1",
        title=both("Das Ergebnis gehört allen und niemandem", "The result belongs to all and nobody"),
        text=both(
            "Zu Ergebnissen steht nichts Genaues. Dann gehört eine gemeinsame Erfindung allen: Jeder darf sie "
            "selbst nutzen, "
            f"ohne die anderen zu bezahlen; eine Lizenz am Ganzen vergeben nur alle gemeinsam. {who_de}",
            "Nothing precise is said on results. A joint invention then belongs to all: each may use it without "
            "paying the "
            f"others; a licence to the whole is granted only by all jointly. {who_en}",
        ),
        basis=Basis.LAW,
        source="BGB §§ 741, 743(2), 747; BGH X ZR 152/03",
        certainty=Certainty.CERTAIN,
        missing="R2",
        mend="R2",
        mend_text=both("Felder, Vergütung, Vorkaufsrecht.", "Fields of use, compensation, first refusal."),
        inputs=("charter R2", "size of members"),
        check_by=both("Patentanwalt", "patent attorney"),
    )


def no_list(case: Case) -> Iterator[Line]:
    """EN2: own background without a dated list."""
    if strong(case, "R1"):
        return
    core = [
        n
        for layer, n, _ in case.before.competences.get(case.before.company, case.member.competences)
        if layer == "core"
    ]
    what_de = f"Ihr Kernverfahren ({core[0]})" if core else "Ihr Wissen"
    what_en = f"Your core process ({core[0]})" if core else "Your know-how"
    yield Line(
        code="EN2",
        title=both("Was vorher Ihres war, ist später nicht zu beweisen", "What was yours cannot be proved later"),
        text=both(
            f"{what_de} geht als eingebrachtes Wissen mit. Ohne datierte Liste ist später nicht mehr zu beweisen, was "
            "vorher Ihres war.",
            f"{what_en} goes along as background. Without a dated list it cannot be proved later what was yours "
            "before.",
        ),
        basis=Basis.ARITHMETIC,
        source="charter without R1",
        certainty=Certainty.LIKELY,
        missing="R1",
        mend="R1",
        mend_text=both(
            "Liste mit Prüfwert im Register vor dem ersten Treffen; Lizenz nur für das Vorhaben.",
            "A list with hash in the register before the first meeting; a licence for the project only.",
        ),
        inputs=("own competences", "charter R1"),
    )


def published(case: Case) -> Iterator[Line]:
    """EN3: an institute publishes, the filing comes too late."""
    science = [m for m in voters(case) if m.kind in SCIENCE]
    if not science:
        return
    hold = setting(case, "R3", "hold_days")
    filing = strong(case, "R3") and setting(case, "R3", "filing_first") is True
    if case.member in science:
        de = (
            "Ihre Erfinder dürfen in der Regel zwei Monate nach Anzeige veröffentlichen; die Betriebe müssen bis "
            "dahin angemeldet haben."
        )
        en = "Your inventors may as a rule publish two months after notice; by then the companies must have filed."
    else:
        de = (
            "Meldet Ihr Entwickler eine Erfindung und Sie tun vier Monate nichts, gehört sie Ihnen, mit "
            "Vergütungspflicht. Miterfinder "
            f"bei {short(science[0].name)} dürfen in der Regel zwei Monate nach Anzeige veröffentlichen; ist bis dahin "
            "nichts angemeldet, ist das Patent verloren."
        )
        en = (
            "If your developer reports an invention and you do nothing for four months it is yours, with a duty "
            "to pay. Co-inventors at "
            f"{short(science[0].name)} may as a rule publish two months after notice; if nothing is filed by then the "
            "patent is lost."
        )
    yield Line(
        code="EN3",
        title=both("Veröffentlicht, bevor angemeldet ist", "Published before it is filed"),
        text=both(de, en),
        basis=Basis.LAW,
        source="ArbnErfG §§ 6(2), 9, 42",
        certainty=Certainty.POSSIBLE if filing else Certainty.LIKELY,
        missing="" if filing else "R3",
        mend="R3",
        mend_text=both(
            f"Erst anmelden; Vorlage {hold or 90} Tage vorher."
            if filing
            else "Anmeldung geht vor, Vorlage 60 bis 90 Tage vorher.",
            f"Filing first; notice {hold or 90} days before."
            if filing
            else "Filing first, notice 60 to 90 days before.",
        ),
        inputs=("kind of members", "charter R3"),
        check_by=both("Patentanwalt", "patent attorney"),
    )


def one_customer(case: Case) -> Iterator[Line]:
    """EN4: exclusive to one partner without a minimum."""
    partner = named(case, setting(case, "X1", "partner", ""))
    if partner is None or partner == case.member or setting(case, "X1", "minimum_eur") is not None:
        return
    now = share_with(sales(case.before), case.before, partner.company)
    months = setting(case, "X1", "months")
    yield Line(
        code="EN4",
        title=both(f"Nur noch an {short(partner.name)}", f"Only to {short(partner.name)}"),
        text=both(
            f"Sie liefern {months or 'unbegrenzt viele'} Monate nur an {short(partner.name)}, heute "
            f"{share(now, 'de')} Ihres "
            "Umsatzes. Die Gegenleistung fehlt: eine Mindestmenge.",
            f"For {months or 'unlimited'} months you supply {short(partner.name)} only, today {share(now, 'en')} "
            "of your "
            "revenue. What you get for it is missing: a minimum quantity.",
        ),
        basis=Basis.LAW,
        source="2022/720, 2023/1066",
        certainty=Certainty.CERTAIN,
        cause="X1",
        mend="X1",
        mend_text=both(
            "Auf ein Feld begrenzt; entfällt ohne Mindestmenge.", "Limited to a field; lapses without a minimum."
        ),
        before=now,
        after=now,
        unit="1",
        check_by=both("Anwalt", "lawyer"),
    )


def young_company(case: Case) -> Iterator[Line]:
    """EN5: the solution belongs to a start-up that may fail."""
    if setting(case, "L3", "escrow") is True and strong(case, "L3"):
        return
    for m in partners(case):
        if m.kind != "startup":
            continue
        money = answered(case, "startup_runway_months")
        months_de = f" mit Geld für {span(money, 'de')} Monate (Angabe)" if money else ""
        months_en = f" with money for {span(money, 'en')} months (as stated)" if money else ""
        paid = setting(case, "R2", "paid_up") is True
        yield Line(
            code="EN5",
            title=both(f"{short(m.name)} gibt auf", f"{short(m.name)} gives up"),
            text=both(
                f"Die Lösung gehört {short(m.name)}, einem jungen Betrieb{months_de}. Bei Insolvenz kann der "
                "Verwalter die "
                "laufende Lizenz beenden; hinterlegt ist nichts.",
                f"The solution belongs to {short(m.name)}, a young company{months_en}. In insolvency the "
                "administrator may "
                "end the running licence; nothing is in escrow.",
            ),
            basis=Basis.LAW,
            source="InsO § 103",
            certainty=Certainty.POSSIBLE if paid or money is None or money.low > 12 else Certainty.LIKELY,
            missing="L3",
            mend="L3",
            mend_text=both(
                "Quelltext hinterlegen, bezahltes Dauerrecht, eine zweite Person, die es kann.",
                "Source code in escrow, a paid-up right, a second person who knows it.",
            ),
            reads=("R2",),
            question="" if money else "startup_runway_months",
            inputs=("kind of members", "charter L3, R2"),
            check_by=both("Anwalt", "lawyer"),
        )


def whose_name(case: Case) -> Iterator[Line]:
    """EN6: whose name is on the product."""
    if (strong(case, "H1") and strong(case, "H3")) or said(case, "own_name_on_product") is False:
        return
    mine = said(case, "own_name_on_product") is True
    yield Line(
        code="EN6",
        title=both("Wessen Name steht auf dem Produkt?", "Whose name is on the product?"),
        text=both(
            "Wer seinen Namen anbringt, haftet als Hersteller, auch für das Teil des anderen, und jeder für das Ganze.",
            "Whoever puts its name on it is liable as its maker, for the other’s part too, and each for the whole.",
        ),
        basis=Basis.LAW,
        source="ProdHaftG §§ 4, 5; 2023/1230",
        certainty=Certainty.LIKELY if mine else Certainty.POSSIBLE,
        missing="H1" if not strong(case, "H1") else "H3",
        mend="H1",
        mend_text=both(
            "Ein Hersteller, Freistellung, Zugang zu den technischen Unterlagen, Versicherung (H3).",
            "One maker, indemnity, access to the technical file, insurance (H3).",
        ),
        reads=("H3",),
        question="" if mine else "own_name_on_product",
        inputs=("charter H1, H3",),
        check_by=both("Versicherer", "insurer"),
    )


EFFECTS = (
    Effect("EN1", nobody_owns),
    Effect("EN2", no_list),
    Effect("EN3", published),
    Effect("EN4", one_customer),
    Effect("EN5", young_company),
    Effect("EN6", whose_name),
)

QUESTIONS = (
    Question("startup_runway_months", both("Für wie viele Monate hat der junge Betrieb Geld (seine Angabe)?",
                                           "For how many months has the young company money (its own statement)?"),
             "months", "mo"),
    Question("own_name_on_product", both("Steht Ihr Name auf dem Produkt?", "Is your name on the product?"), "yes_no"),
)  # fmt: skip
