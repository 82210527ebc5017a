"""Why two fit to train together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """A training place or a section one cannot teach alone."""
    found: list[Reason] = []
    if places := has_resource(provider, "training_place"):
        found.append(Reason("training-place", 0.5, {"what": places[0]}))
    if provider.kind == "school":
        found.append(Reason("school", 0.4, {}))
    return found


REASONS = KindReasons(
    rule,
    {
        "training-place": _("has a training place: %(what)s"),
        "school": _("teaches what companies lack"),
    },
)
