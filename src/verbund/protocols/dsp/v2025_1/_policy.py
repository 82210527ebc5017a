"""Offers and agreements: the ODRL of the DSP profile as plain dictionaries in one normal form.

Normal form: names of the 2025-1 context, rules and constraints as arrays, identifiers and actions as text,
empty arrays left out. What a policy means is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from ._jsonld import every, only
from ._model import Json, plain_word, read_identifier, read_instant, read_word
from ._problems import MalformedMessage

_RULES = ("permission", "prohibition", "obligation", "duty", "consequence", "remedy")
_LOGIC = ("and", "or", "xone", "andSequence")
_IDENTIFIERS = ("target", "assigner", "assignee")


@dataclass(frozen=True)
class Policy:
    """A policy in normal form. `policy` is what travels; treat it as read-only."""

    TYPE: ClassVar[str] = "Policy"

    policy: Mapping[str, Json]

    @property
    def id(self) -> str:
        """`@id` of the policy."""
        return str(self.policy["@id"])

    @property
    def target(self) -> str | None:
        """Identifier of the dataset; None in a catalogue, where the enclosing dataset is meant."""
        return self.policy.get("target")

    @property
    def assigner(self) -> str | None:
        """Who grants."""
        return self.policy.get("assigner")

    @property
    def assignee(self) -> str | None:
        """Who is granted."""
        return self.policy.get("assignee")

    def to_json(self) -> dict[str, Json]:
        """The policy as it travels."""
        return {"@type": self.TYPE, **self.policy}

    @classmethod
    def read(cls, value: Any, where: str) -> Self:
        """A policy out of its renamed JSON form; raises MalformedMessage."""
        value = only(value)
        if not isinstance(value, Mapping):
            raise MalformedMessage(where, "must be a policy object")
        types = every(value.get("@type"))
        if types and cls.TYPE not in types:
            raise MalformedMessage(f"{where}.@type", f"must be {cls.TYPE}, not {types[0]}")
        if value.get("@id") is None:
            raise MalformedMessage(f"{where}.@id", "is missing")
        found: dict[str, Json] = {"@id": read_identifier(value["@id"], f"{where}.@id"), "@type": cls.TYPE}
        found.update(_read_members(value, where, skip=("@id", "@type")))
        return cls(found)


@dataclass(frozen=True)
class CatalogOffer(Policy):
    """An offer inside a dataset or distribution, which is its target: it carries no `target` itself."""

    TYPE: ClassVar[str] = "Offer"

    def to_json(self) -> dict[str, Json]:
        found = super().to_json()
        found.pop("target", None)
        return found


@dataclass(frozen=True)
class Offer(Policy):
    """An offer inside a message; it names its `target` (Contract Request and Contract Offer Message)."""

    TYPE: ClassVar[str] = "Offer"

    @classmethod
    def read(cls, value: Any, where: str) -> Self:
        offer = super().read(value, where)
        _require(offer, where, "target")
        return offer


@dataclass(frozen=True)
class Agreement(Policy):
    """An agreement: target, assigner, assignee and timestamp are required (Contract Agreement Message)."""

    TYPE: ClassVar[str] = "Agreement"

    @property
    def timestamp(self) -> str:
        """xsd:dateTime of the agreement, as the provider spelled it."""
        return str(self.policy["timestamp"])

    @classmethod
    def read(cls, value: Any, where: str) -> Self:
        agreement = super().read(value, where)
        _require(agreement, where, "target", "assigner", "assignee", "timestamp")
        return agreement


def _require(policy: Policy, where: str, *names: str) -> None:
    for name in names:
        if name not in policy.policy:
            raise MalformedMessage(f"{where}.{name}", "is missing")


def _read_members(value: Mapping[str, Any], where: str, skip: tuple[str, ...] = ()) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, item in value.items():
        if key in skip or item is None:
            continue
        at = f"{where}.{key}"
        if key in _RULES:
            items = [_read_rule(each, f"{at}[{index}]") for index, each in enumerate(every(item))]
        elif key == "constraint":
            items = [_read_constraint(each, f"{at}[{index}]") for index, each in enumerate(every(item))]
        elif key in _IDENTIFIERS:
            found[key] = read_identifier(item, at)
            continue
        elif key == "timestamp":
            found[key] = read_instant(item, at)
            continue
        elif key == "profile":
            profiles = [read_identifier(each, at) for each in every(item)]
            found[key] = profiles[0] if len(profiles) == 1 else profiles
            continue
        else:
            found[key] = only(item) if isinstance(item, Mapping) else item
            continue
        if items:
            found[key] = items
    return found


def _read_rule(value: Any, where: str) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise MalformedMessage(where, "must be a rule object")
    if value.get("action") is None:
        raise MalformedMessage(f"{where}.action", "is missing")
    found = {"action": _read_action(value["action"], f"{where}.action")}
    found.update(_read_members(value, where, skip=("action",)))
    return found


def _read_action(value: Any, where: str) -> Json:
    """A word; an action with a refinement stays an object."""
    value = only(value)
    if isinstance(value, Mapping):
        # an older form of EDC wraps the word once more
        inner = value.get("type", value.get("@type") if "@id" not in value else None)
        if isinstance(inner, str) and len(value) == 1:
            return plain_word(inner)
        if set(value) <= {"@id", "@type"}:
            return read_word(value, where)
        found = dict(value)
        if found.get("action") is not None:
            found["action"] = read_word(found["action"], f"{where}.action")
        if found.get("refinement") is not None:
            found["refinement"] = [
                _read_constraint(each, f"{where}.refinement[{index}]")
                for index, each in enumerate(every(found["refinement"]))
            ]
        return found
    return read_word(value, where)


def _read_constraint(value: Any, where: str) -> dict[str, Json]:
    value = only(value)
    if not isinstance(value, Mapping):
        raise MalformedMessage(where, "must be a constraint object")
    found: dict[str, Json] = {}
    logic = [key for key in _LOGIC if value.get(key) is not None]
    if len(logic) > 1 or (logic and value.get("leftOperand") is not None):
        raise MalformedMessage(where, "must be one atomic or one logical constraint")
    for key, item in value.items():
        at = f"{where}.{key}"
        if item is None:
            continue
        if key in _LOGIC:
            found[key] = [_read_constraint(each, f"{at}[{index}]") for index, each in enumerate(every(item))]
        elif key in ("leftOperand", "operator"):
            found[key] = read_word(item, at)
        elif key == "rightOperand":
            found[key] = _read_operand(item)
        else:
            found[key] = item
    if not logic:
        for key in ("leftOperand", "operator", "rightOperand"):
            if key not in found and not (key == "rightOperand" and "rightOperandReference" in found):
                raise MalformedMessage(f"{where}.{key}", "is missing")
    return found


def _read_operand(value: Any) -> Json:
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], Mapping) and "@value" in value[0]:
            return only(value)  # the expanded form wraps every value
        return [only(item) if isinstance(item, Mapping) else item for item in value]
    return only(value) if isinstance(value, Mapping) else value
