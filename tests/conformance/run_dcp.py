"""The kit of the Decentralized Claims Protocol against a node that is holder, issuer and verifier in turn."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import kit, relations
from .contradictions import CONTRADICTED, MOST
from .kit import Results
from .under_test import Connector, free_port, running

EXPECTED = 85
"""Tests that the kit runs; three more are switched off by the kit itself."""
PARTS = {
    "holder": ("presentation.cs", "issuance.cs"),
    "issuer": ("issuance.issuer",),
    "verifier": ("presentation.verifier",),
}
"""Role of the node → packages of the kit."""


def did(port: int, participant: str) -> str:
    return f"did:web:localhost%3A{port}:{participant}"


def properties(node: Connector, role: str, port: int) -> dict[str, str]:
    """The configuration of the kit; the node takes one part, the kit the others."""
    dids = {name: did(port, name) for name in ("holder", "issuer", "verifier", "thirdparty")} | {role: node.did}
    return {
        "dataspacetck.callback.address": node.kit,
        "dataspacetck.host": "localhost",
        "dataspacetck.port": node.kit.rpartition(":")[2],
        "dataspacetck.vpp.trigger.endpoint": f"{node.dsp}/catalog/request",
        **{f"dataspacetck.did.{name}": value for name, value in dids.items()},
    }


def part(node: Connector, role: str, port: int, reports: Path) -> Results:
    """Run what the kit has for one role of the node."""
    with relations.completed(node.kit, port):
        return kit.run(
            "dcp",
            "org.eclipse.dataspacetck.dcp.system.DcpSystemLauncher",
            [f"org.eclipse.dataspacetck.dcp.verification.{package}" for package in PARTS[role]],
            properties(node, role, port),
            reports,
        )


def run(database: str) -> tuple[bool, str]:
    """Whether everything passes that the final specification does not contradict, and the closing line."""
    kit.jars("dcp")
    found = Results()
    ports = {role: free_port() for role in PARTS}  # each run of the kit has keys of its own, so DIDs of its own
    trusted = did(ports["verifier"], "issuer")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "home", "extension_dcp.py", CONFORMANCE_ISSUER=trusted) as node,
    ):
        for role, port in ports.items():
            results = part(node, role, port, kit.BUILD / f"dcp-{role}-{database.lower()}")
            found.passed += results.passed
            found.failed |= results.failed
            found.skipped += results.skipped
        (kit.BUILD / f"dcp-{database.lower()}.serve.log").write_text((Path(folder) / "home/serve.log").read_text())
    contradicted = {name for name in found.failed if name.partition(" ")[0] in CONTRADICTED}
    for name in sorted(found.failed.keys() - contradicted):
        print(f"FAILED {name}: {found.failed[name]}")
    unneeded = sorted(name for name in found.passed if name.partition(" ")[0] in CONTRADICTED)
    for name in unneeded:
        print(f"PASSES, so strike it from contradictions.py: {name}")
    good = (
        len(found.passed) + len(contradicted) == EXPECTED
        and len(found.failed) == len(contradicted) <= MOST
        and not unneeded
    )
    return good, (
        f"Decentralized Claims Protocol 1.0 on {database}: {len(found.passed)} of {EXPECTED} tests of the kit "
        f"successful, {len(contradicted)} contradict the final specification (at most {MOST}; a test of our own "
        f"stands for each), {len(found.failed) - len(contradicted)} failed, {len(found.skipped)} switched off by "
        "the kit"
    )
