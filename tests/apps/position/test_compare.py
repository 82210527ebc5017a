"""The comparison with similar companies: published once a quarter under the disclosure rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from verbund.apps.core.models import Company, Job
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import jobs as freezing
from verbund.apps.ecosystem.models import Relation
from verbund.apps.position import compare, jobs
from verbund.apps.position.models import PositionReport
from verbund.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish() -> Callable[[], None]:
    return lambda: freezing.freeze(lambda *a, **k: None) and None  # type: ignore[arg-type]


def test_others_are_shown_only_from_five_on(region: dict[str, Any], publish: Callable[[], None]) -> None:
    company = region["havelmetall"]
    publish()
    assert not compare.peers(company).shown
    jobs.keep(lambda *a, **k: None)  # type: ignore[arg-type]
    assert not compare.peers(company).shown, "kept, not yet published"
    publish()
    found = compare.peers(company)
    assert found.shown
    assert found.count > 5
    assert found.quarter == clock.quarter_of(clock.now().date())
    for band in found.bands.values():
        assert round(band.low * 20, 6) == round(band.low * 20)
        assert round(band.high * 20, 6) == round(band.high * 20)
    alone = compare.peers(region["uckerland"])
    assert not alone.bands or alone.count > 5


def test_a_new_node_publishes_after_its_first_reports() -> None:
    assert jobs.FIRST < freezing.FIRST


def test_a_group_counts_once_among_the_others(region: dict[str, Any], publish: Callable[[], None]) -> None:
    jobs.keep(lambda *a, **k: None)  # type: ignore[arg-type]
    group = region["spreewerk"].owner_group
    Company.objects.filter(nace__startswith="25").update(owner_group=group)
    publish()
    after = compare.peers(region["havelmetall"])
    assert (after.shown, after.bands) == (False, {})


def _reports(shares: list[float], first: int = 0, quarter: str = "", **about: Any) -> list[Company]:
    """Companies of the same division that kept a report with these shares of their largest customer."""
    quarter = quarter or clock.quarter_of(clock.now().date())
    made = [
        Company.objects.create(name=f"Metall {n}", slug=f"metall-{n}", nace="2599", city="Berlin", **about)
        for n in range(first, first + len(shares))
    ]
    for one, share in zip(made, shares, strict=True):
        with scoped_to(one.pk):
            PositionReport.objects.create(
                company=one, quarter=quarter, figures={"customers": [share, share]}, role="x", computed_at=clock.now()
            )
    return made


SIX = [0.2, 0.25, 0.3, 0.2, 0.3, 0.25]


@pytest.mark.parametrize("spoiled", ["", "dominant", "stake", "few"])
def test_one_that_dominates_or_is_linked_hides_the_middle_half(
    region: dict[str, Any], publish: Callable[[], None], spoiled: str
) -> None:
    shares = {"dominant": [0.95, 0.05, 0.05, 0.05, 0.05, 0.05], "few": SIX[:5]}.get(spoiled, SIX)
    made = _reports(shares, employees_min=60)
    if spoiled == "stake":
        with scoped_to(made[0].pk):
            Relation.objects.create(
                company=made[0], giver=made[0], taker=made[1], type="owns", source="x", external_id="stake",
                known_since=clock.now(),
            )  # fmt: skip
    publish()
    found = compare.peers(region["havelmetall"])
    if spoiled == "":
        assert (found.count, found.same_size, set(found.bands)) == (6, True, {"customers"})
    elif spoiled == "dominant":
        assert (found.bands, found.withheld["customers"]) == ({}, "dominated")
    else:
        assert not found.shown, "five stand behind it beside the one who reads"


def test_of_another_size_only_where_there_are_too_few(region: dict[str, Any], publish: Callable[[], None]) -> None:
    _reports(SIX, employees_min=5)
    publish()
    found = compare.peers(region["havelmetall"])
    assert (found.shown, found.same_size) == (True, False)


def test_a_size_is_published_only_beside_nobody_or_five(region: dict[str, Any], publish: Callable[[], None]) -> None:
    _reports(SIX, employees_min=60)
    _reports([0.9, 0.9], first=6, employees_min=5)
    publish()
    found = compare.peers(region["havelmetall"])
    assert (found.count, found.same_size) == (8, False), "the two others could be told from the difference"


def test_a_newcomer_inside_the_quarter_moves_nothing_shown(
    region: dict[str, Any], publish: Callable[[], None], signed_in: Callable[..., Client]
) -> None:
    company, browser = region["havelmetall"], signed_in(region["havelmetall"])
    made = _reports(SIX, employees_min=60)
    publish()
    found, shown = compare.peers(company), browser.get("/lage/").content.decode()
    section = shown[shown.index('id="h-vgl"') :]
    assert "6 Betriebe" in section
    _reports([0.9] * 6, first=6, employees_min=60)
    with scoped_to(made[0].pk):
        PositionReport.objects.update(figures={"customers": [0.8, 0.8]})
    Company.objects.filter(pk=made[1].pk).update(employees_min=5)
    publish()
    assert compare.peers(company) == found
    after = browser.get("/lage/").content.decode()
    assert after[after.index('id="h-vgl"') :].split("<footer")[0] == section.split("<footer")[0]


def test_when_a_quarter_begins_the_reports_of_the_last_one_count(
    region: dict[str, Any], publish: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 1, 0, 5, tzinfo=UTC))
    _reports(SIX, quarter="2026Q4", employees_min=60)
    _reports(SIX, first=6, quarter="2026Q3", employees_min=60)
    running = Job.objects.create(
        name="position.keep", state=Job.State.RUNNING, not_before=clock.now(), created_at=clock.now()
    )
    publish()
    assert not compare.peers(region["havelmetall"]).shown, "nothing while reports are being written"
    running.delete()
    publish()
    found = compare.peers(region["havelmetall"])
    assert (found.count, found.quarter) == (6, "2027Q1")
