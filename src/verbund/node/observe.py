"""What a node shows of itself to its operator: request ids, a log line per request, Prometheus metrics.

Logs and metrics name the route, never the address: an address may hold a person's or a company's name.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

log = structlog.get_logger("verbund.request")
GIVEN_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
QUIET = frozenset({"healthz", "readyz"})

REQUESTS = Counter("verbund_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "verbund_request_seconds",
    "Time to the first byte of an answer",
    ["route"],
    buckets=(0.005, 0.02, 0.05, 0.15, 0.5, 2, 10),
)


class RequestMiddleware:
    """First in the chain: gives every request an id, counts it, logs it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        match = request.resolver_match
        route = match.route if match else "-"
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        if route not in QUIET:
            log.info("request", method=method, route=route, status=response.status_code, ms=round(1000 * seconds, 1))
        response["X-Request-ID"] = request_id
        return response


class QueueCollector:
    """What waits, read from the database when asked."""

    def collect(self) -> Iterator[Metric]:
        from django.db.models import Count

        from verbund.apps.core.models import Job, OutboxMessage

        for name, text, model in (
            ("verbund_jobs", "Jobs by state", Job),
            ("verbund_outbox_messages", "Outgoing messages by state", OutboxMessage),
        ):
            family = GaugeMetricFamily(name, text, labels=["state"])
            for state, count in model.objects.order_by().values_list("state").annotate(Count("pk")):
                family.add_metric([state], count)
            yield family


def serve_metrics(listen: str, folder: str) -> None:
    """Answer Prometheus on an own address, from the counters of all processes in `folder`, in a thread."""
    from prometheus_client import start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    registry.register(QueueCollector())
    host, _, port = listen.rpartition(":")
    start_http_server(int(port), addr=host or "127.0.0.1", registry=registry)
