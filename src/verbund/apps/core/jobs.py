"""Long work in a leased table: progress, cancel, retry with back-off, taken over when its process was killed.

A kind of job is registered (`registry.jobs`) and must be safe to run again. A running job holds a lease that a
heartbeat renews; when the lease ends, another worker starts the job again. Two jobs with one unique key never run
at the same time, and at most one of them waits. Kinds with `every` start themselves again after that time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, close_old_connections, connections, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from verbund.kit import clock
from verbund.kit.errors import Forbidden, Missing, Problem

from . import lease, wake
from .actor import Actor, system
from .models import Job
from .registry import JobKind
from .registry import jobs as kinds

LEASE = timedelta(seconds=60)
HEARTBEAT = 20.0  # seconds
REPORT_EVERY = 0.5  # seconds between two writes of progress
FIRST_RETRY, LONGEST_RETRY = 5.0, 3600.0  # seconds


class Cancelled(Exception):
    """A person asked the running job to stop."""


class LeaseLost(Exception):
    """Another worker has taken this job over; stop without writing."""


class RetryLater(Exception):
    """Raised by a job that wants to run again after `delay`; does not count as a failure."""

    def __init__(self, delay: timedelta) -> None:
        super().__init__(f"again in {delay}")
        self.delay = delay


def start(
    actor: Actor,
    name: str,
    args: Mapping[str, Any] | None = None,
    *,
    company_id: UUID | None = None,
    unique_key: str = "",
    not_before: datetime | None = None,
    max_attempts: int = 5,
) -> Job:
    """Queue a registered job inside the caller's transaction; one that waits under `unique_key` is returned instead.

    Raises KeyError when no such job is registered. `args` is JSON and becomes keyword arguments.
    """
    kinds[name]
    waiting = Job.objects.filter(state="waiting", unique_key=unique_key) if unique_key else Job.objects.none()
    found = waiting.first()
    if found:
        return found
    try:
        with transaction.atomic():
            job = Job.objects.create(
                name=name,
                args=dict(args or {}),
                company_id=company_id,
                unique_key=unique_key,
                not_before=not_before or clock.now(),
                max_attempts=max_attempts,
                started_by=actor.pseudonym,
            )
    except IntegrityError:  # somebody queued it between look and write
        found = waiting.first()
        if found is None:
            raise
        return found
    wake.at_commit()
    return job


def hurry(job: Job) -> None:
    """Run one that waits for its time, or its next attempt, as soon as the transaction in force has committed."""
    if Job.objects.filter(pk=job.pk, state="waiting", not_before__gt=clock.now()).update(not_before=clock.now()):
        wake.at_commit()


def cancel(actor: Actor, job_id: UUID) -> Job:
    """Ask a job to stop: one that waits is cancelled at once, a running one at its next report of progress.

    Raises Missing when the actor may not see it, Forbidden when it may not change it.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None or not (actor.may_read(job.company_id) or job.started_by == actor.pseudonym):
            raise Missing("job-missing", _("There is no such job."))
        if not (actor.may_write(job.company_id) or job.started_by == actor.pseudonym):
            raise Forbidden("job-cancel", _("Your role may not stop this job."), remedy=_("Ask an editor or owner."))
        if job.state == Job.State.WAITING:
            job.state, job.finished_at = Job.State.CANCELLED, clock.now()
        elif job.state == Job.State.RUNNING:
            job.cancel_asked = True
        job.save(update_fields=["state", "finished_at", "cancel_asked"])
    return job


def run_due(limit: int | None = None) -> int:
    """Run due jobs one after the other until none is due, or `limit` were run; returns how many."""
    count = 0
    while limit is None or count < limit:
        job = _lease_next()
        if job is None:
            break
        _run(job)
        count += 1
    return count


def ensure_periodic() -> int:
    """Queue every periodic kind that neither waits nor runs; returns how many were queued."""
    queued = 0
    for name, kind in kinds.items():
        if kind.every is None:
            continue
        key = f"every:{name}"
        last = Job.objects.filter(unique_key=key).order_by("-created_at").first()
        if last is not None and last.state in (Job.State.WAITING, Job.State.RUNNING):
            continue
        due = clock.now() + kind.first if last is None else (last.finished_at or last.created_at) + kind.every
        start(system(), name, unique_key=key, not_before=due, max_attempts=3)
        queued += 1
    return queued


def next_due() -> datetime | None:
    """When the next waiting job may start; None when none waits."""
    row = Job.objects.filter(state="waiting").order_by("not_before").values_list("not_before").first()
    return row[0] if row else None


def release_dead() -> int:
    """Take jobs back from workers of this host that were killed."""
    return lease.release_dead(Job.objects.filter(state="running"))


def _free(now: datetime) -> Q:
    return Q(state="waiting", not_before__lte=now) | Q(state="running", leased_until__lte=now)


def _lease_next() -> Job | None:
    now = clock.now()
    same_runs = Job.objects.filter(state="running", leased_until__gt=now, unique_key=OuterRef("unique_key"))
    due = Job.objects.filter(_free(now)).filter(Q(unique_key="") | ~Exists(same_runs))
    for pk in list(due.order_by("not_before", "created_at").values_list("pk", flat=True)[:16]):
        name = lease.holder()
        taken = Job.objects.filter(_free(now), pk=pk).update(
            state="running", leased_by=name, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            return Job.objects.get(pk=pk)
    return None


def _finish(job: Job, state: str, **fields: Any) -> None:
    Job.objects.filter(pk=job.pk, leased_by=job.leased_by, state="running").update(
        state=state, finished_at=clock.now(), leased_until=None, **fields
    )


def _again(job: Job, delay: timedelta, error: str = "", **fields: Any) -> None:
    """Back to waiting; when another with the same key waits already, that one does the work."""
    mine = Job.objects.filter(pk=job.pk, leased_by=job.leased_by, state="running")
    try:
        with transaction.atomic():
            mine.update(state="waiting", not_before=clock.now() + delay, leased_until=None, error=error, **fields)
    except IntegrityError:
        _finish(job, "failed", error=error, note="a later one waits")


def _run(job: Job) -> None:
    if job.cancel_asked:
        return _finish(job, "cancelled")
    if job.attempts > job.max_attempts:  # each of its processes was killed: it may be the cause
        return _finish(job, "failed", error=job.error or "its process ended unexpectedly each time")
    try:
        kind: JobKind = kinds[job.name]
        with _heartbeat(job):
            result = kind.run(_Progress(job), **job.args)
    except LeaseLost:
        return None
    except Cancelled:
        return _finish(job, "cancelled")
    except RetryLater as later:
        return _again(job, later.delay, attempts=job.attempts - 1)
    except Problem as problem:  # a person has to mend something; trying again changes nothing
        return _finish(job, "failed", error=str(problem))
    except Exception as error:  # whatever a job does must not stop the worker
        text = f"{type(error).__name__}: {error}"
        if job.attempts >= job.max_attempts:
            return _finish(job, "failed", error=text)
        return _again(job, lease.back_off(job.attempts, FIRST_RETRY, LONGEST_RETRY), text)
    return _finish(job, "done", result=result, error="")


class _Progress:
    """What a running job reports to; see `registry.Progress`. Call it outside of transactions."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._next = 0.0

    def __call__(self, done: int, total: int | None = None, note: str = "") -> None:
        if time.monotonic() < self._next and (total is None or done < total):
            return
        self._next = time.monotonic() + REPORT_EVERY
        mine = Job.objects.filter(pk=self._job.pk, leased_by=self._job.leased_by, state="running")
        fields: dict[str, Any] = {"done_count": done, "leased_until": clock.now() + LEASE}
        if total is not None:
            fields["total_count"] = total
        if note:
            fields["note"] = note[:300]
        if not mine.update(**fields):
            raise LeaseLost
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """Renew the lease while a job computes without reporting."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT):
            try:
                close_old_connections()
                Job.objects.filter(pk=job.pk, leased_by=job.leased_by).update(leased_until=clock.now() + LEASE)
            except Exception:  # noqa: S112 a busy database: the next beat comes before the lease ends
                continue
        connections.close_all()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
