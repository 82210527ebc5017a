"""Do slow downloads of 100 MB hold up other requests? One web process, readers that take 1 MB/s each.

Prints the 95th percentile of a small request with 0, 4 and 8 slow readers, and the ratio to none.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.node.served import serving

SIZE, RATE, SMALL_REQUESTS = 100_000_000, 1_000_000, 150


def slow(port: int, stop: threading.Event, got: list[int]) -> None:
    connection = http.client.HTTPConnection("localhost", port)
    connection.request("GET", "/static/large.bin")
    response = connection.getresponse()
    while not stop.is_set() and (part := response.read(RATE // 10)):
        got.append(len(part))
        time.sleep(0.1)
    connection.close()


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="verbund-bench-"))
    (home / "static").mkdir()
    with (home / "static" / "large.bin").open("wb") as file:
        file.truncate(SIZE)
    with serving(home) as node:
        base = 0.0
        for readers in (0, 4, 8):
            stop, got = threading.Event(), []
            threads = [threading.Thread(target=slow, args=(node.port, stop, got)) for _ in range(readers)]
            for thread in threads:
                thread.start()
            time.sleep(1)
            times = []
            with httpx.Client() as client:
                for _ in range(SMALL_REQUESTS):
                    began = time.perf_counter()
                    client.get(f"{node.url}/readyz")
                    times.append(1000 * (time.perf_counter() - began))
                    time.sleep(0.01)
            stop.set()
            for thread in threads:
                thread.join()
            p95 = statistics.quantiles(times, n=20)[-1]
            base = base or p95
            print(f"{readers} slow readers ({sum(got) / 1e6:5.1f} MB read): p95 {p95:5.1f} ms, {p95 / base:.2f}x none")


main()
