"""Wake the processes that send messages and run jobs as soon as a transaction has committed.

Every listener binds a datagram socket in the node's folder; a notice is one empty datagram to each of them. A lost
notice costs time, never a message: the sweep finds what waits. Processes on other hosts are found by the sweep only.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import select
import socket
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction


def folder() -> Path:
    """Where the sockets lie; a short folder of our own when the node's path is too long for a socket address."""
    path = settings.NODE.home / "run"
    if len(str(path)) > 70:
        digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"verbund-{os.getuid()}-{digest}"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class Listener:
    """Wait for a notice: `wait(seconds)` returns True when one came. Use as a context manager."""

    def __init__(self) -> None:
        self._path = folder() / f"{os.getpid()}-{os.urandom(4).hex()}.wake"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(str(self._path))

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._socket], [], [], seconds)
        if not ready:
            return False
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(16):
                pass
        return True

    def close(self) -> None:
        self._socket.close()
        self._path.unlink(missing_ok=True)


def notify() -> None:
    """Wake every listener of this node now."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in folder().glob("*.wake"):
            try:
                sender.sendto(b"!", str(path))
            except BlockingIOError:  # its queue is full of notices already
                continue
            except OSError:  # its process was killed
                path.unlink(missing_ok=True)


def at_commit() -> None:
    """Wake every listener once the transaction in force has committed."""
    transaction.on_commit(notify, robust=True)
