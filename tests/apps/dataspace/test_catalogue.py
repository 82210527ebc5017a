"""Catalogues: what is shown to whom, pages, filters, visiting other nodes; queries, API, export."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting, all_of, system
from verbund.apps.core import jobs
from verbund.apps.core.actor import ANONYMOUS
from verbund.apps.core.models import Node
from verbund.apps.core.registry import company_data
from verbund.apps.dataspace import actions, http, identity, queries, registry, remote, rules
from verbund.apps.dataspace.machine import catalog as machine
from verbund.apps.dataspace.models import CompanyKey, DataOffer, Peer
from verbund.apps.dataspace.registry import Body, DatasetEntry, Verdict
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Invalid, Missing
from verbund.protocols import odrl
from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dsp import v2025_1 as dsp
from verbund.protocols.odrl import confidential_offer

from .test_tokens import token_of

pytestmark = pytest.mark.django_db


class Posters:
    """`poster:<n>`: shown to everybody."""

    def __init__(self, count: int) -> None:
        self.count = count

    def list(self, company_id: Any, peer_did: str) -> list[DatasetEntry]:
        return [self._entry(f"poster:{n}") for n in range(self.count)]

    def _entry(self, name: str) -> DatasetEntry:
        return DatasetEntry(name, f"Poster {name}", confidential_offer(offer_id="x").to_json(), {"colour": "red"})

    def find(self, company_id: Any, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        return self._entry(dataset_id)

    def decide(self, company_id: Any, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: Any, dataset_id: str, peer_did: str, query: Any) -> Body:
        return Body.of(b"{}")

    def may_read(self, company_id: Any, dataset_id: str, peer_did: str) -> str | None:
        return None


@pytest.fixture
def posters() -> Any:
    room = Posters(7)
    registry.dataset_providers.register("poster", room)
    yield room
    del registry.dataset_providers._items["poster"]


def test_pages_are_linked(wire: Wire, provider: Any, consumer: Any, posters: Posters, monkeypatch: Any) -> None:
    monkeypatch.setattr(machine, "PAGE", 3)
    pages = list(remote.catalogs(identity.of_company(consumer), provider.did))
    assert [len(p.dataset) for p in pages] == [3, 3, 1]
    assert len({d.id for p in pages for d in p.dataset}) == 7


def ask(wire: Wire, provider: Any, consumer: Any, *conditions: Any, path: str = "") -> httpx.Response:
    return httpx.Client(transport=wire).post(
        f"http://localhost:8100/p/{provider.slug}/dsp/2025-1/catalog/request{path}",
        json=dsp.CatalogRequestMessage(filter=conditions).to_json(),
        headers=token_of(consumer, provider.did),
    )


def test_filters_are_understood_or_refused(wire: Wire, provider: Any, consumer: Any, posters: Posters) -> None:
    found = ask(wire, provider, consumer, {"id": "poster:2"}).json()["dataset"]
    assert [d["@id"] for d in found] == ["poster:2"]
    assert ask(wire, provider, consumer, {"colour": "red"}).status_code == 400
    assert ask(wire, provider, consumer, path="?offset=x").status_code == 400
    assert "dataset" not in ask(wire, provider, consumer, path="?offset=900").json()


def test_an_offer_before_its_window_is_shown_but_not_agreed(
    wire: Wire, provider: Any, consumer: Any, stored: Any
) -> None:
    policy = odrl.Policy(
        odrl.Kind.OFFER,
        "x",
        permissions=(odrl.Rule("use", odrl.conditions(not_before=clock.now() + timedelta(hours=1))),),
    ).to_json()
    offer = actions.offer_file(acting(provider), provider.pk, stored.pk, "Soon", policy_body=policy)
    negotiation = actions.request(acting(consumer), consumer.pk, provider.did, offer.dataset_id)
    wire.run()
    found = queries.negotiation(acting(consumer), negotiation.pk)
    assert found.state == "TERMINATED"
    assert found.reason.startswith("policy-not-satisfied")


def test_an_offer_for_nobody_or_in_strange_terms(provider: Any, stored: Any, stranger: Any) -> None:
    offer = actions.offer_file
    with pytest.raises(Invalid, match="Verbund"):
        offer(acting(provider), provider.pk, stored.pk, "x")
    strange = {"permission": [{"action": "use", "constraint": [
        {"leftOperand": "moonPhase", "operator": "eq", "rightOperand": "full"}]}]}  # fmt: skip
    with pytest.raises(Invalid):
        offer(acting(provider), provider.pk, stored.pk, "x", policy_body=strange)
    with pytest.raises(Missing):
        offer(acting(stranger), provider.pk, stored.pk, "x", verbund_id="v")
    with pytest.raises(Missing):
        offer(acting(stranger), stranger.pk, stored.pk, "x", verbund_id="v")
    assert all_of(DataOffer) == []


class OtherNode(httpx.BaseTransport):
    """A node at localhost:9000 with one company that shows two datasets, one of them broken."""

    node, company = "did:web:localhost%3A9000", "did:web:localhost%3A9000:p:anderswo"

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.pair = dcp.KeyPair.generate()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.port != 9000:
            return self.wire.handle_request(request)
        path = request.url.path
        if path.endswith("did.json"):
            did = self.company if path.startswith("/p/") else self.node
            base = "http://localhost:9000" + ("/p/anderswo" if did == self.company else "")
            services = [("CatalogService", f"{base}/dsp/2025-1/catalog")]
            return httpx.Response(200, json=dcp.DidDocument.build(did, [self.pair.public], services).to_dict())
        assert request.headers["authorization"].startswith("Bearer ")
        service = dsp.DataService(id="s", endpoint_url="http://localhost:9000/x")
        if path == "/dsp/2025-1/catalog/request":
            inner = dsp.build_catalog("c", self.company, service, **{"dct:title": "Anderswo GmbH"})
            return httpx.Response(200, json=dsp.build_catalog("n", self.node, service, catalogs=[inner]).to_json())
        offer = {"@id": "o", "permission": [{"action": "use"}]}
        good = dsp.build_dataset("opportunity:1", [offer], ["HttpData-PULL"], service, **{"dct:title": "Wanted"})
        body = dsp.build_catalog("c", self.company, service, [good]).to_json()
        body["dataset"].append({"@type": "Dataset"})
        return httpx.Response(200, json=body)


@pytest.fixture
def other_node(wire: Wire) -> Any:
    other = OtherNode(wire)
    before = http.use_transport(other)
    yield other
    http.use_transport(before)


def test_crawling_finds_what_other_nodes_show(wire: Wire, provider: Any, posters: Posters, other_node: Any) -> None:
    node = actions.add_node(system("command"), "http://localhost:9000", "Das andere Zentrum")
    assert node.did == OtherNode.node
    jobs.start(system(), "dataspace.crawl")
    jobs.run_due()
    theirs = queries.catalog(ANONYMOUS, OtherNode.company).get()
    assert (theirs.dataset_id, theirs.title, theirs.formats) == ("opportunity:1", "Wanted", ["HttpData-PULL"])
    assert queries.catalog(ANONYMOUS, provider.did, "poster").count() == 7
    assert queries.catalog(ANONYMOUS, prefix=["opportunity", "profile"]).count() == 1
    names = [(p.name, p.here, p.node) for p in queries.participants(ANONYMOUS)]
    assert names == [("Anderswo GmbH", False, "Das andere Zentrum"), ("Havelmetall", True, "")]
    assert queries.name_of(OtherNode.company) == "Anderswo GmbH"
    assert queries.resolve(OtherNode.company).id == OtherNode.company
    posters.count = 2
    jobs.start(system(), "dataspace.crawl")
    jobs.run_due()
    assert queries.catalog(ANONYMOUS, provider.did, "poster").count() == 2
    assert Node.objects.get(pk=node.pk).crawl_error == ""


def test_a_node_that_is_away_is_named(wire: Wire, provider: Any, other_node: Any, monkeypatch: Any) -> None:
    node = actions.add_node(system("command"), "http://localhost:9000")

    def away(*_: Any) -> Any:
        raise http.Unreachable("nobody there")

    monkeypatch.setattr(remote, "catalogs", away)
    jobs.start(system(), "dataspace.crawl")
    jobs.run_due()
    assert Node.objects.get(pk=node.pk).crawl_error == "nobody there"


def test_who_may_add_nodes(provider: Any, wire: Wire) -> None:
    with pytest.raises(Missing):
        actions.add_node(acting(provider), "http://localhost:9000")
    for wrong in ("http://10.0.0.1", "ftp:", "http://localhost:8100"):
        with pytest.raises(Exception, match=r".") as caught:
            actions.add_node(system("command"), wrong)
        assert caught.value.status < 500
    assert Peer.objects.count() == 0


def test_staff_may_look_but_not_bind(wire: Wire, provider: Any, consumer: Any, agreed: Any) -> None:
    from verbund.apps.core.actor import Actor

    staff = Actor("person-s", "page", user_id=9, company_id=consumer.pk, is_centre=True, staff_company=consumer.pk)
    assert queries.negotiations(staff, consumer.pk).count() == 1
    with pytest.raises(Forbidden):
        rules.must_bind(staff, consumer.pk)
    with pytest.raises(Missing):
        queries.negotiations(staff, provider.pk)
    with pytest.raises(Missing):
        queries.transfers(ANONYMOUS)


def test_everything_is_exported_but_no_secret(wire: Wire, provider: Any, consumer: Any, agreed: Any) -> None:
    actions.pull(acting(consumer), agreed.pk)
    wire.run()
    exported = {
        name: content
        for key, data in company_data.items()
        if key.startswith("dataspace.")
        for name, content in data.export(consumer.pk)
    }
    assert {"dataspace/agreement.jsonl", "dataspace/transfer.jsonl", "dataspace/accesslog.jsonl"} <= set(exported)
    everything = b"".join(exported.values())
    assert b"sealed" not in everything
    assert b"token_hash" not in everything
    assert json.loads(exported["dataspace/agreement.jsonl"])["agreement_id"] == agreed.agreement_id
    assert str(provider.pk).encode() not in everything


def test_erasure_takes_the_private_half_of_the_key(consumer: Any) -> None:
    actions.ensure_keys(consumer)
    erase = company_data["dataspace.companykey"].erase
    assert erase is not None
    assert erase(consumer.pk) == 1
    (key,) = all_of(CompanyKey, company=consumer)
    assert (key.state, key.sealed) == ("revoked", None)


def test_a_signature_verifies_with_the_published_document(consumer: Any) -> None:
    compact = actions.sign(consumer.pk, {"hello": "world"}, typ="x+jwt")
    jws = dcp.parse_jws(compact)
    identity.document(identity.of_company(consumer)).verify(jws, dcp.Relationship.ASSERTION_METHOD)
    assert jws.payload["hello"] == "world"
    assert str(jws.kid).startswith(consumer.did + "#")


@pytest.fixture
def api(agreed: Any, consumer: Any, wire: Wire) -> Any:
    """The API as the owner of the consumer sees it."""
    from django.test import Client

    from verbund.apps.accounts.models import Membership, Person

    person = Person.objects.create_user("o@example.org", password="x" * 14)
    Membership.objects.create(person=person, company=consumer, role="owner")
    client = Client()
    client.force_login(person)
    return client


def test_the_api_tells_the_same(api: Any, agreed: Any, provider: Any, wire: Wire) -> None:
    found = api.get("/api/v1/negotiations").json()
    assert [(n["state"], n["peer_did"]) for n in found] == [("FINALIZED", provider.did)]
    assert len(api.get(f"/api/v1/negotiations/{found[0]['id']}/messages").json()) == 4
    pulled = api.post(f"/api/v1/agreements/{agreed.pk}/pull", {"query": {}}, content_type="application/json")
    assert pulled.status_code == 201
    wire.run()
    transfer = api.get(f"/api/v1/transfers/{pulled.json()['id']}").json()
    assert transfer["state"] == "COMPLETED"
    assert api.get("/api/v1/accesses").json()[0]["outcome"] == "granted"
    assert api.get("/api/v1/agreements").json()[0]["agreement_id"] == agreed.agreement_id
    assert api.get("/api/v1/participants").status_code == 200
    assert api.get("/api/v1/catalog?prefix=file").json() == []
    assert api.post("/api/v1/keys/rotate").status_code == 201
    assert [k["state"] for k in api.get("/api/v1/keys").json()] == ["current", "retired"]
    assert api.post("/api/v1/nodes", {"base_url": "x"}, content_type="application/json").status_code == 404
    wrong = api.post(
        "/api/v1/negotiations", {"peer_did": "did:key:z", "dataset_id": "x"}, content_type="application/json"
    )
    assert (wrong.status_code, wrong.json()["where"]) == (422, "peer_did")
