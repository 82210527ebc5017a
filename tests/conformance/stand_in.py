"""What the kit does not do itself: it wants agreements to be there, and an address that starts a process of ours.

`agreements` negotiates them with the node by the protocol itself, as the kit's participant and at the kit's address,
before the kit starts. `Initiator` takes the kit's signal and asks the node by its REST API.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import httpx

from . import reactions
from .under_test import Connector

KIT = "TCK_PARTICIPANT"
CONTEXT = ["https://w3id.org/dspace/2025/1/context.jsonld"]
Answer = tuple[int, dict[str, Any]]


@contextmanager
def _answering(address: str, answer: Callable[[str, dict[str, Any]], Answer]) -> Iterator[None]:
    """An HTTP server at `address` that answers POST by `answer(path, body)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            status, found = answer(self.path, body)
            content = json.dumps(found).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(address).port or 80), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def agreements(node: Connector) -> dict[str, str]:
    """Test → id of an agreement in force, as provider for `TP_…` and as consumer for `TP_C_…`."""
    peer = _Peer(node)
    with _answering(node.kit, peer.answer):
        for test in reactions.TRANSFERS:
            (peer.be_asked if test.startswith("TP_C_") else peer.ask)(test)
        return peer.finish(reactions.TRANSFERS)


class _Peer:
    """Says yes to everything, in both roles. What it sends is sent after its answer has left."""

    def __init__(self, node: Connector) -> None:
        self._node, self._http = node, httpx.Client(headers=node.headers)
        self._todo: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        self._tests: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        self._agreements: dict[str, str] = {}
        self._done: set[str] = set()

    def ask(self, test: str) -> None:
        """As consumer."""
        pid = f"urn:uuid:{uuid.uuid4()}"
        self._tests[pid] = test
        terms = {"permission": [{"action": "use"}]}
        self._post(
            "/negotiations/request",
            "ContractRequestMessage",
            consumerPid=pid,
            callbackAddress=self._node.kit,
            offer={"@id": reactions.offer(test), "@type": "Offer", "target": reactions.dataset(test), **terms},
        )

    def be_asked(self, test: str) -> None:
        """As provider."""
        _ask(self._node, reactions.dataset(test), reactions.offer(test))

    def finish(self, tests: Iterable[str]) -> dict[str, str]:
        """Send what is to be sent until every agreement is in force."""
        while self._done != set(tests):
            try:
                path, message = self._todo.get(timeout=20)
            except queue.Empty:
                raise SystemExit(f"no agreement for {sorted(set(tests) - self._done)}") from None
            if path:
                self._post(path, message.pop("@type"), **message)
        return self._agreements

    def answer(self, path: str, body: dict[str, Any]) -> Answer:
        """What the node sends to us."""
        pids = {name: body.get(name, "") for name in ("consumerPid", "providerPid")}
        state = ""
        if path.endswith("/negotiations/request"):
            state, pids["providerPid"] = "REQUESTED", f"urn:uuid:{uuid.uuid4()}"
            test = next(t for t in reactions.TRANSFERS if reactions.dataset(t) == body["offer"]["target"])
            self._tests[pids["providerPid"]] = test
            self._agreements[test] = f"urn:uuid:{uuid.uuid4()}"
            agreement = {
                "@id": self._agreements[test],
                "@type": "Agreement",
                "target": body["offer"]["target"],
                "assigner": KIT,
                "assignee": self._node.did,
                "timestamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
                "permission": body["offer"]["permission"],
            }
            self._later(pids, "agreement", "ContractAgreementMessage", agreement=agreement)
        elif path.endswith("/agreement"):
            self._agreements[self._tests[pids["consumerPid"]]] = body["agreement"]["@id"]
            self._later(pids, "agreement/verification", "ContractAgreementVerificationMessage")
        elif path.endswith("/verification"):
            self._later(pids, "events", "ContractNegotiationEventMessage", eventType="FINALIZED")
        elif path.endswith("/events"):
            self._finished(self._tests[pids["consumerPid"]])
        if state:
            return 201, {"@context": CONTEXT, "@type": "ContractNegotiation", "state": state, **pids}
        return 200, {}

    def _later(self, pids: dict[str, str], what: str, type: str, **fields: Any) -> None:
        theirs = pids["consumerPid"] if pids["providerPid"] in self._tests else pids["providerPid"]
        self._todo.put((f"/negotiations/{theirs}/{what}", {"@type": type, **pids, **fields}))

    def _finished(self, test: str) -> None:
        self._done.add(test)
        self._todo.put(("", {}))

    def _post(self, path: str, type: str, **fields: Any) -> None:
        message = {"@context": CONTEXT, "@id": f"urn:uuid:{uuid.uuid4()}", "@type": type, **fields}
        response = self._http.post(self._node.dsp + path, json=message)
        if not response.is_success:
            raise SystemExit(f"{type} is refused: {response.status_code} {response.text}")
        if fields.get("eventType") == "FINALIZED":
            self._finished(self._tests[fields["providerPid"]])


def _ask(node: Connector, dataset_id: str, offer_id: str) -> None:
    """Have the node ask the kit for an agreement."""
    terms = {"@id": offer_id, "@type": "Offer", "permission": [{"action": "use"}]}
    node.api.post("/negotiations", json={"peer_did": KIT, "dataset_id": dataset_id, "offer": terms}).raise_for_status()


@contextmanager
def initiator(node: Connector, address: str) -> Iterator[None]:
    """Takes the kit's signals at `address` as long as it is open."""
    known = {row["agreement_id"]: row["id"] for row in node.api.get("/agreements?limit=1000").json()}

    def answer(path: str, body: dict[str, Any]) -> Answer:
        try:
            if re.fullmatch("/negotiations/?", path):
                _ask(node, body["datasetId"], body["offerId"])
            else:
                node.api.post(f"/agreements/{known[body['agreementId']]}/pull", json={}).raise_for_status()
        except httpx.HTTPStatusError as error:
            return 502, {"error": error.response.text}
        return 200, {}

    with _answering(address, answer):
        yield
