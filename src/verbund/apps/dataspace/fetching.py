"""How often DID documents are fetched, and for whom: whoever sends a token must not make this node call at will.

A participant that was verified before is asked again whenever that is needed. For a stranger, whose token nobody has
verified yet, documents are fetched a few at a time, a few per host and minute, and not again soon after a failure.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from verbund.kit.errors import Problem

from .connect import Unreachable

FAILED_FOR = {True: 1.0, False: 30.0}  # seconds; known ones come back after a restart
PER_HOST, ALTOGETHER, MINUTE = 30, 240, 60.0
AT_ONCE = 4
REMEMBERED = 2048


class Busy(Problem):
    """Too many documents of strangers are being fetched now."""

    status = 503


class Fetches:
    """What one process remembers of its fetches. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._begun: OrderedDict[str, deque[float]] = OrderedDict()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    @contextmanager
    def one(self, did: str, host: str, *, known: bool) -> Iterator[None]:
        """Around one fetch. Raises Unreachable right after a failure, Busy for a stranger beyond the limits."""
        self._refuse_failed(did, host, known)
        if not known:
            self._count(host)
            if not self._places.acquire(timeout=1.0):
                raise _busy()
        try:
            yield
        except Unreachable as error:
            self._remember(did, host, error)
            raise
        finally:
            if not known:
                self._places.release()

    def _refuse_failed(self, did: str, host: str, known: bool) -> None:
        now = time.monotonic()
        with self._lock:
            for name in (did, f"//{host}"):
                at, why = self._failed.get(name, (0.0, ""))
                if why and now - at < FAILED_FOR[known]:
                    raise Unreachable(why)

    def _remember(self, did: str, host: str, error: Unreachable) -> None:
        with self._lock:
            # A host that answers may be home to many; one that does not answer is down for all of them.
            name = did if isinstance(error, Answered) else f"//{host}"
            self._failed[name] = time.monotonic(), str(error)
            while len(self._failed) > REMEMBERED:
                self._failed.popitem(last=False)

    def _count(self, host: str) -> None:
        now = time.monotonic()
        with self._lock:
            for name, most in ((host, PER_HOST), ("", ALTOGETHER)):
                begun = self._begun.setdefault(name, deque())
                while begun and now - begun[0] > MINUTE:
                    begun.popleft()
                if len(begun) >= most:
                    raise _busy()
            for name in (host, ""):
                self._begun[name].append(now)
                self._begun.move_to_end(name)
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)

    def forget(self) -> None:
        """Ask again at once, for tests and for a person who pressed retry."""
        with self._lock:
            self._failed.clear()
            self._begun.clear()


class Answered(Unreachable):
    """The host answers, but has no such document."""


def _busy() -> Busy:
    return Busy(
        "too-many-strangers",
        _("This node is getting to know too many participants at this moment."),
        remedy=_("Send the message again in a minute."),
    )
