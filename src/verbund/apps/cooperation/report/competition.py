"""Duties of competition law where members compete: for every kind (facts: section 1, stop signs; section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Case, Certainty, Effect, Line, Stop
from .reading import competing_pairs, competitors, short, strong, word, words_in
from .wording import line, stop

SENSITIVE = frozenset(
    {"price", "prices", "cost", "costs", "sales_prices", "capacity", "free_hours", "orders", "customers", "quantity",
     "piece_time", "runtime"}
)  # fmt: skip
"""Fields that tell prices, costs, capacity, order book or customers when they are fine and fresh."""
COARSE = frozenset({"trustee_only"})


def sensitive_fields(case: Case) -> frozenset[str]:
    """Sensitive fields that members read raw and fresh, by D1."""
    if word(case, "D1", "reader") in COARSE:
        return frozenset()
    grain, interval = word(case, "D1", "grain"), word(case, "D1", "interval")
    fine = grain in ("machine", "part", "order") or interval in ("live", "day")
    found = words_in(case, "D1", "fields") & SENSITIVE
    always = {"price", "prices", "cost", "costs", "sales_prices", "orders", "customers", "free_hours", "capacity"}
    return found if fine else found & always


def wall(case: Case) -> Iterator[Line]:
    """Competitors at one table without a wall."""
    pairs = competing_pairs(case)
    if not pairs or strong(case, "W1"):
        return
    rivals = competitors(case)
    yield line(
        "W.wall",
        {"rivals": rivals, "one": short(pairs[0][0].name), "other": short(pairs[0][1].name)},
        certainty=Certainty.LIKELY,
        missing="W1",
        mend="W1",
        question="" if isinstance(case.answers.get("competitors"), list) else "competitors",
        inputs=("WZ classes and core competences of the members",),
    )


def wall_stop(case: Case) -> Iterator[Stop]:
    """Competitor pair and raw sensitive figures, no wall."""
    fields = sensitive_fields(case)
    if not competing_pairs(case) or not fields or strong(case, "W1"):
        return
    yield stop("W.stop", {}, mend="W1", reads=("D1",))


EFFECTS: tuple[Effect, ...] = (Effect("W", wall, wall_stop),)
