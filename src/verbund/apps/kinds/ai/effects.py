"""Side effects of training models together: KI1 to KI6 (facts: side effects, section 11)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    answered,
    clause,
    competitors,
    named,
    said,
    setting,
    strong,
    voters,
)
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register, stop
from verbund.kit.interval import Interval

register(__package__, "effects.toml")


STRONG, MODERATE = 1, 10
"""Bands of ε: rule of thumb, facts section 2."""
ENOUGH = 5
"""Members from which a secure sum hides one of them."""


def no_gain(case: Case) -> Iterator[Line]:
    """KI1: what the shared model gains against one's own."""
    alone, joint = answered(case, "metric_alone"), answered(case, "metric_joint")
    error = answered(case, "metric_error", Interval(0, 0)) or Interval(0, 0)
    free = strong(case, "L2") and setting(case, "L2", "cost_free_after_rounds") is not None
    if clause(case, "K1") is None:
        return
    if alone is None or joint is None:
        sure, gain = Certainty.UNKNOWN, None
    else:
        gain = joint - alone
        noise = error.high * 2
        if gain.low > noise:
            return
        sure = Certainty.LIKELY
    yield line(
        "KI1.no_gain",
        {"measured": gain, "alone": alone, "joint": joint, "error": error.high},
        certainty=sure,
        cause="K1",
        missing="" if free else "L2",
        mend="L2",
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
    if epsilon is not None and epsilon.high <= STRONG and secure and count >= ENOUGH:
        return
    few = min(count, int(least.low) if least else count)
    yield line(
        "KI2.leaks",
        {
            "agreed": epsilon,
            "epsilon": epsilon and epsilon.high,
            "good": epsilon and epsilon.high <= STRONG,
            "fair": epsilon and STRONG < epsilon.high <= MODERATE,
            "weak": epsilon and epsilon.high > MODERATE,
            "secure": secure,
            "small": few < ENOUGH,
            "few": few,
        },
        certainty=Certainty.LIKELY if epsilon is None or epsilon.high > MODERATE or not secure else Certainty.POSSIBLE,
        missing="" if strong(case, "K2") else "K2",
        mend="K2",
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
    yield line(
        "KI3.experience",
        {"rivals": rivals},
        certainty=Certainty.LIKELY,
        cause="K1",
        mend="K1",
        inputs=("WZ classes", "charter K1"),
    )


def provider(case: Case) -> Iterator[Line]:
    """KI4: who is provider under the AI Act."""
    who = named(case, setting(case, "K3", "provider", ""))
    people = said(case, "ai_judges_people")
    if strong(case, "K3") and who is not None and who != case.member and people is not True:
        return
    mine = who == case.member
    yield line(
        "KI4.provider",
        {"mine": mine, "people": people is not False},
        certainty=Certainty.CERTAIN if mine or people else Certainty.POSSIBLE,
        cause="K3" if mine else "",
        missing="" if strong(case, "K3") else "K3",
        mend="K3",
        question="" if people is not None else "ai_judges_people",
        inputs=("charter K3",),
    )


def provider_stop(case: Case) -> Iterator[Stop]:
    """AI judges people and nobody is provider."""
    if said(case, "ai_judges_people") is True and named(case, setting(case, "K3", "provider", "")) is None:
        yield stop("KI4.stop", {}, mend="K3")


def stays_in(case: Case) -> Iterator[Line]:
    """KI5: one's contribution stays in the model."""
    if clause(case, "K1") is None:
        return
    copy = strong(case, "K1") and setting(case, "K1", "copy_at_exit") is True
    yield line(
        "KI5.stays_in", {"copy": copy}, certainty=Certainty.CERTAIN, cause="K1", mend="K1", inputs=("charter K1",)
    )


def bad_data(case: Case) -> Iterator[Line]:
    """KI6: bad data of one member."""
    if setting(case, "M1", "entry_test") is True or clause(case, "K1") is None:
        return
    yield line(
        "KI6.bad_data", {}, certainty=Certainty.POSSIBLE, cause="K1", missing="M1", mend="M1", inputs=("charter M1",)
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
