"""What a member of a story answered to the questions of its side-effect report: the story's expectations and facts as
its own statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_AS_THEY_STAND = ("equal_cost_share", "bundle_goods", "startup_runway_months", "days_booked")


def answers_of(story: Mapping[str, Any], company: str, name: Callable[[str], str] = str) -> dict[str, Any]:
    """Answers by question code, as `actions.show_report` takes them. `name`: how a member is named in answers (DID)."""
    found: dict[str, Any] = {}
    for expected in story.get("expected", ()):
        if expected["company"] == company:
            found["gain"] = {key: value for key, value in expected.items() if key != "company"}
    facts = story.get("facts") or {}
    found |= {code: facts[code] for code in _AS_THEY_STAND if code in facts}
    for side in ("purchasing", "selling"):
        if f"{side}_share_low" in facts:
            found[f"{side}_share"] = [facts[f"{side}_share_low"], facts[f"{side}_share_high"]]
    if "at_risk_eur" in facts:
        found["orders_in_verbund_eur"] = facts["at_risk_eur"]
    if company in facts.get("hit_rate", {}):
        found["metric_alone"], found["metric_joint"] = facts["hit_rate"][company]
        found["metric_error"] = facts["tolerance"]
    if company in facts.get("competitors", ()):
        found["competitors"] = [name(other) for other in facts["competitors"] if other != company]
    return found


__all__ = ["answers_of"]
