"""Why two fit to share data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import competing, has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """A data set lies ready; a large reader and competitors are warnings."""
    found: list[Reason] = []
    if sets := has_resource(provider, "data_set"):
        found.append(Reason("data-set", 0.5, {"what": sets[0]}))
    if provider.kind == "large" and asker.kind != "large":
        found.append(Reason("large-reader", 0.4, {}, against=True))
    return [*found, *competing(provider, asker)]


REASONS = KindReasons(
    rule,
    {
        "data-set": _("has a data set ready: %(what)s"),
        "large-reader": _("is large: settle first what it may use the data for"),
        "competitor": _("sells in the same class (WZ %(wz)s): prices, costs and capacity must not flow"),
    },
)
