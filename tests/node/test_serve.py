"""`verbund init` and `serve` as an operator sees them: real processes on loopback."""

from __future__ import annotations

import http.client
import json
import signal
import time
import tomllib

import httpx
import psutil
import pytest

from .served import serving, verbund, wait_for

pytestmark = pytest.mark.slow


def test_a_node_answers_survives_killed_processes_and_stops_at_once(tmp_path) -> None:
    with serving(tmp_path) as node:
        ready = httpx.get(f"{node.url}/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ok")
        assert (
            httpx.get(f"{node.url}/healthz", headers={"X-Request-ID": "given-id-1"}).headers["X-Request-ID"]
            == "given-id-1"
        )
        assert len(httpx.get(f"{node.url}/healthz", headers={"X-Request-ID": "x\ty"}).headers["X-Request-ID"]) == 32
        httpx.get(f"{node.url}/no/such/person@example.org?token=secret")

        parts = psutil.Process(node.process.pid).children(recursive=True)
        for part in parts:
            part.kill()
        psutil.wait_procs(parts, 5)
        assert wait_for(f"{node.url}/readyz").status_code == 200
        metrics = wait_for(f"http://127.0.0.1:{node.metrics}/").text
        assert 'verbund_requests_total{method="GET",route="readyz",status="200"}' in metrics
        assert "verbund_jobs" in metrics

        parts = psutil.Process(node.process.pid).children(recursive=True)
        began = time.monotonic()
        node.process.send_signal(signal.SIGTERM)
        assert node.process.wait(15) == 0
        assert time.monotonic() - began < 12
        assert not [p for p in parts if p.is_running()]

        lines = node.log.read_text()
        assert "person@example.org" not in lines
        assert "secret" not in lines
        events = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
        assert any(e["event"] == "request" and e["status"] == 404 and e["request"] for e in events)
        assert sum(e["event"] == "process ended" for e in events) == 2


def test_children_of_a_killed_supervisor_end_too(tmp_path) -> None:
    with serving(tmp_path) as node:
        parts = psutil.Process(node.process.pid).children(recursive=True)
        node.process.kill()
        node.process.wait(5)
        _gone, alive = psutil.wait_procs(parts, 15)
        assert not alive


def test_init_twice_keeps_secrets_and_changes_what_is_given(tmp_path) -> None:
    verbund(tmp_path, "init", "--name", "Eins", "--base-url", "http://localhost:8199")
    secret = (tmp_path / "secrets" / "vault_secret").read_text()
    told = json.loads(verbund(tmp_path, "--json", "init", "--name", "Zwei").stdout)
    assert told["did"] == "did:web:localhost%3A8199"
    settings = tomllib.loads((tmp_path / "node.toml").read_text())
    assert (settings["name"], settings["listen"]) == ("Zwei", "127.0.0.1:8199")
    assert (tmp_path / "secrets" / "vault_secret").read_text() == secret


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["init", "--base-url", "ftp://x"], "is no address"),
        (["init", "--base-url", "http://verbund.example"], "http is for localhost only"),
        (["init", "--base-url", "http://localhost:8199", "--listen", "nonsense"], "is not an address"),
    ],
)
def test_wrong_options_say_how_to_mend(tmp_path, arguments, said) -> None:
    done = verbund(tmp_path, *arguments, check=False)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_downloads_leave_threads_for_others_and_give_their_places_back(tmp_path) -> None:
    (tmp_path / "static").mkdir()
    with (tmp_path / "static" / "large.bin").open("wb") as file:
        file.truncate(100_000_000)

    def begin(node) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("localhost", node.port)
        connection.request("GET", "/static/large.bin")
        return connection.getresponse()

    with serving(tmp_path) as node:
        for _ in range(2):  # the second time shows that broken connections do not keep their places
            answers = [begin(node) for _ in range(10)]
            assert sorted(a.status for a in answers) == [200] * 8 + [503] * 2
            assert {a.headers["Retry-After"] for a in answers if a.status == 503} == {"5"}
            assert httpx.get(f"{node.url}/readyz").status_code == 200
            for answer in answers:
                answer.close()
            until = time.monotonic() + 20
            while begin(node).status == 503 and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(0.5)
