"""Where a figure becomes a sign: values with their mark and source.

Marks: R statute or regulation, A practice of an authority or court, F rule of thumb, O our own arithmetic. A mark is
shown with every line; none of them is a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ._measure import Measure


@dataclass(frozen=True, slots=True)
class Threshold:
    """`measure` (a code, or its ending after the side) above `above` is a sign. sources date from August 2026;
    confirm: the source was cited from memory or the law is in motion.
    """

    code: str
    measure: str
    above: float
    unit: str
    mark: Literal["R", "A", "F", "O"]
    source: str
    meaning: str
    confirm: bool = False


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold("customer-10", "customers.largest-share", 0.10, "1", "F", "IFRS 8.34 (listed groups: R)",
              "listed groups must report such a customer", True),
    Threshold("customer-20", "customers.largest-share", 0.20, "1", "F", "advice to small firms, bank talks",
              "lump risk: a plan B is expected"),
    Threshold("customer-22", "customers.largest-share", 0.22, "1", "A", "Commission M.1221 (1999), food retail",
              "could be replaced only with heavy loss, in one market", True),
    Threshold("customer-30", "customers.largest-share", 0.30, "1", "F", "advice to small firms, bank talks",
              "high dependence"),
    Threshold("customer-35", "customers.largest-share", 0.35, "1", "F", "usual limit per debtor in factoring",
              "above 35 to 45 % receivables are not financed"),
    Threshold("customer-50", "customers.largest-share", 0.50, "1", "F", "advice to small firms",
              "its loss threatens existence"),
    Threshold("hhi-medium", "hhi", 0.10, "1", "O", "as if ten equal ones", "medium concentration"),
    Threshold("hhi-high", "hhi", 0.25, "1", "O", "as if four equal ones", "concentrated"),
    Threshold("single-source", "largest-source", 0.999999, "1", "O", "one source for an essential input",
              "nobody else delivers it"),
    Threshold("stock-short", "stock-gap", 0.0, "d", "O", "stock in days < weeks to requalify × 5",
              "stock ends before another source delivers"),
    Threshold("payment-60", "payment-days", 60, "d", "R", "BGB § 271a(1)",
              "only if express and not grossly unfair"),
    Threshold("payment-30", "payment-days", 30, "d", "R", "BGB § 308 no. 1a with § 310(1); AgrarOLkG § 11",
              "doubtful in standard terms; the limit for perishable food"),
    Threshold("joint-purchasing-15", "joint-purchasing-share", 0.15, "1", "A", "EU horizontal guidelines 2023",
              "above it joint purchasing needs a closer look, on purchasing and selling market", True),
    Threshold("joint-selling-15", "joint-selling-share", 0.15, "1", "A", "EU horizontal guidelines 2023",
              "above it joint selling needs a closer look; never with prices fixed", True),
    Threshold("minor-competitors-10", "competitors-share", 0.10, "1", "A", "de minimis notice",
              "no longer of minor importance among competitors"),
    Threshold("minor-others-15", "others-share", 0.15, "1", "A", "de minimis notice",
              "no longer of minor importance"),
    Threshold("joint-development-25", "joint-development-share", 0.25, "1", "R", "Regulation (EU) 2023/1066",
              "outside the block exemption for joint research and development", True),
    Threshold("joint-production-20", "joint-production-share", 0.20, "1", "R", "Regulation (EU) 2023/1067",
              "outside the block exemption for specialisation", True),
    Threshold("exclusive-30", "exclusive-share", 0.30, "1", "R", "Regulation (EU) 2022/720",
              "outside the block exemption for vertical agreements", True),
    Threshold("exclusive-need-80", "share-of-need", 0.80, "1", "R", "Regulation (EU) 2022/720",
              "counts as exclusive purchase", True),
    Threshold("aggregate-largest-33", "aggregate.largest-share", 0.33, "1", "A", "Bundeskartellamt B2-118/10",
              "one firm can be read from the aggregate"),
    Threshold("aggregate-two-60", "aggregate.top2-share", 0.60, "1", "A", "Bundeskartellamt B2-118/10",
              "two firms can be read from the aggregate"),
    Threshold("staff-loan-18", "staff-loan-months", 18, "mo", "R", "AÜG § 1", "longest loan of staff"),
    Threshold("cloud-notice-2", "cloud-notice-months", 2, "mo", "R", "Data Act art. 25",
              "longer than a provider may ask for", True),
    Threshold("cloud-move-30", "cloud-move-days", 30, "d", "R", "Data Act art. 25",
              "longer than a move may take", True),
    Threshold("small-aid", "aid-three-years", 300_000, "EUR", "R", "Regulation (EU) 2023/2831",
              "more than small aid, per group in three years", True),
    Threshold("privacy-moderate", "privacy-epsilon", 1, "1", "F", "bands of differential privacy",
              "moderate protection"),
    Threshold("privacy-weak", "privacy-epsilon", 10, "1", "F", "bands of differential privacy",
              "weak protection"),
    Threshold("notice-12", "notice-months", 12, "mo", "F", "convention", "long notice"),
    Threshold("burden", "cost-share-over-power", 2.0, "1", "O", "Banzhaf index / own share of cost < .5",
              "votes fall short of the burden"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """A threshold that a figure has crossed: for certain, or perhaps (its interval reaches over)."""

    threshold: Threshold
    measure: Measure
    certain: bool


def signs(measure: Measure, table: tuple[Threshold, ...] = THRESHOLDS) -> tuple[Sign, ...]:
    """The thresholds a figure has crossed or may have crossed, highest first."""
    found = [
        Sign(t, measure, measure.interval.low > t.above)
        for t in table
        if (measure.code == t.measure or measure.code.endswith("." + t.measure)) and measure.interval.high > t.above
    ]
    return tuple(sorted(found, key=lambda s: -s.threshold.above))
