"""From proposal to leaving, with three members."""

from __future__ import annotations

import pytest

from verbund.apps.cooperation import actions, claims, queries
from verbund.apps.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_invited_members_read_the_charter_and_are_no_members_yet(world) -> None:
    charter = world.propose()
    for name in ("bert", "cleo"):
        assert world.state(name) == "proposed"
        assert queries.on_table(*world.who(name)).hash == charter
        assert world.members(name) == {"Anna": "invited", "Bert": "invited", "Cleo": "invited"}
        assert claims.memberships(world.companies["anna"].pk, world.did(name)) == {"memberships": []}
    assert queries.verbuende(world.signers["dora"], world.companies["dora"].pk) == []


def test_a_counter_proposal_is_adopted_signed_by_all_and_comes_into_force(world) -> None:
    first = world.propose()
    draft = actions.counter_propose(*world.who("bert"), {"notice_days": 90}, "Zu kurz für uns")
    world.run()
    seen = queries.version(*world.who("anna"), draft.hash)
    assert (seen.status, seen.author_did) == ("counter", world.did("bert"))
    assert [c.subject for c in queries.changes(*world.who("anna"), first, draft.hash)] == ["notice_days"]
    actions.adopt(*world.who("anna"), draft.hash)
    world.run()
    assert {queries.on_table(*world.who(n)).hash for n in ("anna", "bert", "cleo")} == {draft.hash}
    assert queries.version(*world.who("cleo"), first).status == "superseded"
    for name in ("cleo", "bert", "anna"):
        world.sign(name, draft.hash)
        world.run()
    for name in ("anna", "bert", "cleo"):
        assert world.state(name) == "in_force"
        assert queries.in_force(*world.who(name)).hash == draft.hash
        assert set(world.members(name).values()) == {"active"}
        assert queries.integrity(*world.who(name)).clean
    assert len(world.digests()) == 1
    urn = queries.verbund(*world.who("anna")).urn
    assert claims.memberships(world.companies["anna"].pk, world.did("cleo")) == {"memberships": [urn]}
    assert claims.memberships(world.companies["anna"].pk, world.did("dora")) == {"memberships": []}


def test_work_reaches_everybody(world) -> None:
    world.in_force()
    actions.contribute(*world.who("bert"), "Messreihe", {"value": "40", "unit": "h"})
    actions.task(*world.who("cleo"), "Prüfstand aufbauen", assignee=world.did("anna"))
    actions.decide(*world.who("anna"), "proposed", question="Zweiter Prüfstand?")
    actions.outcome(
        *world.who("anna"), "Weniger Ausschuss", [{"measure": "hours", "amount": {"value": "12", "unit": "h"}}]
    )
    world.run()
    rows = {name: queries.register(*world.who(name)) for name in ("anna", "bert", "cleo")}
    assert {tuple(r.hash for r in found) for found in rows.values()} == {tuple(r.hash for r in rows["anna"])}
    assert {"contribution", "task", "decision", "outcome", "effective"} <= {r.type for r in rows["cleo"]}
    assert all(row.counts for row in rows["cleo"])
    assert len(world.digests()) == 1


def test_leaving_ends_membership_at_once_and_for_nobody_else(world) -> None:
    world.in_force()
    urn = queries.verbund(*world.who("anna")).urn
    anna, cleo = world.companies["anna"].pk, world.companies["cleo"].pk
    actions.leave(*world.who("cleo"), "Verkauf")
    assert world.state("cleo") == "left"
    assert claims.memberships(cleo, world.did("anna")) == {"memberships": []}
    world.run()
    assert world.state("anna") == world.state("bert") == "in_force"
    assert world.members("bert") == {"Anna": "active", "Bert": "active", "Cleo": "left"}
    assert claims.memberships(anna, world.did("cleo")) == {"memberships": []}
    assert claims.memberships(anna, world.did("bert")) == {"memberships": [urn]}
    actions.contribute(*world.who("bert"), "Danach", None)
    world.run()
    assert "Danach" not in str([r.payload for r in queries.register(*world.who("cleo"))])
    assert len(world.digests("anna", "bert")) == 1


def test_the_log_of_each_company_tells_it(world) -> None:
    world.in_force()
    actions.leave(*world.who("cleo"))
    world.run()
    events = list(AuditEntry.objects.filter(company=world.companies["cleo"]).values_list("event", flat=True))
    told = [e for e in events if e.startswith("cooperation.")]
    for event in ("charter_received", "report_shown", "signed", "moved", "entry"):
        assert f"cooperation.{event}" in told
    assert told.index("cooperation.report_shown") < told.index("cooperation.signed")
