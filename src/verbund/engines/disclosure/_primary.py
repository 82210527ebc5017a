"""What of an aggregate may be shown: at least five independent companies, and nobody dominates it.

Source: practice of competition authorities for exchanges of aggregates (Bundeskartellamt B2-118/10; OLG Düsseldorf
VI-Kart 37/01): at least five companies that are not linked, the largest with at most a third, the two largest below
60 per cent. The p % rule of official statistics (nobody may estimate another's figure closer than p %) follows from
these two for every p up to 100: what the two largest leave is more than 40 % of the sum, the largest at most 33 %.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

LEAST = 5
LARGEST = Decimal(1) / 3
TWO_LARGEST = Decimal("0.6")
P_PERCENT = Decimal("0.2")
"""Nobody may estimate a contribution of a hidden sum closer than this share of it; offices use 5 to 20 %."""
K = TypeVar("K", bound=Hashable)


class Withheld(StrEnum):
    """Why an aggregate is not shown; empty where it may be."""

    NO = ""
    TOO_FEW = "too_few"
    DOMINATED = "dominated"


def against(behind: int, parts: Sequence[Decimal | float] = ()) -> Withheld:
    """`behind`: independent companies. `parts`: what each adds to the sum, or its figure where a mean is shown."""
    if behind < LEAST:
        return Withheld.TOO_FEW
    sizes = sorted((Decimal(str(part)) for part in parts), reverse=True)
    total = sum(sizes, Decimal(0))
    if total and (sizes[0] > total * LARGEST or sum(sizes[:2], Decimal(0)) >= total * TWO_LARGEST):
        return Withheld.DOMINATED
    return Withheld.NO


def protection(parts: Sequence[Decimal | float]) -> Decimal:
    """How far from the true sum, to either side, an attacker's interval must reach: `P_PERCENT` of the largest part.

    At least what the p % rule asks for (Hundepool et al. 2012, 4.2.2: p/100·x1 − (X − x1 − x2)). 0 without parts.
    """
    return P_PERCENT * max((abs(Decimal(str(part))) for part in parts), default=Decimal(0))


def independent(companies: Iterable[K], owner: Mapping[K, Hashable], links: Iterable[tuple[K, K]]) -> dict[K, K]:
    """Company → the one that stands for all it is linked with, by a common owner or by a stake (`links`)."""
    stands = {company: company for company in companies}

    def root(company: K) -> K:
        while stands[company] != company:
            company = stands[company]
        return company

    first: dict[Hashable, K] = {}
    for company in stands:
        group = owner.get(company)
        if group is not None:
            stands[root(company)] = root(first.setdefault(group, company))
    for a, b in links:
        if a in stands and b in stands:
            stands[root(a)] = root(b)
    return {company: root(company) for company in stands}


__all__ = ["LARGEST", "LEAST", "P_PERCENT", "TWO_LARGEST", "Withheld", "against", "independent", "protection"]
