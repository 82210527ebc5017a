"""Figures and lists in words, German and English, the same on page, terminal and paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from verbund.kit.interval import Interval

NBSP = "\u00a0"
UNITS = {
    "de": {"h": ("Stunde", "Stunden"), "h/mo": ("Stunde im Monat", "Stunden im Monat"), "d": ("Tag", "Tage"),
           "wk": ("Woche", "Wochen"), "mo": ("Monat", "Monate"), "a": ("Jahr", "Jahre")},
    "en": {"h": ("hour", "hours"), "h/mo": ("hour a month", "hours a month"), "d": ("day", "days"),
           "wk": ("week", "weeks"), "mo": ("month", "months"), "a": ("year", "years")},
}  # fmt: skip


def _de(lang: str) -> bool:
    return lang.split("-")[0].lower() == "de"


def number(value: Decimal | float | int, lang: str, places: int | None = None) -> str:
    """1.234,5 in German, 1,234.5 in English; minus as −."""
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{amount:,f}"
    if "." in text and places is None:
        text = text.rstrip("0").rstrip(".")
    if _de(lang):
        text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return text.replace("-", "−")


def euro_value(amount: Decimal | float, lang: str) -> str:
    """2.700 € or €2,700; cents only below ten euros."""
    value = Decimal(str(amount))
    text = number(value, lang, 0 if abs(value) >= 10 or value == value.to_integral() else 2)
    return f"{text}{NBSP}€" if _de(lang) else f"€{text}".replace("€−", "−€")


def rounded(value: float) -> float:
    """To two or three significant figures: an estimate does not pretend to cents."""
    if value == 0:
        return 0.0
    exact = Decimal(str(value))
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - 2), ROUND_HALF_UP))


def money(amount: Interval, lang: str, exact: bool = False) -> str:
    """11.000 bis 16.000 €; 'bis 62.000 €' when the low end is nil."""
    low, high = (amount.low, amount.high) if exact else (rounded(amount.low), rounded(amount.high))
    if low == high:
        return euro_value(high, lang)
    if low == 0:
        return f"{'bis' if _de(lang) else 'up to'} {euro_value(high, lang)}"
    if _de(lang):
        return f"{number(Decimal(str(low)), lang, 0)} bis {euro_value(high, lang)}"
    return f"{euro_value(low, lang)} to {euro_value(high, lang)}"


def share(value: Interval | float, lang: str) -> str:
    """58 %; 9 bis 12 %."""
    found = Interval.of(value)
    low, high = (number(Decimal(str(v * 100)), lang, 0) for v in (found.low, found.high))
    unit = f"{NBSP}%" if _de(lang) else "%"
    if low == high:
        return f"{high}{unit}"
    return f"{low} {'bis' if _de(lang) else 'to'} {high}{unit}"


def span(value: Interval, lang: str, places: int | None = 0) -> str:
    """3; 3 bis 5."""
    low, high = (number(Decimal(str(v)), lang, places) for v in (value.low, value.high))
    return high if low == high else f"{low} {'bis' if _de(lang) else 'to'} {high}"


def quantity(value: Decimal | float | int, unit: str, lang: str) -> str:
    """6 Monate, 20 %, 6,0."""
    amount = Decimal(str(value))
    text = number(amount, lang)
    if unit == "%":
        return f"{text}{NBSP}%" if _de(lang) else f"{text}%"
    if unit == "EUR":
        return euro_value(amount, lang)
    words = UNITS["de" if _de(lang) else "en"].get(unit)
    return f"{text}{NBSP}{words[amount != 1]}" if words else text


def day(value: date, lang: str) -> str:
    """22.12.2026 in German, 22 December 2026 in English."""
    if _de(lang):
        return f"{value.day}.{value.month}.{value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def joined(items: Sequence[str], lang: str) -> str:
    """A, B und C."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'und' if _de(lang) else 'and'} {items[-1]}"
