"""Duties of competition law where members compete: for every kind (facts: section 1, stop signs; section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from .model import Basis, Case, Certainty, Effect, Line, Stop
from .reading import competing_pairs, competitors, names, short, strong, word, words_in
from .texts import both

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
    de = (
        f"Mit {names(rivals, 'de')} konkurrieren Sie vermutlich (gleiche Branche oder gleiches Können)."
        if rivals
        else f"{short(pairs[0][0].name)} und {short(pairs[0][1].name)} konkurrieren vermutlich."
    )
    en = (
        f"You probably compete with {names(rivals, 'en')} (same branch or same know-how)."
        if rivals
        else f"{short(pairs[0][0].name)} and {short(pairs[0][1].name)} probably compete."
    )
    yield Line(
        code="W",
        title=both("Wettbewerber am selben Tisch", "Competitors at one table"),
        text=both(
            f"{de} Preise, Kosten, freie Kapazität und Kunden sind dann kein Thema; schon einmaliges Zuhören kann als "
            "Abstimmung gelten.",
            f"{en} Prices, costs, free capacity and customers are then no topic; listening once may count as "
            "coordination.",
        ),
        basis=Basis.LAW,
        source="GWB § 1, Art. 101 AEUV; GWB § 81c",
        certainty=Certainty.LIKELY,
        missing="W1",
        mend="W1",
        mend_text=both(
            "Neutrale Stelle, Summen ab fünf unverbundenen Betrieben, ausgeschlossene Themen, Tagesordnung und "
            "Niederschrift.",
            "A neutral body, totals of at least five companies that are not linked, excluded topics, agenda and "
            "minutes.",
        ),
        question="" if isinstance(case.answers.get("competitors"), list) else "competitors",
        inputs=("WZ classes and core competences of the members",),
        check_by=both("Anwalt", "lawyer"),
    )


def wall_stop(case: Case) -> Iterator[Stop]:
    """Competitor pair and raw sensitive figures, no wall."""
    fields = sensitive_fields(case)
    if not competing_pairs(case) or not fields or strong(case, "W1"):
        return
    yield Stop(
        code="W",
        text=both(
            "Nicht unterschreiben, solange zwischen Wettbewerbern Preise, Kosten oder Kapazitäten roh fließen.",
            "Do not sign while prices, costs or capacities flow raw between competitors.",
        ),
        basis=Basis.LAW,
        source="GWB § 1, Art. 101 AEUV",
        mend="W1",
        reads=("D1",),
        check_by=both("Anwalt", "lawyer"),
        why=both("Die Wand zwischen Wettbewerbern fehlt.", "The wall between competitors is missing."),
    )


EFFECTS: tuple[Effect, ...] = (Effect("W", wall, wall_stop),)
