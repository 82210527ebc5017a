"""Whole contract negotiations between two nodes, full DCP identity on both sides: wall time idle, CPU under load.

python -m benchmarks.negotiations

Idle: one after the other; the limit is 40 ms median. Load: three sizes, all begun at once by the consumer's interface;
CPU is that of all processes of both nodes, from the first request to the last FINALIZED. Eclipse EDC states 20 a
CPU-second.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
from tests.node.served import Served, serving, verbund

from verbund.protocols import odrl

IDLE, SIZES = 20, (25, 50, 100)
EDC, LIMIT_MS = 20, 40
ROUNDS = 3


class Side:
    """A company with its node and a token of its own."""

    def __init__(self, stack: ExitStack, slug: str) -> None:
        home = Path(tempfile.mkdtemp(prefix="verbund-bench-"))
        self.node: Served = stack.enter_context(serving(home))
        verbund(home, "company", "create", slug.title(), "--slug", slug)
        made = verbund(home, "--json", "token", "create", slug, "bench", "--scope", "read", "--scope", "write").stdout
        self.client = httpx.Client(
            base_url=f"{self.node.url}/api/v1",
            headers={"Authorization": f"Bearer {json.loads(made)['token']}"},
            timeout=60,
        )
        self.process = psutil.Process(self.node.process.pid)

    def cpu(self) -> float:
        """CPU seconds of the node's processes so far."""
        found = [self.process, *self.process.children(recursive=True)]
        return sum(t.user + t.system for t in (p.cpu_times() for p in found))

    def get(self, path: str, **query: object) -> object:
        answer = self.client.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: object = None, **more: object) -> dict:
        answer = self.client.post(path, json=body, **more) if body is not None else self.client.post(path, **more)
        answer.raise_for_status()
        return answer.json()


def offered(provider: Side) -> str:
    """Data set id of a file offered to everybody."""
    file = provider.post("/files", files={"file": ("data.csv", b"a;b\n1;2\n", "text/csv")})
    terms = odrl.Policy(odrl.Kind.OFFER, "offer", permissions=(odrl.Rule("use"),)).to_json()
    body = {"file_id": file["id"], "title": "Data", "policy": {k: v for k, v in terms.items() if k != "@id"}}
    return provider.post("/data-offers", body)["dataset_id"]


def begun(consumer: Side, did: str, dataset: str) -> str:
    return consumer.post("/negotiations", {"peer_did": did, "dataset_id": dataset})["id"]


def finished(consumer: Side, ids: list[str], pause: float) -> None:
    """Wait for all; `pause` in seconds between two looks, long where each look would count as CPU of the node."""
    for one in reversed(ids):  # the last one is done when nearly all are
        while (state := consumer.get(f"/negotiations/{one}")["state"]) != "FINALIZED":
            assert state != "TERMINATED", one
            time.sleep(pause)


def main() -> None:
    with ExitStack() as stack:
        provider, consumer = Side(stack, "provider"), Side(stack, "consumer")
        did, dataset = provider.get("/me")["did"], offered(provider)
        finished(consumer, [begun(consumer, did, dataset) for _ in range(3)], 0.1)  # keys, documents and code are read
        walls = []
        for _one in range(IDLE):
            start = time.perf_counter()
            finished(consumer, [begun(consumer, did, dataset)], 0.005)
            walls.append((time.perf_counter() - start) * 1000)
        low, middle = min(walls), statistics.median(walls)
        print(
            f"idle: median {middle:.0f} ms, least {low:.0f}, of {IDLE}; {middle / LIMIT_MS:.1f} of the limit",
            flush=True,
        )
        for size in SIZES:
            each = []
            for _round in range(ROUNDS):
                before = provider.cpu() + consumer.cpu()
                finished(consumer, [begun(consumer, did, dataset) for _ in range(size)], 0.25)
                each.append((provider.cpu() + consumer.cpu() - before) / size)
            cost = statistics.median(each)
            spread = f"{min(each) * 1000:.0f} to {max(each) * 1000:.0f}"
            print(
                f"{size:4} at once: {cost * 1000:.0f} CPU-ms each, both sides ({spread}), "
                f"{1 / cost:.1f} a CPU-second, {1 / cost / EDC:.2f} of EDC's stated {EDC}",
                flush=True,
            )


if __name__ == "__main__":
    main()
