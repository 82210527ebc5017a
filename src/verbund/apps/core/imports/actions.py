"""The writes of imports: take a file, propose, run, mend, retry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from verbund.apps.core import files, jobs
from verbund.apps.core.actions import record
from verbund.apps.core.actor import Actor, Role, system
from verbund.apps.core.audit import FileImported
from verbund.apps.core.models import ImportRun, Job, QuarantinedRow, StoredFile
from verbund.apps.core.registry import Progress
from verbund.kit import clock
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from . import engine, mapping
from .flaws import Flaw
from .limits import LIMITS
from .table import RawRow, open_table
from .target import Context, Target, import_targets

JOB = "core.import_file"
LARGEST_UPLOAD = 500_000_000  # bytes


def _may(actor: Actor, target: Target, company_id: UUID | None) -> None:
    """Private targets: the company's people (or staff who draft), and the node's operator for a file whose rows name
    their companies. Shared ones: the centre and the node itself. Those that give rights: the operator alone."""
    if target.operator and not actor.is_system:
        raise Forbidden("import-operator", _("Only the operator of the node imports this."))
    if target.private and actor.is_system and company_id is None:
        return
    if target.private:
        if company_id is None or not actor.may_read(company_id):
            raise Missing("company", _("There is no such company"))
        if not actor.may_write(company_id):
            raise Forbidden("import-role", _("Your role may not import."), remedy=_("Ask an editor or owner."))
    elif not (actor.is_system or actor.is_centre or actor.role_in(company_id) == Role.CENTRE):
        raise Forbidden("import-centre", _("Only the centre imports this."), remedy=_("Ask your centre."))


def receive(actor: Actor, company_id: UUID | None, target: str, name: str, chunks: Iterable[bytes]) -> StoredFile:
    """Store an uploaded file for an import; raises Forbidden, Missing, Invalid."""
    _may(actor, find(target), company_id)
    return files.store(company_id, name, chunks, origin="import", largest=LARGEST_UPLOAD)


def find(target: str) -> Target:
    """A target by name; raises Invalid that lists what there is."""
    if target not in import_targets:
        raise Invalid(
            "import-target",
            _("“%(name)s” cannot be imported.") % {"name": target},
            remedy=_("One of: %(names)s.") % {"names": ", ".join(name for name, _t in import_targets.items())},
        )
    return import_targets[target]


def prepare(
    actor: Actor,
    company_id: UUID | None,
    target: str,
    file: StoredFile,
    *,
    source: str = "",
    columns: Mapping[str, str] | None = None,
    country: str = "DE",
) -> ImportRun:
    """A run in preview: the columns given, else the mapping saved for this source, else a proposal."""
    wanted = find(target)
    _may(actor, wanted, company_id)
    table = open_table(files.path_of(file), file.name)
    source = source or Path(file.name).name.split(".")[0][:60]
    if columns is None:
        known = mapping.saved(company_id, target, source)
        proposed = mapping.propose(wanted, table.header)
        columns = known.columns if known and set(known.columns.values()) <= set(table.header) else proposed
    with transaction.atomic():
        return ImportRun.objects.create(
            company_id=company_id,
            target=target,
            file=file,
            file_name=file.name,
            source=source,
            columns=dict(columns),
            options={"country": country, "header": table.header, "about": table.about, **table.shape},
            started_by=actor.pseudonym,
        )


def choose(actor: Actor, run_id: UUID, columns: Mapping[str, str]) -> ImportRun:
    """Another mapping for a run in preview; raises Invalid, Conflict."""
    run, target = _run(actor, run_id)
    if run.state != ImportRun.State.PREVIEW or run.file is None:
        raise Conflict("import-state", _("This import was started before."), remedy=_("Begin a new import."))
    mapping.check(target, columns, run.options["header"])
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(columns=dict(columns))
    run.columns = dict(columns)
    return run


def dry_run(
    actor: Actor, run_id: UUID, report: Callable[[int], None] = lambda rows: None
) -> tuple[engine.Counts, list[engine.Refused]]:
    """Try every row and roll back; returns what a real run would do, with the first refused rows."""
    run, target = _run(actor, run_id)
    total = engine.Counts()
    examples: list[engine.Refused] = []

    def write(counts: engine.Counts, refused: list[engine.Refused]) -> None:
        for name in ("rows", "created", "updated", "unchanged", "quarantined"):
            setattr(total, name, getattr(total, name) + getattr(counts, name))
        examples.extend(refused[: max(0, 100 - len(examples))])
        report(counts.rows)

    _process(run, target, write, dry=True)
    return total, examples


def start(actor: Actor, run_id: UUID, columns: Mapping[str, str] | None = None) -> Job:
    """Run it as a job; the mapping is saved under the source's name, a change makes a new version."""
    run, target = _run(actor, run_id)
    _begin(run, target, columns)
    with transaction.atomic():
        job = jobs.start(actor, JOB, {"run": str(run.pk)}, company_id=run.company_id, unique_key=f"{JOB}:{run.pk}")
        ImportRun.objects.filter(pk=run.pk).update(job=job)
    return job


def run_now(actor: Actor, run_id: UUID, report: Callable[[int], None] = lambda rows: None) -> ImportRun:
    """Run it in this process (command line)."""
    run, target = _run(actor, run_id)
    _begin(run, target, None)
    execute(run.pk, report)
    run.refresh_from_db()
    return run


def _begin(run: ImportRun, target: Target, columns: Mapping[str, str] | None) -> None:
    if run.state != ImportRun.State.PREVIEW or run.file is None:
        raise Conflict("import-state", _("This import was started before."), remedy=_("Begin a new import."))
    chosen = dict(columns if columns is not None else run.columns)
    mapping.check(target, chosen, run.options["header"])
    with transaction.atomic():
        run.mapping = mapping.save(run.company_id, run.target, run.source, chosen)
        run.columns, run.state = chosen, ImportRun.State.RUNNING
        run.save(update_fields=["mapping", "columns", "state"])


def execute(run_id: UUID, report: Callable[[int], None] = lambda rows: None) -> None:
    """Do the work of a running import; called again after kill -9 it goes on behind the last whole batch."""
    run = ImportRun.objects.select_related("file", "mapping").get(pk=run_id)
    if run.state != ImportRun.State.RUNNING:
        return
    try:
        _process(run, find(run.target), engine.writer(run, report), skip=run.rows_read)
    except (jobs.Cancelled, KeyboardInterrupt):
        _finish(run, ImportRun.State.CANCELLED)
        raise
    except Invalid as error:
        _finish(run, ImportRun.State.FAILED, str(error))
        raise
    _finish(run, ImportRun.State.DONE)


def _finish(run: ImportRun, state: str, error: str = "") -> None:
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state=state, error=error, finished_at=clock.now())
        run.refresh_from_db()
        record(
            _starter(run),
            run.company_id,
            FileImported(
                file=run.file_name,
                created=run.created_count,
                updated=run.updated_count,
                unchanged=run.unchanged_count,
                quarantined=run.quarantined_count,
            ),
        )


def _starter(run: ImportRun) -> Actor:
    return Actor(pseudonym=run.started_by, via="job", is_system=True) if run.started_by else system()


def _context(run: ImportRun) -> Context:
    return Context(
        run_id=run.pk,
        source=run.source,
        company_id=run.company_id,
        actor=run.started_by,
        at=clock.now(),
        file=run.file_name,
        mapping=str(run.mapping) if run.mapping else "",
        columns=run.columns,
        country=run.options.get("country", "DE"),
    )


def _process(run: ImportRun, target: Target, write: Any, *, dry: bool = False, skip: int = 0) -> None:
    assert run.file is not None
    table = open_table(files.path_of(run.file), run.file_name)
    mapping.check(target, run.columns, table.header)
    plan = engine.plan(target, run.columns, table)
    if not dry:
        ImportRun.objects.filter(pk=run.pk).update(options={**run.options, "marks": dict(plan.marks)})
    engine.process(table, plan, _context(run), write=write, dry=dry, skip=skip)


def writable(actor: Actor, run_id: UUID) -> ImportRun:
    """A run that the actor may change; raises Missing, Forbidden."""
    return _run(actor, run_id)[0]


def _run(actor: Actor, run_id: UUID) -> tuple[ImportRun, Target]:
    run = ImportRun.objects.select_related("file", "mapping").filter(pk=run_id).first()
    if run is None or not (actor.is_system or actor.may_read(run.company_id)):
        raise Missing("import", _("There is no such import."))
    target = find(run.target)
    _may(actor, target, run.company_id)
    return run, target


def mend(actor: Actor, row_id: int, cells: Mapping[str, str]) -> list[dict[str, Any]]:
    """Try a refused row with corrected cells; returns what is still wrong (empty: it was taken over)."""
    row = QuarantinedRow.objects.filter(pk=row_id).first()
    if row is None:
        raise Missing("import-row", _("There is no such row."))
    run, target = _run(actor, row.run_id)
    if row.mended_at is not None:
        raise Conflict("import-row-mended", _("This row was mended before."))
    data = {**row.data, **{column: text for column, text in cells.items() if len(text) <= LIMITS.cell}}
    return _retry(run, target, row, data)


def retry(actor: Actor, run_id: UUID) -> int:
    """Try all refused rows of a run again, e.g. after missing companies came; returns how many were taken over."""
    run, target = _run(actor, run_id)
    taken = 0
    for row in run.quarantine.filter(mended_at=None).iterator(chunk_size=200):
        taken += not _retry(run, target, row, row.data)
    return taken


def _retry(run: ImportRun, target: Target, row: QuarantinedRow, data: dict[str, Any]) -> list[dict[str, Any]]:
    plan = engine.Plan(target, run.columns, run.options.get("marks", {}))
    read = plan.read(RawRow(row.row, data))
    flaws: list[Flaw] = []
    with transaction.atomic():
        if isinstance(read, engine.Refused):
            flaws = read.flaws
        else:
            outcome = engine.apply(target, [read], _context(run))[0]
            if isinstance(outcome, str):
                row.mended_at = clock.now()
                run.quarantined_count -= 1
                name = f"{outcome}_count"
                setattr(run, name, getattr(run, name) + 1)
                run.save(update_fields=["quarantined_count", name])
            else:
                flaws = outcome
        row.data, row.problems = data, [flaw.as_json() for flaw in flaws]
        row.save(update_fields=["data", "problems", "mended_at"])
    return row.problems


def job(progress: Progress, run: str) -> dict[str, int]:
    """The registered job `core.import_file`."""
    found = ImportRun.objects.get(pk=run)
    done, about = found.rows_read, found.options.get("about", 0)

    def report(rows: int) -> None:
        nonlocal done
        done += rows
        progress(done, max(done + 1, about))  # the last row is known when it was read

    execute(UUID(run), report)
    found.refresh_from_db()
    progress(found.rows_read, found.rows_read)
    return {
        "created": found.created_count,
        "updated": found.updated_count,
        "unchanged": found.unchanged_count,
        "quarantined": found.quarantined_count,
    }
