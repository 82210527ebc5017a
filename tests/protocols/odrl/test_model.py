"""Reading and writing policies."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from verbund.kit.errors import Invalid
from verbund.protocols.odrl import (
    Constraint,
    Context,
    Kind,
    Logic,
    LogicalConstraint,
    Operator,
    Policy,
    Ref,
    Typed,
    evaluate,
)
from verbund.protocols.odrl.vocabulary import MEMBERSHIP

from .strategies import any_policies

EDC = {
    "@id": "Y29udHJhY3Q=:YXNzZXQ=:1",
    "@type": "odrl:Offer",
    "odrl:assigner": {"@id": "did:web:provider.example"},
    "odrl:permission": {
        "odrl:action": {"@id": "odrl:use"},
        "odrl:constraint": {
            "odrl:and": {
                "@list": [
                    {
                        "odrl:leftOperand": {"@id": "odrl:dateTime"},
                        "odrl:operator": {"@id": "odrl:lteq"},
                        "odrl:rightOperand": {"@value": "2027-01-01T00:00:00Z", "@type": "xsd:dateTime"},
                    },
                    {
                        "odrl:leftOperand": "verbund:membership",
                        "odrl:operator": {"@id": "odrl:isAnyOf"},
                        "odrl:rightOperand": [{"@id": "urn:uuid:1"}, "urn:uuid:2"],
                    },
                ]
            }
        },
    },
    "odrl:prohibition": [],
    "odrl:obligation": [],
}


def offer(**changes: object) -> dict[str, object]:
    return {"@id": "o:1", "@type": "Offer", "permission": [{"action": "use"}], **changes}


def constrained(**changes: object) -> dict[str, object]:
    atom = {"leftOperand": "count", "operator": "lteq", "rightOperand": "5", **changes}
    return offer(permission=[{"action": "use", "constraint": [{k: v for k, v in atom.items() if v != ""}]}])


def test_prefixes_single_values_and_objects_are_understood() -> None:
    policy = Policy.from_json(EDC)
    assert policy.kind is Kind.OFFER
    assert policy.assigner == "did:web:provider.example"
    (rule,) = policy.permissions
    assert rule.action == "use"
    (both,) = rule.constraints
    assert isinstance(both, LogicalConstraint)
    assert both.logic is Logic.AND
    first, second = both.operands
    assert isinstance(first, Constraint)
    assert first.left == "dateTime"
    assert first.right == Typed("2027-01-01T00:00:00Z", "xsd:dateTime")
    assert isinstance(second, Constraint)
    assert second.left == MEMBERSHIP
    assert second.right == (Ref("urn:uuid:1"), "urn:uuid:2")


def test_written_form_follows_the_contract_schema() -> None:
    out = Policy.from_json(EDC).to_json()
    assert out["@type"] == "Offer"
    assert out["assigner"] == "did:web:provider.example"
    assert out["permission"][0]["action"] == "use"
    assert out["permission"][0]["constraint"][0]["and"][0]["operator"] == "lteq"
    assert "prohibition" not in out


def test_full_iris_are_understood() -> None:
    odrl = "http://www.w3.org/ns/odrl/2/"
    policy = Policy.from_json(
        {"@id": "o:1", "@type": [odrl + "Offer"], odrl + "permission": [{odrl + "action": [{"@id": odrl + "use"}]}]}
    )
    assert policy.permissions[0].action == "use"


@given(any_policies)
@settings(max_examples=100, deadline=None)
def test_round_trip_through_json(policy: Policy) -> None:
    wire = json.loads(json.dumps(policy.to_json()))
    assert Policy.from_json(wire) == policy
    assert Policy.from_json(wire).to_json() == wire


def test_unknown_properties_survive_everywhere() -> None:
    data = {
        "@id": "o:1",
        "@type": "Offer",
        "dct:title": "x",
        "permission": [
            {
                "action": {"rdf:value": {"@id": "odrl:print"}, "odrl:refinement": [{"a": 1}]},
                "ex:note": {"deep": [1, None]},
                "constraint": [
                    {"leftOperand": "count", "operator": "term-lteq", "rightOperand": {"x": 1}, "unit": "u"},
                    {"or": [{"leftOperand": "a", "operator": "eq", "rightOperand": "b"}], "ex:y": 2},
                ],
                "duty": [{"action": "delete", "consequence": [{"action": "x"}]}],
            }
        ],
    }
    assert Policy.from_json(data).to_json() == data


def test_numbers_become_texts_as_the_schema_wants() -> None:
    policy = Policy.from_json(constrained(rightOperand=5))
    assert policy.to_json()["permission"][0]["constraint"][0]["rightOperand"] == "5"


def test_agreement_needs_parties_and_target() -> None:
    with pytest.raises(Invalid) as error:
        Policy.from_json({**offer(), "@type": "Agreement", "assigner": "a", "assignee": "b"}, where="agreement")
    assert error.value.where == "agreement.target"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (None, "policy"),
        ([], "policy"),
        ("x", "policy"),
        ({"@type": "Offer", "permission": []}, "@id"),
        (offer(**{"@id": 5}), "@id"),
        (offer(**{"@type": "Ticket"}), "@type"),
        (offer(**{"@type": {"a": 1}}), "@type"),
        ({"@id": "o:1", "@type": "Offer"}, "permission"),
        (offer(permission=["use"]), "permission[0]"),
        (offer(permission=[{}]), "permission[0].action"),
        (offer(permission=[{"action": ""}]), "permission[0].action"),
        (offer(permission=[{"action": 5}]), "permission[0].action"),
        (offer(**{"odrl:permission": []}), "permission"),
        (offer(target=["a", "b"]), "target"),
        (offer(prohibition=[{"action": "use", "constraint": [5]}]), "prohibition[0].constraint[0]"),
        (offer(obligation=[{"constraint": []}]), "obligation[0].action"),
        (constrained(operator="around"), "permission[0].constraint[0].operator"),
        (constrained(operator=""), "permission[0].constraint[0].operator"),
        (constrained(leftOperand=""), "permission[0].constraint[0].leftOperand"),
        (constrained(rightOperand=""), "permission[0].constraint[0].rightOperand"),
        (constrained(rightOperand=None), "permission[0].constraint[0].rightOperand"),
        (constrained(rightOperand={"@value": None}), "permission[0].constraint[0].rightOperand"),
        (constrained(**{"and": []}), "permission[0].constraint[0].and"),
        (offer(permission=[{"action": "use", "constraint": [{"or": []}]}]), "permission[0].constraint[0].or"),
        (offer(profile=[{"x": 1}]), "profile[0]"),
    ],
)
def test_errors_name_the_field(data: object, where: str) -> None:
    with pytest.raises(Invalid) as error:
        Policy.from_json(data)
    assert error.value.where == where
    assert str(error.value)


def deep(levels: int) -> object:
    data: object = {"leftOperand": "count", "operator": "lteq", "rightOperand": "5"}
    for _ in range(levels):
        data = {"and": [data]}
    return offer(permission=[{"action": "use", "constraint": [data]}])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (deep(100_000), "odrl-too-deep"),
        (offer(**{"ex:x": [1] * 20_000}), "odrl-too-large"),
        (offer(target="x" * 10_000), "odrl-too-large"),
        (constrained(rightOperand=10**400), "odrl-invalid"),
        (constrained(rightOperand=float("nan")), "odrl-invalid"),
        (constrained(rightOperand=b"x"), "odrl-invalid"),
        ({**offer(), 5: "x"}, "odrl-invalid"),
        ({**offer(), "k" * 9_000: "x"}, "odrl-invalid"),
    ],
)
def test_hostile_input_is_refused_without_effort(data: object, code: str) -> None:
    with pytest.raises(Invalid) as error:
        Policy.from_json(data)
    assert error.value.code == code


def test_nesting_within_the_limit_is_read() -> None:
    assert Policy.from_json(deep(10)).permissions[0].constraints


def test_kind_from_the_place_in_the_message() -> None:
    bare = {"@id": "o:1", "permission": [{"action": "use"}]}
    assert Policy.from_json(bare, kind=Kind.OFFER).kind is Kind.OFFER
    assert Policy.from_json(bare).kind is Kind.SET
    assert Policy.from_json({**bare, "@type": ["ex:Thing", "Policy"]}).kind is Kind.SET


def test_operator_quirk_of_the_schema() -> None:
    assert Operator("term-lteq").canonical is Operator.LTEQ


def test_a_policy_without_rules_is_read_and_allows_nothing() -> None:
    data = offer(permission=[])
    policy = Policy.from_json({**data, "odrl:prohibition": [], "obligation": []})
    assert policy.to_json() == data
    assert not evaluate(policy, "read", Context(datetime(2026, 11, 27, tzinfo=UTC))).allowed
