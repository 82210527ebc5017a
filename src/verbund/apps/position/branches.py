"""From what people call their branch to a NACE class, with what the companies of the node say about themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count

from verbund.apps.core.models import Company
from verbund.apps.ecosystem.models import Competence
from verbund.engines.search import Index
from verbund.engines.search.index import words

KEPT_SECONDS = 300
CODE = re.compile(r"\d{2}(?:\.?\d{1,2}){0,2}")
SURE = 0.45
EVERYDAY = {
    "zerspan": "2562", "drehteil": "2562", "dreherei": "2562", "fraeserei": "2562", "machining": "2562",
    "turning": "2562", "milling": "2562", "haerte": "2561", "hardening": "2561", "galvanik": "2561",
    "eloxier": "2561", "lackier": "2561", "plating": "2561", "stahlbau": "2511", "schlosser": "2511",
    "werkzeugbau": "2573", "formenbau": "2573", "blech": "2599", "schweiss": "2511", "welding": "2511",
    "baecker": "1071", "bakery": "1071", "konditor": "1071", "fleischer": "1013", "metzger": "1013",
    "molkerei": "1051", "dairy": "1051", "brauerei": "1105", "brewery": "1105", "tischler": "3109",
    "schreiner": "3109", "joinery": "3109", "moebel": "3109", "furniture": "3109", "saegewerk": "1610",
    "software": "6201", "programmier": "6201", "druckerei": "1812", "spedition": "4941", "elektronik": "2612",
    "elektriker": "4321", "giesserei": "2451", "foundry": "2451", "maschinenbau": "2829", "medizintechnik": "3250",
}  # fmt: skip
"""What people call a branch, by the beginning of the word, where official labels use other words."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A class of four digits and what it is called here."""

    nace: str
    label: str


def known() -> list[tuple[str, str, int]]:
    """(class, label, companies), the most frequent first; kept for five minutes."""
    found = cache.get("position.branches")
    if found is None:
        rows = Company.objects.exclude(branch="").exclude(nace="").values_list("nace", "branch")
        counted = rows.annotate(n=Count("id")).order_by("-n", "branch")
        found = [(nace, label, n) for nace, label, n in counted if len(nace) == 4]
        cache.set("position.branches", found, KEPT_SECONDS)
    return found  # type: ignore[no-any-return]


def suggestions(most: int = 300) -> list[str]:
    """Labels for a list to choose from."""
    return sorted({label for _nace, label, _n in known()[: most * 2]}, key=str.casefold)[:most]


def label_of(nace: str) -> str:
    """The most frequent name of a class here; the class itself where it has none."""
    return next((label for code, label, _n in known() if code == nace), nace)


def find(text: str) -> tuple[Branch | None, Sequence[Branch]]:
    """The class meant, and others it could be. A label or a code is certain; else words are compared."""
    text = text.strip()[:200]
    if not text:
        return None, ()
    rows = known()
    exact = Counter({nace: n for nace, label, n in rows if label.casefold() == text.casefold()})
    if exact:
        nace = exact.most_common(1)[0][0]
        return Branch(nace, text), ()
    if CODE.fullmatch(text):
        digits = text.replace(".", "")[:4]
        codes = dict.fromkeys(nace for nace, _label, _n in rows if nace.startswith(digits))
        found = [Branch(nace, label_of(nace)) for nace in codes]
        return (found[0] if len(found) == 1 or (len(digits) == 4 and found) else None), found[:8]
    meant = {nace for word in words(text) for start, nace in EVERYDAY.items() if word.startswith(start)}
    if len(meant) == 1:
        return Branch(meant.pop(), text), ()
    texts: dict[str, list[str]] = {}
    starts = {w[:4] for w in words(text)}
    for nace, label, _n in rows:
        texts.setdefault(nace, []).append(label)
    for wz, name, tags in (
        Competence.objects.filter(public=True).exclude(wz_code="").values_list("wz_code", "name_de", "tags")[:20_000]
    ):
        texts.setdefault(wz.replace(".", "")[:4], []).append(f"{name} {' '.join(tags)}")
    for nace, summary in Company.objects.exclude(summary_de="").values_list("nace", "summary_de")[:5_000]:
        texts.setdefault(nace, []).append(summary)
    near = {nace: " ".join(parts[:60]) for nace, parts in texts.items() if len(nace) == 4}
    near = {nace: t for nace, t in near.items() if any(s in x for x in words(t) for s in starts)}
    ranked = Index(near.items()).rank(text, limit=8)
    found = [Branch(nace, label_of(nace)) for nace, _score in ranked]
    if not ranked:
        return None, ()
    named = [b for b in found if any(w.startswith(s) for w in words(b.label) for s in starts)]
    if ranked[0][1] >= SURE and found[0] in named:
        return found[0], found
    return (named[0] if len(named) == 1 else None), found
