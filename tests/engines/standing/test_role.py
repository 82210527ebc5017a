"""Roles: each has a company one input away from another; unknown inputs leave several open."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.standing import RULES, Role, Traits, role
from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval


def share(value):
    return Interval(value, value)


PARTS = Traits(
    coordination=share(0.1), bridging=share(0.1), largest_customer=share(0.2), specified=share(0.4),
    own_design=share(0.3), systems=share(0.1), joint=share(0.0), imbalance=share(0.1),
)  # fmt: skip

ONE_AWAY = [
    # role, its traits, the trait that differs, its value there, the role it then has
    (Role.ORCHESTRATOR, replace(PARTS, coordination=share(0.61)), "coordination", 0.4, Role.PARTS_SUPPLIER),
    (Role.BROKER, replace(PARTS, bridging=share(0.7), joint=share(0.3)), "bridging", 0.2, Role.COOPERATION_PARTNER),
    (
        Role.EXTENDED_WORKBENCH,
        replace(PARTS, largest_customer=share(0.58), specified=share(0.9), systems=share(0.6), own_design=share(0.5)),
        "specified",
        0.4,
        Role.SYSTEM_SUPPLIER,
    ),
    (
        Role.SYSTEM_SUPPLIER,
        replace(PARTS, systems=share(0.8), own_design=share(0.6), joint=share(0.4)),
        "own_design",
        0.3,
        Role.COOPERATION_PARTNER,
    ),
    (Role.COOPERATION_PARTNER, replace(PARTS, joint=share(0.4)), "imbalance", 0.5, Role.PARTS_SUPPLIER),
    (Role.PARTS_SUPPLIER, replace(PARTS, specified=share(0.9)), "largest_customer", 0.3, Role.EXTENDED_WORKBENCH),
]


@pytest.mark.parametrize(("is_now", "traits", "trait", "value", "then"), ONE_AWAY)
def test_each_role_is_one_input_away_from_another(is_now, traits, trait, value, then):
    assert role(traits).role is is_now
    assert role(replace(traits, **{trait: share(value)})).role is then


@pytest.mark.parametrize(("is_now", "traits", "trait", "value", "then"), ONE_AWAY)
def test_what_would_have_to_change_leads_to_that_role(is_now, traits, trait, value, then):
    finding = role(traits)
    assert {other for other, _ in finding.otherwise} == set(Role) - {is_now}
    for other, shifts in finding.otherwise:
        changed = {}
        for shift in shifts:
            limit = shift.needed.limit
            changed[shift.needed.trait] = share(limit if shift.needed.sense == "at least" else limit - 0.01)
        assert role(replace(traits, **changed)).role is other


FIELDS = [f.name for f in fields(Traits)]
INTERVALS = st.lists(st.integers(0, 20), min_size=2, max_size=2).map(
    lambda ends: Interval(*(e / 20 for e in sorted(ends)))
)


@settings(max_examples=100, deadline=None)
@given(st.builds(Traits, **dict.fromkeys(FIELDS, INTERVALS)))
def test_the_way_to_another_role_never_contradicts_itself_whatever_is_known(traits):
    for other, shifts in role(traits).otherwise:
        least = {s.needed.trait: s.needed.limit for s in shifts if s.needed.sense == "at least"}
        most = {s.needed.trait: s.needed.limit for s in shifts if s.needed.sense == "below"}
        assert all(limit < most[trait] for trait, limit in least.items() if trait in most)
        changed = {t: share(limit) for t, limit in least.items()}
        changed |= {t: share(max(least.get(t, 0), limit - 0.01)) for t, limit in most.items()}
        assert role(replace(traits, **changed)).role is other


def test_unknown_traits_lead_to_one_way_not_to_two_opposite_ones():
    found = dict(role(Traits(coordination=share(0.61), largest_customer=share(0.17))).otherwise)
    senses = [(s.needed.trait, s.needed.sense) for s in found[Role.SYSTEM_SUPPLIER]]
    assert ("largest_customer", "at least") not in senses
    assert ("bridging", "below") in senses


def test_the_rule_that_decided_is_shown_with_values():
    finding = role(ONE_AWAY[2][1])
    assert [(s.needed.trait, s.now.low, s.needed.sense, s.needed.limit) for s in finding.rule] == [
        ("largest_customer", 0.58, "at least", 0.3),
        ("specified", 0.9, "at least", 0.5),
    ]
    assert len(role(PARTS).rule) == len(RULES) - 1  # one reason against every other role


def test_unknown_traits_leave_roles_open_and_are_asked_for():
    finding = role(replace(PARTS, coordination=Interval(0, 1), systems=share(0.8), own_design=Interval(0.4, 0.6)))
    assert finding.role is None
    assert finding.possible == (Role.ORCHESTRATOR, Role.SYSTEM_SUPPLIER, Role.PARTS_SUPPLIER)
    assert finding.ask == ("coordination", "own_design")
    assert finding.rule == ()
    assert role(Traits()).possible == tuple(Role)


def test_shares_outside_their_range_are_refused():
    with pytest.raises(Invalid, match="specified"):
        Traits(specified=Interval(0, 1.2))
