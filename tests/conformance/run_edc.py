"""Eclipse EDC 0.14.0 from its published artifacts as a live peer, with its mock identity, in both directions."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from . import kit
from .under_test import Connector, free_port, running

PROTOCOL = "dataspace-protocol-http:2025-1"
CONTEXT = {"@vocab": "https://w3id.org/edc/v0.0.1/ns/"}
ODRL = "http://www.w3.org/ns/odrl.jsonld"
DATASET, CONTENT = "conformance:table", b"machine;hours\n" + b"M1;17\n" * 50_000
ASSET = "their-table"
PEER = "the-edc"  # not `edc`, which is a prefix in its JSON-LD contexts
WAIT = 20.0


@dataclass(frozen=True)
class Edc:
    """A running EDC: its management API, and the address of its Dataspace Protocol."""

    management: httpx.Client
    dsp: str

    def post(self, path: str, **body: Any) -> Any:
        answer = self.management.post(path, json={"@context": CONTEXT, **body})
        if not answer.is_success:
            raise SystemExit(f"EDC {path}: {answer.status_code} {answer.text[:1000]}")
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        return self.management.get(path).raise_for_status().json()


@contextmanager
def edc(folder: Path) -> Iterator[Edc]:
    """EDC in a process of its own; stopped at the end."""
    ports = {name: free_port() for name in ("", "management", "protocol", "control", "version")}
    lines = [
        f"edc.participant.id={PEER}",
        "edc.runtime.id=edc",
        f"edc.dsp.callback.address=http://localhost:{ports['protocol']}/protocol",
        "edc.transfer.proxy.token.signer.privatekey.alias=signer",
        "edc.transfer.proxy.token.verifier.publickey.alias=verifier",
        "edc.negotiation.consumer.state-machine.iteration-wait-millis=50",
        "edc.negotiation.provider.state-machine.iteration-wait-millis=50",
        "edc.transfer.state-machine.iteration-wait-millis=50",
    ]
    for name, port in ports.items():
        dotted = f"web.http.{name}" if name else "web.http"
        lines += [f"{dotted}.port={port}", f"{dotted}.path=/{name or 'api'}"]
    config, log = folder / "edc.properties", folder / "edc.log"
    config.write_text("\n".join(lines) + "\n")
    command = ["java", "-Xmx512m", f"-Dedc.fs.config={config}", "-cp", f"{kit.jars('edc')}/*"]
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "org.eclipse.edc.boot.system.runtime.BaseRuntime"], stdout=out, stderr=subprocess.STDOUT
        )
    try:
        base = f"http://localhost:{ports['management']}/management/v3"
        with httpx.Client(base_url=base, timeout=30) as management:
            found = Edc(management, f"http://localhost:{ports['protocol']}/protocol/2025-1")
            _until("EDC answers", lambda: _answers(management, process, log))
            yield found
    finally:
        process.terminate()
        process.wait(20)
        (kit.BUILD / "edc.log").write_text(log.read_text())


def _answers(management: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> bool:
    if process.poll() is not None:
        raise SystemExit(f"EDC has ended:\n{log.read_text()[-3000:]}")
    try:
        return management.post("/assets/request", json={"@context": CONTEXT, "@type": "QuerySpec"}).is_success
    except httpx.TransportError:
        return False


def _until(what: str, condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise SystemExit(f"{what}: not within {WAIT:.0f} s")


def _state(read: Callable[[], str], wanted: str) -> bool:
    state = read()
    if state != wanted and state in ("TERMINATED", "COMPLETED", "FINALIZED"):
        raise SystemExit(f"{wanted} was expected, {state} came")
    return state == wanted


def theirs_from_ours(peer: Edc, node: Connector) -> list[str]:
    """EDC as consumer: our catalogue, a negotiation, a pull with its bytes, an end from its side."""
    where = {"counterPartyAddress": node.dsp, "counterPartyId": node.did, "protocol": PROTOCOL}
    catalogue = peer.post("/catalog/request", **{"@type": "CatalogRequest"}, **where)
    dataset = next(d for d in catalogue["dataset"] if d["@id"] == DATASET)
    policy = {**dataset["hasPolicy"][0], "@context": ODRL, "assigner": node.did, "target": DATASET}
    asked = peer.post("/contractnegotiations", **{"@type": "ContractRequest"}, **where, policy=policy)["@id"]
    path = f"/contractnegotiations/{asked}"
    _until("EDC's negotiation", lambda: _state(lambda: peer.get(path)["state"], "FINALIZED"))
    agreement = peer.get(path)["contractAgreementId"]
    started = peer.post(
        "/transferprocesses",
        **{"@type": "TransferRequest"},
        **where,
        contractId=agreement,
        transferType="HttpData-PULL",
    )["@id"]
    path = f"/transferprocesses/{started}"
    _until("EDC's transfer", lambda: _state(lambda: peer.get(path)["state"], "STARTED"))
    address = _until("EDC's data reference", lambda: _address(peer, started))
    headers = {"Authorization": address["authorization"]}
    answer = httpx.get(address["endpoint"], headers=headers)
    if answer.content != CONTENT:
        raise SystemExit(f"other bytes came: {answer.status_code}, {len(answer.content)} of {len(CONTENT)}")
    peer.post(f"{path}/terminate", **{"@type": "TerminateTransfer"}, reason="enough")
    _until("our end of it", lambda: _our_transfer(node, agreement) == "TERMINATED")
    if httpx.get(address["endpoint"], headers=headers).is_success:
        raise SystemExit("data were given after the end")
    return ["catalogue", "negotiation", f"pull of {len(CONTENT)} bytes", "termination by EDC"]


def _address(peer: Edc, transfer: str) -> dict[str, str] | None:
    answer = peer.management.get(f"/edrs/{transfer}/dataaddress")
    if not answer.is_success:
        return None
    return {name.removeprefix("https://w3id.org/edc/v0.0.1/ns/"): value for name, value in answer.json().items()}


def _our_transfer(node: Connector, agreement: str) -> str:
    ids = {row["id"]: row["agreement_id"] for row in node.api.get("/agreements").json()}
    rows = node.api.get("/transfers").json()
    return next((row["state"] for row in rows if ids.get(row["agreement_id"]) == agreement), "")


def ours_from_theirs(peer: Edc, node: Connector) -> list[str]:
    """We as consumer: its dataset, a negotiation to the end, and one that we terminate."""
    peer.post(
        "/assets",
        **{"@id": ASSET, "@type": "Asset"},
        properties={"name": "Their table"},
        dataAddress={"type": "HttpData", "baseUrl": f"{node.base}/did.json"},
    )
    peer.post(
        "/policydefinitions",
        **{"@id": "open", "@type": "PolicyDefinition"},
        policy={"@context": ODRL, "@type": "Set", "permission": [{"action": "use"}]},
    )
    peer.post(
        "/contractdefinitions",
        **{"@id": "open", "@type": "ContractDefinition"},
        accessPolicyId="open",
        contractPolicyId="open",
        assetsSelector=[],
    )
    asked = node.api.post("/negotiations", json={"peer_did": PEER, "dataset_id": ASSET})
    if not asked.is_success:
        raise SystemExit(f"our request: {asked.status_code} {asked.text}")
    path = f"/negotiations/{asked.json()['id']}"
    _until("our negotiation", lambda: _state(lambda: node.api.get(path).json()["state"], "FINALIZED"))
    rows = peer.post("/contractagreements/request", **{"@type": "QuerySpec"})
    if not any(row["assetId"] == ASSET and row["consumerId"] == node.did for row in rows):
        raise SystemExit("EDC holds no such agreement")
    return ["dataset", "negotiation"]


def _keep(node: Connector, path: Path) -> None:
    """Every process with its messages, for who reads why something failed."""
    processes = [*node.api.get("/negotiations").json(), *node.api.get("/transfers").json()]
    messages = {
        row["id"]: node.api.get(f"/negotiations/{row['id']}/messages").json() for row in processes if "offer" in row
    }
    path.write_text(json.dumps({"processes": processes, "messages": messages}, indent=1, ensure_ascii=False))


def run(database: str) -> tuple[bool, str]:
    """Whether both directions work, and the closing line."""
    try:
        kit.jars("edc")
    except SystemExit as error:
        return True, f"Eclipse EDC as live peer: skipped, because its artifacts cannot be had ({str(error)[:300]})"
    with (
        tempfile.TemporaryDirectory() as folder,
        edc(Path(folder)) as peer,
        running(Path(folder) / "home", "extension_edc.py", CONFORMANCE_EDC=peer.dsp) as node,
    ):
        try:
            done = [*theirs_from_ours(peer, node), *(f"{word} from EDC" for word in ours_from_theirs(peer, node))]
        finally:
            _keep(node, kit.BUILD / "edc.processes.json")
            (kit.BUILD / "edc.serve.log").write_text((Path(folder) / "home/serve.log").read_text())
    return True, f"Eclipse EDC 0.14.0 as live peer on {database}: run: {', '.join(done)}"
