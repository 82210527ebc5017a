"""Lanes: who waits behind whom. Pages, protocol and credential requests have threads of their own; DID documents,
versions and health always find one.

While a message is verified its sender's DID document is fetched, and the sender may verify one of ours at the same
moment. Documents must be answered then, or both wait for ever: they call nobody, so they never wait for others. A
credential service asks for documents only; everything else may ask both.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

OPEN = 4
"""Threads that only requests without a lane take."""
WAITING = 16
"""Requests of one lane that may wait for a place; each holds a thread."""
WAIT = 20.0  # seconds
RETRY_AFTER = 5  # seconds
_ADDRESS = re.compile(
    r"/(?:"
    r"(?P<open>healthz$|readyz$|\.well-known/|p/[^/]+/(?:did\.json$|\.well-known/)|(?:p/[^/]+/)?dcp/status/)"
    r"|(?P<credentials>(?:p/[^/]+/)?dcp/)"
    r"|(?P<protocol>(?:p/[^/]+/)?dsp/)"
    r")"
)


def sizes(threads: int) -> dict[str, int]:
    """Places of each lane in a process with so many threads for pages."""
    return {"pages": threads, "protocol": max(4, threads * 2 // 3), "credentials": 4}


def threads_for(threads: int) -> int:
    """Threads that the web server needs so that no lane takes another's, nor those of open requests."""
    return sum(size + WAITING for size in sizes(threads).values()) + OPEN


def lane_of(path: str) -> str:
    """`pages`, `protocol`, `credentials`, or empty for what never waits."""
    found = _ADDRESS.match(path)
    kind = found.lastgroup if found else "pages"
    return "" if kind == "open" else str(kind)


class Lane:
    def __init__(self, size: int, waiting: int = WAITING) -> None:
        self._places = threading.Semaphore(size)
        self._room = threading.Semaphore(waiting)

    def enter(self, seconds: float) -> bool:
        """Take a place, waiting at most so long; False when there is none, or too many wait already."""
        if self._places.acquire(blocking=False):
            return True
        if not self._room.acquire(blocking=False):
            return False
        try:
            return self._places.acquire(timeout=seconds)
        finally:
            self._room.release()

    def leave(self) -> None:
        self._places.release()


class LaneMiddleware:
    """Outermost; a place is held until the answer is given, streams included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.lanes = {name: Lane(size) for name, size in sizes(settings.NODE.threads).items()}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = lane_of(request.path_info)
        if not name:
            return self.get_response(request)
        lane = self.lanes[name]
        if not lane.enter(WAIT):
            return _busy()
        try:
            response = self.get_response(request)
        except BaseException:
            lane.leave()
            raise
        if response.streaming:
            response._resource_closers.append(once(lane.leave))
        else:
            lane.leave()
        return response


def _busy() -> HttpResponse:
    answer = HttpResponse("Too many requests at once. Please try again in a few seconds.\n", status=503)
    answer["Content-Type"] = "text/plain; charset=utf-8"
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def once(release: Callable[[], None]) -> Callable[[], None]:
    """Call it as often as you like; it happens once."""
    lock = threading.Lock()

    def call() -> None:
        if lock.acquire(blocking=False):
            release()

    return call
