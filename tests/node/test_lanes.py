"""Slow pages, slow peers and a node under load: DID documents are answered all the same."""

from __future__ import annotations

import json
import threading
import time
from contextlib import closing

import httpx
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse

from verbund.node import lanes


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", "pages"),
        ("/healthz", ""),
        ("/healthz-no", "pages"),
        ("/.well-known/did.json", ""),
        ("/p/havelmetall/did.json", ""),
        ("/p/havelmetall/.well-known/dspace-version", ""),
        ("/p/havelmetall/dcp/status/1", ""),
        ("/dcp/status/1", ""),
        ("/p/havelmetall/dcp/presentations/query", "credentials"),
        ("/p/havelmetall/dsp/2025-1/negotiations/request", "protocol"),
        ("/dsp/2025-1/catalog/request", "protocol"),
        ("/p/havelmetall/data/5f", "pages"),
        ("/api/v1/me", "pages"),
    ],
)
def test_lanes_of_addresses(path: str, lane: str) -> None:
    assert lanes.lane_of(path) == lane


def _ask(middleware: lanes.LaneMiddleware, path: str) -> HttpResponse:
    request = HttpRequest()
    request.path_info = path
    return middleware(request)


def test_a_full_lane_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "WAIT", 0.05)
    go, inside = threading.Event(), threading.Semaphore(0)

    def slow(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/slow":
            inside.release()
            go.wait(10)
        return HttpResponse("ok")

    middleware = lanes.LaneMiddleware(slow)
    places = lanes.sizes(12)["pages"]
    threads = [threading.Thread(target=_ask, args=(middleware, "/slow")) for _ in range(places)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert inside.acquire(timeout=5)
    assert _ask(middleware, "/another").status_code == 503
    assert _ask(middleware, "/p/a/dsp/2025-1/catalog/request").status_code == 200
    assert _ask(middleware, "/p/a/dcp/presentations/query").status_code == 200
    assert _ask(middleware, "/p/a/did.json").status_code == 200
    go.set()
    for thread in threads:
        thread.join()
    assert _ask(middleware, "/another").status_code == 200


def test_a_failing_request_gives_its_place_back() -> None:
    def fails(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    middleware = lanes.LaneMiddleware(fails)
    for _ in range(50):
        with pytest.raises(RuntimeError):
            _ask(middleware, "/")
    assert middleware.lanes["pages"].enter(0.01)


@pytest.mark.slow
def test_a_served_node_answers_documents_while_all_page_threads_are_busy(tmp_path) -> None:
    """Writes that wait for the database hold every thread of pages; the DID document is there all the same."""
    from .served import database, serving, verbund

    with serving(tmp_path) as node, closing(database(tmp_path)) as held:
        verbund(tmp_path, "company", "create", "Havelmetall", "--slug", "havelmetall")
        made = verbund(tmp_path, "--json", "token", "create", "havelmetall", "test", "--scope", "write").stdout
        headers = {"Authorization": f"Bearer {json.loads(made)['token']}"}
        statuses: list[int] = []

        def write() -> None:
            body = {"kind": "data", "direction": "need", "title_de": "x", "text_de": "x"}
            answer = httpx.post(f"{node.url}/api/v1/opportunities", json=body, headers=headers, timeout=60)
            statuses.append(answer.status_code)

        httpx.get(f"{node.url}/p/havelmetall/did.json")  # makes its key
        if connection.vendor == "sqlite":
            held.execute("BEGIN IMMEDIATE")
        else:
            held.autocommit = False
            held.execute("LOCK TABLE accounts_apitoken IN ACCESS EXCLUSIVE MODE")
        threads = [threading.Thread(target=write) for _ in range(12 + lanes.WAITING + 2)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + 60
        while statuses.count(503) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        assert statuses == [503, 503], "the places and the waiting room are full"
        with httpx.Client() as client:
            client.get(f"{node.url}/.well-known/did.json")
            for _ in range(20):
                assert client.get(f"{node.url}/p/havelmetall/did.json", timeout=10).status_code == 200
        assert statuses.count(200) == statuses.count(201) == 0, "the writes still wait"
        held.execute("ROLLBACK")
        for thread in threads:
            thread.join()
        assert len(statuses) == len(threads)
        assert statuses.count(503) == 2
