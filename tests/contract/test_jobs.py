"""What long work relies on, whichever database carries the queue."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from verbund.apps.core import jobs, worker
from verbund.apps.core.actor import Role, system
from verbund.apps.core.models import Job
from verbund.apps.core.registry import JobKind
from verbund.apps.core.registry import jobs as kinds
from verbund.kit import clock
from verbund.kit.errors import Forbidden, Invalid, Missing

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "_items", {})

    def register(run, name: str = "test.work", every: timedelta | None = None) -> None:
        kinds._items[name] = JobKind(run=run, every=every)

    return register


def test_a_job_reports_and_leaves_its_result(kind) -> None:
    def run(progress, rows: int) -> dict:
        progress(rows, rows, "read")
        return {"rows": rows}

    kind(run)
    job = jobs.start(system(), "test.work", {"rows": 7})
    assert jobs.run_due() == 1
    job.refresh_from_db()
    assert (job.state, job.done_count, job.total_count, job.note) == ("done", 7, 7, "read")
    assert job.result == {"rows": 7}


def test_failures_are_retried_with_pauses_and_then_reported(kind) -> None:
    def run(progress) -> None:
        raise RuntimeError("no space left")

    kind(run)
    moment = NOON
    with clock.at(moment):
        job = jobs.start(system(), "test.work", max_attempts=3)
    pauses = []
    for _ in range(3):
        with clock.at(moment):
            assert jobs.run_due() == 1
        job.refresh_from_db()
        pauses.append((job.not_before - moment).total_seconds())
        moment = max(job.not_before, moment)
    assert (job.state, job.error, job.attempts) == ("failed", "RuntimeError: no space left", 3)
    assert 3.75 <= pauses[0] <= 6.25
    assert 7.5 <= pauses[1] <= 12.5


def test_a_problem_a_person_has_to_mend_is_not_retried(kind) -> None:
    def run(progress) -> None:
        raise Invalid("empty", "The file is empty.", remedy="Choose another.")

    kind(run)
    job = jobs.start(system(), "test.work")
    jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("failed", 1, "The file is empty. Choose another.")


def test_one_waits_per_key_and_none_runs_beside_its_like(kind) -> None:
    order: list[int] = []

    def run(progress, n: int) -> None:
        order.append(n)
        if n == 1:
            jobs.start(system(), "test.work", {"n": 2}, unique_key="k")
            assert jobs.run_due() == 0  # its like still runs

    kind(run)
    one = jobs.start(system(), "test.work", {"n": 1}, unique_key="k")
    assert jobs.start(system(), "test.work", {"n": 9}, unique_key="k").pk == one.pk
    assert jobs.run_due() == 2
    assert order == [1, 2]


def test_a_retry_gives_way_to_a_newer_job_with_its_key(kind) -> None:
    def run(progress, n: int) -> None:
        if n == 1:
            jobs.start(system(), "test.work", {"n": 2}, unique_key="k")
            raise RuntimeError("once")

    kind(run)
    first = jobs.start(system(), "test.work", {"n": 1}, unique_key="k")
    assert jobs.run_due() == 2
    first.refresh_from_db()
    assert (first.state, first.note) == ("failed", "a later one waits")


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_report(kind, make_company, owner_of) -> None:
    company = make_company()
    owner = owner_of(company)

    def run(progress) -> None:
        jobs.cancel(owner, Job.objects.get(state="running").pk)
        progress(1, 1)
        raise AssertionError("unreachable")

    kind(run)
    waiting = jobs.start(owner, "test.work", company_id=company.pk, not_before=NOON + timedelta(days=9999))
    assert jobs.cancel(owner, waiting.pk).state == "cancelled"
    running = jobs.start(owner, "test.work", company_id=company.pk)
    jobs.run_due()
    running.refresh_from_db()
    assert running.state == "cancelled"


def test_strangers_find_no_job_and_viewers_may_not_stop_it(kind, make_company, owner_of) -> None:
    company, other = make_company("a"), make_company("b")
    kind(lambda progress: None)
    job = jobs.start(system(), "test.work", company_id=company.pk)
    with pytest.raises(Missing):
        jobs.cancel(owner_of(other), job.pk)
    with pytest.raises(Forbidden):
        jobs.cancel(owner_of(company, Role.VIEWER), job.pk)


def test_a_killed_job_is_taken_over_and_the_first_worker_may_not_write(kind) -> None:
    runs = []
    kind(lambda progress: runs.append(1))
    with clock.at(NOON):
        job = jobs.start(system(), "test.work")
        killed = jobs._lease_next()
        assert jobs.run_due() == 0
    with clock.at(NOON + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.run_due() == 1
        with pytest.raises(jobs.LeaseLost):
            jobs._Progress(killed)(1)
        jobs._finish(killed, "failed")
    job.refresh_from_db()
    assert (job.state, job.attempts, runs) == ("done", 2, [1])


def test_a_job_whose_process_always_dies_is_not_tried_forever(kind) -> None:
    kind(lambda progress: None)
    moment = NOON
    with clock.at(moment):
        job = jobs.start(system(), "test.work", max_attempts=2)
    for _ in range(2):
        with clock.at(moment):
            jobs._lease_next()
        moment += jobs.LEASE + timedelta(seconds=1)
    with clock.at(moment):
        jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "its process ended unexpectedly each time")


def test_workers_of_this_host_that_died_lose_their_lease_at_once(kind) -> None:
    kind(lambda progress: None)
    jobs.start(system(), "test.work")
    job = jobs._lease_next()
    host, pid, _start, token = job.leased_by.split(":")
    Job.objects.update(leased_by=f"{host}:{pid}:1:{token}")
    assert jobs.release_dead() == 1
    assert jobs.run_due() == 1


def test_a_job_may_ask_to_run_later_without_it_counting(kind) -> None:
    def run(progress) -> None:
        raise jobs.RetryLater(timedelta(minutes=10))

    kind(run)
    with clock.at(NOON):
        job = jobs.start(system(), "test.work")
        jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.not_before) == ("waiting", 0, NOON + timedelta(minutes=10))


def test_periodic_kinds_queue_themselves_once(kind) -> None:
    ran = []
    kind(lambda progress: ran.append(clock.now()), every=timedelta(hours=1))
    with clock.at(NOON):
        assert jobs.ensure_periodic() == 1
        assert jobs.ensure_periodic() == 0
        jobs.run_due()
        assert jobs.ensure_periodic() == 1
        assert jobs.run_due() == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert jobs.run_due() == 1
    assert ran == [NOON, NOON + timedelta(hours=1)]


def test_an_unknown_job_is_refused_when_started() -> None:
    with pytest.raises(KeyError, match="no job 'nothing'"):
        jobs.start(system(), "nothing")


@pytest.mark.django_db(transaction=True)
def test_a_worker_wakes_at_commit_runs_and_stops(kind) -> None:
    done, stop = threading.Event(), threading.Event()
    kind(lambda progress: done.set())
    thread = threading.Thread(target=worker.run, args=(stop, 1, 1))
    thread.start()
    try:
        jobs.start(system(), "test.work")
        assert done.wait(10)
    finally:
        stop.set()
        from verbund.apps.core import wake

        wake.notify()
        thread.join(10)
    assert not thread.is_alive()
    assert Job.objects.get().state == "done"
