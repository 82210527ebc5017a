"""The words of a policy that this product understands (ODRL Vocabulary 2.2; DSP 2025-1, contract schema).

Actions and left operands are free strings on the wire. A word that is not listed here survives reading and
writing, but `understood` names it and nothing that depends on it ever counts as satisfied.

Own words live under `NAMESPACE` and are written as full IRIs, because a receiver has no prefix for them:

- `MEMBERSHIP`  left operand: the assignee is a member of the Verbund with this id.
- `CLAIM` + name  left operand: a verified credential carries the claim `name` with this value.
- `EXCLUSIVE`  left operand, `eq "true"`: no other partner holds an agreement in force on the same target.
- `LOG`  duty: the recipient records every use and shows the record on request.
- `KEEP_CONFIDENTIAL`  duty: the content reaches only persons who need it for the stated cooperation.
- `TRAIN`  action: use the data to train a machine learning model.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

ODRL: Final = "http://www.w3.org/ns/odrl/2/"
DSPACE: Final = "https://w3id.org/dspace/2025/1/"
NAMESPACE: Final = "https://w3id.org/verbund/ns/v1/"
PROFILE: Final = NAMESPACE + "profile"

# prefixes as other connectors compact them; contexts are never fetched
_PREFIXES: Final = (("odrl:", ""), (ODRL, ""), ("verbund:", NAMESPACE))


class Text(NamedTuple):
    """The same statement in German and English."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        """The German text for `de` and its regions (`de-AT`), else the English one."""
        return self.de if language.split("-")[0].lower() == "de" else self.en


class Operator(StrEnum):
    """The thirteen operators of the DSP 2025-1 contract schema."""

    EQ = "eq"
    NEQ = "neq"
    LT = "lt"
    LTEQ = "lteq"
    TERM_LTEQ = "term-lteq"  # name of lteq's anchor in the ODRL vocabulary; the schema lists it beside lteq
    GT = "gt"
    GTEQ = "gteq"
    HAS_PART = "hasPart"
    IS_A = "isA"
    IS_ALL_OF = "isAllOf"
    IS_ANY_OF = "isAnyOf"
    IS_NONE_OF = "isNoneOf"
    IS_PART_OF = "isPartOf"

    @property
    def canonical(self) -> Operator:
        """`term-lteq` means `lteq`."""
        return Operator.LTEQ if self is Operator.TERM_LTEQ else self


class Logic(StrEnum):
    """How the operands of a logical constraint are joined."""

    AND = "and"
    OR = "or"
    XONE = "xone"
    AND_SEQUENCE = "andSequence"


# left operands
DATE_TIME: Final = "dateTime"
COUNT: Final = "count"
ELAPSED_TIME: Final = "elapsedTime"
PURPOSE: Final = "purpose"
RECIPIENT: Final = "recipient"
SPATIAL: Final = "spatial"
MEMBERSHIP: Final = NAMESPACE + "membership"
CLAIM: Final = NAMESPACE + "claim/"
EXCLUSIVE: Final = NAMESPACE + "exclusive"

# actions
USE: Final = "use"
READ: Final = "read"
DISPLAY: Final = "display"
EXECUTE: Final = "execute"
REPRODUCE: Final = "reproduce"
DERIVE: Final = "derive"
AGGREGATE: Final = "aggregate"
ANONYMIZE: Final = "anonymize"
DISTRIBUTE: Final = "distribute"
TRAIN: Final = NAMESPACE + "train"
TRANSFER: Final = "transfer"
SELL: Final = "sell"

# duties
DELETE: Final = "delete"
INFORM: Final = "inform"
ATTRIBUTE: Final = "attribute"
LOG: Final = NAMESPACE + "log"
KEEP_CONFIDENTIAL: Final = NAMESPACE + "keepConfidential"

# ODRL 2.2, includedIn: what a permission or prohibition of the broader action also covers
_INCLUDED_IN: Final = {
    USE: None,
    TRANSFER: None,
    SELL: TRANSFER,
    READ: USE,
    DISPLAY: USE,
    EXECUTE: USE,
    REPRODUCE: USE,
    DERIVE: USE,
    AGGREGATE: USE,
    ANONYMIZE: USE,
    DISTRIBUTE: USE,
    TRAIN: USE,
}

ACTIONS: Final = frozenset(_INCLUDED_IN)
DUTIES: Final = frozenset({DELETE, INFORM, ATTRIBUTE, LOG, KEEP_CONFIDENTIAL})


def term(word: str) -> str:
    """The word without a prefix that other connectors write: `odrl:use` and the full IRI are `use`."""
    for prefix, replacement in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix):
            return replacement + word[len(prefix) :]
    return word


def includes(broader: str, narrower: str) -> bool:
    """Whether the first action covers the second; actions that are not understood cover nothing."""
    step: str | None = narrower if narrower in ACTIONS else None
    while step is not None:
        if step == broader:
            return True
        step = _INCLUDED_IN[step]
    return False
