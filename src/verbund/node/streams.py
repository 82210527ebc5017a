"""Large answers never take every thread: beyond a share of them, the next download is asked to come again."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .lanes import once

LARGE = 1 << 20  # bytes; smaller answers are gone at once
FOR_OTHERS = 4  # threads that no download may take
RETRY_AFTER = 5  # seconds


class StreamLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = threading.Semaphore(max(1, settings.NODE.threads - FOR_OTHERS))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming or 0 <= int(response.get("Content-Length", -1)) < LARGE:
            return response
        if not self.places.acquire(blocking=False):
            response.close()
            busy = HttpResponse("Too many downloads at once. Please try again in a few seconds.\n", status=503)
            busy["Content-Type"] = "text/plain; charset=utf-8"
            busy["Retry-After"] = str(RETRY_AFTER)
            return busy
        response._resource_closers.append(once(self.places.release))
        return response
