"""What a tapped band says: from where to where, and how wide that is."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def width(low: int, high: int) -> SafeString:
    """A band of per cent as a picture and in words; all of it is unknown."""
    if (low, high) == (0, 100):
        words = _("Unknown: anything between 0 and 100 %.")
    elif low == high:
        words = _("%(n)s %%, exactly.") % {"n": low}
    else:
        words = _("Between %(low)s and %(high)s %%, so %(wide)s points wide.") % {
            "low": low, "high": high, "wide": high - low,
        }  # fmt: skip
    start, wide = (0, low) if low == high else (low, high - low)
    return format_html(
        '<svg class="bars" role="img" aria-label="{}"><rect class="rest" width="100%" height="100%"/>'
        '<rect x="{}%" width="{}%" height="100%"/></svg><small>{}</small>',
        words,
        start,
        wide,
        words,
    )
