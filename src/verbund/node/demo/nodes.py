"""Nodes of the demo as a person would run them: a folder, the command line, a served address. Nothing else.

No database is opened here and no file is shared: what the story needs it asks for by command or over HTTP.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

READY_WITHIN = 240.0
STOP_WITHIN = 40.0
WITHIN = 180.0
"""Seconds that any step may take on a busy machine; on a quiet one none needs more than a few."""


class Failed(Exception):
    """A step of the story did not do what it must."""


@dataclass
class DemoNode:
    """One node: `base_url` others know it by; `listen` where it really listens (a proxy may stand between)."""

    name: str
    title: str
    home: Path
    base_url: str
    listen: str
    database_url: str = ""
    """Empty: SQLite in the folder of the node."""
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, str] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=WITHIN))

    @property
    def address(self) -> str:
        """Where people and their programs reach the node, past any proxy between nodes."""
        return f"http://localhost:{self.listen.rpartition(':')[2]}"

    def _env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("VERBUND_", "DJANGO_"))}
        own = {"VERBUND_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**kept, **own, "VERBUND_HOME": str(self.home), "PYTHONUNBUFFERED": "1"}

    def cli(self, *args: str, stdin: str | None = None) -> Any:
        """A command of `verbund`, its JSON answer; Failed with what it said when it did not succeed."""
        command = [sys.executable, "-m", "verbund", "--json", *args]
        done = subprocess.run(  # noqa: S603 our own command line
            command, env=self._env(), input=stdin, capture_output=True, text=True, timeout=600, check=False
        )
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise Failed(f"{self.name}: verbund {' '.join(args[:3])}: {said[-1] if said else done.returncode}")
        try:
            return json.loads(done.stdout) if done.stdout.strip() else None
        except ValueError:
            return done.stdout

    @contextlib.contextmanager
    def session(self) -> Iterator[Callable[..., Any]]:
        """Several commands in one process, each called as `cli` is."""
        command = [sys.executable, "-m", "verbund", "--json", "batch"]
        with subprocess.Popen(  # noqa: S603 our own command line
            command,
            env=self._env(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            bufsize=1,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None

            def run(*args: str) -> Any:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(shlex.join(args) + "\n")
                answer = process.stdout.readline()
                if not answer:
                    said = process.stderr.read().strip().splitlines()
                    raise Failed(f"{self.name}: verbund {' '.join(args[:3])}: {said[-1] if said else 'ended'}")
                return json.loads(answer)

            try:
                yield run
            finally:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()

    def start(self) -> None:
        """Serve, and wait until the node says it is ready."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Serve, without waiting."""
        if self.process and self.process.poll() is None:
            return
        with (self.home / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "verbund", "serve"],
                env=self._env(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self) -> None:
        """Until it says it is ready; Failed when it ends, or does not answer in time."""
        assert self.process is not None
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                if self.client.get(f"{self.address}/readyz").status_code == 200:
                    return
            time.sleep(0.1)
        tail = (self.home / "serve.log").read_text(errors="replace").splitlines()[-5:]
        self.stop()
        raise Failed(f"{self.name} did not start: " + " | ".join(tail))

    def stop(self) -> None:
        """Stop as a service manager would."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    # ---- the REST API, as a program of the company would use it

    def call(self, company: str, method: str, path: str, *, expect: int | tuple[int, ...] = 200, **options: Any) -> Any:
        """One request in the name of a company; Failed when the status is another."""
        wanted = (expect,) if isinstance(expect, int) else expect
        headers = {"Authorization": f"Bearer {self.tokens[company]}", "Accept-Language": "en"}
        answer = self.client.request(method, f"{self.address}/api/v1{path}", headers=headers, **options)
        if answer.status_code not in wanted and not (expect == 200 and answer.status_code in (201, 202)):
            raise Failed(f"{self.name} {method} {path}: {answer.status_code} {answer.text[:300]}")
        kind = answer.headers.get("content-type", "")
        return answer.json() if "json" in kind and answer.content else answer.content

    def get(self, company: str, path: str, **options: Any) -> Any:
        return self.call(company, "GET", path, **options)

    def post(self, company: str, path: str, body: Mapping[str, Any] | None = None, **options: Any) -> Any:
        return self.call(company, "POST", path, json=dict(body or {}), **options)

    def until(self, company: str, path: str, good: Any, what: str, within: float = WITHIN) -> Any:
        """Ask again and again until `good(answer)` is true; Failed after `within` seconds."""
        end = time.monotonic() + within
        found: Any = None
        pause = 0.02
        while time.monotonic() < end:
            found = self.get(company, path)
            result = good(found)
            if result:
                return result if result is not True else found
            time.sleep(pause)
            pause = min(0.25, pause * 1.5)  # who asks all the time keeps the node from working
        raise Failed(f"{self.name}: waited {within:.0f} s for {what}; last answer {json.dumps(found)[:300]}")


def host_of_signature(entries: list[dict[str, Any]], did: str) -> str | None:
    """Who keeps the key of a member's signature in a register, as the signed statement says; None: it itself."""
    statement = next(e["payload"]["signature"] for e in entries if e["type"] == "assent" and e["author"] == did)
    body = statement.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))).get("host")
