"""What the reasons of all kinds share: distance and words on public knowledge."""

from __future__ import annotations

from collections.abc import Mapping

from verbund.apps.matching.registry import Side
from verbund.engines.search import Reason


def four_digits(code: str) -> str:
    """'25.62.0' → '2562'; '' where the class is coarser."""
    digits = "".join(ch for ch in code if ch.isdigit())
    return digits[:4] if len(digits) >= 4 else ""


def competing(provider: Side, asker: Side, weight: float = 0.5) -> list[Reason]:
    """A warning where both sell in the same four-digit class."""
    market = ("sme", "large", "startup")
    same = four_digits(provider.wz_code) and four_digits(provider.wz_code) == four_digits(asker.wz_code)
    if same and provider.kind in market and asker.kind in market:
        return [Reason("competitor", weight, {"name": provider.name, "wz": provider.wz_code}, against=True)]
    return []


def has_resource(side: Side, *types: str) -> list[Mapping[str, str]]:
    """Names of its resources of these types, by language."""
    return [name for kind, name in side.resources if kind in types]


def core_names(side: Side) -> list[Mapping[str, str]]:
    """Names of its core competences, by language."""
    return [name for layer, name, _ in side.competences if layer == "core"]
