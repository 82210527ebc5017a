"""Quantities as people say them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import formats

from verbund.apps.matching.vocabulary import UNITS

register = template.Library()


@register.simple_tag
def quantity(offer: Any) -> str:
    """220 h a month; a unit that is not known here stands as it was written."""
    value = offer.quantity
    shown = formats.number_format(value, None if value % 1 else 0, use_l10n=True, force_grouping=True)
    unit = UNITS.get(offer.unit)
    said = str(unit) if unit is not None else offer.unit
    return f"{shown}\u00a0{said}".strip()
