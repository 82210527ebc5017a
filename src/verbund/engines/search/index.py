"""tf-idf over character n-grams with an inverted index."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
WORD = re.compile(r"[a-z0-9]+")
SIZES = (3, 4, 5)
MAX_TEXT = 20_000
STOP_WORDS = """
    der die das den dem des ein eine einer eines einem einen und oder mit von für fuer im in am an auf aus bei zu zum
    zur bis als auch nicht ist sind wird werden sie wir ihr sucht gesucht suchen bietet biete angebot gesuch
    nach über ueber unter ohne sich noch schon dann wenn mehr jede jeder jedes alle haben hat kann können koennen muss
    sowie zwei drei also dabei damit dazu durch eigene eigenen ihre ihren unser unsere unseren viele wenige
    that this these those than have has can must only not who which into their about each every all
    the a an and or with of for in on at from by to is are we you our your need offer seeking
"""
STOP = frozenset(STOP_WORDS.split())


def words(text: str) -> list[str]:
    """Lower-case ASCII words without stop words; ä → ae, ß → ss, accents dropped. Reads at most 20,000 characters."""
    return [w for w in WORD.findall(_plain(text[:MAX_TEXT])) if w not in STOP and len(w) > 1]


def spelled(text: str) -> dict[str, str]:
    """Each word of `words(text)` as it stands in the text, where it stands first."""
    found: dict[str, str] = {}
    for token in re.findall(r"[^\W_]+", text[:MAX_TEXT]):
        plain = _plain(token)
        if plain not in STOP:
            found.setdefault(plain, token)
    return found


def _plain(text: str) -> str:
    lowered = text.lower()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        lowered = lowered.replace(umlaut, plain)
    return unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()


def grams(text: str) -> Counter[str]:
    """n-grams of 3 to 5 characters of each word, its edges marked."""
    found: Counter[str] = Counter()
    for word in words(text):
        edged = f"<{word}>"
        for size in SIZES:
            found.update(edged[i : i + size] for i in range(len(edged) - size + 1))
    return found


class Index(Generic[K]):
    """Texts by key; a key given twice raises ValueError."""

    def __init__(self, texts: Iterable[tuple[K, str]]) -> None:
        counted = {}
        for key, text in texts:
            if key in counted:
                raise ValueError(f"{key!r} is given twice")
            counted[key] = grams(text)
        frequency: Counter[str] = Counter(g for found in counted.values() for g in found)
        total = len(counted)
        self._idf = {g: math.log((1 + total) / (1 + n)) + 1 for g, n in frequency.items()}
        self._unseen = math.log(1 + total) + 1
        self._postings: dict[str, list[tuple[K, float]]] = defaultdict(list)
        for key, found in counted.items():
            for gram, weight in self._unit(found).items():
                self._postings[gram].append((key, weight))

    def _unit(self, found: Counter[str]) -> dict[str, float]:
        weights = {g: (1 + math.log(n)) * self._idf.get(g, self._unseen) for g, n in found.items()}
        norm = math.sqrt(sum(w * w for w in weights.values()))
        return {g: w / norm for g, w in weights.items()} if norm else {}

    def rank(self, query: str, limit: int = 100) -> list[tuple[K, float]]:
        """(key, cosine in [0, 1]) of the best `limit` texts, best first; ties by key's text."""
        scores: dict[K, float] = defaultdict(float)
        for gram, weight in self._unit(grams(query)).items():
            for key, other in self._postings.get(gram, ()):
                scores[key] += weight * other
        best = sorted(scores.items(), key=lambda item: (-item[1], str(item[0])))
        return [(key, min(1.0, score)) for key, score in best[:limit]]
