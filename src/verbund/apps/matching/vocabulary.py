"""Codes of needs and offers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

UNITS: Mapping[str, Any] = {
    "1": "",
    "h": _("hours"),
    "h/mo": _("hours a month"),
    "d": _("days"),
    "d/mo": _("days a month"),
    "wk": _("weeks"),
    "1/wk": _("a week"),
    "1/mo": _("a month"),
    "1/a": _("a year"),
    "t/a": _("t a year"),
    "EUR": "€",
}
"""UCUM → words behind a number."""
