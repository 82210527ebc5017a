"""Who compares: before and after somebody joins, one quarter with the next, overlapping tables, parts and wholes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scipy.optimize import linprog

from verbund.apps.core.actor import system
from verbund.apps.ecosystem import actions, frozen, jobs
from verbund.apps.ecosystem.models import FrozenFigure
from verbund.apps.insight import publications, queries
from verbund.engines.disclosure import LEAST
from verbund.kit import clock

QUARTERS = [datetime(2027, month, 10, 8, tzinfo=UTC) for month in (1, 4, 7, 10)]
SHARES = (0.10, 0.20, 0.15, 0.25, 0.20, 0.15, 0.25, 0.20)


@pytest.fixture
def join(make_company, db):
    """A company of a branch joins: states its revenue, its largest customer, whether it uses a platform."""
    buyer, cloud = make_company("buyer", nace="4690"), make_company("cloud", nace="6311")

    def join(slug: str, share: float, *, on_platform: bool = False, nace: str = "2562") -> Any:
        one = make_company(slug, nace=nace)
        act = system(company_id=one.pk)
        actions.state_figures(act, one.pk, 2026, {"revenue": 1_000_000})
        ends = {"type": "supplies", "giver_id": one.pk, "taker_id": buyer.pk}
        actions.state_relation(act, one.pk, {**ends, "amount": round(share * 1_000_000)})
        if on_platform:
            actions.state_relation(act, one.pk, {"type": "platform", "giver_id": cloud.pk, "taker_id": one.pk})
        return one

    return join


def publish(at: datetime) -> frozen.Published:
    with clock.at(at):
        jobs.freeze(lambda done, total=None, note="": None)
    return frozen.published(publications.NAME)


def shown(found: frozen.Published) -> dict[str, Any]:
    return {key: f.value for key, f in found.figures.items()}


def test_inside_a_quarter_nothing_moves(join):
    for n, share in enumerate(SHARES):
        join(f"m{n}", share)
    before = publish(QUARTERS[0])
    assert before.value("mean/metal/customer") == pytest.approx(0.2)
    newcomer = join("newcomer", 0.25)
    actions.withdraw_relation(
        system(company_id=newcomer.pk), newcomer.pk, _first(newcomer)
    )  # and goes again, and another changes
    join("second", 0.10)
    assert shown(publish(QUARTERS[0])) == shown(before)
    assert FrozenFigure.objects.filter(publication="centre", key="row/metal").count() == 1


def _first(company: Any) -> Any:
    from verbund.apps.ecosystem import queries as ecosystem

    return ecosystem.relations(system(company_id=company.pk), company.pk)[0].pk


def test_a_single_newcomer_moves_nothing_in_the_next_quarter_either(join):
    for n, share in enumerate(SHARES):
        join(f"m{n}", share, on_platform=n < 5)
    first = publish(QUARTERS[0])
    join("newcomer", 0.25, on_platform=True)
    second = publish(QUARTERS[1])
    assert second.period == "2027Q2"
    assert shown(second) == shown(first), "one more company, and no figure tells"
    assert second.figures["mean/metal/customer"].as_of == "2027Q1"
    row = next(b for b in queries._branches(second, {}) if b.customer)
    assert row.as_of == "2027Q1", "the page says of when it is"


def test_five_newcomers_are_counted_together(join):
    for n, share in enumerate(SHARES):
        join(f"m{n}", share)
    publish(QUARTERS[0])
    for n in range(LEAST):
        join(f"new{n}", 0.1)
    second = publish(QUARTERS[1])
    assert second.figures["mean/metal/customer"].as_of == "2027Q2"
    counts = {(m, b, level): n for m, b, level, n in second.value("levels")}
    assert counts["", "metal", ""] == len(SHARES) + LEAST


def test_leaving_and_coming_back_cannot_be_played_against_an_older_quarter(join):
    members = [join(f"m{n}", share) for n, share in enumerate(SHARES)]
    publish(QUARTERS[0])
    for n in range(LEAST):
        members += [join(f"new{n}", 0.1)]
    publish(QUARTERS[1])
    for one in members[-LEAST + 1 :]:  # four of the five go: beside the first quarter one would be left over
        actions.withdraw_relation(system(company_id=one.pk), one.pk, _first(one))
    third = publish(QUARTERS[2])
    assert third.figures["mean/metal/customer"].as_of == "2027Q2"
    for earlier in FrozenFigure.objects.filter(key="row/metal"):
        for later in FrozenFigure.objects.filter(key="row/metal"):
            changed = set(earlier.population.values()) ^ set(later.population.values())
            assert not changed or len(changed) >= LEAST


def test_the_few_who_are_not_on_a_platform_stay_hidden(join):
    for n in range(12):
        join(f"m{n}", 0.2, on_platform=n < 10)
    found = publish(QUARTERS[0])
    assert found.value("mean/metal/provider") is None, "two are left over"
    counts = {(m, b, level): n for m, b, level, n in found.value("levels")}
    assert counts["provider", "metal", "other"] is None
    assert None in (counts["provider", "metal", "yes"], counts["", "metal", ""]), "nor by subtraction"


def test_a_share_is_shown_where_both_sides_are_many(join):
    for n in range(12):
        join(f"m{n}", 0.2, on_platform=n < 6)
    assert publish(QUARTERS[0]).value("mean/metal/provider") == 0.5


def test_who_solves_all_published_counts_learns_no_small_one(join):
    """All tables of the page overlap in the branches; an attacker takes them as one system of equations."""
    plan = [("metal", "2562", 9, 3), ("wood", "1610", 8, 6), ("food", "1071", 7, 7), ("software", "6201", 6, 1)]
    for branch, nace, many, lying in plan:
        for n in range(many):
            join(f"{branch}{n}", 0.5 if n < 3 else 0.1, on_platform=n < lying, nace=nace)
    found = publish(QUARTERS[0])
    published = {(m, b, level): n for m, b, level, n in found.value("levels")}
    true = {
        (m, key.removeprefix("row/"), level): n
        for key, basis in FrozenFigure.objects.filter(basis__isnull=False).values_list("key", "basis")
        for m, level, n in basis
    }
    assert any(0 < n < LEAST for n in true.values())
    assert any(published.values())
    names = list(published)
    rows, right = [], []

    def equal(total: Any, parts: list[Any]) -> None:
        rows.append([(n in parts) - (n == total) for n in names])
        right.append(0)

    branches = sorted({b for _m, b, _l in names} - {"*"})
    pairs = sorted({(m, level) for m, _b, level in names})
    for measure, level in pairs:
        equal((measure, "*", level), [(measure, b, level) for b in branches])
    for branch in [*branches, "*"]:
        for measure in ("customer", "supplier", "provider"):
            equal(("", branch, ""), [(m, b, level) for m, b, level in names if (m, b) == (measure, branch)])
    for name, n in published.items():
        if n is not None:
            rows.append([other == name for other in names])
            right.append(n)
    for name, n in true.items():
        if 0 < n < LEAST:
            assert published[name] is None
            goal = [float(other == name) for other in names]
            ends = [linprog([sign * g for g in goal], A_eq=rows, b_eq=right) for sign in (1, -1)]
            assert ends[0].fun <= 1e-6, name
            assert ends[1].fun is None or -ends[1].fun >= LEAST - 1e-6, name
