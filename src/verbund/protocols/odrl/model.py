"""Policies as typed values: what a Dataspace Protocol message carries in `offer` and `agreement`.

All classes are frozen. `extra` holds properties this product has no field for, under the key they came with;
they survive the way back to JSON, and `understood` decides whether they can be left aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from .vocabulary import Logic, Operator

Json: TypeAlias = Any  # a value that json.dumps accepts; recursive aliases do not survive mypy's Any checks
Extra: TypeAlias = Mapping[str, Json]


class Kind(StrEnum):
    """Class of a policy."""

    OFFER = "Offer"
    AGREEMENT = "Agreement"
    SET = "Set"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value object: `{"@value": value, "@type": type, "@language": language}`."""

    value: str | int | float | bool
    type: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference: `{"@id": id}`."""

    id: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """An object in the place of an operand that is neither a value nor a reference; kept, not understood."""

    raw: Extra = field(hash=False)


Operand: TypeAlias = str | int | float | bool | Typed | Ref | Opaque | tuple["Operand", ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """`leftOperand operator rightOperand`, for example `count lteq 5`."""

    left: str
    operator: Operator
    right: Operand
    id: str | None = None
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LogicalConstraint:
    """Constraints joined by and, or, xone (exactly one) or andSequence (all, in this order)."""

    logic: Logic
    operands: tuple[Constraint | LogicalConstraint, ...]
    id: str | None = None
    extra: Extra = field(default_factory=dict, hash=False)


AnyConstraint: TypeAlias = Constraint | LogicalConstraint


@dataclass(frozen=True, slots=True)
class Duty:
    """What has to be done: a duty of a permission, or an obligation of the whole policy."""

    action: str
    constraints: tuple[AnyConstraint, ...] = ()
    id: str | None = None
    action_raw: Extra | None = field(default=None, hash=False)
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A permission or a prohibition. `duties` belong to permissions only.

    `action_raw` is the action's object where it says more than a name (a refinement); such a rule is kept and
    never understood.
    """

    action: str
    constraints: tuple[AnyConstraint, ...] = ()
    duties: tuple[Duty, ...] = ()
    target: str | None = None
    assigner: str | None = None
    assignee: str | None = None
    id: str | None = None
    action_raw: Extra | None = field(default=None, hash=False)
    extra: Extra = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """An Offer, Agreement or Set.

    `id` is required on the wire for offers and agreements; `target`, `assigner`, `assignee` for agreements.
    `timestamp` is the agreement's, as it was written (xsd:dateTime).
    """

    kind: Kind
    id: str | None = None
    permissions: tuple[Rule, ...] = ()
    prohibitions: tuple[Rule, ...] = ()
    obligations: tuple[Duty, ...] = ()
    target: str | None = None
    assigner: str | None = None
    assignee: str | None = None
    timestamp: str | None = None
    profiles: tuple[str, ...] = ()
    extra: Extra = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Json]:
        """Compacted JSON of DSP 2025-1: no prefixes; arrays where the schema wants them, empty left out."""
        from ._writing import write_policy

        return write_policy(self)

    @classmethod
    def from_json(cls, data: object, *, kind: Kind | None = None, where: str = "") -> Policy:
        """Read compacted JSON as DSP peers write it.

        `data` is the parsed object, `kind` the class where the place in the message implies it and `@type` is
        missing, `where` the path of the policy in its message, so that errors name the whole path.
        Raises Invalid naming the field.
        """
        from ._reading import read_policy

        return read_policy(data, kind=kind, where=where)
