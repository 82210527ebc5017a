"""Why two fit, and what speaks against it: structured reasons, no sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .index import spelled, words

EARTH_KM = 6371.0088
NEAR_KM = 50.0
LANGUAGES = ("de", "en")
STEM = 5
"""Letters by which two words count as one: titan, titanium."""
WEIGHTS = {"text": 0.45, "class": 0.25, "tags": 0.15, "distance": 0.15}


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one side: what it offers or needs, in words and classes, and where it is.

    classes: WZ or NACE codes with or without dots. latitude, longitude: degrees, WGS 84. radius_km: how far is
    acceptable, None for any distance. spoken: the same words by language (`de`, `en`) where that is known.
    """

    text: str
    classes: Sequence[str] = ()
    tags: Sequence[str] = ()
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    spoken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `code` names it, `values` fill its sentence, `weight` in [0, 1] orders; `against` warns."""

    code: str
    weight: float
    values: Mapping[str, Any] = field(default_factory=dict)
    against: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Score in [0, 1] and the reasons, strongest first, warnings last."""

    score: float
    reasons: tuple[Reason, ...]


def distance_km(a: Profile, b: Profile) -> float | None:
    """Great-circle distance in km (haversine), None when a place is unknown."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    p, q = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((q - p) / 2) ** 2
    half += math.cos(p) * math.cos(q) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _digits(code: str) -> str:
    return "".join(c for c in code if c.isdigit())


def _classes(need: Profile, other: Profile) -> Reason | None:
    """Longest common prefix of any two codes: class (4 digits), group (3) or division (2)."""
    best, pair = 0, ("", "")
    for a in need.classes:
        for b in other.classes:
            same = 0
            for x, y in zip(_digits(a), _digits(b), strict=False):
                if x != y:
                    break
                same += 1
            if same > best:
                best, pair = same, (a, b)
    if best < 2:
        return None
    share = {2: 0.4, 3: 0.7}.get(best, 1.0)
    code = {2: "same-division", 3: "same-group"}.get(best, "same-class")
    return Reason(code, share, {"wanted": pair[0], "found": pair[1]})


def _common(need: Profile, other: Profile) -> dict[str, list[str]]:
    """By language up to four words of the one that the other has too, as written; of words with one beginning the
    first."""
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        theirs = set(words(other.spoken.get(language, other.text)))
        same: dict[str, str] = {}
        for plain, written in spelled(need.spoken.get(language, need.text)).items():
            if len(plain) > 3 and plain in theirs:
                same.setdefault(plain[:STEM], written)
        found[language] = list(same.values())[:4]
    return found


def fit(need: Profile, other: Profile, similarity: float) -> Fit:
    """How well `other` fits `need`; `similarity` is the cosine of their texts in [0, 1] (Index.rank)."""
    if not 0 <= similarity <= 1:
        raise ValueError(f"a cosine similarity lies in [0, 1], not {similarity}")
    reasons: list[Reason] = []
    score = WEIGHTS["text"] * min(1.0, similarity / 0.35)
    if similarity >= 0.08:
        reasons.append(Reason("same-words", similarity, {"words": _common(need, other)}))
    found = _classes(need, other)
    if found:
        reasons.append(found)
        score += WEIGHTS["class"] * found.weight
    shared = [t for t in need.tags if t.lower() in {o.lower() for o in other.tags}]
    if shared:
        share = len(shared) / len(need.tags)
        reasons.append(Reason("same-tags", share, {"tags": shared[:4]}))
        score += WEIGHTS["tags"] * share
    away = distance_km(need, other)
    radius = min((r for r in (need.radius_km, other.radius_km) if r is not None), default=None)
    if away is not None:
        if radius is not None and away > radius:
            reasons.append(Reason("too-far", 1.0, {"km": away, "radius": radius}, against=True))
            score *= 0.5
        else:
            near = 1 / (1 + away / NEAR_KM)
            reasons.append(Reason("near", near, {"km": away}))
            score += WEIGHTS["distance"] * near
    else:
        reasons.append(Reason("place-unknown", 0.2, against=True))
    reasons.sort(key=lambda r: (r.against, -r.weight, r.code))
    return Fit(min(1.0, score), tuple(reasons))
