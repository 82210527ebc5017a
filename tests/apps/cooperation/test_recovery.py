"""After a restore no own entry before the others have told what was lost; files that are offered no longer."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.conf import settings

from tests.support.wire import all_of
from verbund.apps.cooperation import actions, queries, register_store
from verbund.apps.cooperation.models import RegisterEntry, Verbund
from verbund.apps.core.models import StoredFile
from verbund.apps.core.scoping import everybody
from verbund.apps.dataspace import actions as dataspace
from verbund.apps.dataspace.models import DataOffer
from verbund.kit.errors import Conflict, Missing

from .test_exchange import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(nodes: Any) -> Any:
    """Bert's node was restored from a backup that lacks its last entry."""
    nodes.in_force()
    actions.contribute(*nodes.who("bert"), "Eins", None)
    nodes.run()
    with everybody():
        company = nodes.companies["bert"].pk
        lost = RegisterEntry.objects.filter(company_id=company, author_did=nodes.did("bert"), type="contribution")
        assert lost.delete()[0] == 1
    register_store.forget()
    assert actions.hold_back() == 3  # in this process all members live on one node
    return nodes


def test_a_restored_node_holds_back_and_catches_up(restored: Any) -> None:
    with pytest.raises(Conflict) as caught:
        actions.contribute(*restored.who("bert"), "Zwei", None)
    assert caught.value.code == "catching-up"
    restored.run()
    assert len(told(restored, "bert")) == 1
    assert all(v.held_back_since is None and v.awaited == [] for v in all_of(Verbund))
    actions.contribute(*restored.who("bert"), "Zwei", None)
    restored.run()
    assert len(told(restored, "anna")) == 2
    assert not queries.integrity(*restored.who("anna")).findings
    assert len(restored.digests()) == 1


def test_while_one_does_not_answer_only_a_person_goes_on(restored: Any) -> None:
    restored.run_while_down("cleo")
    with everybody():
        mine = Verbund.objects.get(company=restored.companies["bert"])
    assert mine.awaited == [restored.did("cleo")]
    with pytest.raises(Conflict):
        actions.contribute(*restored.who("bert"), "Zwei", None)
    actions.go_on(*restored.who("bert"))
    actions.contribute(*restored.who("bert"), "Zwei", None)
    assert len(told(restored, "bert")) == 2


@pytest.fixture
def shared(nodes: Any) -> DataOffer:
    """A file of Bert's, offered to the members."""
    nodes.in_force()
    path = settings.NODE.files / "shared.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a,b\n")
    file = StoredFile.objects.create(
        company=nodes.companies["bert"],
        name="shared.csv",
        media_type="text/csv",
        size=4,
        sha256=hashlib.sha256(b"a,b\n").hexdigest(),
        path="shared.csv",
    )
    offer, _entry = actions.offer_file(*nodes.who("bert"), file.pk, "Messwerte")
    nodes.run()
    return offer


def _withdrawn(nodes: Any, name: str) -> list[bool]:
    return [r.payload["withdrawn"] for r in queries.register(*nodes.who(name)) if r.type == "file_offered"]


def test_a_withdrawn_file_is_withdrawn_for_all(nodes: Any, shared: DataOffer) -> None:
    with pytest.raises(Missing):
        actions.withdraw_file(*nodes.who("anna"), shared.dataset_id)
    actions.withdraw_file(*nodes.who("bert"), shared.dataset_id)
    actions.withdraw_file(*nodes.who("bert"), shared.dataset_id)  # once is enough
    nodes.run()
    assert _withdrawn(nodes, "anna") == _withdrawn(nodes, "bert") == [False, True]
    with pytest.raises(Missing):
        dataspace.request(*nodes.who("anna")[:2], nodes.did("bert"), shared.dataset_id)


def test_the_data_room_withdraws_it_from_the_verbund_too(nodes: Any, shared: DataOffer) -> None:
    dataspace.withdraw_offer(nodes.who("bert")[0], shared.pk)
    nodes.run()
    assert _withdrawn(nodes, "cleo") == [False, True]
