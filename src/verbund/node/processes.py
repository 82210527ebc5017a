"""The processes of a node: web, data plane (where it has an address of its own), jobs and message dispatch."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from .config import NodeConfig
from .lanes import threads_for

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def split_address(listen: str) -> tuple[str, int]:
    """host:port; raises click.ClickException when it is not one."""
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise click.ClickException(f"{listen!r} is not an address. Write host:port, for example 127.0.0.1:8100.")
    return host.strip("[]"), int(port)


def check_free(listen: str) -> None:
    """Raises click.ClickException when somebody listens there already."""
    host, port = split_address(listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{listen} cannot be used ({error.strerror}). Stop the other program, or set `listen` in node.toml."
            ) from error


def metrics_folder(home: Path) -> str:
    """A fresh folder for the counters of all processes; must be set before the metrics library loads."""
    folder = home / "run" / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    os.environ[METRICS_FOLDER] = str(folder)
    return str(folder)


def web(node: NodeConfig, listen: str, metrics: str = "") -> Callable[[], None]:
    """A process that answers HTTP: granian, one worker with several threads."""

    def load() -> Any:
        from .supervisor import die_with_parent
        from .wsgi import application

        die_with_parent()
        if metrics:
            from .observe import serve_metrics

            serve_metrics(metrics, os.environ[METRICS_FOLDER])
        return application

    def run() -> None:
        import multiprocessing

        from granian.constants import Interfaces
        from granian.http import HTTP1Settings
        from granian.server import Server

        multiprocessing.set_start_method("fork", force=True)
        host, port = split_address(listen)
        server = Server(
            "verbund.node.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=threads_for(node.threads),
            backpressure=1024,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            http1_settings=HTTP1Settings(header_read_timeout=15_000),
            log_enabled=False,
        )
        server.serve(target_loader=load, wrap_loader=False)

    return run


def worker(metrics: str = "") -> Callable[[], None]:
    """A process that sends messages and runs jobs."""

    def run() -> None:
        from verbund.apps.core import wake
        from verbund.apps.core import worker as loop

        stop = threading.Event()

        def end(*_: object) -> None:
            stop.set()
            wake.notify()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        if metrics:
            from .observe import serve_metrics

            serve_metrics(metrics, os.environ[METRICS_FOLDER])
        loop.run(stop)

    return run
