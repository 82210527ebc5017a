"""Offers the apps make, agreements from them, and recognising one's own terms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from verbund.protocols.odrl import (
    ENFORCEMENT,
    Constraint,
    Context,
    Duty,
    Kind,
    Level,
    Logic,
    LogicalConstraint,
    Operator,
    Place,
    Policy,
    Rule,
    Typed,
    agreement_from_offer,
    conditions,
    confidential_offer,
    enforcement,
    evaluate,
    membership_offer,
    same_terms,
    terms,
    understood,
)
from verbund.protocols.odrl import (
    vocabulary as v,
)

from .strategies import START, any_policies

END = datetime(2027, 12, 31, 23, tzinfo=UTC)


def offer() -> Policy:
    return membership_offer(
        "urn:v:1", START, END, offer_id="o:1", uses=12, elapsed="P12M", purposes=["quality"], delete_after="P13M"
    )


def test_membership_offer_lets_members_in_and_nobody_else() -> None:
    policy = offer()
    assert understood(policy) == []
    inside = Context(START, agreement_start=START, uses=0, memberships={"urn:v:1"}, purpose="quality")
    assert evaluate(policy, "read", inside).allowed
    assert not evaluate(policy, "read", replace(inside, memberships=set())).allowed
    assert not evaluate(policy, v.TRAIN, inside).allowed
    assert not evaluate(policy, v.DISTRIBUTE, inside).allowed
    assert evaluate(policy, "read", inside).duties[0].action == v.DELETE
    open_ = membership_offer("urn:v:1", offer_id="o:1", share=True, train=True)
    assert open_.prohibitions == ()


def test_confidential_offer_is_for_reading_only() -> None:
    policy = confidential_offer(offer_id="o:1", recipients=["did:web:a.example"], not_after=END)
    assert understood(policy) == []
    context = Context(START, assignee="did:web:a.example")
    assert evaluate(policy, "read", context).allowed
    assert evaluate(policy, "read", context).duties == (Duty(v.KEEP_CONFIDENTIAL),)
    assert not evaluate(policy, "use", context).allowed
    assert not evaluate(policy, "read", Context(START, assignee="did:web:b.example")).allowed


def test_agreement_keeps_the_terms_and_names_the_parties() -> None:
    agreement = agreement_from_offer(offer(), "did:web:p.example", "did:web:c.example", "d:1", "a:1", START)
    wire = agreement.to_json()
    assert wire["@type"] == "Agreement"
    assert wire["timestamp"] == "2026-11-23T08:00:00Z"
    assert same_terms(offer(), agreement)
    assert same_terms(agreement, Policy.from_json(wire))
    assert not same_terms(agreement, replace(agreement, assignee="did:web:x.example"))
    with pytest.raises(ValueError, match="assignee"):
        agreement_from_offer(agreement, "did:web:p.example", "did:web:x.example", "d:1", "a:2")
    with pytest.raises(ValueError):
        agreement_from_offer(offer(), "p", "c", "t", "a", datetime(2026, 1, 1))


@pytest.mark.parametrize("arguments", [{"uses": 0}, {"elapsed": "12 months"}, {"not_before": datetime(2026, 1, 1)}])
def test_builders_refuse_what_has_no_meaning(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        conditions(**arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        membership_offer("urn:v:1", offer_id="o:1", delete_after="soon")


def one(item: Constraint | LogicalConstraint, **changes: object) -> Policy:
    return Policy(Kind.SET, permissions=(Rule("use", (item,)),), **changes)  # type: ignore[arg-type]


A = Constraint("count", Operator.LTEQ, "5")
B = Constraint("purpose", Operator.EQ, "x")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (A, Constraint("count", Operator.TERM_LTEQ, Typed("5", "xsd:integer"), id="c:1")),
        (A, Constraint("count", Operator.LTEQ, 5.0, extra={"rdfs:label": "five"})),
        (
            Constraint("dateTime", Operator.LT, "2027-01-01T00:00:00Z"),
            Constraint("dateTime", Operator.LT, "2027-01-01T01:00:00+01:00"),
        ),
        (
            Constraint("elapsedTime", Operator.LT, "P12M"),
            Constraint("elapsedTime", Operator.LT, "P1Y"),
        ),
        (
            Constraint("purpose", Operator.IS_ANY_OF, ("a", "b")),
            Constraint("purpose", Operator.IS_ANY_OF, ("b", "a")),
        ),
        (LogicalConstraint(Logic.OR, (A, B)), LogicalConstraint(Logic.OR, (B, A), id="c:2")),
    ],
)
def test_the_same_said_otherwise_is_the_same(left: Constraint, right: Constraint) -> None:
    assert same_terms(one(left), one(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (one(A), one(Constraint("count", Operator.LTEQ, "6"))),
        (one(A), one(Constraint("count", Operator.LT, "5"))),
        (one(A), one(Constraint("count", Operator.LTEQ, "5", extra={"odrl:unit": "x"}))),
        (one(A), one(A, extra={"ex:rule": 1})),
        (one(A), one(A, profiles=("p",))),
        (one(A), one(A, obligations=(Duty("log"),))),
        (one(A), one(A, prohibitions=(Rule("distribute"),))),
        (one(LogicalConstraint(Logic.AND_SEQUENCE, (A, B))), one(LogicalConstraint(Logic.AND_SEQUENCE, (B, A)))),
        (one(A), Policy(Kind.SET, permissions=(Rule("use", (A,), (Duty("log"),)),))),
        (one(A), Policy(Kind.SET, permissions=(Rule("use", (A,), target="d:2"),))),
    ],
)
def test_other_terms_are_other(left: Policy, right: Policy) -> None:
    assert not same_terms(left, right)


@given(any_policies)
@settings(max_examples=60, deadline=None)
def test_terms_survive_the_wire(policy: Policy) -> None:
    assert terms(Policy.from_json(json.loads(json.dumps(policy.to_json())))) == terms(policy)
    shuffled = replace(policy, permissions=policy.permissions[::-1], obligations=policy.obligations[::-1], id="o:9")
    assert same_terms(policy, shuffled)


def test_enforcement_is_said_for_every_word() -> None:
    for word in (*v.ACTIONS, *v.DUTIES, v.DATE_TIME, v.COUNT, v.ELAPSED_TIME, v.PURPOSE, v.MEMBERSHIP, v.CLAIM):
        found = ENFORCEMENT[word]
        assert found.places
        assert found.note.de
        assert found.note.en
    assert enforcement(A).level is Level.ENFORCED
    assert enforcement(Constraint(v.CLAIM + "iso9001", Operator.EQ, "x")).places[0] is Place.OFFER
    assert enforcement(B).level is Level.PARTLY
    assert enforcement(Duty(v.DELETE)).level is Level.PARTLY
    assert enforcement(Rule(v.DISTRIBUTE)).level is Level.TRUST
    assert enforcement(Rule("x:play")).level is Level.TRUST
    assert enforcement(Constraint("count", Operator.GT, "5")).level is Level.TRUST
    assert enforcement(LogicalConstraint(Logic.OR, (A, B))).level is Level.PARTLY
    assert Level.TRUST.text.de == "nur vertraglich"
