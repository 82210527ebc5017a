"""What a card shows: an opportunity or company with its reasons as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verbund.apps.core.models import Company
from verbund.engines.search import Fit, Profile, Reason, distance_km

from .offers import Offer
from .sentences import say

MOST_REASONS = 5
UNKNOWN = frozenset(("place-unknown",))


@dataclass(frozen=True, slots=True)
class Line:
    """One reason in words. `warns`: it speaks against."""

    text: str
    icon: str
    level: str
    warns: bool
    code: str


@dataclass(frozen=True, slots=True)
class Card:
    """An opportunity (`offer`) or a company that fits; km from the company acted for."""

    offer: Offer | None
    company: Company | None
    km: float | None
    lines: Sequence[Line]


def lines(reasons: Iterable[Reason | Mapping[str, Any]], kind: str = "") -> list[Line]:
    """Reasons as sentences: strongest first, at most five, every warning among them."""
    found = []
    for r in reasons:
        code, values, against = (
            (r.code, r.values, r.against) if isinstance(r, Reason) else (r["code"], r["values"], r["against"])
        )
        icon, level = ("watch", "watch") if against else ("unknown", "") if code in UNKNOWN else ("check", "good")
        found.append(Line(say(code, values, kind), icon, level, against, code))
    warnings = [x for x in found if x.warns]
    return [x for x in found if not x.warns][: max(1, MOST_REASONS - len(warnings))] + warnings


def of_offers(found: Iterable[tuple[Offer, Fit]], asker: Profile | None) -> list[Card]:
    """Cards in the order given."""
    return [Card(o, o.company, _km(asker, o.latitude, o.longitude), lines(fit.reasons, o.kind)) for o, fit in found]


def of_companies(found: Iterable[tuple[Company, Fit]], asker: Profile | None) -> list[Card]:
    """Cards of companies whose competences fit."""
    return [Card(None, c, _km(asker, c.latitude, c.longitude), lines(fit.reasons)) for c, fit in found]


def _km(asker: Profile | None, latitude: float | None, longitude: float | None) -> float | None:
    return distance_km(asker, Profile("", latitude=latitude, longitude=longitude)) if asker else None
