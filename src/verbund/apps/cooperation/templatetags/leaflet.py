"""Small pictures of the leaflet: certainty as bars, before and after as intervals."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from verbund.apps.core.templatetags.look import dumb

from .. import pagewords
from ..report.present import WORDS

register = template.Library()
_BARS = {"certain": 3, "likely": 2, "possible": 1}


@register.filter
def said(texts: dict[str, str]) -> str:
    """A text of the profile in the language in force."""
    return pagewords.say(texts)


@register.simple_tag
def sure(certainty: str) -> SafeString:
    """Three bars and the word; unknown is hatched."""
    language = "de" if (translation.get_language() or "de").startswith("de") else "en"
    if certainty in _BARS:
        bars = format_html_join(
            "", '<rect class="{}" x="{}" y="1.75" width="7" height="8.5"/>',
            (("on" if i < _BARS[certainty] else "off", 0.75 + 9 * i) for i in range(3)),
        )  # fmt: skip
    else:
        bars = format_html_join("", '<path class="hatch" d="M{} 10 {} 2"/>', ((2 + 7 * i, 6 + 7 * i) for i in range(4)))
    return format_html(
        '<span class="sure"><svg viewBox="0 0 28 12" aria-hidden="true">{}</svg>{}</span>',
        bars, WORDS[language].get(certainty, certainty),
    )  # fmt: skip


@register.simple_tag
def change_picture(d: dict[str, Any]) -> SafeString:
    """Before and after on a line; an interval is hatched from its lower to its upper end."""
    low0, high0, low1, high1 = d["points"]
    level = "same" if d["same"] else d["status"]
    if not d["interval"]:
        return dumb(low0, low1, d["label"], level, d["mark"], d["mend"])
    low, high = (low1, high1) if low1 != high1 else (low0, high0)
    steps = max(1, min(24, round((high - low) * 45)))
    width = (high - low) / steps
    hatch = format_html_join(
        "", '<line class="hatch" x1="{}%" x2="{}%" y1="78%" y2="22%"/>',
        ((f"{(low + i * width) * 100:.1f}", f"{(low + (i + 0.6) * width) * 100:.1f}") for i in range(steps)),
    )  # fmt: skip
    base = mark_safe('<line class="base" x1="0" x2="100%" y1="50%" y2="50%"/>')
    warn = format_html('<line class="warn" x1="{0}%" x2="{0}%" y1="0" y2="100%"/>', f"{d['mark'] * 100:.0f}")
    start = format_html('<circle class="from" cx="{}%" cy="50%" r="5"/>', f"{low0 * 100:.1f}") if low0 == high0 else ""
    end = format_html('<circle class="to" cx="{}%" cy="50%" r="6"/>', f"{low1 * 100:.1f}") if low1 == high1 else ""
    return format_html(
        '<svg class="dumb" role="img" aria-label="{}">{}{}{}{}{}</svg>', d["label"], base, warn, hatch, start, end
    )
