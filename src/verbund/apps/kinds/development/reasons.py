"""Why two fit to develop together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """A prototype, demonstrator or laboratory; science brings early publication."""
    found: list[Reason] = []
    if things := has_resource(provider, "prototype", "demonstrator", "laboratory"):
        found.append(Reason("prototype", 0.5, {"what": things[0]}))
    if provider.kind == "institute":
        found.append(Reason("publishes", 0.3, {}, against=True))
    return found


REASONS = KindReasons(
    rule,
    {
        "prototype": _("brings %(what)s"),
        "publishes": _("an institute publishes: settle filing and publication first"),
    },
)
