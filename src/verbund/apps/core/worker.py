"""The loop of a worker process: senders and job runners, woken at commit, with a slow sweep as safety."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connections

from verbund.kit import clock

from . import jobs, outbox, wake

SWEEP = 5.0  # seconds
log = logging.getLogger(__name__)


class _Bell:
    """Threads that sleep until it rings; a ring while a thread works is not lost."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.rings = 0

    def ring(self) -> None:
        with self._condition:
            self.rings += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Return at the first ring after the one numbered `seen`, or after `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self.rings != seen, timeout=seconds)


def run(stop: threading.Event, senders: int = 3, runners: int = 2) -> None:
    """Send messages and run jobs until `stop` is set; returns when what is in hand is finished."""
    bell = _Bell()
    work: list[tuple[str, Callable[[int | None], int], Callable[[], datetime | None]]] = [
        *[("sender", outbox.dispatch_due, outbox.next_due)] * senders,
        *[("runner", jobs.run_due, jobs.next_due)] * runners,
    ]
    threads = [
        threading.Thread(target=_loop, args=(stop, bell, due, next_due), name=f"{name}-{number}")
        for number, (name, due, next_due) in enumerate(work)
    ]
    with wake.Listener() as listener:
        _sweep()
        for thread in threads:
            thread.start()
        while not stop.is_set():
            if not listener.wait(SWEEP):
                _sweep()
            bell.ring()
    bell.ring()
    for thread in threads:
        thread.join()
    connections.close_all()


def _sweep() -> None:
    try:
        close_old_connections()
        outbox.release_dead()
        jobs.release_dead()
        jobs.ensure_periodic()
    except Exception:
        log.exception("sweep failed; the next one comes in %s s", SWEEP)


def _loop(
    stop: threading.Event,
    bell: _Bell,
    due: Callable[[int | None], int],
    next_due: Callable[[], datetime | None],
) -> None:
    seen = 0
    while not stop.is_set():
        pause = SWEEP
        try:
            close_old_connections()
            seen = bell.rings
            if due(1):
                continue
            soon = next_due()
            if soon is not None:
                pause = min(SWEEP, max(0.05, (soon - clock.now()).total_seconds()))
        except Exception:
            log.exception("worker thread failed; it goes on")
            pause = 1.0
        bell.wait(seen, pause)
    connections.close_all()
