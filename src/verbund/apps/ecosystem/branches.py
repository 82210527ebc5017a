"""Branches as people name them: groups of NACE Rev. 2 divisions, for filters and figures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_GROUPS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("metal", _("Metal"), ("24", "25")),
    ("machinery", _("Machinery and vehicles"), ("28", "29", "30", "33")),
    ("electronics", _("Electronics and electrical"), ("26", "27")),
    ("medical", _("Medical devices and other goods"), ("32",)),
    ("food", _("Food and drink"), ("10", "11", "12")),
    ("wood", _("Wood, paper, furniture"), ("16", "17", "18", "31")),
    ("chemistry", _("Chemistry, plastics, glass"), ("19", "20", "21", "22", "23")),
    ("textiles", _("Textiles and leather"), ("13", "14", "15")),
    ("software", _("Software and IT"), ("58", "61", "62", "63")),
    ("research", _("Research and development"), ("72",)),
    ("engineering", _("Engineering and consulting"), ("69", "70", "71", "74")),
    ("media", _("Media, advertising, culture"), ("59", "60", "73", "90", "91", "92", "93")),
    ("construction", _("Construction"), ("41", "42", "43")),
    ("trade", _("Trade"), ("45", "46", "47")),
    ("transport", _("Transport and storage"), ("49", "50", "51", "52", "53")),
    ("hospitality", _("Hotels and restaurants"), ("55", "56")),
    ("energy", _("Energy, water, waste"), ("35", "36", "37", "38", "39")),
    ("agriculture", _("Agriculture and mining"), ("01", "02", "03", "05", "06", "07", "08", "09")),
    ("finance", _("Finance and real estate"), ("64", "65", "66", "68")),
    ("education", _("Education"), ("85",)),
    ("health", _("Health and social care"), ("75", "86", "87", "88")),
    ("services", _("Other services"), ("77", "78", "79", "80", "81", "82", "94", "95", "96", "97", "98", "99")),
    ("public", _("Public administration"), ("84",)),
)
NAMES: dict[str, Any] = {code: name for code, name, _divisions in _GROUPS}
DIVISIONS: dict[str, tuple[str, ...]] = {code: divisions for code, _name, divisions in _GROUPS}
GROUP_OF: dict[str, str] = {division: code for code, _name, divisions in _GROUPS for division in divisions}


def group_of(nace: str) -> str:
    """The group of a NACE class (four digits); empty where it is unknown."""
    return GROUP_OF.get(nace[:2], "")
