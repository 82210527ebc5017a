"""The whole story over three nodes in separate processes, as users run them.

Between the nodes stands a proxy that must see nothing but Dataspace Protocol, Decentralized Claims Protocol and DID
requests (and the bytes of transfers under them); between any two steps a node is stopped and started again.
"""

from __future__ import annotations

import os
import re
import socket
import time
from pathlib import Path

import pytest

from tests.node.served import SRC, database_of
from verbund.node.demo import prepare, story

from .proxy import Proxy

OPEN = re.compile(r"^(/p/[a-z0-9-]+)?/(did\.json|\.well-known/did\.json|\.well-known/dspace-version)$")
PROTOCOL = re.compile(r"^(/p/[a-z0-9-]+)?/(dsp/2025-1|dcp)/[A-Za-z0-9/._:%-]+$")
DATA = re.compile(r"^/p/[a-z0-9-]+/data/[0-9a-f-]{36}(\?.*)?$")

FIRST = int(os.environ.get("STORY_FIRST", "0"))  # `make soak` begins at each node


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@pytest.mark.slow
def test_the_story_with_a_proxy_between_and_restarts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SRC))
    ports = dict(zip(prepare.PORTS, free_ports(3), strict=True))
    proxies = {name: Proxy(name, port) for name, port in ports.items()}
    nodes = prepare.nodes(tmp_path, {name: proxy.base_url for name, proxy in proxies.items()}, ports)
    for node in nodes.values():
        node.database_url = database_of(str(node.home)).get("VERBUND_DATABASE_URL", "")
    names = list(nodes)
    told: list[str] = []

    took = [5.0]

    def restart(step: int) -> None:
        if step < 10:
            begun = time.monotonic()
            nodes[names[(step + FIRST) % 3]].restart()
            took.append(time.monotonic() - begun)

    try:
        prepare.prepare(tmp_path, nodes, told.append)
        prepare.start(nodes)
        prepare.introduce(nodes)
        told.extend(story.tell(nodes, restart, lambda: 2 * max(took)))  # the window is open while a node restarts
    finally:
        for node in nodes.values():
            node.stop()
        for proxy in proxies.values():
            proxy.close()
    assert len(told) == 11
    seen = [one for proxy in proxies.values() for one in proxy.log]
    strange = {f"{s.method} {s.path}" for s in seen if not any(p.match(s.path) for p in (OPEN, PROTOCOL, DATA))}
    assert not strange
    assert all(s.authorized for s in seen if PROTOCOL.match(s.path) or DATA.match(s.path))
    assert {s.to for s in seen if DATA.match(s.path)} >= {"prignitz"}
    assert len([s for s in seen if "/negotiations" in s.path]) > 20
