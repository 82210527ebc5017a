"""Policies for property tests: understood ones, and ones with foreign words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

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
    Ref,
    Rule,
    Typed,
)
from verbund.protocols.odrl import (
    vocabulary as v,
)

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

WORDS = st.sampled_from(["a", "b", "urn:uuid:1", "did:web:x.example", 'say "x"; (y)', "Zweck „q“ \\ <z>"])
SOME = st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
    lambda t: t.replace(tzinfo=UTC, microsecond=0)
) | st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(
    lambda t: t.replace(tzinfo=timezone(timedelta(hours=1)))
)
DURATIONS = st.sampled_from(["P12M", "P1Y", "P1M", "P30D", "P2W", "PT36H", "P1Y2M3DT4H5M6S", "PT0S"])
REGIONS = st.sampled_from(["DE", "DE4", "DE40E", "AT", "CH", "EU", "EEA"])
_ONE = st.sampled_from([Operator.EQ, Operator.NEQ])
_ANY = st.sampled_from([Operator.IS_ANY_OF, Operator.IS_NONE_OF])
_ORDER = st.sampled_from([Operator.LT, Operator.LTEQ, Operator.GT, Operator.GTEQ])

understood_constraints = st.one_of(
    st.builds(Constraint, st.just(v.DATE_TIME), _ORDER, TIMES.map(lambda t: t.isoformat().replace("+00:00", "Z"))),
    st.builds(Constraint, st.just(v.ELAPSED_TIME), _ORDER, DURATIONS),
    st.builds(
        Constraint,
        st.just(v.COUNT),
        st.sampled_from([Operator.LT, Operator.LTEQ]),
        st.integers(0, 9).map(str),
    ),
    st.builds(Constraint, st.sampled_from([v.PURPOSE, v.RECIPIENT]), _ONE, WORDS),
    st.builds(Constraint, st.sampled_from([v.PURPOSE, v.RECIPIENT]), _ANY, SOME),
    st.builds(Constraint, st.just(v.RECIPIENT), st.just(Operator.IS_PART_OF), WORDS),
    st.builds(
        Constraint, st.just(v.SPATIAL), st.sampled_from([Operator.EQ, Operator.NEQ, Operator.IS_PART_OF]), REGIONS
    ),
    st.builds(Constraint, st.just(v.SPATIAL), _ANY, st.lists(REGIONS, min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(Constraint, st.sampled_from([v.MEMBERSHIP, v.CLAIM + "iso9001"]), st.just(Operator.EQ), WORDS),
    st.builds(
        Constraint,
        st.sampled_from([v.MEMBERSHIP, v.CLAIM + "iso9001"]),
        st.sampled_from([Operator.IS_ANY_OF, Operator.IS_ALL_OF]),
        SOME,
    ),
    st.just(Constraint(v.EXCLUSIVE, Operator.EQ, "true")),
)
foreign_constraints = st.builds(
    Constraint,
    st.sampled_from(["systemDevice", "https://w3id.org/edc/v0.0.1/ns/x", v.COUNT, v.DATE_TIME]),
    st.sampled_from(list(Operator)),
    st.one_of(
        WORDS,
        SOME,
        WORDS.map(Ref),
        st.builds(Typed, WORDS | st.integers(-9, 9), st.none() | st.just("xsd:integer"), st.none()),
    ),
    extra=st.sampled_from([{}, {"odrl:unit": "EUR"}, {"rdfs:label": "x"}]),
)


def nested(leaves: st.SearchStrategy[Constraint]) -> st.SearchStrategy[Constraint | LogicalConstraint]:
    return st.recursive(
        leaves,
        lambda inner: st.builds(
            LogicalConstraint, st.sampled_from(list(Logic)), st.lists(inner, min_size=1, max_size=3).map(tuple)
        ),
        max_leaves=5,
    )


understood_any = nested(understood_constraints)
any_constraints = nested(understood_constraints | foreign_constraints)

understood_duties = st.one_of(
    st.sampled_from([Duty(v.LOG), Duty(v.INFORM), Duty(v.ATTRIBUTE), Duty(v.KEEP_CONFIDENTIAL), Duty(v.DELETE)]),
    DURATIONS.map(lambda d: Duty(v.DELETE, (Constraint(v.ELAPSED_TIME, Operator.LTEQ, d),))),
    DURATIONS.map(lambda d: Duty(v.INFORM, (Constraint(v.ELAPSED_TIME, Operator.LT, d),))),
    TIMES.map(
        lambda t: Duty(v.DELETE, (Constraint(v.DATE_TIME, Operator.LTEQ, t.isoformat().replace("+00:00", "Z")),))
    ),
)
foreign_duties = st.builds(
    Duty, st.sampled_from(["compensate", "x:y"]), st.lists(any_constraints, max_size=1).map(tuple)
)


def _policies(
    constraints: st.SearchStrategy[Constraint | LogicalConstraint],
    duties: st.SearchStrategy[Duty],
    actions: st.SearchStrategy[str],
) -> st.SearchStrategy[Policy]:
    body = st.lists(constraints, max_size=3).map(tuple)
    some_duties = st.lists(duties, max_size=2).map(tuple)
    permission = st.builds(Rule, actions, body, some_duties, assignee=st.none() | st.just("did:web:x.example"))
    prohibition = st.builds(Rule, actions, body)
    return st.builds(
        Policy,
        st.just(Kind.OFFER),
        st.just("urn:uuid:offer"),
        permissions=st.lists(permission, min_size=1, max_size=2).map(tuple),
        prohibitions=st.lists(prohibition, max_size=2).map(tuple),
        obligations=some_duties,
    )


ACTIONS = st.sampled_from(sorted(v.ACTIONS))
understood_policies = _policies(understood_any, understood_duties, ACTIONS)
any_policies = _policies(
    any_constraints, understood_duties | foreign_duties, ACTIONS | st.sampled_from(["x:play", "grantUse"])
)

contexts = st.builds(
    Context,
    now=TIMES,
    agreement_start=st.none() | TIMES,
    uses=st.none() | st.integers(0, 9),
    assignee=st.none() | WORDS,
    memberships=st.none() | st.frozensets(WORDS),
    claims=st.sampled_from([{}, {v.CLAIM + "iso9001": {"a", "b"}}]),
    groups=st.none() | st.frozensets(WORDS),
    purpose=st.none() | WORDS,
    region=st.none() | REGIONS,
    sole=st.none() | st.booleans(),
)
