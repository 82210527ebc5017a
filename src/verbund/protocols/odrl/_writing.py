"""Typed policy to compacted JSON (DSP 2025-1, contract schema)."""

from __future__ import annotations

import copy

from .model import (
    AnyConstraint,
    Constraint,
    Duty,
    Extra,
    Json,
    Opaque,
    Operand,
    Policy,
    Ref,
    Rule,
    Typed,
)


def write_operand(value: Operand) -> Json:
    """An operand as it stands on the wire; plain numbers become strings, the schema has no others."""
    if isinstance(value, tuple):
        return [write_operand(item) for item in value]
    if isinstance(value, Ref):
        return {"@id": value.id}
    if isinstance(value, Typed):
        out: dict[str, Json] = {"@value": value.value}
        if value.type is not None:
            out["@type"] = value.type
        if value.language is not None:
            out["@language"] = value.language
        return out
    if isinstance(value, Opaque):
        return _extra(value.raw)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def write_constraint(item: AnyConstraint) -> dict[str, Json]:
    """One constraint."""
    out = _head(item.id, item.extra)
    if isinstance(item, Constraint):
        out["leftOperand"] = item.left
        out["operator"] = item.operator.value
        out["rightOperand"] = write_operand(item.right)
    else:
        out[item.logic.value] = [write_constraint(operand) for operand in item.operands]
    return out


def write_duty(duty: Duty) -> dict[str, Json]:
    """A duty or obligation."""
    out = _head(duty.id, duty.extra)
    out["action"] = duty.action if duty.action_raw is None else _extra(duty.action_raw)
    if duty.constraints:
        out["constraint"] = [write_constraint(c) for c in duty.constraints]
    return out


def write_rule(rule: Rule) -> dict[str, Json]:
    """A permission or prohibition."""
    out = _head(rule.id, rule.extra)
    out["action"] = rule.action if rule.action_raw is None else _extra(rule.action_raw)
    for key, value in (("target", rule.target), ("assigner", rule.assigner), ("assignee", rule.assignee)):
        if value is not None:
            out[key] = value
    if rule.constraints:
        out["constraint"] = [write_constraint(c) for c in rule.constraints]
    if rule.duties:
        out["duty"] = [write_duty(d) for d in rule.duties]
    return out


def write_policy(policy: Policy) -> dict[str, Json]:
    """A whole policy."""
    out = _head(policy.id, policy.extra)
    out["@type"] = policy.kind.value
    for key, value in (
        ("target", policy.target),
        ("assigner", policy.assigner),
        ("assignee", policy.assignee),
        ("timestamp", policy.timestamp),
    ):
        if value is not None:
            out[key] = value
    if policy.profiles:
        out["profile"] = list(policy.profiles) if len(policy.profiles) > 1 else policy.profiles[0]
    if policy.permissions:
        out["permission"] = [write_rule(rule) for rule in policy.permissions]
    if policy.prohibitions:
        out["prohibition"] = [write_rule(rule) for rule in policy.prohibitions]
    if policy.obligations:
        out["obligation"] = [write_duty(duty) for duty in policy.obligations]
    if not (policy.permissions or policy.prohibitions or policy.obligations):
        out["permission"] = []  # as connectors write a policy without rules; it allows nothing here
    return out


def _head(ident: str | None, extra: Extra) -> dict[str, Json]:
    out = _extra(extra)
    if ident is not None:
        out["@id"] = ident
    return out


def _extra(extra: Extra) -> dict[str, Json]:
    return copy.deepcopy(dict(extra))
