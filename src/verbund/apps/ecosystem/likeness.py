"""Whether a name in somebody's books is a company that is known here: sure, doubtful, or none.

Pure: names, places and VAT ids in, candidates with a likeness out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

K = TypeVar("K")
DOUBTFUL = 0.72
"""Likeness from which a company is shown as perhaps the same; at most `MOST` of them."""
MOST = 3
FORMS = frozenset(
    {
        *("gmbh", "mbh", "ggmbh", "ag", "kg", "ohg", "gbr", "ug", "eg", "ek", "ev", "se", "kgaa", "partg", "co", "cie"),
        *("haftungsbeschraenkt", "inh", "inhaber", "ltd", "inc", "sarl", "bv", "und", "u", "the", "gesellschaft"),
        *("fa", "firma"),
    }
)

FORMS_ONLY = FORMS - {"co", "und", "u", "the", "gesellschaft", "fa", "firma", "inh", "inhaber"}


@dataclass(frozen=True, slots=True)
class Known(Generic[K]):
    """A company that is listed here."""

    id: K
    name: str
    city: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Likeness(Generic[K]):
    """`share`: 1 is the same name. `place`: True the same, False another, None unknown of one of them."""

    known: Known[K]
    share: float
    place: bool | None


def bare(name: str) -> str:
    """A name without case, umlauts, punctuation, legal form: `Müller & Söhne GmbH & Co. KG` is `mueller soehne`."""
    text = name.casefold().replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9 ]", " ", re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", text)).split()
    return " ".join(w for w in words if w not in FORMS) or " ".join(words)


def form(name: str) -> frozenset[str]:
    """The words of a name that say its legal form."""
    text = re.sub(r"[^a-z ]", " ", re.sub(r"(?<=\b[a-z])\.\s?(?=[a-z]\b)", "", name.casefold()))
    return FORMS_ONLY & frozenset(text.split())


def compare(name: str, city: str, postcode: str, known: Known[K]) -> Likeness[K]:
    """How alike a name and place are to a company; a short form (`Spreewerk Antr.`) is like its long one."""
    ours, theirs = bare(name), bare(known.name)
    one, other = form(name), form(known.name)
    same = ours == theirs and (one <= other or other <= one)  # `KG` for `GmbH & Co. KG`, never AG for SE
    share = 1.0 if same else min(0.99, max(_ratio(ours, theirs), _short(ours, theirs)))
    place = None
    if city and known.city:
        place = bare(city) == bare(known.city)
    if place is not True and postcode and known.postcode:
        place = postcode == known.postcode
    return Likeness(known, round(share, 3), place)


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _short(a: str, b: str) -> float:
    """Every word of the shorter name begins, in order, a word of the longer one."""
    short, long = sorted((a.split(), b.split()), key=lambda words: len("".join(words)))
    rest = iter(long)
    whole = short and all(len(w) > 2 and any(other.startswith(w) for other in rest) for w in short)
    return 0.75 + 0.2 * len("".join(short)) / max(1, len("".join(long))) if whole else 0.0


def find(name: str, city: str, postcode: str, known: Iterable[Known[K]]) -> tuple[K | None, Sequence[Likeness[K]]]:
    """The company it surely is, else those it may be, the likest first.

    Sure: the same name, and either the same place or no other place known and no second company of the name.
    """
    found = [c for c in (compare(name, city, postcode, k) for k in known) if c.share >= DOUBTFUL]
    found.sort(key=lambda c: (-c.share, c.place is not True, c.known.name))
    same = [c for c in found if c.share == 1.0]
    here = [c for c in same if c.place]
    if len(here) == 1:
        return here[0].known.id, ()
    if len(same) == 1 and same[0].place is None:
        return same[0].known.id, ()
    if any(c.place for c in found):  # at the place first; the same name elsewhere stays a candidate
        found = [c for c in found if c.place or c.share == 1.0]
    return None, tuple(found[:MOST])
