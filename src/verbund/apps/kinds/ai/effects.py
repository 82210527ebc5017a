"""Side effects of training models together: KI1 to KI6 (facts: side effects, section 11)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Basis, Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    answered,
    clause,
    competitors,
    named,
    names,
    said,
    setting,
    strong,
    voters,
)
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.words import number, span
from verbund.kit.interval import Interval


def no_gain(case: Case) -> Iterator[Line]:
    """KI1: what the shared model gains against one's own."""
    alone, joint = answered(case, "metric_alone"), answered(case, "metric_joint")
    error = answered(case, "metric_error", Interval(0, 0)) or Interval(0, 0)
    free = strong(case, "L2") and setting(case, "L2", "cost_free_after_rounds") is not None
    if clause(case, "K1") is None:
        return
    if alone is None or joint is None:
        de, en = (
            "Was Sie gegen Ihr eigenes Modell gewinnen, ist nicht gemessen.",
            "What you gain against your own model is not measured.",
        )
        sure, gain = Certainty.UNKNOWN, None
    else:
        gain = joint - alone
        noise = error.high * 2
        if gain.low > noise:
            return
        few_de = f" (± {number(error.high, 'de')})" if error.high else ""
        few_en = f" (± {number(error.high, 'en')})" if error.high else ""
        de = (
            f"Gemessen auf Ihren Daten: allein {span(alone, 'de', 2)}, gemeinsam {span(joint, 'de', 2)}{few_de}. "
            "Das ist kein sicherer Gewinn; mehr gewinnen Mitglieder mit wenigen Daten."
        )
        en = (
            f"Measured on your data: alone {span(alone, 'en', 2)}, together {span(joint, 'en', 2)}{few_en}. That "
            "is no certain gain; members with few data gain more."
        )
        sure = Certainty.LIKELY
    yield Line(
        code="KI1",
        title=both("Kein sicherer Gewinn", "No certain gain"),
        text=both(de, en),
        basis=Basis.ARITHMETIC,
        source="own baseline and own hold-out",
        certainty=sure,
        cause="K1",
        missing="" if free else "L2",
        mend="L2",
        mend_text=both(
            "Ausstieg ohne Kosten nach einigen Runden ohne Gewinn, Kosten nach Gewinn.",
            "Exit free of cost after some rounds without gain, cost by gain.",
        ),
        before=alone,
        after=joint,
        unit="metric",
        question="metric_alone" if alone is None else "metric_joint" if joint is None else "",
        inputs=("own model on own hold-out",),
    )


def leaks(case: Case) -> Iterator[Line]:
    """KI2: what model updates give away."""
    epsilon = amount(setting(case, "K2", "epsilon"))
    secure = setting(case, "K2", "secure_sum") is True
    least = amount(setting(case, "K2", "min_members"))
    count = len(voters(case))
    if epsilon is not None and epsilon.high <= 1 and secure and count >= 5:
        return
    band = (
        "keine Angabe"
        if epsilon is None
        else "starker Schutz"
        if epsilon.high <= 1
        else "mäßiger Schutz"
        if epsilon.high <= 10
        else "schwacher Schutz"
    )
    band_en = (
        "not stated"
        if epsilon is None
        else "strong protection"
        if epsilon.high <= 1
        else "moderate protection"
        if epsilon.high <= 10
        else "weak protection"
    )
    value = "" if epsilon is None else number(epsilon.high, "de")
    few = min(count, int(least.low) if least else count)
    few_de = f" Bei {few} Mitgliedern schützt auch die verschlüsselte Summe wenig." if few < 5 else ""
    few_en = f" With {few} members the secure sum protects little either." if few < 5 else ""
    if not secure:
        few_de, few_en = " Eine verschlüsselte Summe ist nicht vereinbart.", " A secure sum is not agreed."
    eps_de = f"Ihr ε ist {value}: {band}." if value else "Ein ε ist nicht vereinbart."
    eps_en = f"Your ε is {value.replace(',', '.')}: {band_en}." if value else "No ε is agreed."
    yield Line(
        code="KI2",
        title=both("Aus Modelländerungen lässt sich raten", "Model updates can be guessed from"),
        text=both(
            f"Aus Modelländerungen lassen sich im ungünstigen Fall einzelne Aufträge erraten. {eps_de}{few_de}",
            f"In the worst case single orders can be guessed from model updates. {eps_en}{few_en}",
        ),
        basis=Basis.RULE_OF_THUMB,
        source="ε ≤ 1 strong, ≤ 10 moderate, > 10 weak",
        certainty=Certainty.LIKELY if epsilon is None or epsilon.high > 10 or not secure else Certainty.POSSIBLE,
        missing="" if strong(case, "K2") else "K2",
        mend="K2",
        mend_text=both(
            "Grenze für ε, verschlüsselte Summe, mindestens fünf Mitglieder.",
            "A limit for ε, a secure sum, at least five members.",
        ),
        after=epsilon,
        unit="epsilon",
        inputs=("charter K2", "number of members"),
    )


def experience(case: Case) -> Iterator[Line]:
    """KI3: competitors get one's experience."""
    rivals = competitors(case)
    if (
        not rivals
        or clause(case, "K1") is None
        or (strong(case, "K1") and setting(case, "K1", "own_last_layers") is True)
    ):
        return
    yield Line(
        code="KI3",
        title=both("Wettbewerber bekommen Ihre Erfahrung", "Competitors get your experience"),
        text=both(
            f"Das Modell lernt Ihre Erfahrung. Danach verfügen auch {names(rivals, 'de')} darüber.",
            f"The model learns your experience. Then {names(rivals, 'en')} has it too.",
        ),
        basis=Basis.ARITHMETIC,
        source="competitor pair × shared model",
        certainty=Certainty.LIKELY,
        cause="K1",
        mend="K1",
        mend_text=both(
            "Eigene letzte Schichten, ausgenommene Felder, Vorsprung.",
            "Own last layers, excluded fields, a head start.",
        ),
        inputs=("WZ classes", "charter K1"),
    )


def provider(case: Case) -> Iterator[Line]:
    """KI4: who is provider under the AI Act."""
    who = named(case, setting(case, "K3", "provider", ""))
    people = said(case, "ai_judges_people")
    if strong(case, "K3") and who is not None and who != case.member and people is not True:
        return
    mine = who == case.member
    de = (
        "Sie sind Anbieter mit allen Pflichten."
        if mine
        else "Wer das Modell unter eigenem Namen anbietet oder es umwidmet, wird Anbieter mit allen Pflichten."
    )
    en = (
        "You are the provider with all duties."
        if mine
        else "Whoever offers the model under its own name or changes its purpose becomes provider with all duties."
    )
    if people is not False:
        de += " Bewertet es Beschäftigte oder Auszubildende, gilt es meist als Hochrisiko."
        en += " If it judges staff or apprentices it mostly counts as high risk."
    yield Line(
        code="KI4",
        title=both("Anbieter nach der KI-Verordnung", "Provider under the AI Act"),
        text=both(de, en),
        basis=Basis.LAW,
        source="KI-VO Art. 4, 25, 26, Anhang III",
        certainty=Certainty.CERTAIN if mine or people else Certainty.POSSIBLE,
        cause="K3" if mine else "",
        missing="" if strong(case, "K3") else "K3",
        mend="K3",
        mend_text=both(
            "Ein Anbieter, aufgezählte Verwendungen, ein Mensch entscheidet.",
            "One provider, listed uses, a human decides.",
        ),
        question="" if people is not None else "ai_judges_people",
        inputs=("charter K3",),
        check_by=both("Anwalt", "lawyer"),
    )


def provider_stop(case: Case) -> Iterator[Stop]:
    """AI judges people and nobody is provider."""
    if said(case, "ai_judges_people") is True and named(case, setting(case, "K3", "provider", "")) is None:
        yield Stop(
            code="KI4",
            text=both(
                "Nicht unterschreiben, solange das Modell Menschen bewertet und niemand Anbieter ist.",
                "Do not sign while the model judges people and nobody is provider.",
            ),
            why=both("Dann gilt es meist als Hochrisiko.", "It then mostly counts as high risk."),
            basis=Basis.LAW,
            source="KI-VO Anhang III",
            mend="K3",
            check_by=both("Anwalt", "lawyer"),
        )


def stays_in(case: Case) -> Iterator[Line]:
    """KI5: one's contribution stays in the model."""
    if clause(case, "K1") is None:
        return
    copy = strong(case, "K1") and setting(case, "K1", "copy_at_exit") is True
    yield Line(
        code="KI5",
        title=both("Ihr Beitrag bleibt im Modell", "Your contribution stays in the model"),
        text=both(
            "Ihr Beitrag bleibt nach dem Austritt im Modell. "
            + ("Sie behalten den Stand dieses Tages, ohne Neuerungen." if copy else "Eine Kopie nehmen Sie nicht mit."),
            "Your contribution stays in the model after you leave. "
            + ("You keep the state of that day, without updates." if copy else "You take no copy along."),
        ),
        basis=Basis.ARITHMETIC,
        source="charter K1, L2",
        certainty=Certainty.CERTAIN,
        cause="K1",
        mend="K1",
        mend_text=both("Kopie beim Austritt in offenem Format; auf Verlangen Neutraining ohne Sie.",
                       "A copy at exit in an open format; retraining without you on request."),
        inputs=("charter K1",),
    )  # fmt: skip


def bad_data(case: Case) -> Iterator[Line]:
    """KI6: bad data of one member."""
    if setting(case, "M1", "entry_test") is True or clause(case, "K1") is None:
        return
    yield Line(
        code="KI6",
        title=both("Schlechte Daten eines Mitglieds", "Bad data of one member"),
        text=both(
            "Schlechte oder gefälschte Daten eines Mitglieds verschlechtern Ihr Ergebnis; nach wie vielen Runden "
            "es auffiele, "
            "ist unbekannt.",
            "Bad or forged data of one member worsen your result; after how many rounds it would be noticed is "
            "unknown.",
        ),
        basis=Basis.ARITHMETIC,
        source="charter without entry test",
        certainty=Certainty.POSSIBLE,
        cause="K1",
        missing="M1",
        mend="M1",
        mend_text=both("Eingangsprüfung, Quarantäne, Ausschluss.", "An entry test, quarantine, exclusion."),
        inputs=("charter M1",),
    )


EFFECTS = (
    Effect("KI1", no_gain),
    Effect("KI2", leaks),
    Effect("KI3", experience),
    Effect("KI4", provider, provider_stop),
    Effect("KI5", stays_in),
    Effect("KI6", bad_data),
)

QUESTIONS = (
    Question("metric_alone", both("Wie gut ist Ihr eigenes Modell auf Ihren eigenen Prüfdaten (Trefferquote, etwa "
                                  "0,63)?", "How good is your own model on your own test data (hit rate, about "
                                  "0.63)?"), "metric"),
    Question("metric_joint", both("Wie gut ist das gemeinsame Modell auf denselben Prüfdaten?",
                                  "How good is the shared model on the same test data?"), "metric"),
    Question("ai_judges_people", both("Bewertet das Modell Beschäftigte oder Auszubildende?",
                                      "Does the model judge staff or apprentices?"), "yes_no"),
)  # fmt: skip
