"""Why two fit to share competence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from verbund.apps.matching.registry import KindReasons, Side
from verbund.engines.search import Reason

from .._reasons import competing, core_names, has_resource


def rule(opportunity: Any, provider: Side, asker: Side) -> Sequence[Reason]:
    """Expertise on offer; guests from the same branch see the core."""
    found: list[Reason] = []
    if known := has_resource(provider, "expertise", "demonstrator") or core_names(provider)[:1]:
        found.append(Reason("expertise", 0.5, {"what": known[0]}))
    return [*found, *competing(provider, asker, 0.4)]


REASONS = KindReasons(
    rule,
    {
        "expertise": _("brings what you lack: %(what)s"),
        "competitor": _("sells in the same class (WZ %(wz)s): zones and escort for guests"),
    },
)
