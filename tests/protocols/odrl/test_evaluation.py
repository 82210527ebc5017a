"""Decisions and their explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.odrl import (
    Constraint,
    Context,
    Duty,
    Kind,
    Logic,
    LogicalConstraint,
    Operator,
    Policy,
    Rule,
    State,
    due,
    evaluate,
    understood,
)
from verbund.protocols.odrl import (
    vocabulary as v,
)

from .strategies import START, any_constraints, any_policies, contexts, understood_policies

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ALL = Context(
    NOW,
    agreement_start=NOW - timedelta(days=10),
    uses=4,
    assignee="did:web:a.example",
    memberships={"urn:v:1"},
    claims={v.CLAIM + "iso9001": {"yes"}},
    groups={"urn:g:1"},
    purpose="quality",
    region="DE40E",
    sole=True,
)


def use(*constraints: Any, **changes: Any) -> Policy:
    return Policy(Kind.OFFER, "o:1", permissions=(Rule("use", constraints),), **changes)


def state(item: Any, context: Context = ALL) -> State:
    decision = evaluate(use(item), "use", context)
    (finding,) = (f for f in decision.findings if f.path == "permission[0].constraint[0]")
    assert decision.allowed is (finding.state is State.SATISFIED)
    assert finding.reason.de
    assert finding.reason.en
    return finding.state


YES, NO, OPEN = State.SATISFIED, State.NOT_SATISFIED, State.UNKNOWN


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        ("dateTime", "lteq", "2026-11-27T12:00:00Z", YES),
        ("dateTime", "lt", "2026-11-27T12:00:00Z", NO),
        ("dateTime", "gt", "2026-11-27T12:00:00Z", NO),
        ("dateTime", "gteq", "2026-11-27T13:00:00+01:00", YES),
        ("dateTime", "lteq", "2026-11-27", OPEN),  # a day without zone means different instants
        ("dateTime", "lteq", "2026-11-27T12:00:00", OPEN),
        ("dateTime", "eq", "2026-11-27T12:00:00Z", OPEN),
        ("dateTime", "lteq", "2026-13-45T99:00:00Z", OPEN),
        ("count", "lteq", "5", YES),
        ("count", "lt", "5", NO),
        ("count", "lteq", "4", NO),
        ("count", "term-lteq", "5", YES),
        ("count", "gteq", "1", OPEN),
        ("count", "lteq", "-5", OPEN),
        ("count", "lteq", "9" * 500, OPEN),
        ("elapsedTime", "lteq", "P10D", YES),
        ("elapsedTime", "lt", "P10D", NO),
        ("elapsedTime", "lteq", "PT240H", YES),
        ("elapsedTime", "gteq", "P1M", NO),
        ("elapsedTime", "lteq", "P9999Y", YES),
        ("elapsedTime", "lteq", "P-1D", OPEN),
        ("elapsedTime", "lteq", "P", OPEN),
        ("elapsedTime", "lteq", "P1YT", OPEN),
        ("purpose", "eq", "quality", YES),
        ("purpose", "neq", "quality", NO),
        ("purpose", "isAnyOf", ("sales", "quality"), YES),
        ("purpose", "isNoneOf", ("sales", "quality"), NO),
        ("purpose", "isA", "quality", OPEN),
        ("purpose", "eq", ("a", "b"), OPEN),
        ("purpose", "isAnyOf", (), OPEN),
        (v.MEMBERSHIP, "eq", "urn:v:1", YES),
        (v.MEMBERSHIP, "isAnyOf", ("urn:v:2", "urn:v:1"), YES),
        (v.MEMBERSHIP, "isAllOf", ("urn:v:2", "urn:v:1"), NO),
        (v.MEMBERSHIP, "neq", "urn:v:9", OPEN),  # nobody can prove that a credential does not exist
        (v.CLAIM + "iso9001", "eq", "yes", YES),
        (v.CLAIM + "iso9001", "eq", "no", NO),
        (v.CLAIM + "iso14001", "eq", "yes", OPEN),
        (v.CLAIM, "eq", "yes", OPEN),
        ("recipient", "eq", "did:web:a.example", YES),
        ("recipient", "isAnyOf", ("did:web:b.example",), NO),
        ("recipient", "isPartOf", "urn:g:1", YES),
        ("spatial", "eq", "DE", YES),
        ("spatial", "eq", "EU", YES),
        ("spatial", "isPartOf", "EEA", YES),
        ("spatial", "isAnyOf", ("AT", "CH"), NO),
        ("spatial", "isNoneOf", ("AT", "CH"), YES),
        ("spatial", "eq", "Brandenburg an der Havel", OPEN),
        (v.EXCLUSIVE, "eq", "true", YES),
        (v.EXCLUSIVE, "eq", "false", OPEN),
        ("systemDevice", "eq", "x", OPEN),
    ],
)
def test_each_constraint(left: str, operator: str, right: Any, expected: State) -> None:
    item = Constraint(left, Operator(operator), right)
    assert state(item) is expected


@pytest.mark.parametrize(
    "item",
    [
        Constraint("count", Operator.LTEQ, "5"),
        Constraint("elapsedTime", Operator.LTEQ, "P10D"),
        Constraint("purpose", Operator.EQ, "quality"),
        Constraint("purpose", Operator.NEQ, "sales"),
        Constraint(v.MEMBERSHIP, Operator.EQ, "urn:v:1"),
        Constraint("recipient", Operator.EQ, "did:web:a.example"),
        Constraint("recipient", Operator.IS_PART_OF, "urn:g:1"),
        Constraint("spatial", Operator.EQ, "DE"),
        Constraint("spatial", Operator.NEQ, "AT"),
        Constraint(v.EXCLUSIVE, Operator.EQ, "true"),
    ],
)
def test_what_the_context_does_not_know_is_unknown(item: Constraint) -> None:
    assert state(item) is YES
    assert state(item, Context(NOW)) is OPEN


def test_a_coarse_region_is_not_taken_for_a_fine_one() -> None:
    coarse = replace(ALL, region="DE")
    assert state(Constraint("spatial", Operator.EQ, "DE40E"), coarse) is OPEN
    assert state(Constraint("spatial", Operator.NEQ, "DE40E"), coarse) is OPEN
    assert state(Constraint("spatial", Operator.EQ, "EEA"), replace(ALL, region="EU")) is YES
    assert state(Constraint("spatial", Operator.EQ, "EU"), replace(ALL, region="EEA")) is OPEN
    assert state(Constraint("spatial", Operator.EQ, "EU"), replace(ALL, region="here")) is OPEN
    assert state(Constraint("spatial", Operator.EQ, "GR3"), replace(ALL, region="EL30")) is YES


GOOD = Constraint("purpose", Operator.EQ, "quality")
BAD = Constraint("purpose", Operator.EQ, "sales")
ODD = Constraint("systemDevice", Operator.EQ, "x")


@pytest.mark.parametrize(
    ("logic", "operands", "expected"),
    [
        (Logic.AND, (GOOD, GOOD), YES),
        (Logic.AND, (GOOD, ODD), OPEN),
        (Logic.AND, (BAD, ODD), NO),
        (Logic.AND_SEQUENCE, (GOOD, GOOD), YES),
        (Logic.AND_SEQUENCE, (GOOD, BAD), NO),
        (Logic.OR, (GOOD, ODD), YES),
        (Logic.OR, (BAD, ODD), OPEN),
        (Logic.OR, (BAD, BAD), NO),
        (Logic.XONE, (GOOD, BAD), YES),
        (Logic.XONE, (GOOD, GOOD), NO),
        (Logic.XONE, (GOOD, ODD), OPEN),
        (Logic.XONE, (BAD, BAD), NO),
        (Logic.XONE, (GOOD, GOOD, ODD), NO),
    ],
)
def test_logic(logic: Logic, operands: tuple[Constraint, ...], expected: State) -> None:
    assert state(LogicalConstraint(logic, operands)) is expected


def test_an_unclear_property_beside_a_logical_constraint_is_not_ignored() -> None:
    assert state(LogicalConstraint(Logic.OR, (GOOD,), extra={"ex:unless": "x"})) is OPEN
    assert state(LogicalConstraint(Logic.OR, (GOOD,), extra={"rdfs:label": "x"})) is YES


def test_prohibitions_win_and_unclear_ones_bar() -> None:
    bar = Rule("use", (GOOD,))
    assert not evaluate(use(prohibitions=(bar,)), "read", ALL).allowed
    assert evaluate(use(prohibitions=(Rule("use", (BAD,)),)), "read", ALL).allowed
    assert not evaluate(use(prohibitions=(Rule("use", (ODD,)),)), "read", ALL).allowed
    assert not evaluate(use(prohibitions=(Rule("x:play"),)), "read", ALL).allowed
    assert evaluate(use(prohibitions=(Rule("distribute"),)), "read", ALL).allowed
    assert not evaluate(use(prohibitions=(Rule("distribute"),)), "distribute", ALL).allowed


def test_a_branch_that_does_not_hold_lifts_no_prohibition() -> None:
    either = LogicalConstraint(Logic.OR, (BAD, GOOD))
    assert not evaluate(use(prohibitions=(Rule("use", (either,)),)), "read", ALL).allowed
    assert evaluate(use(either, BAD), "read", ALL).explain("en") == ["The declared purpose does not fit."]
    assert len(evaluate(use(LogicalConstraint(Logic.OR, (BAD, BAD))), "read", ALL).explain("en")) == 3


def test_actions_include_narrower_ones_only() -> None:
    reading = Policy(Kind.SET, permissions=(Rule("read"),))
    assert evaluate(reading, "read", ALL).allowed
    assert not evaluate(reading, "use", ALL).allowed
    assert evaluate(use(), v.TRAIN, ALL).allowed
    assert not evaluate(use(), "transfer", ALL).allowed
    assert not evaluate(Policy(Kind.SET, permissions=(Rule("x:play"),)), "x:play", ALL).allowed
    assert evaluate(reading, "use", ALL).explain("de") == ["Keine Erlaubnis deckt diese Handlung."]


def test_parties_and_targets_bind() -> None:
    agreement = use(target="d:1", assignee="did:web:a.example", assigner="did:web:p.example")
    assert evaluate(agreement, "read", ALL).allowed
    assert not evaluate(agreement, "read", replace(ALL, assignee="did:web:b.example")).allowed
    assert not evaluate(agreement, "read", replace(ALL, assignee=None)).allowed
    assert not evaluate(agreement, "read", replace(ALL, target="d:2")).allowed
    own = replace(agreement, permissions=(Rule("use", target="d:2", assignee="did:web:a.example"),), target=None)
    assert not evaluate(own, "read", ALL).allowed
    assert evaluate(own, "read", replace(ALL, target="d:2")).allowed


@pytest.mark.parametrize(
    "policy",
    [
        use(profiles=("https://example.org/profile",)),
        use(extra={"ex:rule": 1}),
        use(extra={"odrl:conflict": {"@id": "odrl:perm"}}),
        use(obligations=(Duty("compensate"),)),
        use(obligations=(Duty("log", (GOOD,)),)),
        use(obligations=(Duty(v.DELETE, (GOOD,)),)),
        use(obligations=(Duty(v.DELETE, (ODD,)),)),
        use(obligations=(Duty(v.DELETE, extra={"consequence": []}),)),
        Policy(Kind.SET, permissions=(Rule("use", duties=(Duty("compensate"),)),)),
        Policy(Kind.SET, permissions=(Rule("use", extra={"ex:x": 1}),)),
        Policy(Kind.SET, permissions=(Rule("use", action_raw={"@id": "use", "odrl:refinement": []}),)),
        use(LogicalConstraint(Logic.AND, (GOOD, ODD))),
        use(replace(GOOD, extra={"odrl:unit": "x"})),
    ],
)
def test_what_is_not_understood_is_named_and_never_allows(policy: Policy) -> None:
    assert understood(policy)
    assert not evaluate(policy, "use", ALL).allowed


def test_what_only_describes_is_left_aside() -> None:
    policy = use(
        extra={"dct:title": "x", "@context": [], "odrl:conflict": {"@id": "odrl:prohibit"}},
        profiles=(v.PROFILE,),
    )
    assert understood(policy) == []
    assert evaluate(policy, "read", ALL).allowed


def test_duties_come_with_the_decision_and_have_a_date() -> None:
    delete = Duty(v.DELETE, (Constraint("elapsedTime", Operator.LTEQ, "P1M"),))
    fixed = Duty(v.DELETE, (Constraint("dateTime", Operator.LT, "2027-01-01T00:00:00Z"),))
    policy = Policy(Kind.SET, permissions=(Rule("use", duties=(delete,)),), obligations=(Duty(v.LOG),))
    assert evaluate(policy, "read", ALL).duties == (delete, Duty(v.LOG))
    assert due(delete, datetime(2027, 1, 31, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)
    assert due(fixed, NOW) == datetime(2027, 1, 1, tzinfo=UTC)
    assert due(Duty(v.DELETE), NOW) is None
    assert due(Duty(v.DELETE, (ODD,)), NOW) is None


def test_a_refusal_says_only_what_stands_in_the_way() -> None:
    decision = evaluate(use(GOOD, Constraint("count", Operator.LTEQ, "4")), "read", ALL)
    assert decision.explain("de") == ["Die Zahl der Nutzungen ist erreicht."]
    assert decision.explain("en-GB") == ["The number of uses is reached."]


def test_a_context_needs_time_zones() -> None:
    with pytest.raises(ValueError):
        Context(datetime(2026, 1, 1))


@given(any_policies, any_constraints, contexts, st.sampled_from(sorted(v.ACTIONS)), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_another_constraint_never_permits_more(
    policy: Policy, item: Any, context: Context, action: str, pick: int
) -> None:
    n = pick % len(policy.permissions)
    rule = policy.permissions[n]
    tighter = replace(rule, constraints=(*rule.constraints, item))
    permissions = (*policy.permissions[:n], tighter, *policy.permissions[n + 1 :])
    if evaluate(replace(policy, permissions=permissions), action, context).allowed:
        assert evaluate(policy, action, context).allowed


@given(any_policies, any_policies, contexts, st.sampled_from(sorted(v.ACTIONS)))
@settings(max_examples=100, deadline=None)
def test_another_prohibition_never_permits_more(policy: Policy, other: Policy, context: Context, action: str) -> None:
    more = replace(policy, prohibitions=policy.prohibitions + other.prohibitions)
    if evaluate(more, action, context).allowed:
        assert evaluate(policy, action, context).allowed


@given(any_policies, contexts, st.sampled_from(["assignee", "memberships", "groups", "purpose", "region", "sole"]))
@settings(max_examples=100, deadline=None)
def test_knowing_less_never_permits_more(policy: Policy, context: Context, unknown: str) -> None:
    if evaluate(policy, "read", replace(context, **{unknown: None})).allowed:
        assert evaluate(policy, "read", context).allowed


@given(understood_policies)
@settings(max_examples=50, deadline=None)
def test_our_own_words_are_understood(policy: Policy) -> None:
    assert understood(policy) == []
    assert evaluate(policy, "read", Context(START)).action == "read"
