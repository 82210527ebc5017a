"""Who calls: forged, replayed, expired and mis-addressed tokens; peers of other nodes; calls against the inside."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import all_of
from verbund.apps.core import vault
from verbund.apps.dataspace import connect, http, identity, keys, tokens
from verbund.apps.dataspace.models import Peer, ProtocolMessage, SeenToken
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dsp import v2025_1 as dsp

pytestmark = pytest.mark.django_db
Post = Callable[..., httpx.Response]


@pytest.fixture
def post(wire: Any, provider: Any) -> Post:
    """A catalogue request to the provider with these headers."""

    def send(headers: dict[str, str] | None = None, path: str = "catalog/request", body: Any = None) -> httpx.Response:
        content = json.dumps(dsp.CatalogRequestMessage().to_json() if body is None else body).encode()
        client = httpx.Client(transport=wire)
        return client.post(
            f"http://localhost:8100/p/{provider.slug}/dsp/2025-1/{path}",
            content=content,
            headers={"Content-Type": "application/json", **(headers or {})},
        )

    return send


def token_of(company: Any, audience: str, **changes: Any) -> dict[str, str]:
    kid, pair = keys.signing(company.pk)
    values = {"did": company.did, "audience": audience, "now": clock.now(), "jti": str(uuid.uuid4()), "fragment": kid}
    return {"Authorization": f"Bearer {dcp.tokens.issue(pair, **{**values, **changes})}"}


def refused(response: httpx.Response, code: str) -> None:
    assert response.status_code == 401
    body = response.json()
    assert body["@type"] == "CatalogError"
    assert body["code"] == code


def test_a_verified_peer_is_heard(post: Post, provider: Any, consumer: Any) -> None:
    response = post(token_of(consumer, provider.did))
    assert response.status_code == 200
    assert response.json()["participantId"] == provider.did


def test_nobody_is_anonymous(post: Post) -> None:
    refused(post(), "missing-field")
    refused(post({"Authorization": "Basic YTpi"}), "missing-field")
    refused(post({"Authorization": "Bearer a.b.c"}), "malformed")


def test_a_token_works_once(post: Post, provider: Any, consumer: Any) -> None:
    header = token_of(consumer, provider.did)
    assert post(header).status_code == 200
    refused(post(header), "replayed")
    assert SeenToken.objects.count() == 1


def test_a_token_for_somebody_else(post: Post, consumer: Any, stranger: Any) -> None:
    refused(post(token_of(consumer, stranger.did)), "wrong-audience")


def test_an_expired_token_and_one_from_the_future(post: Post, provider: Any, consumer: Any) -> None:
    refused(post(token_of(consumer, provider.did, now=clock.now() - timedelta(minutes=10))), "expired")
    refused(post(token_of(consumer, provider.did, now=clock.now() + timedelta(minutes=10))), "not-yet-valid")


def test_a_token_signed_with_a_foreign_key(post: Post, provider: Any, consumer: Any, stranger: Any) -> None:
    _, foreign = keys.signing(stranger.pk)
    kid, _ = keys.signing(consumer.pk)
    values = {"did": consumer.did, "audience": provider.did, "now": clock.now(), "jti": "1", "fragment": kid}
    refused(post({"Authorization": f"Bearer {dcp.tokens.issue(foreign, **values)}"}), "bad-signature")


def test_alg_none(post: Post, provider: Any, consumer: Any) -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    claims = {"iss": consumer.did, "sub": consumer.did, "aud": provider.did, "jti": "1", "iat": 0, "exp": 2**31}
    refused(post({"Authorization": f"Bearer {part({'alg': 'none'})}.{part(claims)}."}), "algorithm-refused")


def test_a_retired_key_has_a_grace_period(post: Post, provider: Any, consumer: Any) -> None:
    header, late = token_of(consumer, provider.did), token_of(consumer, provider.did, ttl=timedelta(hours=1))
    keys.rotate(consumer.pk)
    assert post(header).status_code == 200
    assert post(token_of(consumer, provider.did)).status_code == 200
    with clock.at(clock.now() + identity.TOKEN_GRACE + timedelta(minutes=1)):
        refused(post(late), "key-not-for-this")


def test_an_unknown_participant_and_an_unknown_process_read_the_same(
    post: Post, wire: Any, provider: Any, consumer: Any
) -> None:
    for path in ("negotiations/urn:uuid:x", f"negotiations/urn:uuid:{uuid.uuid4()}", "negotiations/../x"):
        client = httpx.Client(transport=wire)
        response = client.get(
            f"http://localhost:8100/p/{provider.slug}/dsp/2025-1/{path}", headers=token_of(consumer, provider.did)
        )
        assert response.status_code == 404
    response = httpx.Client(transport=wire).post("http://localhost:8100/p/nobody/dsp/2025-1/catalog/request")
    assert response.status_code == 404


def test_hostile_bodies(post: Post, provider: Any, consumer: Any, wire: Any) -> None:
    bodies = [b"", b"[]", b"{", b'{"a":1,"a":2}', b"[" * 5000, b'{"@context":1e999}', b"\xff\xfe", b"1" * 4000]
    for body in bodies:
        for path in ("catalog/request", "negotiations/request", "negotiations/offers", "transfers/request"):
            response = httpx.Client(transport=wire).post(
                f"http://localhost:8100/p/{provider.slug}/dsp/2025-1/{path}",
                content=body,
                headers=token_of(consumer, provider.did),
            )
            assert 400 <= response.status_code < 500, (path, body[:20], response.content)
    assert all_of(ProtocolMessage) == []


def test_a_body_beyond_the_limit(provider: Any, consumer: Any, wire: Any) -> None:
    for size in (1_100_000, 5_000_000):
        response = httpx.Client(transport=wire).post(
            f"http://localhost:8100/p/{provider.slug}/dsp/2025-1/catalog/request",
            content=b" " * size,
            headers=token_of(consumer, provider.did),
        )
        assert response.status_code == 413


# ---- peers elsewhere


class Elsewhere(httpx.BaseTransport):
    """Another node with one participant, reached beside our own."""

    did = "did:web:localhost%3A9000:p:anderswo"

    def __init__(self, wire: Any) -> None:
        self.wire, self.asked = wire, 0
        self.pair = dcp.KeyPair.generate()
        self.down = False

    def document(self) -> dict[str, Any]:
        services = [("CatalogService", "http://localhost:9000/p/anderswo/dsp/2025-1/catalog")]
        return dcp.DidDocument.build(self.did, [self.pair.public], services).to_dict()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.port != 9000:
            return self.wire.handle_request(request)
        self.asked += 1
        if self.down:
            raise httpx.ConnectError("down")
        assert request.url.path == "/p/anderswo/did.json"
        return httpx.Response(200, json=self.document())

    def token(self, audience: str) -> dict[str, str]:
        issued = dcp.tokens.issue(self.pair, did=self.did, audience=audience, now=clock.now(), jti=str(uuid.uuid4()))
        return {"Authorization": f"Bearer {issued}"}


@pytest.fixture
def elsewhere(wire: Any) -> Any:
    other = Elsewhere(wire)
    before = http.use_transport(other)
    yield other
    http.use_transport(before)


def test_a_peers_document_is_fetched_once_and_kept(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    for _ in range(3):
        assert post(elsewhere.token(provider.did)).status_code == 200
    assert elsewhere.asked == 1
    assert Peer.objects.get().dsp_address == "http://localhost:9000/p/anderswo/dsp/2025-1"


def test_a_new_key_of_a_peer_is_found(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    assert post(elsewhere.token(provider.did)).status_code == 200
    elsewhere.pair = dcp.KeyPair.generate()
    refused(post(elsewhere.token(provider.did)), "key-unknown")  # asked seconds ago: not again for everybody's token
    with clock.at(clock.now() + timedelta(seconds=30)):
        assert post(elsewhere.token(provider.did)).status_code == 200
    assert elsewhere.asked == 2


def test_a_peer_that_is_down(post: Post, provider: Any, elsewhere: Elsewhere) -> None:
    elsewhere.down = True
    refused(post(elsewhere.token(provider.did)), "did-unresolved")
    refused(post(elsewhere.token(provider.did)), "did-unresolved")
    assert elsewhere.asked == 1  # failures are remembered for a while
    elsewhere.down = False
    identity.forget_failures()
    assert post(elsewhere.token(provider.did)).status_code == 200
    elsewhere.down = True
    with clock.at(clock.now() + timedelta(minutes=10)):  # a short outage does not stop what runs
        assert post(elsewhere.token(provider.did)).status_code == 200
    with clock.at(clock.now() + timedelta(hours=2)):
        identity.forget_failures()
        refused(post(elsewhere.token(provider.did)), "did-unresolved")


def test_a_callback_to_a_foreign_host_is_refused(
    post: Post, provider: Any, elsewhere: Elsewhere, offered: Any, members: Any
) -> None:
    members.add(elsewhere.did)
    message = dsp.ContractRequestMessage(
        id="urn:uuid:1",
        consumer_pid="urn:uuid:2",
        callback_address="http://localhost:9999/inside",
        offer=dsp.Offer({"@id": f"urn:uuid:{offered.pk}", "target": offered.dataset_id}),
    )
    response = post(elsewhere.token(provider.did), "negotiations/request", message.to_json())
    assert response.status_code == 400
    assert "callbackAddress" in response.text


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("intern.example", "10.0.0.5"),
        ("meta.example", "169.254.169.254"),
        ("six.example", "::1"),
        ("lo.example", "127.0.0.1"),
    ],
)
def test_names_that_lead_inside_are_not_called(monkeypatch: Any, host: str, leads_to: str) -> None:
    monkeypatch.setattr(connect.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (leads_to, 443))])
    with pytest.raises(http.Unreachable, match="not a public address"):
        http.safe_address(host, 443)


def test_one_inside_address_among_many_is_enough(monkeypatch: Any) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("192.168.1.1", 443))]
    monkeypatch.setattr(connect.socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(http.Unreachable):
        http.safe_address("two.example", 443)
    monkeypatch.setattr(connect.socket, "getaddrinfo", lambda *a, **k: found[:1])
    assert http.safe_address("one.example", 443) == "93.184.216.34"


def test_only_hosts_of_the_peer_over_https() -> None:
    hosts = frozenset({"peer.example"})
    http.check_url("https://peer.example/x", hosts)
    for url in ("http://peer.example/x", "https://other.example/", "https://u:p@peer.example/", "file:///etc/passwd"):
        with pytest.raises(http.Unreachable):
            http.check_url(url, hosts)


@pytest.mark.django_db(transaction=True)
def test_no_call_inside_a_transaction(make_company: Any) -> None:
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        http.call("GET", "http://localhost:8100/", frozenset({"localhost:8100"}))


# ---- keys and vault


def test_a_sealed_value_opens_only_for_its_purpose() -> None:
    sealed = vault.seal(b"secret", "key:1")
    assert b"secret" not in sealed
    assert vault.unseal(sealed, "key:1") == b"secret"
    for wrong in ((sealed, "key:2"), (sealed[:-1] + b"x", "key:1"), (b"", "key:1")):
        with pytest.raises(Conflict) as caught:
            vault.unseal(*wrong)
        assert caught.value.code == "vault-locked"


def test_rotation_keeps_the_old_key_for_verification_only(consumer: Any) -> None:
    old = keys.ensure(consumer.pk)
    before, after = keys.rotate(consumer.pk)
    assert (before.pk, before.state, before.sealed) == (old.pk, "retired", None)
    proof = dcp.parse_jws(after.successor_proof)
    keys.public(before).verify(proof)
    assert proof.payload["thumbprint"] == after.thumbprint
    document = identity.document(identity.of_company(consumer)).to_dict()
    assert len(document["verificationMethod"]) == 2
    assert document["assertionMethod"] == [f"{consumer.did}#{after.kid}", f"{consumer.did}#{old.kid}"]


def test_the_did_document_leads_to_the_connector(wire: Any, provider: Any) -> None:
    client = httpx.Client(transport=wire)
    body = client.get("http://localhost:8100/p/havelmetall/did.json").json()
    assert body["id"] == provider.did
    version = client.get("http://localhost:8100/p/havelmetall/.well-known/dspace-version").json()
    assert version["protocolVersions"][0]["path"] == "/dsp/2025-1"
    node = client.get("http://localhost:8100/.well-known/did.json").json()
    assert node["id"] == "did:web:localhost%3A8100"
    assert client.get("http://localhost:8100/p/nobody/did.json").status_code == 404


def test_tokens_are_forgotten_when_they_have_expired(post: Post, provider: Any, consumer: Any) -> None:
    assert post(token_of(consumer, provider.did)).status_code == 200
    assert tokens.forget_old() == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert tokens.forget_old() == 1


def test_a_real_connection_goes_to_the_checked_address() -> None:
    """Over a socket: the Host header keeps the name, redirects are not followed, connections are kept."""
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    seen: list[tuple[str, str]] = []

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            seen.append((self.headers["Host"], f"{self.client_address[1]}"))
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "http://localhost:1/")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    name = f"localhost:{server.server_port}"
    try:
        hosts = frozenset({name})
        assert http.call("GET", f"http://{name}/", hosts).content == b"ok"
        assert http.call("GET", f"http://{name}/away", hosts).status_code == 302
        assert [host for host, _ in seen] == [name, name]
        assert len({port for _, port in seen}) == 1
    finally:
        server.shutdown()
        server.server_close()
