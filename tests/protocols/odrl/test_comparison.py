"""Which of two policies allows more, and what contradicts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.odrl import (
    Constraint,
    Difference,
    Duty,
    Kind,
    Logic,
    LogicalConstraint,
    Operator,
    Policy,
    Relation,
    Rule,
    agreement_from_offer,
    compare,
    confidential_offer,
    evaluate,
    membership_offer,
)
from verbund.protocols.odrl import (
    vocabulary as v,
)

from .strategies import any_policies, contexts, understood_any, understood_policies


def use(*constraints: Any, action: str = "use", **changes: Any) -> Policy:
    return Policy(Kind.SET, permissions=(Rule(action, constraints),), **changes)


def c(left: str, operator: str, right: Any) -> Constraint:
    return Constraint(left, Operator(operator), right)


T1, T2 = "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        (c("dateTime", "lteq", T1), c("dateTime", "lteq", T2), Relation.NARROWER),
        (c("dateTime", "lt", T1), c("dateTime", "lteq", T1), Relation.NARROWER),
        (c("dateTime", "gt", T1), c("dateTime", "gteq", T2), Relation.WIDER),
        (c("dateTime", "lt", T1), c("dateTime", "gteq", T1), Relation.DISJOINT),
        (c("dateTime", "lteq", T1), c("dateTime", "gteq", T1), Relation.OVERLAPPING),
        (c("elapsedTime", "lteq", "P12M"), c("elapsedTime", "lteq", "P24M"), Relation.NARROWER),
        (c("elapsedTime", "lteq", "P1Y"), c("elapsedTime", "lteq", "P12M"), Relation.EQUAL),
        (c("elapsedTime", "lteq", "P1M"), c("elapsedTime", "gt", "P40D"), Relation.DISJOINT),
        (c("elapsedTime", "lteq", "P1M"), c("elapsedTime", "lt", "P60D"), Relation.NARROWER),
        (c("count", "lt", "6"), c("count", "lteq", "5"), Relation.EQUAL),
        (c("count", "lteq", "6"), c("count", "lteq", "5"), Relation.WIDER),
        (c("purpose", "eq", "a"), c("purpose", "isAnyOf", ("a", "b")), Relation.NARROWER),
        (c("purpose", "eq", "a"), c("purpose", "eq", "b"), Relation.DISJOINT),
        (c("purpose", "eq", "a"), c("purpose", "neq", "a"), Relation.DISJOINT),
        (c("purpose", "eq", "a"), c("purpose", "isNoneOf", ("b", "c")), Relation.NARROWER),
        (c("purpose", "isNoneOf", ("a", "b")), c("purpose", "neq", "a"), Relation.NARROWER),
        (c("purpose", "neq", "a"), c("purpose", "neq", "b"), Relation.OVERLAPPING),
        (c("spatial", "eq", "DE4"), c("spatial", "eq", "EU"), Relation.NARROWER),
        (c("spatial", "eq", "DE"), c("spatial", "isAnyOf", ("AT", "CH")), Relation.DISJOINT),
        (c("spatial", "neq", "DE"), c("spatial", "neq", "DE40E"), Relation.NARROWER),
        (c("spatial", "eq", "DE40E"), c("spatial", "neq", "DE"), Relation.DISJOINT),
        (c(v.MEMBERSHIP, "eq", "x"), c(v.MEMBERSHIP, "isAnyOf", ("x", "y")), Relation.NARROWER),
        (c(v.MEMBERSHIP, "isAllOf", ("x", "y")), c(v.MEMBERSHIP, "eq", "x"), Relation.NARROWER),
        (c(v.MEMBERSHIP, "eq", "x"), c(v.MEMBERSHIP, "eq", "y"), Relation.OVERLAPPING),
        (c(v.CLAIM + "q", "eq", "x"), c(v.CLAIM + "q", "isAnyOf", ("x", "y")), Relation.NARROWER),
        (c("recipient", "eq", "x"), c("recipient", "isAnyOf", ("y", "z")), Relation.DISJOINT),
        (c("recipient", "isPartOf", "x"), c("recipient", "isPartOf", "y"), Relation.OVERLAPPING),
        (c(v.EXCLUSIVE, "eq", "true"), c("count", "lteq", "5"), Relation.OVERLAPPING),
    ],
)
def test_single_constraints(first: Constraint, second: Constraint, relation: Relation) -> None:
    found = compare(use(first), use(second))
    assert found.relation is relation
    turned = {Relation.NARROWER: Relation.WIDER, Relation.WIDER: Relation.NARROWER}
    assert compare(use(second), use(first)).relation is turned.get(relation, relation)
    if relation is Relation.DISJOINT:
        assert found.contradictions


def test_more_than_one_respect() -> None:
    short = membership_offer("urn:v:1", offer_id="o:1", elapsed="P12M", delete_after="P12M")
    long = membership_offer("urn:v:1", offer_id="o:2", elapsed="P24M", delete_after="P24M")
    found = compare(short, long)
    assert found.relation is Relation.NARROWER
    assert [d.kind for d in found.differences] == [Difference.FIRST_STRICTER, Difference.ONLY_FIRST]
    plain = [line.replace("\xa0", " ") for line in found.sentences("de")]
    assert plain[1] == (
        "Die erste sagt: Nur innerhalb von 12 Monaten ab Vertragsschluss. "
        "Die zweite sagt: Nur innerhalb von 24 Monaten ab Vertragsschluss. Die erste ist enger."
    )
    assert found.sentences("en")[0] == "The second allows all that the first allows, and more."


def test_an_agreement_equals_its_offer() -> None:
    offer = membership_offer("urn:v:1", offer_id="o:1")
    agreement = agreement_from_offer(offer, "did:web:p.example", "did:web:c.example", "d:1", "a:1")
    assert compare(offer, agreement).differences == ()
    other = agreement_from_offer(offer, "did:web:p.example", "did:web:x.example", "d:2", "a:1")
    found = compare(agreement, other)
    assert found.relation is Relation.DISJOINT
    assert [d.first for d in found.contradictions] == ["target", "assignee"]


def test_prohibitions_count() -> None:
    free = use()
    bound = use(prohibitions=(Rule(v.DISTRIBUTE),))
    found = compare(bound, free)
    assert found.relation is Relation.NARROWER
    assert [d.kind for d in found.differences] == [Difference.ONLY_FIRST]
    assert compare(bound, use(prohibitions=(Rule("use"),))).contradictions
    assert compare(use(), use(prohibitions=(Rule("use"),))).differences[0].kind is Difference.EXCLUDED
    narrow = use(c("purpose", "eq", "a"))
    assert compare(narrow, use(prohibitions=(Rule("use", (c("purpose", "eq", "b"),)),))).first_in_second


def test_duties_count() -> None:
    free, bound = use(), use(obligations=(Duty(v.LOG),))
    found = compare(free, bound)
    assert found.relation is Relation.WIDER
    assert found.counterexample is not None
    within = Duty(v.DELETE, (c("elapsedTime", "lteq", "P1M"),))
    tied = Policy(Kind.SET, permissions=(Rule("use", duties=(within,)),))
    assert compare(tied, free).relation is Relation.NARROWER
    assert "löscht" in compare(tied, free).sentences("de")[1]


def test_actions_count() -> None:
    assert compare(use(action="read"), use()).relation is Relation.NARROWER
    assert compare(use(action="sell"), use()).relation is Relation.DISJOINT
    kinds = {d.kind for d in compare(use(action="sell"), use()).differences}
    assert kinds == {Difference.ONLY_FIRST, Difference.ONLY_SECOND}
    assert compare(confidential_offer(offer_id="o:1"), use()).first_in_second is True


def test_logic_is_taken_apart() -> None:
    a, b = c("purpose", "eq", "a"), c("purpose", "eq", "b")
    either = LogicalConstraint(Logic.OR, (a, b))
    assert compare(use(a), use(either)).relation is Relation.NARROWER
    assert compare(use(either), use(c("purpose", "isAnyOf", ("b", "a")))).relation is Relation.EQUAL
    both = LogicalConstraint(Logic.AND, (a, c("count", "lteq", "5")))
    assert compare(use(both), use(c("count", "lteq", "5"), a)).relation is Relation.EQUAL
    one = LogicalConstraint(Logic.XONE, (a, b))
    assert compare(use(one), use(one)).relation is Relation.EQUAL
    many = LogicalConstraint(Logic.OR, tuple(c("purpose", "eq", str(n)) for n in range(70)))
    assert compare(use(many), use(many, c("count", "lteq", "5"))).second_in_first is True


def test_large_policies_cost_no_time() -> None:
    many = use(*(c("purpose", "isAnyOf", tuple(f"{n}-{m}" for m in range(20))) for n in range(300)))
    assert compare(many, use()).relation is Relation.UNCLEAR
    assert compare(many, many).relation is Relation.EQUAL


def test_an_exclusion_that_never_holds_still_bars_while_it_is_unknown() -> None:
    bar = Rule("use", (c("purpose", "eq", "a"), c("purpose", "eq", "b")))
    assert compare(use(), use(prohibitions=(bar,))).first_in_second is not True


def test_what_is_not_understood_is_never_called_contained() -> None:
    odd = use(c("systemDevice", "eq", "x"))
    found = compare(odd, use())
    assert found.first_in_second is None
    assert found.relation is Relation.UNCLEAR
    assert found.differences[-1].kind is Difference.NOT_UNDERSTOOD
    assert found.sentences("en")[-1] == "In the first: “systemDevice” is not known here."
    assert compare(use(), odd).first_in_second is False


@given(any_policies, any_policies, contexts, st.sampled_from(sorted(v.ACTIONS)))
@settings(max_examples=60, deadline=None)
def test_comparison_agrees_with_evaluation(first: Policy, second: Policy, context: Any, action: str) -> None:
    found = compare(first, second)
    one, two = evaluate(first, action, context).allowed, evaluate(second, action, context).allowed
    if found.first_in_second:
        assert two or not one
    if found.relation is Relation.DISJOINT:
        assert not (one and two)
    if found.counterexample is not None:
        assert evaluate(first, *found.counterexample).allowed
    assert found.sentences("de")
    assert len(found.sentences("en")) == len(found.differences) + 1


@given(understood_policies, understood_any, contexts, st.sampled_from(sorted(v.ACTIONS)))
@settings(max_examples=80, deadline=None)
def test_a_tightened_policy_lies_in_the_original(policy: Policy, item: Any, context: Any, action: str) -> None:
    rule = policy.permissions[0]
    tighter = replace(
        policy,
        permissions=(replace(rule, constraints=(*rule.constraints, item)), *policy.permissions[1:]),
    )
    found = compare(tighter, policy)
    assert found.first_in_second is not False
    if found.second_in_first and evaluate(policy, action, context).allowed:
        assert evaluate(tighter, action, context).allowed
