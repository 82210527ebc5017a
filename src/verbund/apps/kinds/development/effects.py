"""Side effects of developing together: EN1 to EN6 (facts: side effects, section 6)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question
from verbund.apps.cooperation.report.reading import (
    answered,
    core_of,
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
from verbund.apps.cooperation.report.wording import line, register

register(__package__, "effects.toml")
SCIENCE = frozenset({"institute", "school", "public"})


def nobody_owns(case: Case) -> Iterator[Line]:
    """EN1: nothing is said on results."""
    if strong(case, "R2"):
        return
    large = [m for m in partners(case) if m.kind == "large"]
    yield line(
        "EN1.nobody_owns",
        {"large": large and short(large[0].name)},
        certainty=Certainty.CERTAIN,
        missing="R2",
        mend="R2",
        inputs=("charter R2", "size of members"),
    )


def no_list(case: Case) -> Iterator[Line]:
    """EN2: own background without a dated list."""
    if strong(case, "R1"):
        return
    core = core_of(case)
    yield line(
        "EN2.no_list",
        {"core": core},
        certainty=Certainty.LIKELY,
        missing="R1",
        mend="R1",
        inputs=("own competences", "charter R1"),
    )


def published(case: Case) -> Iterator[Line]:
    """EN3: an institute publishes, the filing comes too late."""
    science = [m for m in voters(case) if m.kind in SCIENCE]
    if not science:
        return
    hold = setting(case, "R3", "hold_days")
    filing = strong(case, "R3") and setting(case, "R3", "filing_first") is True
    yield line(
        "EN3.published",
        {"mine": case.member in science, "science": short(science[0].name), "filing": filing, "hold": hold or 90},
        certainty=Certainty.POSSIBLE if filing else Certainty.LIKELY,
        missing="" if filing else "R3",
        mend="R3",
        inputs=("kind of members", "charter R3"),
    )


def one_customer(case: Case) -> Iterator[Line]:
    """EN4: exclusive to one partner without a minimum."""
    partner = named(case, setting(case, "X1", "partner", ""))
    if partner is None or partner == case.member or setting(case, "X1", "minimum_eur") is not None:
        return
    now = share_with(sales(case.before), case.before, partner.company)
    months = setting(case, "X1", "months")
    yield line(
        "EN4.one_customer",
        {
            "partner": short(partner.name),
            "months": months,
            "now": now,
        },
        certainty=Certainty.CERTAIN,
        cause="X1",
        mend="X1",
        before=now,
        after=now,
        unit="1",
        inputs=("own sales", "charter X1"),
    )


def young_company(case: Case) -> Iterator[Line]:
    """EN5: the solution belongs to a start-up that may fail."""
    if setting(case, "L3", "escrow") is True and strong(case, "L3"):
        return
    for m in partners(case):
        if m.kind != "startup":
            continue
        money = answered(case, "startup_runway_months")
        paid = setting(case, "R2", "paid_up") is True
        yield line(
            "EN5.young_company",
            {"partner": short(m.name), "months": money},
            certainty=Certainty.POSSIBLE if paid or money is None or money.low > 12 else Certainty.LIKELY,
            missing="L3",
            mend="L3",
            reads=("R2",),
            question="" if money else "startup_runway_months",
            inputs=("kind of members", "charter L3, R2"),
        )


def whose_name(case: Case) -> Iterator[Line]:
    """EN6: whose name is on the product."""
    if (strong(case, "H1") and strong(case, "H3")) or said(case, "own_name_on_product") is False:
        return
    mine = said(case, "own_name_on_product") is True
    yield line(
        "EN6.whose_name",
        {},
        certainty=Certainty.LIKELY if mine else Certainty.POSSIBLE,
        missing="H1" if not strong(case, "H1") else "H3",
        mend="H1",
        reads=("H3",),
        question="" if mine else "own_name_on_product",
        inputs=("charter H1, H3",),
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
