"""Why two fit to train models together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import competing, has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """A data set of its own; competitors share experience."""
    found: list[Reason] = []
    if sets := has_resource(provider, "data_set"):
        found.append(Reason("own-data", 0.5, {"what": sets[0]}))
    return [*found, *competing(provider, asker, 0.4)]


REASONS = KindReasons(
    rule,
    {
        "own-data": _("has data of its own to learn from: %(what)s"),
        "competitor": _("sells in the same class (WZ %(wz)s): keep the last layers in the house"),
    },
)
