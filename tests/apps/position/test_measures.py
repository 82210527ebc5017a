"""The six dependences, roles and failures of the example region."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.apps.core.actor import system
from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.apps.position import queries
from verbund.apps.position.failure import fail
from verbund.apps.position.measures import measure
from verbund.engines.standing import Role
from verbund.kit.interval import Interval


@pytest.fixture
def of(region: dict[str, Any]) -> Any:
    return lambda key: queries.position(system(company_id=region[key].pk), region[key].pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "code", "share"),
    [
        ("havelmetall", "customers", 0.58),
        ("havelmetall", "suppliers", 0.24),
        ("havelmetall", "platforms", 0.60),
        ("uckerland", "customers", 0.42),
        ("adlershof", "customers", 0.22),
        ("flaeming", "customers", 0.09),
        ("nordring", "platforms", 0.92),
    ],
)
def test_shares_of_the_story(of: Any, key: str, code: str, share: float) -> None:
    found = of(key).of(code).share
    assert found.low == pytest.approx(share, abs=0.005)
    assert found.high == pytest.approx(share, abs=0.005)


@pytest.mark.django_db
def test_two_chains_take_71_per_cent(of: Any) -> None:
    largest = of("uckerland").customers.shares[:2]
    assert sum(e.interval.low for e in largest) == pytest.approx(0.71, abs=0.005)


@pytest.mark.django_db
def test_drawings_of_small_customers_are_unknown_and_not_zero(of: Any) -> None:
    found = of("havelmetall").of("specification")
    assert found.share.low == pytest.approx(0.64, abs=0.005)
    assert found.share.high > 0.7
    assert (found.level, found.ask) == ("high", "others")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "role", "possible"),
    [
        ("havelmetall", Role.EXTENDED_WORKBENCH, {Role.EXTENDED_WORKBENCH}),
        ("teltow", Role.ORCHESTRATOR, {Role.ORCHESTRATOR}),
        ("adlershof", None, {Role.SYSTEM_SUPPLIER, Role.COOPERATION_PARTNER, Role.PARTS_SUPPLIER}),
        ("uckerland", None, {Role.EXTENDED_WORKBENCH, Role.SYSTEM_SUPPLIER, Role.COOPERATION_PARTNER}),
    ],
)
def test_roles(of: Any, key: str, role: Role | None, possible: set[Role]) -> None:
    found = of(key).role
    assert found.role is role
    assert possible <= set(found.possible)
    assert bool(found.rule) == (role is not None)
    assert bool(found.ask) == (role is None)


@pytest.mark.django_db
def test_the_workbench_is_told_what_would_change(of: Any) -> None:
    other = dict(of("havelmetall").role.otherwise)
    assert [s.needed.trait for s in other[Role.ORCHESTRATOR]] == ["coordination"]


@pytest.mark.django_db
def test_the_hidden_bottleneck_costs_more_than_its_share(region: dict[str, Any], of: Any) -> None:
    company, barnim, large = region["havelmetall"], region["barnim"], region["spreestahl"]
    actor = system(company_id=company.pk)
    bought = next(e for e in of("havelmetall").suppliers.shares if e.subject == barnim.name)
    assert bought.interval.high < 0.06
    hidden = queries.what_if(actor, company.pk, barnim.pk, weeks=8)
    assert hidden.stock_days == 6
    assert hidden.own_money is not None
    assert 500_000 < hidden.own_money.low <= hidden.own_money.high < 700_000
    assert len(hidden.falls) > 5
    steel = queries.what_if(actor, company.pk, large.pk, weeks=8)
    assert steel.own_loss.high < hidden.own_loss.low


@pytest.mark.django_db
def test_half_a_failure_for_half_the_time_costs_less(region: dict[str, Any]) -> None:
    company, spreewerk = region["havelmetall"].pk, region["spreewerk"].pk
    actor = system(company_id=company)
    whole, part, short = (
        queries.what_if(actor, company, spreewerk, share, weeks).own_money
        for share, weeks in ((1.0, 8.0), (0.5, 8.0), (1.0, 4.0))
    )
    assert whole is not None
    assert part is not None
    assert short is not None
    assert part.high < whole.low
    assert short.high == pytest.approx(whole.high / 2)


@pytest.mark.django_db
def test_a_company_that_states_nothing_learns_that_nothing_is_known(make_company: Any) -> None:
    company = make_company("neu")
    found = queries.position(system(), company.pk)
    assert {d.level for d in found.dependences} == {"unknown"}
    assert {(d.share.low, d.share.high) for d in found.dependences} == {(0, 1)}


ME = UUID(int=1)
AMOUNT = st.integers(1, 1000).map(Decimal)


def net(sales: list[Decimal | None], buys: list[Decimal | None], spare: int | None, shares: list[Any]) -> Neighbourhood:
    """Sales and purchases with firms of their own; `spare` beyond what is listed, None: totals unknown."""
    firms, ties = {}, []
    for k, (items, selling) in enumerate(((sales, True), (buys, False))):
        for j, amount in enumerate(items):
            other = UUID(int=100 * (k + 1) + j)
            firms[other] = Firm(other, f"f{k}-{j}", wz_code=f"2{k}.{j:02}")
            ends = {"giver": ME, "taker": other} if selling else {"giver": other, "taker": ME}
            owner = ("customer", "supplier", "")[j % 3]
            ties.append(Tie("supplies", stated_by=ME, amount=amount, drawing_owner=owner, tool_owner=owner, **ends))
    for j, share in enumerate(shares):
        other = UUID(int=900 + j)
        firms[other] = Firm(other, f"p{j}")
        ties.append(Tie("platform", other, ME, ME, share=share))
    firms[ME] = Firm(ME, "me", "25.62")
    return Neighbourhood(ME, firms, tuple(ties), own=len(ties))


def with_totals(n: Neighbourhood, spare: int) -> Neighbourhood:
    """Totals of the year: what is listed and `spare` more."""
    sold = sum((t.amount or Decimal(0) for t in n.ties if t.giver == ME), Decimal(spare))
    bought = sum((t.amount or Decimal(0) for t in n.ties if t.taker == ME and t.type == "supplies"), Decimal(spare))
    firms = n.firms | {ME: replace(n.firms[ME], revenue=sold, material_cost=bought)}
    return replace(n, firms=firms)


def without(n: Neighbourhood, hidden: set[int], totals: bool) -> Neighbourhood:
    """The same with some amounts, shares or the year's totals unknown."""
    ties = tuple(replace(t, amount=None, share=None) if k in hidden else t for k, t in enumerate(n.ties))
    firms = n.firms if totals else n.firms | {ME: replace(n.firms[ME], revenue=None, material_cost=None)}
    return replace(n, ties=ties, firms=firms)


NETS = st.builds(
    lambda sales, buys, shares, spare: with_totals(net(sales, buys, None, shares), spare),
    st.lists(AMOUNT, max_size=5),
    st.lists(AMOUNT, max_size=5),
    st.lists(st.integers(1, 30).map(lambda p: Decimal(p) / 100), max_size=3),
    st.integers(0, 500),
)


@given(NETS, st.sets(st.integers(0, 12)), st.booleans())
@settings(max_examples=100, deadline=None)
def test_knowing_less_never_narrows(n: Neighbourhood, hidden: set[int], totals: bool) -> None:
    before, after = measure(n), measure(without(n, hidden, totals))
    for exact, wider in zip(before.dependences, after.dependences, strict=True):
        grown = Interval(max(0.0, wider.share.low - 1e-9), min(1.0, wider.share.high + 1e-9))
        assert grown.contains(exact.share), (exact.code, exact.share, wider.share)
    assert set(before.role.possible) <= set(after.role.possible)


@given(NETS.filter(lambda n: len(n.firms) > 1), st.sets(st.integers(0, 12)), st.data())
@settings(max_examples=40, deadline=None)
def test_a_failure_known_less_exactly_never_narrows(n: Neighbourhood, hidden: set[int], data: st.DataObject) -> None:
    partner = data.draw(st.sampled_from(sorted((f for f in n.firms if f != ME), key=str)))
    before, after = fail(n, partner), fail(without(n, hidden, totals=True), partner)
    for exact, wider in ((before.own_loss, after.own_loss), (before.own_money, after.own_money)):
        assert exact is not None
        assert wider is not None
        grown = Interval(wider.low - 1e-6 * max(1, wider.low), wider.high + 1e-6 * max(1, wider.high))
        assert grown.contains(exact)


def test_a_firm_outside_the_network_cannot_fail() -> None:
    with pytest.raises(KeyError):
        fail(net([Decimal(1)], [], None, []), uuid4())


def test_a_group_counts_as_one_and_bears_the_name_of_its_largest() -> None:
    n = net([Decimal(30), Decimal(20), Decimal(40)], [], None, [])
    a, b = UUID(int=100), UUID(int=101)
    firms = n.firms | {a: replace(n.firms[a], group="g"), b: replace(n.firms[b], group="g")}
    found = measure(with_totals(replace(n, firms=firms), 0)).of("customers")
    assert found.partner == "f0-0"
    assert found.share.high == pytest.approx(50 / 90)
