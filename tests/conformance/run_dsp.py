"""The kit of the Dataspace Protocol against a node."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import kit, reactions, stand_in
from .under_test import Connector, free_port, running

EXPECTED = 65
"""Tests that the kit runs; two more are switched off by the kit itself."""


def properties(node: Connector, agreements: dict[str, str], initiate: str) -> dict[str, str]:
    """The configuration of the kit."""
    port = node.kit.rpartition(":")[2]
    found = {
        "dataspacetck.dsp.local.connector": "false",
        "dataspacetck.dsp.connector.agent.id": node.did,
        "dataspacetck.dsp.connector.http.url": node.dsp,
        "dataspacetck.dsp.connector.http.base.url": node.base,
        "dataspacetck.dsp.connector.http.headers.authorization": node.headers["Authorization"],
        "dataspacetck.dsp.connector.negotiation.initiate.url": f"{initiate}/negotiations",
        "dataspacetck.dsp.connector.transfer.initiate.url": f"{initiate}/transfers",
        "dataspacetck.dsp.default.wait": "10",
        "dataspacetck.callback.address": node.kit,
        "dataspacetck.host": "localhost",
        "dataspacetck.port": port,
        "CAT_01_03_DATASETID": "conformance:unknown",
    }
    for test in (*reactions.CATALOGUE, *reactions.NEGOTIATIONS):
        found[f"{test}_DATASETID"] = reactions.dataset(test)
        found[f"{test}_OFFERID"] = reactions.offer(test)
    for test, agreement_id in agreements.items():
        found[f"{test}_AGREEMENTID"] = agreement_id
        found[f"{test}_FORMAT"] = "HttpData-PULL"
    return found


def run(database: str) -> tuple[bool, str]:
    """Whether all of it passes, and the closing line."""
    kit.jars("dsp")
    reports = kit.BUILD / f"dsp-{database.lower()}"
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "home", "extension_dsp.py") as node:
        agreements = stand_in.agreements(node)
        initiate = f"http://localhost:{free_port()}"
        with stand_in.initiator(node, initiate):
            results = kit.run(
                "dsp",
                "org.eclipse.dataspacetck.dsp.system.DspSystemLauncher",
                ["org.eclipse.dataspacetck.dsp.verification"],
                properties(node, agreements, initiate),
                reports,
            )
        if results.failed:
            (reports.with_suffix(".serve.log")).write_text((Path(folder) / "home" / "serve.log").read_text())
    for name, why in sorted(results.failed.items()):
        print(f"FAILED {name}: {why}")
    good = len(results.passed) == EXPECTED and not results.failed
    return good, (
        f"Dataspace Protocol 2025-1 on {database}: {len(results.passed)} of {EXPECTED} tests of the kit successful, "
        f"{len(results.failed)} failed, {len(results.skipped)} switched off by the kit"
    )
