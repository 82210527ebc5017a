"""Kinds of cooperation add their own reasons for a match here (code → rule on plain values)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from verbund.apps.core.registry import Registry
from verbund.engines.search import Profile, Reason


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a possible match, from public knowledge: profile, and what it says it has."""

    did: str
    name: str
    profile: Profile
    wz_code: str = ""
    kind: str = "sme"
    competences: Sequence[tuple[str, Mapping[str, str], str]] = ()
    """(layer, name by language, WZ code)"""
    resources: Sequence[tuple[str, Mapping[str, str]]] = ()
    """(type, name by language)"""
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class KindReasons:
    """`rule(opportunity, provider, asker)` adds reasons; `sentences` maps reason code → lazy format string."""

    rule: Callable[[Any, Side, Side], Sequence[Reason]]
    sentences: dict[str, Any]


kind_reasons: Registry[KindReasons] = Registry("reasons of a kind")
