"""Small pictures of the position: a share on a line, a trend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from verbund.apps.position.words import percent
from verbund.kit.interval import Interval

register = template.Library()
CLOSE = 0.02
HATCH = 0.02


@register.filter
def quarter(period: str) -> str:
    """2026Q4 as people say it."""
    return gettext("quarter %(n)s of %(year)s") % {"n": period[5:], "year": period[:4]}


def _at(share: float) -> str:
    return f"{max(0.0, min(1.0, share)) * 100:.1f}%"


@register.filter
def in_percent(share: float) -> str:
    """A share as 58 %."""
    return percent(Interval.of(share))


@register.simple_tag
def scale(title: Any, share: Interval, warn: float, band: Interval | None = None) -> SafeString:
    """A share from 0 to 100 % with the warning mark; unknown is hatched; `band` is the middle half of others."""
    words = gettext("%(title)s: %(share)s, warning mark %(warn)s") % {
        "title": title,
        "share": percent(share),
        "warn": percent(Interval.of(warn)),
    }
    parts = [SafeString('<line class="base" x1="0" x2="100%" y1="50%" y2="50%"/>')]
    if band is not None:
        parts.append(
            format_html(
                '<line class="peers" x1="{}" x2="{}" y1="50%" y2="50%"/>',
                _at(band.low),
                _at(max(band.high, band.low + 0.02)),
            )
        )
    parts.append(format_html('<line class="warn" x1="{0}" x2="{0}" y1="0" y2="100%"/>', _at(warn)))
    if share.width <= CLOSE:
        parts.append(format_html('<circle class="me" cx="{}" cy="50%" r="6.5"/>', _at((share.low + share.high) / 2)))
    else:
        steps = max(2, int(share.width / HATCH))
        marks = [(_at(share.low + k * HATCH), _at(share.low + k * HATCH + 0.013)) for k in range(steps)]
        parts.append(format_html_join("", '<line class="hatch" x1="{}" x2="{}" y1="80%" y2="20%"/>', marks))
    return format_html('<svg class="scale" role="img" aria-label="{}">{}</svg>', words, SafeString("".join(parts)))


@register.simple_tag
def spark(values: Sequence[float], label: str) -> SafeString:
    """A trend of at most eight values in [0, 1], the last one marked."""
    low, high = min(values), max(values)
    span = max(high - low, 0.1)
    step = 84 / max(1, len(values) - 1)
    points = [(2 + k * step, 24 - (v - low) / span * 20) for k, v in enumerate(values)]
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 88 28" role="img" aria-label="{}"><path class="zero" d="M2 26.5h84"/>'
        '<path d="{}"/><circle class="end" cx="{}" cy="{}" r="3"/></svg>',
        label,
        path,
        f"{x:.1f}",
        f"{y:.1f}",
    )
