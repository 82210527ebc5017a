"""Why two fit to buy or sell together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import competing


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """Quantities add up; competitors need a wall."""
    found: list[Reason] = []
    if provider.quantity is not None and asker.quantity is not None and provider.unit == asker.unit:
        total = float(provider.quantity + asker.quantity)
        found.append(Reason("joint-quantity", 0.5, {"total": total, "unit": asker.unit}))
    return [*found, *competing(provider, asker)]


REASONS = KindReasons(
    rule,
    {
        "joint-quantity": _("together you reach %(total)s %(unit)s"),
        "competitor": _("sells in the same class (WZ %(wz)s): buy through a neutral body, no word on sales prices"),
    },
)
