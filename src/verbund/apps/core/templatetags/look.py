"""The components of the look as template tags and filters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import Resolver404, resolve, translate_url
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from verbund.kit.interval import Interval

register = template.Library()
NBSP = "\u00a0"

KIND_CLASS = {
    "data": "k-data",
    "development": "k-dev",
    "purchasing": "k-buy",
    "production": "k-prod",
    "competence": "k-comp",
    "training": "k-train",
    "ai": "k-ai",
}
KIND_NAME: Mapping[str, Any] = {
    "data": gettext_lazy("Data"),
    "development": gettext_lazy("Development"),
    "purchasing": gettext_lazy("Purchasing and selling"),
    "production": gettext_lazy("Production"),
    "competence": gettext_lazy("Competence"),
    "training": gettext_lazy("Training"),
    "ai": gettext_lazy("AI"),
}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A decorative icon; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#i-{}"/></svg>', extra, static("shell/icons.svg"), name
    )


@register.simple_tag
def status(level: str, words: Any) -> SafeString:
    """A state: outline and word, never colour alone. level: good watch danger info unknown run."""
    return format_html('<span class="status {}">{}{}</span>', level, icon(level), words)


@register.simple_tag
def kind(code: str, words: Any = "") -> SafeString:
    """Glyph and name of a kind of cooperation; an unknown kind shows its code."""
    cls = KIND_CLASS.get(code, "k-data")
    glyph = icon(cls) if code in KIND_CLASS else icon("stone")
    return format_html('<span class="kind {}">{}{}</span>', cls, glyph, words or KIND_NAME.get(code, code))


@register.filter
def kind_class(code: str) -> str:
    return KIND_CLASS.get(code, "k-data")


@register.filter
def kind_name(code: str) -> Any:
    return KIND_NAME.get(code, code)


@register.filter
def number(value: Any, places: int = 0) -> str:
    """1.234,5 in German, 1,234.5 in English; intervals as "10–30"."""
    if value is None or value == "":
        return gettext("unknown")
    if isinstance(value, Interval):
        if value.known:
            return number(value.low, places)
        return f"{number(value.low, places)}–{number(value.high, places)}"
    shown = formats.number_format(round(Decimal(str(value)), places), places, use_l10n=True, force_grouping=True)
    return shown.replace("-", "−")


def in_euros(shown: str) -> str:
    """A written number with its unit: 1.200 € in German, €1,200 in English."""
    if translation.get_language() == "de":
        return f"{shown}{NBSP}€"
    return f"−€{shown[1:]}" if shown[:1] in "-−" and shown else f"€{shown}"


def per_cent(shown: str) -> str:
    """A written number with its unit: 58 % in German, 58% in English."""
    return f"{shown}{NBSP}%" if translation.get_language() == "de" else f"{shown}%"


@register.filter
def euro(value: Any, places: int = 0) -> str:
    """An amount in euros with its unit."""
    if value is None or value == "":
        return gettext("unknown")
    return in_euros(number(value, places))


@register.filter
def percent(value: Any, places: int = 0) -> str:
    """A share in [0, 1] as per cent with its unit."""
    if value is None or value == "":
        return gettext("unknown")
    scaled = value * 100 if isinstance(value, Interval) else Decimal(str(value)) * 100
    return per_cent(number(scaled, places))


@register.filter
def day(value: date | datetime | None) -> str:
    """27.11.2026 in German, 27 Nov 2026 in English."""
    if value is None:
        return gettext("unknown")
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if translation.get_language() == "de":
        return f"{value.day}.{value.month}.{value.year}"
    return formats.date_format(value, "j M Y")


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def local(row: Any, name: str) -> str:
    """The text of `name_de`/`name_en` in the language in force, else the other one."""
    language = translation.get_language() or "de"
    other = "en" if language == "de" else "de"
    read = row.get if isinstance(row, Mapping) else lambda key: getattr(row, key, "")
    return read(f"{name}_{language}") or read(f"{name}_{other}") or ""


@register.simple_tag(takes_context=True)
def other_language_url(context: dict[str, Any]) -> str:
    """This page in the other language."""
    request = context["request"]
    target = "en" if translation.get_language() == "de" else "de"
    try:
        resolve(request.path)
    except Resolver404:
        return "/en/" if target == "en" else "/"
    return translate_url(request.get_full_path(), target)


@register.simple_tag
def dumb(
    before: float,
    after: float,
    label: str,
    level: str = "good",
    warn: float | None = None,
    mend: float | None = None,
) -> SafeString:
    """Before and after on a line from 0 to 100 %: hollow before, filled after, square with remedies."""

    def at(share: float) -> str:
        return f"{max(0.0, min(1.0, float(share))) * 100:.1f}%"

    parts = [mark_safe('<line class="base" x1="0" x2="100%" y1="50%" y2="50%"/>')]
    if warn is not None:
        parts.append(format_html('<line class="warn" x1="{0}" x2="{0}" y1="0" y2="100%"/>', at(warn)))
    parts.append(format_html('<line class="bar" x1="{}" x2="{}" y1="50%" y2="50%"/>', at(before), at(after)))
    parts.append(format_html('<circle class="from" cx="{}" cy="50%" r="5"/>', at(before)))
    parts.append(format_html('<circle class="to" cx="{}" cy="50%" r="6"/>', at(after)))
    if mend is not None:
        square = '<rect class="mend" x="{}" y="50%" width="9" height="9" transform="translate(-4.5 -4.5)"/>'
        parts.append(format_html(square, at(mend)))
    return format_html(
        '<svg class="dumb c-{}" role="img" aria-label="{}">{}</svg>', level, label, SafeString("".join(parts))
    )


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    return settings.LANGUAGES
