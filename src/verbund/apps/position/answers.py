"""What a company answers about itself beyond its lists: bands that are tapped, each an interval. Nothing said is
unknown, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verbund.kit.interval import Interval

OPEN = Interval(0, 1)
COUNT = Interval(0, 20)
"""How many others there may be where nobody said it."""
BELOW = 1e-9


@dataclass(frozen=True, slots=True)
class Answers:
    """Shares from 0 to 1, counts of others, truths; `None` and wide intervals: not said.

    need_of_us: of its need for our parts the largest customer covers so much with us. step_in: others that could
    deliver to it. buyers: others that would take what we make for it. weight: our share in the sales of our largest
    supplier. followed: of the changes of our prices those the largest customer asked for.
    """

    systems: Interval = OPEN
    joint: Interval = OPEN
    need_of_us: Interval = OPEN
    step_in: Interval = COUNT
    buyers: Interval = COUNT
    weight: Interval = OPEN
    margin: Interval | None = None
    followed: Interval | None = None
    prescribed: bool | None = None
    bargaining: bool | None = None
    core_seen: bool | None = None
    apart: bool | None = None


def _at_most(share: float) -> Interval:
    return Interval(0, share - BELOW)


BANDS: dict[str, dict[str, Interval | bool | None]] = {
    "systems": {"none": Interval(0, 0), "less": _at_most(0.5), "half": Interval(0.5, 1)},
    "joint": {"none": Interval(0, 0), "less": _at_most(0.1), "more": Interval(0.1, 1)},
    "need_of_us": {"10": _at_most(0.1), "50": Interval(0.1, 0.5), "100": Interval(0.5, 1)},
    "step_in": {"none": Interval(0, 0), "few": Interval(1, 2), "many": Interval(3, 20)},
    "buyers": {"none": Interval(0, 0), "few": Interval(1, 2), "many": Interval(3, 20)},
    "weight": {"1": _at_most(0.01), "5": Interval(0.01, 0.05), "100": Interval(0.05, 1)},
    "margin": {"2": Interval(-1, 0.02), "5": Interval(0.02, 0.05), "100": Interval(0.05, 1)},
    "followed": {"none": Interval(0, 0), "some": _at_most(0.5), "most": Interval(0.5, 1)},
    "prescribed": {"yes": True, "no": False},
    "bargaining": {"yes": True, "no": False},
    "core_seen": {"yes": True, "no": False},
    "apart": {"none": True, "some": None, "all": False},
}
"""Question → choice → what it says."""
QUESTION_OF = {
    "systems": "systems",
    "own_design": "systems",
    "joint": "joint",
    "imbalance": "need_of_us",
    "bridging": "apart",
    "partners-linked": "apart",
    "shared-core": "core_seen",
    "data": "bargaining",
}
"""Trait or input of the engine → the question that narrows it."""


def read(said: Mapping[str, str]) -> Answers:
    """Stored choices as intervals; what is not known any more is left out."""
    found = {code: BANDS[code][choice] for code, choice in said.items() if choice in BANDS.get(code, {})}
    return Answers(**found)  # type: ignore[arg-type]


NOTHING_SAID = Answers()
