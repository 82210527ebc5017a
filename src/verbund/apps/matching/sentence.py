"""What a sentence asks for: direction, kind, radius. Only what it says; everything else stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass

from verbund.engines.search.index import words

KM = re.compile(r"(\d{1,4})\s*(?:km|kilomet)", re.IGNORECASE)
SEEKS = frozenset(("suchen", "suche", "sucht", "gesucht", "brauchen", "brauche", "need", "seek", "wanted", "looking"))
OFFERS = frozenset(("bieten", "biete", "anbieten", "frei", "offer", "offering"))
KIND_WORDS = {
    "production": ("fertigung", "produktion", "kapazitaet", "maschinenzeit", "ofenzeit", "production", "capacity"),
    "purchasing": ("einkauf", "einkaufen", "sammelbestellung", "bezug", "purchasing", "buying"),
    "development": ("entwicklung", "entwickeln", "praxispartner", "prototyp", "development", "prototype"),
    "data": ("daten", "messreihen", "datensatz", "data", "dataset"),
    "competence": ("kompetenz", "wissen", "erfahrung", "messraum", "competence", "know-how", "expertise"),
    "training": ("ausbildung", "ausbilden", "auszubildende", "lehrling", "lehrgang", "training", "apprentice"),
    "ai": ("ki", "modell", "lernverfahren", "ai", "model"),
}


NOISE = frozenset(
    (
        *("zweite", "zweiten", "zweiter", "second", "umkreis", "km", "kilometer", "kilometres", "within"),
        *("betrieb", "betriebe", "company", "companies"),
    )
)


def gist(text: str) -> str:
    """The words that say what it is about: without distance, direction and filling words."""
    kept = [w for w in words(KM.sub(" ", text)) if w not in NOISE | SEEKS | OFFERS]
    return " ".join(kept) or text


@dataclass(frozen=True, slots=True)
class Understood:
    """`direction` is of the opportunities wanted: who seeks wants offers. Empty, None: not said."""

    direction: str = ""
    kind: str = ""
    radius_km: int | None = None


def understand(text: str) -> Understood:
    """Read a sentence in German or English."""
    raw = re.findall(r"[\w-]+", text.lower())
    said = frozenset(raw) | frozenset(words(text))
    seeks, offers = bool(said & SEEKS), bool(said & OFFERS)
    kinds = [kind for kind, marks in KIND_WORDS.items() if said.intersection(marks)]
    near = KM.search(text)
    return Understood(
        direction="" if seeks == offers else "offer" if seeks else "need",
        kind=kinds[0] if len(kinds) == 1 else "",
        radius_km=int(near[1]) if near and int(near[1]) > 0 else None,
    )
