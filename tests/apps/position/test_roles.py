"""Each role, found from what a company states and answers, one input away from another; the page says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.apps.position import words
from verbund.apps.position.answers import NOTHING_SAID, Answers, read
from verbund.apps.position.measures import measure
from verbund.engines.standing import Role
from verbund.kit.interval import Interval

ME = UUID(int=1)


def company(
    shares: list[int], drawing: str = "supplier", pairs: tuple[tuple[int, int], ...] = (), through: int = 0
) -> Neighbourhood:
    """Sells `shares` (of 100) to customers 100, 101 …; `drawing` owns all drawings. `pairs` cooperate among others, the
    first `through` of the firms 200, 201 … (each of another division) cooperate with us."""
    firms = {ME: Firm(ME, "us", "25.62", revenue=Decimal(100))}
    ties = []
    for k, share in enumerate(shares):
        other = UUID(int=100 + k)
        firms[other] = Firm(other, f"c{k}", f"{28 + k}.11")
        ties.append(
            Tie("supplies", ME, other, ME, amount=Decimal(share), drawing_owner=drawing, tool_owner=drawing)
        )  # fmt: skip
    ends = {end for pair in pairs for end in pair} | set(range(through))
    for k in ends:
        firms[UUID(int=200 + k)] = Firm(UUID(int=200 + k), f"p{k}", f"{30 + k}.11")
    for a, b in pairs:
        ties.append(Tie("cooperates", UUID(int=200 + a), UUID(int=200 + b), UUID(int=200 + a)))
    for k in range(through):
        ties.append(Tie("cooperates", ME, UUID(int=200 + k), ME))  # noqa: PERF401
    return Neighbourhood(ME, firms, tuple(ties), own=len(ties))


SPREAD, HEAVY = [20, 20, 20, 20, 20], [58, 21, 21]
AMONG = ((0, 1), (2, 3), (4, 5), (6, 7))
SETTLED = {"systems": "none", "joint": "none", "apart": "all", "need_of_us": "10", "buyers": "many", "step_in": "many"}


def said(**more: str) -> Answers:
    return read(SETTLED | more)


ONE_AWAY = [
    # role, what is stated, what is answered, then the one input that differs, and the role it leads to
    (Role.PARTS_SUPPLIER, company(SPREAD), said(), (company(SPREAD), said(systems="half")), Role.SYSTEM_SUPPLIER),
    (
        Role.SYSTEM_SUPPLIER,
        company(SPREAD),
        said(systems="half"),
        (company(SPREAD), said(systems="less")),
        Role.PARTS_SUPPLIER,
    ),
    (
        Role.COOPERATION_PARTNER,
        company(SPREAD, through=2),
        said(joint="more"),
        (company(SPREAD, through=2), said(joint="less")),
        Role.PARTS_SUPPLIER,
    ),
    (
        Role.BROKER,
        company(SPREAD, through=2),
        said(apart="none", joint="more"),
        (company(SPREAD, through=2), said(joint="more")),
        Role.COOPERATION_PARTNER,
    ),
    (
        Role.EXTENDED_WORKBENCH,
        company(HEAVY, "customer"),
        said(),
        (company(HEAVY, "supplier"), said()),
        Role.PARTS_SUPPLIER,
    ),
    (
        Role.ORCHESTRATOR,
        company(SPREAD, pairs=AMONG, through=4),
        said(joint="more"),
        (company(SPREAD, pairs=AMONG, through=3), said(joint="more")),
        Role.COOPERATION_PARTNER,
    ),
]


@pytest.mark.parametrize(("role", "stated", "answered", "other", "then"), ONE_AWAY)
def test_each_role_is_one_input_away_from_another(
    role: Role, stated: Neighbourhood, answered: Answers, other: tuple[Neighbourhood, Answers], then: Role
) -> None:
    here = measure(stated, answered).role
    assert here.role is role
    assert measure(*other).role.role is then
    with translation.override("de"):
        paths = {r: words.shifts(changes) for r, changes in here.otherwise if changes}
    assert set(paths) == set(Role) - {role}
    assert all(path and "%" in path for path in paths.values())


def test_what_is_not_answered_leaves_the_role_open() -> None:
    found = measure(company(SPREAD, through=2), NOTHING_SAID).role
    assert found.role is None
    assert {"bridging", "systems", "joint"} <= set(found.ask)


def test_an_answer_never_widens() -> None:
    n = company(HEAVY, "customer", through=2)
    n = replace(n, ties=tuple(replace(t, amount=None) if k == 1 else t for k, t in enumerate(n.ties)))
    before, after = measure(n), measure(n, said())
    for name in ("bridging", "systems", "joint", "imbalance"):
        outer: Interval = getattr(before.traits, name)
        assert outer.contains(getattr(after.traits, name)), name
    assert before.structure.constraint is not None
    assert after.structure.constraint is not None
    assert before.structure.constraint.interval.contains(after.structure.constraint.interval)


@pytest.mark.django_db
def test_the_page_says_what_would_change_the_role(region: dict[str, Any], signed_in: Callable[..., Client]) -> None:
    shown = signed_in(region["havelmetall"]).get("/lage/").content.decode()
    assert "Was die Rolle ändern würde" in shown
    for role in ("Drehpunkt des Netzes", "Vermittler", "Systemlieferant", "Kooperationspartner", "Teilelieferant"):
        assert role in shown, role
    open_ = signed_in(region["adlershof"]).get("/lage/").content.decode()
    assert "/lage/fragen/#f-systems" in open_
