"""Companies that cooperate in one process: over the wire as if on different nodes, or as neighbours on one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.wire import Wire, wire
from verbund.apps.accounts import actions as accounts
from verbund.apps.accounts.models import Mandate, Membership, Person
from verbund.apps.accounts.queries import actor_of
from verbund.apps.cooperation import carrier, keystore, kinds, register_store
from verbund.apps.cooperation.kinds import Kind, Measure
from verbund.apps.cooperation.report import Basis, Certainty, Effect, Line, Stop
from verbund.apps.core.actor import Actor
from verbund.kit import clock

from .world import World

__all__ = ["wire"]


def _lines(case: Any) -> list[Line]:
    clause = case.charter.clause("X1")
    if clause is None:
        return []
    text = {"de": f"{len(case.before.ties)} Beziehungen betroffen", "en": "relations touched"}
    return [Line("exclusive", text, Basis.ARITHMETIC, "test", Certainty.CERTAIN, cause="X1")]


def _stops(case: Any) -> list[Stop]:
    if case.charter.clause("X9") is None:
        return []
    return [Stop("endless", {"de": "Ohne Ende", "en": "Endless"}, Basis.PRACTICE, "test", mend="L1")]


@pytest.fixture(autouse=True)
def kind() -> Kind:
    """A kind of cooperation from outside."""
    found = Kind(
        code="testing",
        name="Testing",
        noun="test",
        terms=lambda: [kinds.Term("L1", parameters={"noticeDays": 30})],
        effects=(Effect("exclusive", _lines, _stops),),
        measures=(Measure("hours", "Hours", "h"),),
    )
    if not kinds.known("testing"):
        kinds.register(found)
    register_store.forget()
    keystore.forget()
    return found


@pytest.fixture(autouse=True)
def codes(request: Any, monkeypatch: Any) -> None:
    """Who signs types the right code; tests of the second factor take the fixture `real_codes` too."""
    if "real_codes" not in request.fixturenames:
        monkeypatch.setattr(accounts, "prove_to_sign", lambda actor, code: None)


@pytest.fixture
def real_codes() -> None:
    """Signatures ask for the second factor."""


@pytest.fixture
def signer_of(db: Any) -> Callable[..., Actor]:
    """A person who owns the company's account and holds a mandate, through any door."""

    def make(company: Any, via: str = "page", mandate: bool = True) -> Actor:
        person = Person.objects.create_user(f"p{Person.objects.count()}@example.org", "x")
        Membership.objects.create(person=person, company=company, role="owner")
        if mandate:
            Mandate.objects.create(person=person, company=company, valid_from=clock.now() - timedelta(days=1))
        return actor_of(person, via, company.pk)  # type: ignore[arg-type]

    return make


@pytest.fixture(params=["nodes", "neighbours"])
def world(
    request: Any, wire: Wire, make_company: Callable[..., Any], signer_of: Callable[..., Actor], monkeypatch: Any
) -> World:
    """Anna proposes to Bert and Cleo; Dora stands aside. Once over the Dataspace Protocol, once on one node."""
    if request.param == "nodes":
        monkeypatch.setattr(carrier, "here", lambda did: None)
    return World(wire, {name: make_company(name) for name in ("anna", "bert", "cleo", "dora")}, signer_of)


@pytest.fixture
def nodes(wire: Wire, make_company: Callable[..., Any], signer_of: Callable[..., Actor], monkeypatch: Any) -> World:
    """The same over the Dataspace Protocol only."""
    monkeypatch.setattr(carrier, "here", lambda did: None)
    return World(wire, {name: make_company(name) for name in ("anna", "bert", "cleo", "dora")}, signer_of)


@pytest.fixture
def near(wire: Wire, make_company: Callable[..., Any], signer_of: Callable[..., Actor]) -> World:
    """The same as neighbours on one node: quicker."""
    return World(wire, {name: make_company(name) for name in ("anna", "bert", "cleo", "dora")}, signer_of)
