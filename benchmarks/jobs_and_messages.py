"""Jobs and messages per second through the leased tables on a SQLite file, one worker thread, nothing to do in each.

The named peer is django-tasks-db 0.13 on the same kind of file: 53 jobs/s (docs/decisions/2026-11-23-jobs.md).
"""

from __future__ import annotations

import os
import tempfile
import time

os.environ["VERBUND_HOME"] = tempfile.mkdtemp(prefix="verbund-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "verbund.node.settings"

PEER = 53.0


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from verbund.apps.core import jobs, outbox
    from verbund.apps.core.actor import system
    from verbund.apps.core.models import Company
    from verbund.apps.core.registry import JobKind, Send, outbox_handlers
    from verbund.apps.core.registry import jobs as kinds

    kinds.register("bench.nothing", JobKind(run=lambda progress: None))
    outbox_handlers.register("bench.nothing", lambda payload: Send(done=True))
    company = Company.objects.create(slug="bench", name="Bench")
    for size in (100, 400, 1600):
        for n in range(size):
            jobs.start(system(), "bench.nothing")
            outbox.put(company.pk, "bench.nothing", f"s{n % 10}", {})
        for what, drain in (("jobs", jobs.run_due), ("messages", outbox.dispatch_due)):
            wall, cpu = time.perf_counter(), time.process_time()
            count = drain()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            rate = count / wall
            print(f"{what:9} {count:5}: {rate:6.0f}/s, {1000 * cpu / count:.2f} CPU-ms each, {rate / PEER:.1f}x peer")


main()
