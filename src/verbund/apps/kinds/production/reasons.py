"""Why two fit to produce together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import competing, has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """Free capacity or a machine; competitors need sealed bids."""
    found: list[Reason] = []
    if free := has_resource(provider, "capacity", "machine"):
        found.append(Reason("free-capacity", 0.5, {"what": free[0]}))
    return [*found, *competing(provider, asker, 0.4)]


REASONS = KindReasons(
    rule,
    {
        "free-capacity": _("has free capacity: %(what)s"),
        "competitor": _("sells in the same class (WZ %(wz)s): bids sealed, a neutral body splits"),
    },
)
