"""Side effects of buying and selling together: EV1 to EV6 (facts: side effects, section 7)."""

from __future__ import annotations

from collections.abc import Iterator

from verbund.apps.cooperation.report.model import Case, Certainty, Effect, Line, Question, Stop
from verbund.apps.cooperation.report.reading import (
    amount,
    answered,
    clause,
    competing_pairs,
    competitors,
    said,
    setting,
    strong,
    words_in,
)
from verbund.apps.cooperation.report.standing import amount_of, sales, spread, statements
from verbund.apps.cooperation.report.texts import both
from verbund.apps.cooperation.report.wording import line, register, stop
from verbund.apps.ecosystem.neighbourhood import Tie
from verbund.kit.interval import Interval

register(__package__, "effects.toml")
SAFE = 0.15
SHARES = ("selling_share", "purchasing_share", "equal_cost_share")
"""What EV3 asks, in this order."""
LESS = Interval(0.1, 0.2)
"""How much less a member may need in a weak year until it says so."""
TIER = Interval(0.01, 0.05)
"""What the tier of a bundle is worth, of the quantity bought: rule of thumb."""


def bundled(case: Case) -> list[Tie]:
    """Own purchases that the bundle would take, largest first.

    The answer `bundle_goods` names them by WZ class or by a word of the product; without it the largest single
    purchase stands for them.
    """
    bought = [
        t for t in statements(case.before, ["supplies"])
        if t.taker == case.before.company and t.giver is not None and t.amount is not None
    ]  # fmt: skip
    bought.sort(key=lambda t: -amount_of(t, None).high)
    named = case.answers.get("bundle_goods")
    if isinstance(named, list):
        goods = [str(n).lower() for n in named]
        return [t for t in bought if t.wz_code in goods or any(g in t.product_de.lower() for g in goods)]
    return bought[:1]


def share_bundled(case: Case) -> Interval:
    """Share of the need that goes into the bundle by X1 (nothing without the clause)."""
    if clause(case, "X1") is None:
        return Interval(0, 0)
    return amount(setting(case, "X1", "bundle_share")) or Interval(0, 1)


def volume(case: Case) -> Interval:
    """EUR a year of own need that is bundled; while nobody named the goods anything up to the largest purchase."""
    amounts = [amount_of(t, None) for t in bundled(case)]
    total = sum(amounts, Interval(0, 0))
    if not isinstance(case.answers.get("bundle_goods"), list):
        total = Interval(0, total.high)
    return total * share_bundled(case)


def fixed_quantity(case: Case) -> Iterator[Line]:
    """EV1: a smaller need costs the tier."""
    bought = volume(case)
    if bought.high <= 0:
        return
    band = amount(setting(case, "X2", "band_percent"))
    free = strong(case, "X2") and band is not None
    weak_year = answered(case, "quantity_swing", LESS) or LESS
    cut = weak_year - (band * 0.01 if free and band is not None else Interval(0, 0))
    cut = Interval(max(0.0, cut.low), max(0.0, cut.high))
    loss = bought * cut * (TIER if free else TIER + Interval(0, 0.03))
    if loss.high <= 0:
        return
    yield line(
        "EV1.fixed_quantity",
        {"bought": bought, "weak_year": weak_year, "loss": loss},
        certainty=Certainty.LIKELY if "quantity_swing" in case.answers else Certainty.POSSIBLE,
        cause="X1",
        missing="" if free else "X2",
        mend="X2",
        before=Interval(0, 0),
        after=bought,
        unit="EUR",
        money=loss,
        money_unit="a",
        question=next((q for q in ("bundle_goods", "quantity_swing") if q not in case.answers), ""),
        inputs=("own purchases", "X1, X2"),
    )


def second_source(case: Case) -> Iterator[Line]:
    """EV2: the supplier that is left loses most of the business."""
    part = share_bundled(case)
    if part.high <= 0:
        return
    goods = bundled(case)
    if not goods:
        return
    top = goods[0]
    suppliers = {t.giver for t in statements(case.before, ["supplies"])
                 if t.taker == case.before.company and t.wz_code == top.wz_code and t.giver}  # fmt: skip
    alone = len(suppliers) == 1
    firm = case.before.firms.get(top.giver) if top.giver else None
    who = firm.name if firm else ""
    hard = top.replaceable in ("no", "hard")
    gone = answered(case, "bundle_supplier_same")
    keeps = said(case, "bundle_supplier_same")
    yield line(
        "EV2.second_source",
        {"keeps": keeps, "supplier": who, "part": part},
        certainty=Certainty.LIKELY if part.low >= 0.5 else Certainty.POSSIBLE,
        cause="X1",
        mend="X1",
        before=Interval(0, 0),
        after=part,
        unit="1",
        money=volume(case) * Interval(0, 0.1) if hard or alone else None,
        money_unit="a",
        question="" if gone is not None or keeps is not None else "bundle_supplier_same",
        inputs=("own purchases", "X1"),
    )


def _shares(case: Case) -> tuple[Interval, Interval, Interval]:
    """(equal share of cost, share in the purchasing market, share in the selling market); unknown is [0, 1]."""
    wide = Interval(0, 1)
    return (
        answered(case, "equal_cost_share", wide) or wide,
        answered(case, "purchasing_share", wide) or wide,
        answered(case, "selling_share", wide) or wide,
    )


def equal_costs(case: Case) -> Iterator[Line]:
    """EV3: competitors with like costs and a large share of the market."""
    if not competing_pairs(case) or clause(case, "X1") is None:
        return
    rivals = competitors(case)
    equal, buying, selling = _shares(case)
    noted = strong(case, "W1") and bool(setting(case, "W1", "lawyer_note"))
    settled = strong(case, "W1") and (max(buying.high, selling.high) <= SAFE or noted)
    if settled:
        return
    known = selling.width < 1
    over = selling.high > SAFE or buying.high > SAFE
    yield line(
        "EV3.equal_costs",
        {"rivals": rivals, "known": known, "equal": equal, "buying": buying, "selling": selling, "over": over},
        certainty=Certainty.LIKELY if selling.low > SAFE else Certainty.POSSIBLE if known else Certainty.UNKNOWN,
        cause="X1",
        missing="W1",
        mend="W1",
        before=Interval(0, 0),
        after=equal,
        unit="1",
        question=next((q for q in SHARES if q not in case.answers), ""),
        inputs=("WZ classes", "answers: market shares in bands"),
    )


def equal_costs_stop(case: Case) -> Iterator[Stop]:
    """Selling share above 15 % and no lawyer's note; or no wall at all."""
    if not competing_pairs(case) or clause(case, "X1") is None:
        return
    _, buying, selling = _shares(case)
    wall = strong(case, "W1")
    note = wall and bool(setting(case, "W1", "lawyer_note"))
    over = selling.high > SAFE or buying.high > SAFE
    if note or (wall and not over):
        return
    known = selling.width < 1
    yield stop("EV3.stop", {"wall": wall, "known": known, "selling": selling}, mend="W1", reads=("X1",))


def others_pay(case: Case) -> Iterator[Line]:
    """EV4: a member that cannot pay."""
    if setting(case, "B2", "each_orders_itself") is True:
        return
    joint = answered(case, "joint_order_eur")
    own = volume(case)
    stake = None
    if joint is not None:
        stake = Interval(max(0.0, joint.low - own.high), max(0.0, joint.high - own.low))
    one_name = not strong(case, "H4")
    yield line(
        "EV4.partners" if one_name else "EV4.contract",
        {"stake": stake},
        certainty=Certainty.POSSIBLE,
        missing="B2",
        mend="B2",
        reads=("H4", "X1"),
        money=stake,
        question="" if joint is not None else "joint_order_eur",
        inputs=("charter B2, H4",),
    )


def joint_bid(case: Case) -> Iterator[Line]:
    """EV5: a joint bid that one could have made alone."""
    if said(case, "joint_bid") is not True:
        return
    alone = said(case, "could_bid_alone")
    yield line(
        "EV5.joint_bid",
        {},
        certainty=Certainty.LIKELY if alone else Certainty.POSSIBLE,
        missing="" if strong(case, "W1") else "W1",
        mend="W1",
        question="" if alone is not None else "could_bid_alone",
        inputs=("own answers", "charter W1"),
    )


def whose_customer(case: Case) -> Iterator[Line]:
    """EV6: selling together, the customer stays with the Verbund."""
    part = answered(case, "sold_through_verbund")
    if part is None or part.high <= 0 or (strong(case, "L2") and "own_customers" in words_in(case, "L2", "takes")):
        return
    total = spread(sales(case.before), "customers").total
    yield line(
        "EV6.whose_customer",
        {"part": part},
        certainty=Certainty.LIKELY,
        missing="L2",
        mend="L2",
        before=Interval(0, 0),
        after=part,
        unit="1",
        money=total * part if 0 < total.high < 1e11 else None,
        money_unit="a",
        inputs=("own sales", "own answer", "charter L2"),
    )


def asks_channel(case: Case) -> Iterator[str]:
    """Only where customers could stay behind."""
    kept = strong(case, "L2") and "own_customers" in words_in(case, "L2", "takes")
    if not kept and answered(case, "sold_through_verbund") is None:
        yield "sold_through_verbund"


EFFECTS = (
    Effect("EV1", fixed_quantity),
    Effect("EV2", second_source),
    Effect("EV3", equal_costs, equal_costs_stop),
    Effect("EV4", others_pay),
    Effect("EV5", joint_bid, asks=lambda case: () if said(case, "joint_bid") is not None else ("joint_bid",)),
    Effect("EV6", whose_customer, asks=asks_channel),
)

QUESTIONS = (
    Question("quantity_swing", both("Um wie viel schwankte Ihr Bedarf in den letzten fünf Jahren?",
                                    "By how much did your need swing in the last five years?"), "share", "1"),
    Question("bundle_supplier_same", both("Bliebe Ihr bisheriger Lieferant der Lieferant des Bündels?",
                                          "Would your present supplier stay the supplier of the bundle?"), "yes_no"),
    Question("selling_share", both("Welchen Anteil am Markt haben die Mitglieder im Verkauf zusammen (unter 5, 5–15, "
                                   "über 15 %)?", "Which combined share do the members have in selling (below 5, 5–15, "
                                   "above 15%)?"), "share", "1"),
    Question("purchasing_share", both("Und im Einkauf dieser Ware?", "And in purchasing these goods?"), "share", "1"),
    Question("equal_cost_share", both("Welcher Anteil Ihrer Stückkosten steckt in dieser Ware?",
                                      "Which share of your unit cost lies in these goods?"), "share", "1"),
    Question("joint_order_eur", both("Wie groß ist die gemeinsame Bestellung?", "How large is the joint order?"),
             "amount", "EUR"),
    Question("joint_bid", both("Bieten Sie gemeinsam auf Ausschreibungen?", "Do you bid jointly?"), "yes_no"),
    Question("could_bid_alone", both("Hätten Sie den Auftrag allein geschafft?", "Could you have done it alone?"),
             "yes_no"),
    Question("sold_through_verbund", both("Welcher Anteil Ihres Umsatzes liefe über den Verbund?",
                                          "Which share of your revenue would run through the Verbund?"), "share", "1"),
    Question("bundle_goods", both("Welche Waren werden gebündelt?",
                                    "Which goods are bundled?"), "words"),
)  # fmt: skip
