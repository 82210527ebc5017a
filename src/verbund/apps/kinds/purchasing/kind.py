"""Buying and selling together: what it proposes, changes and measures."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext_lazy as _

from verbund.apps.cooperation.kinds import Kind, Measure, Term
from verbund.apps.cooperation.report.model import Case
from verbund.apps.cooperation.report.network import with_purchase
from verbund.apps.cooperation.report.reading import said
from verbund.apps.cooperation.report.texts import both
from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood

from .effects import EFFECTS, QUESTIONS, bundled, share_bundled
from .reasons import REASONS


def terms() -> list[Term]:
    """Half of the need at most, no duty to buy, a neutral buyer, each orders for itself."""
    given = {
        "X1": {"bundle_share": "0.50", "duty_to_buy": False},
        "B2": {"each_orders_itself": True},
        "W1": {"forbidden_topics": ["sales_prices", "customers", "capacity"], "duty_to_buy": False},
        "L2": {"takes": ["own_contract"]},
    }
    codes = ["Z1", "M1", "M2", "E1", "E2", "B2", "G1", "W1", "X1", "X2", "H1", "H4", "L1", "L2", "L4"]
    return [Term(code, "strong", given.get(code, {})) for code in codes]


def after(case: Case) -> Neighbourhood:
    """The bundled share of the goods moves to the supplier of the bundle (one more, or the present one)."""
    part, goods = share_bundled(case), bundled(case)
    if part.high <= 0 or not goods or said(case, "bundle_supplier_same") is not False:
        return case.before
    supplier = Firm(uuid5(NAMESPACE_URL, f"{case.charter.verbund}:supplier"), "Bündel")
    return with_purchase(case.before, supplier, {id(tie): part for tie in goods})


KIND = Kind(
    code="purchasing",
    name=_("Purchasing and selling"),
    noun=_("joint purchasing and selling"),
    terms=terms,
    effects=EFFECTS,
    measures=(
        Measure("price", both("Ersparnis im Einkauf", "saving in purchasing"), "EUR"),
        Measure("payment_days", both("Zahlungsziel", "payment days"), "d"),
        Measure("new_customers", both("neue Kunden", "new customers"), "1"),
        Measure("bids_won", both("gewonnene Ausschreibungen", "bids won"), "1"),
    ),
    after=after,
    reasons=REASONS,
    questions=QUESTIONS,
    staying_out=both(
        "Sie zahlen weiter Ihren eigenen Preis; den Abstand zu den Mitgliedern sehen Sie nur als Band.",
        "You go on paying your own price; the gap to the members you see as a band only.",
    ),
)
