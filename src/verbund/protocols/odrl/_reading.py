"""Compacted JSON to typed policy, as tolerant as JSON-LD compaction needs and strict in everything else.

Understood forms: prefixed keys and terms (`odrl:permission`, full IRIs), a single value where an array is
meant, `{"@id": …}`, `{"@value": …}`, `{"@list": […]}`, `{"@set": […]}`. Depth and size are limited before
anything is interpreted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from verbund.kit.errors import Invalid

from .model import (
    AnyConstraint,
    Constraint,
    Duty,
    Extra,
    Json,
    Kind,
    LogicalConstraint,
    Opaque,
    Operand,
    Policy,
    Ref,
    Rule,
    Typed,
)
from .vocabulary import DSPACE, Logic, Operator, term

MAX_DEPTH: Final = 32
MAX_NODES: Final = 10_000
MAX_TEXT: Final = 8_192
_MAX_INT: Final = 2**63

_POLICY: Final = frozenset(
    ["permission", "prohibition", "obligation", "target", "assigner", "assignee", "timestamp", "profile"]
)
_RULE: Final = frozenset(["action", "constraint", "duty", "target", "assigner", "assignee"])
_PROHIBITION: Final = _RULE - {"duty"}
_DUTY: Final = frozenset({"action", "constraint"})
_CONSTRAINT: Final = frozenset({"leftOperand", "operator", "rightOperand", *Logic})


def read_policy(data: object, *, kind: Kind | None = None, where: str = "") -> Policy:
    """See `Policy.from_json`."""
    check_limits(data, where)
    fields, extra, ident = _fields(data, _POLICY, where)
    kind = _kind(extra, kind, where)
    if ident is None and kind is not Kind.SET:
        raise _wrong(where, "@id", f"an {kind} needs an @id", 'Add "@id", for example "urn:uuid:…".')
    policy = Policy(
        kind=kind,
        id=ident,
        permissions=tuple(_rules(fields, "permission", _RULE, where)),
        prohibitions=tuple(_rules(fields, "prohibition", _PROHIBITION, where)),
        obligations=tuple(_duties(fields, "obligation", where)),
        target=_reference(fields, "target", where),
        assigner=_reference(fields, "assigner", where),
        assignee=_reference(fields, "assignee", where),
        timestamp=_text(fields, "timestamp", where),
        profiles=tuple(
            _name(item, _join(where, f"profile[{n}]")) for n, item in enumerate(_items(fields.get("profile")))
        ),
        extra=extra,
    )
    if kind is Kind.AGREEMENT:
        for name in ("target", "assigner", "assignee"):
            if getattr(policy, name) is None:
                raise _wrong(where, name, f"an Agreement needs {name}", f'Add "{name}".')
    if not {"permission", "prohibition", "obligation"} & fields.keys():
        raise _wrong(where, "permission", "the policy has no rule", 'Add at least one "permission".')
    return policy


def check_limits(data: object, where: str = "") -> None:
    """Refuse what is too deep, too large or not JSON; raises Invalid. Never recurses."""
    stack: list[tuple[object, int]] = [(data, 1)]
    nodes = 0
    while stack:
        item, depth = stack.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise Invalid("odrl-too-large", f"more than {MAX_NODES} values in one policy", where=where)
        if depth > MAX_DEPTH:
            raise Invalid("odrl-too-deep", f"nested deeper than {MAX_DEPTH} levels", where=where)
        if isinstance(item, Mapping):
            for key in item:
                if not isinstance(key, str) or len(key) > MAX_TEXT:
                    raise Invalid("odrl-invalid", "a key is not a text or is too long", where=where)
            stack.extend((value, depth + 1) for value in item.values())
        elif isinstance(item, list | tuple):
            stack.extend((value, depth + 1) for value in item)
        elif isinstance(item, str):
            if len(item) > MAX_TEXT:
                raise Invalid("odrl-too-large", f"a text is longer than {MAX_TEXT} characters", where=where)
        elif isinstance(item, float):
            if not math.isfinite(item):
                raise Invalid("odrl-invalid", "a number is not finite", where=where)
        elif isinstance(item, int):
            if not -_MAX_INT <= item < _MAX_INT:
                raise Invalid("odrl-invalid", "a number has more than 64 bits", where=where)
        elif item is not None:
            raise Invalid("odrl-invalid", f"{type(item).__name__} is not a JSON value", where=where)


def _rules(fields: Extra, key: str, known: frozenset[str], where: str) -> Iterator[Rule]:
    for n, item in enumerate(_items(fields.get(key))):
        here = _join(where, f"{key}[{n}]")
        inner, extra, ident = _fields(item, known, here)
        action, raw = _action(inner, here)
        yield Rule(
            action=action,
            action_raw=raw,
            constraints=tuple(_constraints(inner, "constraint", here)),
            duties=tuple(_duties(inner, "duty", here)),
            target=_reference(inner, "target", here),
            assigner=_reference(inner, "assigner", here),
            assignee=_reference(inner, "assignee", here),
            id=ident,
            extra=extra,
        )


def _duties(fields: Extra, key: str, where: str) -> Iterator[Duty]:
    for n, item in enumerate(_items(fields.get(key))):
        here = _join(where, f"{key}[{n}]")
        inner, extra, ident = _fields(item, _DUTY, here)
        action, raw = _action(inner, here)
        yield Duty(
            action=action,
            action_raw=raw,
            constraints=tuple(_constraints(inner, "constraint", here)),
            id=ident,
            extra=extra,
        )


def _constraints(fields: Extra, key: str, where: str) -> Iterator[AnyConstraint]:
    for n, item in enumerate(_items(fields.get(key))):
        yield read_constraint(item, _join(where, f"{key}[{n}]"))


def read_constraint(item: object, where: str) -> AnyConstraint:
    """One constraint, atomic or logical; `check_limits` must have passed."""
    fields, extra, ident = _fields(item, _CONSTRAINT, where)
    joins = [logic for logic in Logic if logic.value in fields]
    if joins:
        if len(fields) > 1:
            raise _wrong(
                where, joins[0], "one constraint is either logical or atomic, and joined in one way only",
                "Split it into several constraints.",
            )  # fmt: skip
        operands = tuple(_constraints(fields, joins[0].value, where))
        if not operands:
            raise _wrong(where, joins[0], "no operands", "Name at least one constraint.")
        return LogicalConstraint(joins[0], operands, ident, extra)
    for name in ("leftOperand", "operator", "rightOperand"):
        if name not in fields:
            raise _wrong(where, name, "missing", f'Add "{name}".')
    word = term(_name(fields["operator"], _join(where, "operator")))
    try:
        operator = Operator(word)
    except ValueError:
        raise _wrong(where, "operator", f"{word[:80]!r} is no operator", f"Use one of {', '.join(Operator)}.") from None
    left = term(_name(fields["leftOperand"], _join(where, "leftOperand")))
    return Constraint(left, operator, _operand(fields["rightOperand"], where), ident, extra)


def _operand(value: Json, where: str) -> Operand:
    if value is None:
        raise _wrong(where, "rightOperand", "null is no value", "Give a text, an object or an array.")
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        for box in ("@list", "@set"):
            if set(value) == {box}:
                return _operand(value[box] if isinstance(value[box], list) else [value[box]], where)
        if set(value) == {"@id"} and isinstance(value["@id"], str):
            return Ref(value["@id"])
        if "@value" in value and set(value) <= {"@value", "@type", "@language"}:
            inner, kind, language = value["@value"], value.get("@type"), value.get("@language")
            if (
                isinstance(inner, str | bool | int | float)
                and isinstance(kind, str | None)
                and isinstance(language, str | None)
            ):
                return Typed(inner, kind, language)
            raise _wrong(where, "rightOperand", "malformed value object", 'Write {"@value": "…"}.')
        return Opaque(value)
    return tuple(_operand(item, where) for item in value)


def _action(fields: Extra, where: str) -> tuple[str, Extra | None]:
    if "action" not in fields:
        raise _wrong(where, "action", "missing", 'Add "action", for example "use".')
    value = fields["action"]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    here = _join(where, "action")
    if isinstance(value, Mapping) and not set(value) <= {"@id", "@value", "@type"}:
        named = [value[key] for key in ("@id", "rdf:value", "value") if key in value]
        return (term(_name(named[0], here)) if named else ""), value
    return term(_name(value, here)), None


def _fields(data: object, known: frozenset[str], where: str) -> tuple[dict[str, Json], dict[str, Json], str | None]:
    """Known fields under their plain names, everything else as it came, and the `@id`."""
    if not isinstance(data, Mapping):
        raise Invalid("odrl-invalid", "not an object", where=where or "policy", remedy="Write a JSON object.")
    fields: dict[str, Json] = {}
    extra: dict[str, Json] = {}
    ident: str | None = None
    for key, value in data.items():
        name = term(key)
        if name == key:
            name = key.removeprefix("dspace:").removeprefix(DSPACE)
        if key == "@id":
            if not isinstance(value, str) or not value:
                raise _wrong(where, "@id", "not a text", 'Write "@id" as a text.')
            ident = value
        elif name in known:
            if name in fields:
                raise _wrong(where, name, "given twice under different prefixes", "Keep one of them.")
            fields[name] = value
        else:
            extra[key] = value
    return fields, extra, ident


def _kind(extra: dict[str, Json], default: Kind | None, where: str) -> Kind:
    given = _items(extra.pop("@type", None))
    for n, item in enumerate(given):
        word = term(_name(item, _join(where, "@type")))
        if word in ("Policy", "Set"):
            return Kind.SET
        if word in (Kind.OFFER, Kind.AGREEMENT):
            return Kind(word)
        if n == len(given) - 1:
            raise _wrong(where, "@type", f"{word[:80]!r} is no policy", "Use Offer, Agreement or Set.")
    return default or Kind.SET


def _items(value: Json) -> Sequence[Json]:
    if value is None:
        return ()
    if isinstance(value, Mapping):
        for box in ("@list", "@set"):
            if set(value) == {box}:
                return _items(value[box])
    return value if isinstance(value, list | tuple) else (value,)


def _name(value: Json, where: str) -> str:
    """A term given as text, `{"@id": …}`, `{"@value": …}` or an array of one of them."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        value = value.get("@id", value.get("@value"))
    if not isinstance(value, str) or not value:
        raise Invalid("odrl-invalid", "not a text", where=where, remedy="Write one text that is not empty.")
    return value


def _reference(fields: Extra, key: str, where: str) -> str | None:
    return None if fields.get(key) is None else _name(fields[key], _join(where, key))


_text = _reference


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _wrong(where: str, name: str, message: str, remedy: str) -> Invalid:
    return Invalid("odrl-invalid", message, where=_join(where, name), remedy=remedy)
