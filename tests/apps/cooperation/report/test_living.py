"""While a Verbund lives: computed again, and each change that matters is something to talk about first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.apps.cooperation import region
from tests.apps.cooperation.world import World
from verbund.apps.cooperation import actions, jobs, living, queries, waiting
from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.models import ReportFinding, SideEffectReport, Verbund
from verbund.apps.cooperation.report.build import build
from verbund.apps.core.models import Company, OwnershipGroup
from verbund.apps.core.scoping import everybody
from verbund.kit import clock
from verbund.kit.errors import Missing
from verbund.protocols.register.v1 import EntryType

from .synthetic import case, runs_at, sells


def document(made: Any) -> dict[str, Any]:
    return build(made, kind(made.charter.kind))


def codes(before: Any, after: Any, **more: Any) -> list[str]:
    return [s.code for s in living.signs(document(before), document(after), **more)]


def test_nothing_new_nothing_said() -> None:
    for verbund_id, slug in region.all_cases():
        made = region.case(verbund_id, slug)
        assert codes(made, made) == []


def test_a_mark_crossed_and_a_sign_that_is_new() -> None:
    small = (sells("big", 250_000), sells(None, 750_000, others_count=9))
    large = (sells("big", 350_000), sells(None, 650_000, others_count=9))
    assert codes(case("data", {"L1+": {}}, "big", ties=small), case("data", {"L1+": {}}, "big", ties=large)) == [
        "mark:customers"]  # fmt: skip
    assert codes(case("data", {"L1+": {}}), case("data")) == ["stop:V2"]
    assert codes(case("data"), case("data", {"L1+": {}})) == []
    more = case("data", {"L1+": {}}, ties=(runs_at("cloud", 0.4),))
    assert codes(more, case("data", {"L1+": {}}, ties=(runs_at("cloud", 0.8),))) == ["mark:platform"]


def test_the_form_turns() -> None:
    equal = case("data", {"L1+": {}}, "big", "third")
    ruled = case("data", {"L1+": {}, "E1-": {"rule": "majority", "votes": {"big": 5}}}, "big", "third")
    assert codes(equal, ruled) == ["form:domination"]
    assert codes(ruled, equal) == []


def test_what_others_entered() -> None:
    made = case("data", {"L1+": {}})
    told = [("control", "Muster AG", "a" * 64), ("breach", "Muster AG", "b" * 64), ("general", "x", "c" * 64),
            ("left", "Muster AG", "d" * 64)]  # fmt: skip
    found = living.signs(document(made), document(made), told)
    assert [s.code.partition(":")[0] for s in found] == ["control", "breach", "left"]
    assert found[0].text["de"] == "Muster AG: neuer Eigentümer"


@pytest.mark.parametrize(
    ("registered", "days", "apart"),
    [([4_000.0], 365, True), ([6_000.0], 365, False), ([10_000.0, 5_000.0], 365, False), ([40_000.0], 365, True),
     ([4_000.0], 80, False), ([], 365, False), ([2_000.0], 100, False)],
)  # fmt: skip
def test_gain_expected_and_registered(registered: list[float], days: int, apart: bool) -> None:
    expected = {"low": "10000", "high": "16000", "unit": "EUR/a"}
    today = date(2027, 1, 1)
    found = living.gain_apart(expected, registered, today - timedelta(days=days), today)
    assert (found is not None) is apart
    assert living.gain_apart({"low": "1", "unit": "h/a"}, registered, date(2025, 1, 1), today) is None


def test_the_job_computes_again_each_quarter(near: World, monkeypatch: Any) -> None:
    near.in_force()
    seen: list[Any] = []
    assert jobs.recompute(lambda *a, **k: seen.append(a))["verbuende"] == 0  # shown today
    assert jobs.recompute(lambda *a, **k: seen.append(a), all_of_them=True) == {"verbuende": 3, "found": 0}
    assert seen[-1] == (3, 3)
    later = clock.now() + timedelta(days=92)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert jobs.recompute(lambda *a, **k: None)["verbuende"] == 3
    with everybody():
        assert SideEffectReport.objects.filter(shown_to="", shown_at=None).count() == 6


def test_a_changed_owner_is_something_to_talk_about(near: World) -> None:
    near.in_force()
    with everybody():
        mine = Verbund.objects.get(company=near.companies["bert"])
    assert actions.recompute(mine) == []
    Company.objects.filter(pk=near.companies["cleo"].pk).update(
        owner_group=OwnershipGroup.objects.create(name="Konzern")
    )
    actions.write(*near.who("anna"), EntryType.NOTICE, {"topic": "breach", "text": {"de": "Zusage gebrochen"}})
    near.run()
    found = actions.recompute(mine)
    assert sorted(f.code.partition(":")[0] for f in found) == ["breach", "owner"]
    assert actions.recompute(mine) == []
    actor, company, verbund = near.who("bert")
    tasks = [str(t.title) for t in waiting.tasks(actor)]
    assert any("neuer Eigentümer" in t for t in tasks)
    for f in queries.findings(actor, company, verbund):
        actions.settle_finding(actor, company, verbund, f.pk)
    assert queries.findings(actor, company, verbund) == []
    with pytest.raises(Missing):
        actions.settle_finding(actor, company, verbund, found[0].pk)
    with everybody():
        assert ReportFinding.objects.filter(settled_at=None).count() == 0
