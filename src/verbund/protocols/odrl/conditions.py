"""What a constraint means to us: the one place that decides what is understood.

`condition(constraint)` gives a typed condition or a `Gap` that says why it is not understood. Evaluation,
sentences and comparison work on these conditions only, so none of them can know more than the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from .model import (
    AnyConstraint,
    Constraint,
    Duty,
    Extra,
    LogicalConstraint,
    Operand,
    Policy,
    Ref,
    Rule,
    Typed,
)
from .values import Duration, instant, region, write_instant
from .vocabulary import (
    ACTIONS,
    CLAIM,
    COUNT,
    DATE_TIME,
    DELETE,
    DUTIES,
    ELAPSED_TIME,
    EXCLUSIVE,
    INFORM,
    MEMBERSHIP,
    PROFILE,
    PURPOSE,
    RECIPIENT,
    SPATIAL,
    Operator,
    Text,
    term,
)  # fmt: skip

_ORDER: Final = frozenset({Operator.LT, Operator.LTEQ, Operator.GT, Operator.GTEQ})
_MEMBER: Final = frozenset({Operator.EQ, Operator.IS_ANY_OF, Operator.NEQ, Operator.IS_NONE_OF})
_HELD: Final = frozenset({Operator.EQ, Operator.IS_ANY_OF, Operator.IS_ALL_OF})
_ONE: Final = frozenset({Operator.EQ, Operator.NEQ})

# extra properties that only describe; every other one could change the meaning
_DESCRIBING: Final = (
    "dct:",
    "dc:",
    "dcterms:",
    "rdfs:",
    "skos:",
    "schema:",
    "prov:",
    "http://purl.org/dc/terms/",
)
_DESCRIBING_TERMS: Final = frozenset({"@context", "@type", "uid"})


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not understood: where, and why."""

    path: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Moment:
    """`dateTime`: now compared with an instant."""

    operator: Operator
    at: datetime


@dataclass(frozen=True, slots=True)
class Uses:
    """`count`: the number of uses, this one included, compared with a limit (lt, lteq)."""

    operator: Operator
    limit: int


@dataclass(frozen=True, slots=True)
class Elapsed:
    """`elapsedTime`: time since the agreement compared with a duration."""

    operator: Operator
    duration: Duration


@dataclass(frozen=True, slots=True)
class Among:
    """A property that has to be (or not to be) one of the values.

    `subject` is the left operand: PURPOSE, RECIPIENT, SPATIAL, MEMBERSHIP or a CLAIM.
    """

    subject: str
    operator: Operator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusive:
    """No other partner holds an agreement in force on the same target."""


Condition: TypeAlias = Moment | Uses | Elapsed | Among | Exclusive


def condition(item: Constraint, path: str = "") -> Condition | Gap:
    """The meaning of an atomic constraint, or why it is not understood. Never raises."""
    odd = unclear_extra(item.extra, path)
    if odd:
        return odd[0]
    operator, left = item.operator.canonical, item.left
    try:
        values = tuple(plain(v) for v in item.right) if isinstance(item.right, tuple) else (plain(item.right),)
        if not values:
            raise ValueError("no value")
        if left in (DATE_TIME, ELAPSED_TIME, COUNT):
            return _ordered(left, operator, values, path)
        if left == EXCLUSIVE:
            if operator is Operator.EQ and values == ("true",):
                return Exclusive()
            raise ValueError("only eq true")
        if left in (PURPOSE, RECIPIENT, SPATIAL, MEMBERSHIP) or (left.startswith(CLAIM) and left != CLAIM):
            return _among(left, operator, values, path)
    except (ValueError, OverflowError) as why:
        return _gap(
            path,
            f"Der Wert der Bedingung „{left}“ ist nicht lesbar ({why}).",
            f"The value of the condition “{left}” cannot be read ({why}).",
        )
    return _gap(path, f"„{left}“ ist hier unbekannt.", f"“{left}” is not known here.")


def constraint(meaning: Condition) -> Constraint:
    """The constraint that says this, as we write it."""
    match meaning:
        case Moment(operator, at):
            return Constraint(DATE_TIME, operator, write_instant(at))
        case Uses(operator, limit):
            return Constraint(COUNT, operator, str(limit))
        case Elapsed(operator, duration):
            return Constraint(ELAPSED_TIME, operator, str(duration))
        case Among(subject, operator, values):
            single = operator in _ONE or (operator is Operator.IS_PART_OF and len(values) == 1)
            return Constraint(subject, operator, values[0] if single else values)
        case Exclusive():
            return Constraint(EXCLUSIVE, Operator.EQ, "true")


def plain(value: Operand) -> str:
    """An operand as text; raises ValueError where it is none."""
    if isinstance(value, Ref):
        return value.id
    if isinstance(value, Typed):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("not a single value")


def deadline(duty: Duty) -> Moment | Elapsed | None:
    """By when a duty has to be done; None where it names no understood time."""
    if len(duty.constraints) != 1 or not isinstance(duty.constraints[0], Constraint):
        return None
    found = condition(duty.constraints[0])
    if isinstance(found, Moment | Elapsed) and found.operator in (Operator.LTEQ, Operator.LT):
        return found
    return None


def due(duty: Duty, start: datetime) -> datetime | None:
    """The instant by which a duty has to be done, for an agreement made at `start`."""
    found = deadline(duty)
    if isinstance(found, Elapsed):
        return found.duration.after(start)
    return found.at if found else None


def understood(policy: Policy) -> list[Gap]:
    """Everything in a policy that is not understood; empty means that it can be negotiated.

    >>> from verbund.protocols.odrl import Policy, understood
    >>> offer = {"@type": "Offer", "@id": "o:1", "permission": [{"action": "use", "constraint": [
    ...     {"leftOperand": "systemDevice", "operator": "eq", "rightOperand": "x"}]}]}
    >>> [gap.path for gap in understood(Policy.from_json(offer))]
    ['permission[0].constraint[0]']
    """
    return list(_policy_gaps(policy))


def turning_points(policy: Policy, start: datetime) -> list[datetime]:
    """The instants, in order, at which time alone can change what a policy allows; `start`: of the agreement."""
    found: set[datetime] = set()
    for rule in (*policy.permissions, *policy.prohibitions):
        for _path, item in walk(rule.constraints, ""):
            meaning = condition(item) if isinstance(item, Constraint) else None
            if isinstance(meaning, Moment):
                found.add(meaning.at)
            elif isinstance(meaning, Elapsed):
                found.add(meaning.duration.after(start))
    return sorted(found)


def header_gaps(policy: Policy) -> list[Gap]:
    """What is not understood in the policy's own properties and obligations; concerns every permission."""
    gaps = [
        _gap(
            f"profile[{n}]",
            f"Das Profil „{profile}“ ist hier unbekannt.",
            f"The profile “{profile}” is not known here.",
        )
        for n, profile in enumerate(policy.profiles)
        if profile != PROFILE
    ]
    gaps += unclear_extra(policy.extra, "")
    for n, duty in enumerate(policy.obligations):
        gaps += duty_gaps(duty, f"obligation[{n}]")
    return gaps


def rule_gaps(rule: Rule, path: str) -> list[Gap]:
    """What is not understood in a permission or prohibition itself, its constraints aside."""
    gaps = unclear_extra(rule.extra, path)
    if rule.action_raw is not None or rule.action not in ACTIONS:
        gaps.append(_unknown_action(rule.action, path))
    for n, duty in enumerate(rule.duties):
        gaps += duty_gaps(duty, f"{path}.duty[{n}]")
    return gaps


def duty_gaps(duty: Duty, path: str) -> list[Gap]:
    """What is not understood in a duty."""
    gaps = unclear_extra(duty.extra, path)
    if duty.action_raw is not None or duty.action not in DUTIES:
        gaps.append(_unknown_action(duty.action, path))
    elif duty.constraints:
        gaps += [gap for n, c in enumerate(duty.constraints) for gap in _gaps(c, f"{path}.constraint[{n}]")]
        if not gaps and (duty.action not in (DELETE, INFORM) or deadline(duty) is None):
            gaps.append(
                _gap(
                    f"{path}.constraint",
                    "Bei dieser Pflicht ist nur eine Frist möglich, und nur bei Löschen und Melden.",
                    "This duty can only have a time limit, and only deleting and informing can.",
                )
            )
    return gaps


def walk(items: tuple[AnyConstraint, ...], path: str) -> Iterator[tuple[str, Constraint | LogicalConstraint]]:
    """Every constraint below, with its path, outer ones first."""
    for n, item in enumerate(items):
        here = f"{path}[{n}]"
        yield here, item
        if isinstance(item, LogicalConstraint):
            yield from walk(item.operands, f"{here}.{item.logic}")


def _policy_gaps(policy: Policy) -> Iterator[Gap]:
    yield from header_gaps(policy)
    for name, rules in (("permission", policy.permissions), ("prohibition", policy.prohibitions)):
        for n, rule in enumerate(rules):
            path = f"{name}[{n}]"
            yield from rule_gaps(rule, path)
            for m, item in enumerate(rule.constraints):
                yield from _gaps(item, f"{path}.constraint[{m}]")


def _gaps(item: AnyConstraint, path: str) -> Iterator[Gap]:
    if isinstance(item, Constraint):
        found = condition(item, path)
        if isinstance(found, Gap):
            yield found
        return
    yield from unclear_extra(item.extra, path)
    for n, operand in enumerate(item.operands):
        yield from _gaps(operand, f"{path}.{item.logic}[{n}]")


def _ordered(left: str, operator: Operator, values: tuple[str, ...], path: str) -> Condition | Gap:
    if len(values) != 1:
        raise ValueError("more than one value")
    if operator not in _ORDER:
        return _unknown_operator(left, operator, path)
    if left == DATE_TIME:
        return Moment(operator, instant(values[0]))
    if left == ELAPSED_TIME:
        return Elapsed(operator, Duration.parse(values[0]))
    if operator in (Operator.GT, Operator.GTEQ):
        return _unknown_operator(left, operator, path)
    if not (values[0].isascii() and values[0].isdigit() and len(values[0]) <= 18):
        raise ValueError("no whole number")
    return Uses(operator, int(values[0]))


def _among(left: str, operator: Operator, values: tuple[str, ...], path: str) -> Condition | Gap:
    # that somebody lacks a credential cannot be proven, so claims have no negative form
    allowed = _HELD if left == MEMBERSHIP or left.startswith(CLAIM) else _MEMBER
    if left in (RECIPIENT, SPATIAL):
        allowed = allowed | {Operator.IS_PART_OF}
    if operator not in allowed:
        return _unknown_operator(left, operator, path)
    if operator in _ONE and len(values) != 1:
        raise ValueError("more than one value")
    if not all(values):
        raise ValueError("an empty value")
    return Among(left, operator, tuple(region(v) for v in values) if left == SPATIAL else values)


def unclear_extra(extra: Extra, path: str) -> list[Gap]:
    """Extra properties that do more than describe, and so may change the meaning."""
    return [
        _gap(
            f"{path}.{key}" if path else key,
            f"Die Angabe „{key[:80]}“ ist hier unbekannt.",
            f"The property “{key[:80]}” is not known here.",
        )
        for key in extra
        if not key.startswith(_DESCRIBING)
        and term(key) not in _DESCRIBING_TERMS
        and not (term(key) == "conflict" and _is_prohibit(extra[key]))
    ]


def _is_prohibit(value: object) -> bool:
    if isinstance(value, dict):
        value = value.get("@id")
    return isinstance(value, str) and term(value) == "prohibit"  # prohibitions win here anyway


def _unknown_action(action: str, path: str) -> Gap:
    return _gap(
        f"{path}.action",
        f"Die Handlung „{action[:80]}“ ist hier unbekannt.",
        f"The action “{action[:80]}” is not known here.",
    )


def _unknown_operator(left: str, operator: Operator, path: str) -> Gap:
    return _gap(
        path,
        f"„{left}“ mit „{operator}“ ist hier unbekannt.",
        f"“{left}” with “{operator}” is not known here.",
    )


def _gap(path: str, de: str, en: str) -> Gap:
    return Gap(path, Text(de, en))
