"""What the made cases share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verbund.apps.cooperation.report import Case
from verbund.kit.interval import Interval

from ..synthetic import buys, case, sells

BIG = (sells("big", 400_000), sells(None, 600_000, others_count=9))
SMALL = (sells("big", 100_000), sells(None, 900_000, others_count=9))
LIVE: dict[str, Any] = {"fields": ["runtime", "scrap"], "grain": "machine", "interval": "live"}
WEEK: dict[str, Any] = {"fields": ["runtime", "scrap"], "grain": "part_family", "interval": "week"}
BAN = {"ban_against_giver": True}
TITAN = (buys("big", 100_000, wz_code="24.45"), sells(None, 1_000_000))
HARD = buys("other", 50_000, replaceable="no", stock_days=6, requalify_weeks=8)
DRAWN = sells("big", 300_000, drawing_owner="customer")
FREE = sells(None, 700_000, others_count=7, drawing_owner="supplier", tool_owner="supplier")
SHARES = {"selling_share": ["0.18", "0.23"], "purchasing_share": "0.1", "equal_cost_share": "0.4"}
APPRENTICE = {"weeks": {"me": 40, "other": 22}, "items": 34, "items_covered": 34}
VISITS = {"right_to_visit": True, "monthly_check": True, "transfer_fee": False}
SEALED = {"sealed_bids": True}
ONE = Interval(1, 1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`shows` has a line (or only a stop sign) of this code; each of `away` has none."""

    code: str
    name: str
    shows: Callable[[], Case]
    away: tuple[Callable[[], Case], ...] = ()


def made(kind: str, clauses: dict[str, dict[str, Any]] | None = None, *others: str, **more: Any) -> Callable[[], Case]:
    return lambda: case(kind, clauses, *others, **more)
