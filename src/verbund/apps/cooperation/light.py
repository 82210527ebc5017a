"""The light forms a Verbund may begin with: an exchange circle, then a letter of intent, then the full charter.

Each takes the earlier one along. A light form is one page of rules: no data flow under it, nobody needs a mandate or a
second factor, everybody leaves without cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from verbund.protocols.register.v1 import Clause

from . import kinds

ORDER = ("exchange_circle", "letter_of_intent", "charter")
FULL = "charter"
_RULES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "exchange_circle": {"Z1": {}, "G1": {}, "W1": {}},
    "letter_of_intent": {"Z1": {}, "G1": {}, "W1": {}, "L1": {}, "L4": {}},
}
"""Clause codes of a light form; values of the kind's own proposal go before these."""


def terms(kind: kinds.Kind, form: str) -> list[kinds.Term]:
    """What a kind proposes for a form: all of it for the charter, a page of rules for a light one."""
    proposed = list(kind.terms())
    if form == FULL:
        return proposed
    held = {term.code: term for term in proposed}
    return [held.get(code, kinds.Term(code, "strong", values)) for code, values in _RULES[form].items()]


def following(form: str) -> str:
    """The next form; empty after the charter."""
    place = ORDER.index(form) + 1
    return ORDER[place] if place < len(ORDER) else ""


def taken_along(kind: kinds.Kind, form: str, held: Iterable[Clause], verbund: str) -> list[Clause]:
    """The clauses of the next form: those agreed already as they stand, then what the form adds."""
    kept = list(held)
    codes = {clause.code for clause in kept}
    return kept + [kinds.clause_of(term, verbund) for term in terms(kind, form) if term.code not in codes]


__all__ = ["FULL", "ORDER", "following", "taken_along", "terms"]
