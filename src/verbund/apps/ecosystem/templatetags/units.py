"""Quantities with their units in words."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.translation import gettext_lazy as _

register = template.Library()
WORDS: dict[str, Any] = {
    "h/mo": _("h a month"),
    "h": _("hour"),
    "1": "",
    "d": _("day"),
    "wk": _("week"),
    "mo": _("month"),
    "a": _("year"),
    "t": "t",
    "kg": "kg",
    "km": "km",
    "EUR": "€",
    "EUR/a": _("€ a year"),
}


@register.filter
def unit_words(code: str) -> Any:
    """A UCUM or ISO 4217 code as people say it; unknown codes as they are."""
    return WORDS.get(code, code)


@register.filter
def counted(type: str) -> Any:
    """What is counted of a resource: rows of a data set, places, pieces."""
    return {"data_set": _("rows"), "training_place": _("places")}.get(type, _("pieces"))


@register.filter
def iso_day(value: str) -> str:
    """The day of an ISO 8601 instant, as the language writes it."""
    try:
        return formats.date_format(datetime.fromisoformat(value), "SHORT_DATE_FORMAT")
    except (TypeError, ValueError):
        return str(value)[:10]


@register.filter
def amount(value: Any) -> str:
    """A quantity without needless decimals: 60, 0,5."""
    if value is None:
        return ""
    number = Decimal(str(value)).normalize()
    places = max(0, -int(number.as_tuple().exponent))
    return formats.number_format(number, places, use_l10n=True, force_grouping=True)
