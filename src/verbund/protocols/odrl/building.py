"""Policies that the apps propose, and whether a policy that came back is still ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ._writing import write_constraint, write_duty, write_rule
from .conditions import Among, Elapsed, Gap, Moment, Uses, condition, constraint, unclear_extra
from .model import AnyConstraint, Constraint, Duty, Json, Kind, Policy, Rule
from .values import Duration, write_instant
from .vocabulary import (
    DELETE,
    DISTRIBUTE,
    ELAPSED_TIME,
    KEEP_CONFIDENTIAL,
    LOG,
    MEMBERSHIP,
    PURPOSE,
    READ,
    RECIPIENT,
    TRAIN,
    USE,
    Operator,
)  # fmt: skip

_SORTED: Final = ("and", "or", "xone")


def conditions(
    *,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    uses: int | None = None,
    elapsed: str | None = None,
    purposes: Iterable[str] = (),
    recipients: Iterable[str] = (),
) -> tuple[Constraint, ...]:
    """The usual constraints, in the order in which pages show them.

    Times need a zone; `elapsed` is an ISO 8601 duration since the agreement. Raises ValueError.
    """
    found: list[Constraint] = []
    for subject, values in ((RECIPIENT, tuple(recipients)), (PURPOSE, tuple(purposes))):
        if values:
            operator = Operator.EQ if len(values) == 1 else Operator.IS_ANY_OF
            found.append(constraint(Among(subject, operator, values)))
    if not_before is not None:
        found.append(constraint(Moment(Operator.GTEQ, not_before)))
    if not_after is not None:
        found.append(constraint(Moment(Operator.LTEQ, not_after)))
    if elapsed is not None:
        found.append(constraint(Elapsed(Operator.LTEQ, Duration.parse(elapsed))))
    if uses is not None:
        if uses < 1:
            raise ValueError("at least one use")
        found.append(constraint(Uses(Operator.LTEQ, uses)))
    return tuple(found)


def membership_offer(
    verbund_id: str,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    *,
    offer_id: str,
    uses: int | None = None,
    elapsed: str | None = None,
    purposes: Iterable[str] = (),
    delete_after: str | None = None,
    share: bool = False,
    train: bool = False,
) -> Policy:
    """An offer to the members of one Verbund.

    Passing on and training models are ruled out unless `share` and `train` say otherwise; uses are logged.
    `delete_after` is an ISO 8601 duration since the agreement. Raises ValueError.
    """
    duties = [Duty(LOG)]
    if delete_after is not None:
        Duration.parse(delete_after)
        duties.insert(0, Duty(DELETE, (Constraint(ELAPSED_TIME, Operator.LTEQ, delete_after),)))
    ruled_out = [action for action, open_ in ((DISTRIBUTE, share), (TRAIN, train)) if not open_]
    return Policy(
        Kind.OFFER,
        offer_id,
        permissions=(
            Rule(
                USE,
                (
                    constraint(Among(MEMBERSHIP, Operator.EQ, (verbund_id,))),
                    *conditions(
                        not_before=not_before,
                        not_after=not_after,
                        uses=uses,
                        elapsed=elapsed,
                        purposes=purposes,
                    ),
                ),
            ),
        ),
        prohibitions=tuple(Rule(action) for action in ruled_out),
        obligations=tuple(duties),
    )


def confidential_offer(*, offer_id: str, recipients: Iterable[str] = (), not_after: datetime | None = None) -> Policy:
    """An offer to read and keep confidential, nothing else: for charters and side-effect reports."""
    return Policy(
        Kind.OFFER,
        offer_id,
        permissions=(Rule(READ, conditions(recipients=recipients, not_after=not_after)),),
        prohibitions=(Rule(DISTRIBUTE),),
        obligations=(Duty(KEEP_CONFIDENTIAL),),
    )


def agreement_from_offer(
    offer: Policy,
    assigner: str,
    assignee: str,
    target: str,
    agreement_id: str,
    timestamp: datetime | None = None,
) -> Policy:
    """The agreement with the terms of `offer`; raises ValueError when it names other parties or target."""
    for name, value in (("assigner", assigner), ("assignee", assignee), ("target", target)):
        given = getattr(offer, name)
        if given is not None and given != value:
            raise ValueError(f"the offer names another {name}: {given!r}")
    return replace(
        offer,
        kind=Kind.AGREEMENT,
        id=agreement_id,
        assigner=assigner,
        assignee=assignee,
        target=target,
        timestamp=None if timestamp is None else write_instant(timestamp),
    )


def same_terms(a: Policy, b: Policy) -> bool:
    """Whether two policies say the same: ids, timestamps, order and way of writing aside.

    Parties and target count where both policies name them, so an agreement equals the offer it was made from.
    """
    for name in ("target", "assigner", "assignee"):
        left, right = getattr(a, name), getattr(b, name)
        if left is not None and right is not None and left != right:
            return False
    return terms(a) == terms(b)


def terms(policy: Policy) -> str:
    """The terms alone as canonical JSON, equal for policies that say the same, so its hash names them."""

    def rules(items: tuple[Rule, ...]) -> list[Json]:
        out = []
        for rule in items:
            data = _bare(write_rule(rule), "constraint", "duty")
            data["constraint"] = _all(rule.constraints)
            data["duty"] = _ordered([_duty(duty) for duty in rule.duties])
            for name in ("target", "assigner", "assignee"):
                if name in data and data[name] == getattr(policy, name):
                    del data[name]
            out.append(data)
        return _ordered(out)

    return canonical_text(
        {
            "permission": rules(policy.permissions),
            "prohibition": rules(policy.prohibitions),
            "obligation": _ordered([_duty(duty) for duty in policy.obligations]),
            "profile": sorted(policy.profiles),
            "extra": _meaning(dict(policy.extra)),
        }
    )


def canonical_constraint(item: AnyConstraint) -> Json:
    """The constraint's meaning where it is understood, else its JSON without id."""
    if isinstance(item, Constraint):
        meaning = condition(item)
        if isinstance(meaning, Gap):
            data = _bare(write_constraint(item))
            data["operator"] = item.operator.canonical.value
            return data
        if isinstance(meaning, Moment):
            return ["dateTime", meaning.operator, meaning.at.astimezone(UTC).isoformat()]
        if isinstance(meaning, Elapsed):
            return ["elapsedTime", meaning.operator, *meaning.duration.calendar]
        if isinstance(meaning, Among):
            return [meaning.subject, meaning.operator, *sorted(set(meaning.values))]
        return _bare(write_constraint(constraint(meaning)))
    inner = [canonical_constraint(operand) for operand in item.operands]
    data = _meaning(dict(item.extra))
    data[item.logic.value] = _ordered(inner) if item.logic in _SORTED else inner
    return data


def _duty(duty: Duty) -> Json:
    data = _bare(write_duty(duty), "constraint")
    data["constraint"] = _all(duty.constraints)
    return data


def _all(items: tuple[AnyConstraint, ...]) -> list[Json]:
    return _ordered([canonical_constraint(item) for item in items])


def _bare(data: dict[str, Json], *without: str) -> dict[str, Json]:
    return _meaning({key: value for key, value in data.items() if key != "@id" and key not in without})


def _meaning(data: dict[str, Json]) -> dict[str, Json]:
    """Without what only describes."""
    known = {"action", "target", "assigner", "assignee", "leftOperand", "operator", "rightOperand"}
    return {key: value for key, value in data.items() if key in known or unclear_extra({key: value}, "")}


def _ordered(items: list[Json]) -> list[Json]:
    return sorted(items, key=canonical_text)


def canonical_text(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
