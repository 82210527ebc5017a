"""Where each constraint and duty is enforced, and what stays on trust; the table that pages show.

`ENFORCEMENT` is keyed by the word of the vocabulary (claims by `CLAIM`, prohibited actions by their action).
A word that is missing is not understood, so it is refused in negotiation and enforced nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .conditions import Gap, condition
from .model import AnyConstraint, Constraint, Duty, Rule
from .vocabulary import (
    AGGREGATE,
    ANONYMIZE,
    ATTRIBUTE,
    CLAIM,
    COUNT,
    DATE_TIME,
    DELETE,
    DERIVE,
    DISPLAY,
    DISTRIBUTE,
    ELAPSED_TIME,
    EXCLUSIVE,
    EXECUTE,
    INFORM,
    KEEP_CONFIDENTIAL,
    LOG,
    MEMBERSHIP,
    PURPOSE,
    READ,
    RECIPIENT,
    REPRODUCE,
    SELL,
    SPATIAL,
    TRAIN,
    TRANSFER,
    USE,
    Text,
)  # fmt: skip


class Place(StrEnum):
    """Where it is checked."""

    OFFER = "offer"  # the offer is shown only to whom it fits
    NEGOTIATION = "negotiation"  # no agreement without it
    ACCESS = "access"  # every access, also in the middle of a transfer
    CONSUMER = "consumer"  # the recipient's own node carries it out and records it


class Level(StrEnum):
    """How far it is enforced by machines."""

    ENFORCED = "enforced"
    PARTLY = "partly"
    TRUST = "trust"

    @property
    def text(self) -> Text:
        """The word the pages use."""
        return _LEVEL[self]


_LEVEL: Final = {
    Level.ENFORCED: Text("durchgesetzt", "enforced"),
    Level.PARTLY: Text("teils durchgesetzt", "partly enforced"),
    Level.TRUST: Text("nur vertraglich", "by contract only"),
}


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Where and how far, and in a sentence what that means."""

    level: Level
    places: tuple[Place, ...]
    note: Text


_THREE: Final = (Place.OFFER, Place.NEGOTIATION, Place.ACCESS)
_AFTER: Final = Enforcement(
    Level.TRUST,
    (Place.NEGOTIATION,),
    Text(
        "Was der Empfänger mit erhaltenen Daten tut, ist technisch nicht erzwingbar.",
        "What the recipient does with received data cannot be enforced by technology.",
    ),
)
_HANDED_OUT: Final = Enforcement(
    Level.ENFORCED,
    (Place.NEGOTIATION, Place.ACCESS),
    Text(
        "Ohne Erlaubnis gibt der Anschluss nichts heraus.",
        "Without permission the connector hands out nothing.",
    ),
)

ENFORCEMENT: Final[dict[str, Enforcement]] = {
    DATE_TIME: Enforcement(
        Level.ENFORCED,
        (Place.NEGOTIATION, Place.ACCESS),
        Text(
            "Die Zeit wird bei jedem Abruf geprüft; erhaltene Daten bleiben davon unberührt.",
            "The time is checked at every access; data already received are not affected.",
        ),
    ),
    COUNT: Enforcement(Level.ENFORCED, (Place.ACCESS,), Text("Jeder Abruf wird gezählt.", "Every access is counted.")),
    ELAPSED_TIME: Enforcement(
        Level.ENFORCED,
        (Place.ACCESS,),
        Text(
            "Die Dauer wird bei jedem Abruf geprüft; erhaltene Daten bleiben davon unberührt.",
            "The duration is checked at every access; data already received are not affected.",
        ),
    ),
    PURPOSE: Enforcement(
        Level.PARTLY,
        (Place.NEGOTIATION, Place.ACCESS),
        Text(
            "Der angegebene Zweck wird bei jedem Abruf geprüft; ob er stimmt, ist Vertragspflicht.",
            "The declared purpose is checked at every access; that it is true is a contractual duty.",
        ),
    ),
    MEMBERSHIP: Enforcement(
        Level.ENFORCED,
        _THREE,
        Text("Die Mitgliedschaft wird bei jedem Abruf geprüft.", "Membership is checked at every access."),
    ),
    CLAIM: Enforcement(
        Level.ENFORCED,
        _THREE,
        Text("Der Nachweis wird bei jedem Abruf verlangt.", "The credential is required at every access."),
    ),
    RECIPIENT: Enforcement(
        Level.ENFORCED,
        _THREE,
        Text(
            "Die Identität des Empfängers wird bei jedem Abruf geprüft.",
            "The identity of the recipient is checked at every access.",
        ),
    ),
    SPATIAL: Enforcement(
        Level.PARTLY,
        _THREE,
        Text(
            "Die nachgewiesene Region wird geprüft; wo die Daten später genutzt werden, ist Vertragspflicht.",
            "The proven region is checked; where the data are used later is a contractual duty.",
        ),
    ),
    EXCLUSIVE: Enforcement(
        Level.ENFORCED,
        (Place.OFFER, Place.NEGOTIATION, Place.ACCESS),
        Text(
            "Der Anschluss des Anbieters schließt keinen zweiten Vertrag über dieselben Daten.",
            "The provider's connector makes no second agreement on the same data.",
        ),
    ),
    DELETE: Enforcement(
        Level.PARTLY,
        (Place.CONSUMER,),
        Text(
            "Der Knoten des Empfängers löscht seine Ablage und hält es fest; Kopien sind Vertragspflicht.",
            "The recipient's node deletes what it filed and records it; copies are a contractual duty.",
        ),
    ),
    LOG: Enforcement(
        Level.PARTLY,
        (Place.ACCESS, Place.CONSUMER),
        Text(
            "Abrufe schreibt der Anschluss auf beiden Seiten auf; Nutzungen danach sind Vertragspflicht.",
            "The connectors of both sides record accesses; uses after that are a contractual duty.",
        ),
    ),
    INFORM: _AFTER,
    ATTRIBUTE: _AFTER,
    KEEP_CONFIDENTIAL: _AFTER,
    USE: _HANDED_OUT,
    READ: _HANDED_OUT,
    **dict.fromkeys(
        (DISPLAY, EXECUTE, REPRODUCE, DERIVE, AGGREGATE, ANONYMIZE, DISTRIBUTE, TRAIN, TRANSFER, SELL), _AFTER
    ),
}


NOT_UNDERSTOOD: Final = Enforcement(
    Level.TRUST,
    (Place.NEGOTIATION,),
    Text(
        "Wird hier nicht verstanden; der Anschluss lehnt es in der Verhandlung ab.",
        "Is not understood here; the connector refuses it in the negotiation.",
    ),
)


def enforcement(item: AnyConstraint | Duty | Rule) -> Enforcement:
    """Where an item is enforced. A logical constraint is as strong as its weakest operand."""
    if isinstance(item, Constraint):
        if isinstance(condition(item), Gap):
            return NOT_UNDERSTOOD
        key = CLAIM if item.left.startswith(CLAIM) else item.left
        return ENFORCEMENT.get(key, NOT_UNDERSTOOD)
    if isinstance(item, Duty | Rule):
        return ENFORCEMENT.get(item.action, NOT_UNDERSTOOD) if item.action_raw is None else NOT_UNDERSTOOD
    inner = [enforcement(operand) for operand in item.operands]
    order = list(Level)
    return max(inner, key=lambda found: order.index(found.level))
