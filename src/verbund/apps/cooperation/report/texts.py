"""Small words that every rule needs."""

from __future__ import annotations

from verbund.kit.interval import Interval

HOUR_EUR = Interval(40, 75)
"""What an hour of own people costs until the member says it."""


def both(de: str, en: str) -> dict[str, str]:
    """German and English of one text."""
    return {"de": de, "en": en}
