"""Does a policy permit an action here and now, and why (ODRL Information Model 2.2, section 2).

Three values: satisfied, not satisfied, unknown. An action is allowed when some permission that covers it has
every constraint satisfied and everything about it understood, and no prohibition that covers it can apply.
What is not understood, or not known in the context, is unknown, and unknown never allows. Prohibitions win over
permissions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from .conditions import (
    Among,
    Condition,
    Elapsed,
    Exclusive,
    Gap,
    Moment,
    Uses,
    condition,
    header_gaps,
    rule_gaps,
    unclear_extra,
)  # fmt: skip
from .model import AnyConstraint, Constraint, Duty, Policy, Rule
from .values import lies_in, region
from .vocabulary import MEMBERSHIP, PURPOSE, RECIPIENT, SPATIAL, Logic, Operator, Text, includes


class State(StrEnum):
    """Truth of a constraint."""

    SATISFIED = "satisfied"
    NOT_SATISFIED = "not-satisfied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known at the moment of the access; None or a missing claim means: not known.

    - `now`, `agreement_start`: instants with time zone.
    - `uses`: completed uses before this one.
    - `assignee`: verified DID of the one who asks; `groups`: ids of groups it belongs to.
    - `memberships`: ids of the Verbünde it is a member of at `now`; `claims`: verified credential claims, by
      the left operand (`CLAIM + name`), each with its values.
    - `purpose`: as declared by the one who asks; `region`: where the data are used.
    - `sole`: whether no other partner holds an agreement in force on the target.
    - `target`: what is asked for, where the policy has rules for several.
    """

    now: datetime
    agreement_start: datetime | None = None
    uses: int | None = None
    assignee: str | None = None
    memberships: Collection[str] | None = None
    claims: Mapping[str, Collection[str]] = field(default_factory=dict)
    groups: Collection[str] | None = None
    purpose: str | None = None
    region: str | None = None
    sole: bool | None = None
    target: str | None = None

    def __post_init__(self) -> None:
        for at in (self.now, self.agreement_start):
            if at is not None and at.tzinfo is None:
                raise ValueError("times in a context need a time zone")


@dataclass(frozen=True, slots=True)
class Finding:
    """How one constraint, party or unclear property came out; `path` as in the JSON of the policy.

    `detail` marks an operand of a logical constraint: it explains, the constraint around it decides.
    """

    path: str
    state: State
    reason: Text
    constraint: AnyConstraint | None = None
    detail: bool = False

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way by itself."""
        return not self.detail and self.state is not State.SATISFIED


@dataclass(frozen=True, slots=True)
class Decision:
    """`allowed`, what was found on the way, and the duties that come with the access.

    `permission` is the path of the permission that allows, empty when none does.
    """

    allowed: bool
    action: str
    permission: str
    findings: tuple[Finding, ...]
    duties: tuple[Duty, ...]

    def explain(self, language: str = "de") -> list[str]:
        """One plain sentence for each finding; when refused, only what stands in the way."""
        shown = self.findings
        if not self.allowed:
            ways = tuple(f.path for f in shown if f.blocks)
            shown = tuple(f for f in shown if f.state is not State.SATISFIED and f.path.startswith(ways))
        return [f.reason.in_language(language) for f in shown]


_NOTHING: Final = Text("Keine Erlaubnis deckt diese Handlung.", "No permission covers this action.")


def evaluate(policy: Policy, action: str, context: Context) -> Decision:
    """Decide one access. `action` is a plain term (`use`, `read`, …); a data plane asks `read`.

    >>> from datetime import UTC, datetime
    >>> from verbund.protocols.odrl import Context, evaluate, membership_offer
    >>> offer = membership_offer("urn:uuid:1", offer_id="urn:uuid:2")
    >>> now = datetime(2026, 11, 27, tzinfo=UTC)
    >>> evaluate(offer, "read", Context(now, memberships={"urn:uuid:1"})).allowed
    True
    >>> evaluate(offer, "read", Context(now, memberships=set())).explain("en")
    ['The company is not a member of a required Verbund.']
    """
    header = [_unclear(gap) for gap in header_gaps(policy)]
    if policy.assignee is not None:
        header.append(_party(policy.assignee, context, "assignee"))
    if policy.target is not None and context.target is not None:
        header.append(_target(policy.target, context, "target"))
    blocked = any(f.blocks for f in header)
    barred: list[Finding] = []
    for n, rule in enumerate(policy.prohibitions):
        barred += _prohibition(policy, rule, f"prohibition[{n}]", action, context)
    refused: list[Finding] = []
    for n, rule in enumerate(policy.permissions):
        if rule.action_raw is None and includes(rule.action, action):
            findings = _rule(policy, rule, f"permission[{n}]", context)
            if not blocked and not barred and not any(f.blocks for f in findings):
                found = tuple(header + findings)
                return Decision(True, action, f"permission[{n}]", found, rule.duties + policy.obligations)
            refused += findings
    if not refused and not blocked and not barred:
        refused = [Finding("permission", State.NOT_SATISFIED, _NOTHING)]
    return Decision(False, action, "", tuple(header + barred + refused), ())


def _rule(policy: Policy, rule: Rule, path: str, context: Context) -> list[Finding]:
    findings = [_unclear(gap) for gap in rule_gaps(rule, path)]
    if rule.assignee is not None:
        findings.append(_party(rule.assignee, context, f"{path}.assignee"))
    if rule.target is not None and rule.target != policy.target:
        findings.append(_target(rule.target, context, f"{path}.target"))
    for n, item in enumerate(rule.constraints):
        findings += judge(item, context, f"{path}.constraint[{n}]")
    return findings


def _prohibition(policy: Policy, rule: Rule, path: str, action: str, context: Context) -> list[Finding]:
    """The reason for which a prohibition bars the action; empty when it certainly does not apply."""
    gaps = rule_gaps(rule, path)
    if not gaps and not includes(rule.action, action):
        return []
    findings = _rule(policy, rule, path, context)
    if any(f.blocks and f.state is State.NOT_SATISFIED for f in findings):
        return []
    reason = Text("Ein Ausschluss trifft zu.", "A prohibition applies.")
    state = State.NOT_SATISFIED
    if gaps or any(f.blocks for f in findings):
        reason = Text("Ein Ausschluss trifft vielleicht zu.", "A prohibition may apply.")
        state = State.UNKNOWN
    return [Finding(path, state, reason)]


def judge(item: AnyConstraint, context: Context, path: str = "") -> list[Finding]:
    """The constraint's own finding first, then, for a logical one, those of its operands."""
    if isinstance(item, Constraint):
        meaning = condition(item, path)
        if isinstance(meaning, Gap):
            return [Finding(path, State.UNKNOWN, meaning.reason, item)]
        state, reason = _judge(meaning, context)
        return [Finding(path, state, reason, item)]
    below: list[Finding] = []
    states: list[State] = []
    for n, operand in enumerate(item.operands):
        inner = judge(operand, context, f"{path}.{item.logic}[{n}]")
        states.append(inner[0].state)
        below += (replace(finding, detail=True) for finding in inner)
    state = _join(item.logic, states)
    if unclear_extra(item.extra, path):
        state = State.UNKNOWN
    return [Finding(path, state, _LOGIC_TEXT[item.logic], item), *below]


_LOGIC_TEXT: Final = {
    Logic.AND: Text("Alle diese Bedingungen müssen gelten.", "All of these conditions have to hold."),
    Logic.AND_SEQUENCE: Text(
        "Alle diese Bedingungen müssen der Reihe nach gelten.",
        "All of these conditions have to hold, one after the other.",
    ),
    Logic.OR: Text("Mindestens eine dieser Bedingungen muss gelten.", "At least one of these conditions has to hold."),
    Logic.XONE: Text("Genau eine dieser Bedingungen muss gelten.", "Exactly one of these conditions has to hold."),
}


def _join(logic: Logic, states: list[State]) -> State:
    """Kleene's strong logic; exactly-one is certain only when every operand is, or when two hold."""
    yes, no = states.count(State.SATISFIED), states.count(State.NOT_SATISFIED)
    if logic is Logic.OR:
        return State.SATISFIED if yes else State.NOT_SATISFIED if no == len(states) else State.UNKNOWN
    if logic is Logic.XONE:
        if yes > 1 or no == len(states):
            return State.NOT_SATISFIED
        return State.SATISFIED if yes == 1 and no == len(states) - 1 else State.UNKNOWN
    return State.NOT_SATISFIED if no else State.SATISFIED if yes == len(states) else State.UNKNOWN


def _judge(meaning: Condition, context: Context) -> tuple[State, Text]:
    match meaning:
        case Moment(operator, at):
            return _verdict(
                _compare(operator, context.now, at),
                Text("Der Zeitpunkt passt.", "The time fits."),
                Text("Der vereinbarte Zeitraum passt nicht.", "It is outside the agreed period."),
            )
        case Uses(operator, limit):
            used = context.uses
            fits = None if used is None or used < 0 else _compare(operator, used + 1, limit)
            return _verdict(
                fits,
                Text("Die Zahl der Nutzungen reicht noch.", "There are uses left."),
                Text("Die Zahl der Nutzungen ist erreicht.", "The number of uses is reached."),
                Text("Die bisherigen Nutzungen sind nicht bekannt.", "The uses so far are not known."),
            )
        case Elapsed(operator, duration):
            start = context.agreement_start
            return _verdict(
                None if start is None else _compare(operator, context.now, duration.after(start)),
                Text("Die vereinbarte Dauer passt.", "The agreed duration fits."),
                Text("Die vereinbarte Dauer passt nicht.", "It is outside the agreed duration."),
                Text("Der Beginn des Vertrags ist nicht bekannt.", "The start of the agreement is not known."),
            )
        case Among():
            return _among(meaning, context)
        case Exclusive():
            return _verdict(
                context.sole,
                Text("Kein anderer hat einen Vertrag darüber.", "Nobody else has an agreement on it."),
                Text("Ein anderer hat einen Vertrag darüber.", "Somebody else has an agreement on it."),
                Text("Andere Verträge sind nicht bekannt.", "Other agreements are not known."),
            )


def _among(meaning: Among, context: Context) -> tuple[State, Text]:
    subject, operator, values = meaning.subject, meaning.operator, meaning.values
    negative = operator in (Operator.NEQ, Operator.IS_NONE_OF)
    fits: bool | None
    if subject == PURPOSE:
        fits = None if context.purpose is None else context.purpose in values
        texts = _PURPOSE
    elif subject == RECIPIENT:
        if operator is Operator.IS_PART_OF:
            fits = None if context.groups is None else any(v in context.groups for v in values)
        else:
            fits = None if context.assignee is None else context.assignee in values
        texts = _RECIPIENT
    elif subject == SPATIAL:
        fits = _in_any(context.region, values)
        texts = _SPATIAL
    else:
        held = context.memberships if subject == MEMBERSHIP else context.claims.get(subject)
        join = all if operator is Operator.IS_ALL_OF else any
        fits = None if held is None else join(v in held for v in values)
        texts = _MEMBERSHIP if subject == MEMBERSHIP else _CLAIM
    return _verdict(not fits if negative and fits is not None else fits, *texts)


_PURPOSE: Final = (
    Text("Der Zweck passt.", "The purpose fits."),
    Text("Der angegebene Zweck passt nicht.", "The declared purpose does not fit."),
    Text("Es ist kein Zweck angegeben.", "No purpose is declared."),
)
_RECIPIENT: Final = (
    Text("Der Empfänger passt.", "The recipient fits."),
    Text("Der Empfänger ist nicht gemeint.", "The recipient is not the one meant."),
    Text("Der Empfänger ist nicht bekannt.", "The recipient is not known."),
)
_SPATIAL: Final = (
    Text("Die Region passt.", "The region fits."),
    Text("Die Region passt nicht.", "The region does not fit."),
    Text("Die Region ist nicht genau genug bekannt.", "The region is not known precisely enough."),
)
_MEMBERSHIP: Final = (
    Text("Die Mitgliedschaft ist nachgewiesen.", "The membership is proven."),
    Text(
        "Das Unternehmen ist nicht Mitglied eines verlangten Verbunds.",
        "The company is not a member of a required Verbund.",
    ),
    Text("Die Mitgliedschaft ist nicht bekannt.", "The membership is not known."),
)
_CLAIM: Final = (
    Text("Der Nachweis liegt vor.", "The credential is present."),
    Text("Der Nachweis hat einen anderen Wert.", "The credential has another value."),
    Text("Der Nachweis fehlt.", "The credential is missing."),
)


def _in_any(place: str | None, areas: tuple[str, ...]) -> bool | None:
    try:
        answers = [lies_in(region(place), area) for area in areas] if place else [None]
    except ValueError:
        return None
    return True if True in answers else None if None in answers else False


def _compare(operator: Operator, left: datetime | int, right: datetime | int) -> bool:
    if isinstance(left, datetime) and isinstance(right, datetime):
        less, equal = left < right, left == right
    else:
        assert isinstance(left, int)
        assert isinstance(right, int)
        less, equal = left < right, left == right
    return {
        Operator.LT: less,
        Operator.LTEQ: less or equal,
        Operator.GT: not less and not equal,
        Operator.GTEQ: not less,
    }[operator]


def _verdict(fits: bool | None, yes: Text, no: Text, open_: Text | None = None) -> tuple[State, Text]:
    if fits is None:
        assert open_ is not None
        return State.UNKNOWN, open_
    return (State.SATISFIED, yes) if fits else (State.NOT_SATISFIED, no)


def _party(expected: str, context: Context, path: str) -> Finding:
    return Finding(path, *_verdict(None if context.assignee is None else context.assignee == expected, *_RECIPIENT))


def _target(expected: str, context: Context, path: str) -> Finding:
    return Finding(
        path,
        *_verdict(
            None if context.target is None else context.target == expected,
            Text("Die Daten sind gemeint.", "These data are meant."),
            Text("Andere Daten sind gemeint.", "Other data are meant."),
            Text("Es ist offen, welche Daten verlangt sind.", "It is open which data are asked for."),
        ),
    )


def _unclear(gap: Gap) -> Finding:
    return Finding(gap.path, State.UNKNOWN, gap.reason)
