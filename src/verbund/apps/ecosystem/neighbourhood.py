"""The network a company sees, as plain values: its own statements plus what others released to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm as the viewer sees it; figures only where own or released."""

    id: UUID
    name: str
    wz_code: str = ""
    nace: str = ""
    group: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    employees: int | None = None
    revenue: Decimal | None = None
    material_cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """One statement. `giver`/`taker` None: a collective of `others_count` unnamed firms; of one where `partner` says
    what its owner calls it."""

    type: str
    giver: UUID | None
    taker: UUID | None
    stated_by: UUID
    product_de: str = ""
    product_en: str = ""
    wz_code: str = ""
    amount: Decimal | None = None
    share: Decimal | None = None
    others_count: int | None = None
    payment_days: int | None = None
    replaceable: str = "unknown"
    requalify_weeks: int | None = None
    stock_days: int | None = None
    drawing_owner: str = ""
    tool_owner: str = ""
    source: str = ""
    partner: str = ""
    share_most: Decimal | None = None
    amount_most: Decimal | None = None
    """upper ends where share or amount are known as an interval only; `share` and `amount` are the lower ends"""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What one company sees; `own` counts own statements, `released` those of others."""

    company: UUID
    firms: dict[UUID, Firm]
    ties: tuple[Tie, ...]
    own: int = 0
    released: int = 0
    competences: dict[UUID, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    """firm → (layer, German name, WZ code) of public competences"""
    books: bool = False
    """whether the company's books were read in whole: they hold every partner, nothing of them is set aside"""
