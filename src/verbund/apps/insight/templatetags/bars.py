"""A share as a bar, and as a number of per cent."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def bar(share: float, label: Any) -> SafeString:
    """A bar of this share of the whole width; the number stands beside it in words."""
    wide = f"{max(0.0, min(1.0, float(share))) * 100:.1f}%"
    return format_html(
        '<svg class="bars" role="img" aria-label="{}: {}"><rect class="rest" width="100%" height="100%"/>'
        '<rect width="{}" height="100%"/></svg>',
        label,
        wide,
        wide,
    )


@register.filter
def share100(value: float) -> str:
    return f"{value * 100:.0f}"


@register.filter
def quarter(period: str) -> str:
    """2026Q4 as people say it."""
    return _("quarter %(n)s of %(year)s") % {"n": period[5:], "year": period[:4]}
