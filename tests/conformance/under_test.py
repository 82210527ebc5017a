"""The connector under test: `verbund init`, a company, a token, `verbund serve`; as its operator would do it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Connector:
    """A running node with one company. `kit` is the address at which the kit will answer, `token` what both know."""

    base: str
    did: str
    kit: str
    token: str
    api: httpx.Client

    @property
    def dsp(self) -> str:
        return f"{self.base}/dsp/2025-1"

    @property
    def headers(self) -> dict[str, str]:
        """What the kit sends with every call."""
        return {"Authorization": f"Bearer {self.token}"}


@contextmanager
def running(home: Path, extension: str, **given: str) -> Iterator[Connector]:
    """A node in `home` with an extension of this folder, which finds `given` in its environment; stopped at the end.

    The database is SQLite, or what VERBUND_DATABASE_URL names.
    """
    port, kit, token = free_port(), f"http://localhost:{free_port()}", secrets.token_urlsafe(24)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("VERBUND_", "DJANGO_"))} | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "VERBUND_HOME": str(home),
        "CONFORMANCE_ADDRESS": kit,
        "CONFORMANCE_TOKEN": token,
        **given,
    }
    if "VERBUND_DATABASE_URL" in os.environ:
        environment["VERBUND_DATABASE_URL"] = _database_of_its_own(os.environ["VERBUND_DATABASE_URL"])

    def verbund(*arguments: str) -> str:
        command = [sys.executable, "-m", "verbund", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"verbund {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    home.mkdir(parents=True, exist_ok=True)
    (home / "node.toml").write_text(f"extensions = [{json.dumps(str(Path(__file__).with_name(extension)))}]\n")
    verbund("init", "--name", "Conformance", "--base-url", f"http://localhost:{port}", "--insecure-loopback")
    verbund("company", "create", "Under test", "--slug", "under-test")
    made = json.loads(verbund("--json", "token", "create", "under-test", "Initiate", "--scope", "write"))
    base = f"http://localhost:{port}/p/under-test"
    log = home / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen([sys.executable, "-m", "verbund", "serve"], env=environment, stderr=out)
    try:
        did = _wait_for(f"{base}/did.json", process, log).json()["id"]
        with httpx.Client(
            base_url=f"http://localhost:{port}/api/v1", headers={"Authorization": f"Bearer {made['token']}"}
        ) as api:
            yield Connector(base, did, kit, token, api)
    finally:
        process.terminate()
        process.wait(20)


def _database_of_its_own(server: str) -> str:
    """A new database on the PostgreSQL server of this address; each node starts with an empty one."""
    name = f"conformance_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"{server.rpartition('/')[0]}/{name}"


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> httpx.Response:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            return httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit(f"the node does not answer:\n{log.read_text()[-3000:]}")
