"""A node in processes of its own, in a folder of its own, for tests and benchmarks."""

from __future__ import annotations

import hashlib
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg import sql

SRC = Path(__file__).parents[2] / "src"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("VERBUND_", "DJANGO_", "PROMETHEUS_", "COV_"))}
    return kept | {"VERBUND_HOME": str(home), "PYTHONPATH": str(SRC)} | database_of(str(home))


@cache
def database_of(home: str) -> dict[str, str]:
    """On PostgreSQL every node has a database of its own, as on SQLite."""
    server = os.environ.get("VERBUND_DATABASE_URL", "")
    if not server.startswith("postgres"):
        return {}
    name = f"node_{hashlib.sha256(home.encode()).hexdigest()[:16]}"
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"VERBUND_DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}"}


def database(home: Path) -> Any:
    """A connection to the node's database, as an intruder or an accident has it; commits by itself."""
    url = environment(home).get("VERBUND_DATABASE_URL")
    return (
        psycopg.connect(url, autocommit=True) if url else sqlite3.connect(home / "node.sqlite3", isolation_level=None)
    )


def verbund(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command of the node in `home`."""
    done = subprocess.run(
        [sys.executable, "-m", "verbund", *arguments], env=environment(home), capture_output=True, text=True
    )
    assert done.returncode == 0 or not check, done.stderr
    return done


class Served:
    def __init__(self, home: Path, port: int, metrics: int, process: subprocess.Popen[str], log: Path) -> None:
        self.home, self.port, self.metrics, self.process, self.log = home, port, metrics, process, log
        self.url = f"http://localhost:{port}"


def wait_for(url: str, seconds: float = 90) -> httpx.Response:
    until = time.monotonic() + seconds
    while True:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.03)


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[Served]:
    """`verbund init` and `serve` in `home`; stopped at the end."""
    port, metrics = free_port(), free_port()
    verbund(
        home,
        *("init", "--name", "Test", "--base-url", f"http://localhost:{port}", "--insecure-loopback"),
        *("--metrics-listen", f"127.0.0.1:{metrics}"),
    )
    log = home / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "verbund", "serve", *arguments], env=environment(home), stderr=out, text=True
        )
    try:
        wait_for(f"http://localhost:{port}/healthz")
        yield Served(home, port, metrics, process, log)
    finally:
        process.terminate()
        process.wait(20)
