"""Run a few processes as one: forked after loading so that they share memory, restarted when one dies."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

import structlog

log = structlog.get_logger("verbund.supervisor")
PATIENCE = 15.0  # seconds a child has to stop
QUICK_DEATH = 10.0  # seconds; a child that lives shorter is restarted with a growing pause
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask Linux to stop this process when its parent is killed; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """`children` maps a name to what the process runs; the callable returns when it gets SIGTERM."""

    def __init__(self, children: Mapping[str, Callable[[], None]]) -> None:
        self.children = children
        self.pids: dict[int, str] = {}
        self.born: dict[str, float] = {}
        self.deaths: dict[str, int] = {}
        self.stopping = False

    def run(self) -> int:
        """Until SIGTERM or SIGINT; returns the exit status."""
        gc.collect()
        gc.freeze()  # the collector would touch, and so copy, every shared page
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in self.children:
            self._start(name)
        while not self.stopping:
            self._reap()
        return self._end()

    def _start(self, name: str) -> None:
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self.pids[pid] = name
            self.born[name] = time.monotonic()
            log.info("process started", process=name, pid=pid)
            return
        status = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            die_with_parent()
            if os.getppid() == parent:
                self.children[name]()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except Exception:
            log.exception("process failed", process=name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _reap(self) -> None:
        try:
            pid, status = os.waitpid(-1, 0)
        except InterruptedError:
            return
        name = self.pids.pop(pid, "")
        if not name or self.stopping:
            return
        quick = time.monotonic() - self.born[name] < QUICK_DEATH
        self.deaths[name] = self.deaths.get(name, 0) + 1 if quick else 0
        pause = min(30.0, 0.5 * 2 ** min(self.deaths[name], 6)) if quick else 0.0
        log.error("process ended", process=name, status=os.waitstatus_to_exitcode(status), restart_in=pause)
        until = time.monotonic() + pause
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.1)
        if not self.stopping:
            self._start(name)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.stopping:
            self.stopping = True
            for pid in self.pids:
                self._signal(pid, signal.SIGTERM)

    def _end(self) -> int:
        for pid in self.pids:  # one that was started while the signal came
            self._signal(pid, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while self.pids and time.monotonic() < until:
            pid, _status = os.waitpid(-1, os.WNOHANG)
            if pid:
                self.pids.pop(pid, None)
            else:
                time.sleep(0.02)
        for pid in self.pids:
            log.error("process killed, it did not stop in time", process=self.pids[pid])
            self._signal(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return 0

    @staticmethod
    def _signal(pid: int, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
