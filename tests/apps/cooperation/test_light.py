"""A Verbund that begins light, what a counter-proposal says, and side effects that members notice."""

from __future__ import annotations

import pytest

from verbund.apps.cooperation import actions, kinds, light, queries
from verbund.apps.cooperation.models import ReportedEffect, Verbund
from verbund.apps.cooperation.report.present import how_often
from verbund.apps.core.models import StoredFile
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Conflict, Forbidden, Invalid

from .world import L1, X1

pytestmark = pytest.mark.django_db
THREE = ("anna", "bert", "cleo")


def circle(world, signer_of) -> str:
    """An exchange circle in force, agreed to by people without a mandate."""
    world.signers = {name: signer_of(company, mandate=False) for name, company in world.companies.items()}
    charter = world.propose(clauses=None, form="exchange_circle")
    for name in THREE:
        world.sign(name, charter)
    world.run()
    return charter


def test_a_circle_needs_no_mandate_and_lets_no_data_flow(near, signer_of) -> None:
    circle(near, signer_of)
    assert {near.state(name) for name in THREE} == {"in_force"}
    with scoped_to(near.companies["bert"].pk):
        file = StoredFile.objects.first()
    with pytest.raises(Conflict) as refused:
        actions.offer_file(*near.who("bert"), file.pk if file else near.verbund, "Messwerte")
    assert refused.value.code == "light-form"


def test_every_form_takes_the_earlier_one_along(near, signer_of) -> None:
    circle(near, signer_of)
    with pytest.raises(Conflict):
        actions.take_further(*near.who("bert"))
    letter = actions.take_further(*near.who("anna"))
    near.run()
    for name in THREE:
        near.sign(name, letter.hash)
    near.run()
    charter = actions.take_further(*near.who("anna"))
    near.run()
    forms = [v.document["form"] for v in queries.versions(*near.who("cleo"))]
    assert forms == list(light.ORDER)
    codes = [{c["code"] for c in v.document["clauses"]} for v in queries.versions(*near.who("cleo"))]
    assert codes[0] <= codes[1] <= codes[2]
    actions.show_report(*near.who("bert"), charter.hash)
    with pytest.raises(Forbidden):
        actions.assent(*near.who("bert"), charter.hash)
    assert near.state("bert") == "in_force", "the letter of intent stays in force until everybody has signed"


def test_after_the_charter_there_is_no_further_form(near) -> None:
    near.in_force()
    with pytest.raises(Conflict) as refused:
        actions.take_further(*near.who("anna"))
    assert refused.value.code == "full-charter"


def test_a_light_form_is_one_page_of_rules() -> None:
    kind = kinds.kind("testing")
    assert [t.code for t in light.terms(kind, "exchange_circle")] == ["Z1", "G1", "W1"]
    assert light.terms(kind, "charter") == list(kind.terms())


def test_the_reason_of_a_counter_proposal_reaches_the_proposer(world) -> None:
    world.propose()
    actions.counter_propose(*world.who("bert"), {"clauses": [L1, X1]}, {"de": "Ohne das nicht.", "en": "Not without."})
    world.run()
    for name in THREE:
        (counter,) = [v for v in queries.versions(*world.who(name)) if v.status == "counter"]
        assert counter.reason == {"de": "Ohne das nicht.", "en": "Not without."}


def test_a_side_effect_stays_with_the_company_unless_it_is_shared(near, kind) -> None:
    near.in_force([L1, X1])
    actions.report_effect(*near.who("bert"), "Zwei Aufträge kamen später.", "exclusive")
    near.run()
    assert [e.code for e in queries.reported_effects(*near.who("bert"))] == ["exclusive"]
    assert queries.reported_effects(*near.who("anna")) == []
    actions.report_effect(*near.who("bert"), {"de": "Der Ofen stand."}, share=True)
    near.run()
    notices = [r.payload for r in queries.register(*near.who("anna")) if r.type == "notice"]
    assert [n["text"] for n in notices] == [{"de": "Der Ofen stand."}]
    with pytest.raises(Invalid):
        actions.report_effect(*near.who("bert"), " ")
    with pytest.raises(Invalid):
        actions.report_effect(*near.who("bert"), "etwas", "XX9")


def test_no_side_effect_before_it_runs(near) -> None:
    near.propose()
    with pytest.raises(Conflict):
        actions.report_effect(*near.who("bert"), "etwas")


def test_how_often_is_told_from_five_verbuende_on(near) -> None:
    from django.utils import timezone

    company = near.companies["anna"]
    with scoped_to(company.pk):
        rows = [
            Verbund.objects.create(
                company=company, verbund_id=f"00000000-0000-0000-0000-00000000000{n}", kind="testing", title_de="x",
                proposer_did="did:web:x", state="in_force", in_force_since=timezone.now(),
            )
            for n in range(5)
        ]  # fmt: skip
        for row in rows[:2]:
            ReportedEffect.objects.create(
                company=company, verbund=row, code="exclusive", text={"de": "x"}, reported_at=timezone.now()
            )
        assert queries.frequencies("testing") == {"exclusive": (2, 5)}
        rows[4].delete()
        assert queries.frequencies("testing") == {}
    assert how_often("exclusive", {"exclusive": (2, 5)}, "de") == "häufig: in 2 von 5 Verbünden"
    assert how_often("V1", {"exclusive": (2, 5)}, "en") == "not reported: in 0 of 5 Verbünde"
    assert how_often("V1", {}, "de") == "noch keine Erfahrung"
