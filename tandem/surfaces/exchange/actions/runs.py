"""A run from upload to the moment its rows are read in."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.surfaces.exchange import columns, jobs, mapping, queries
from tandem.surfaces.exchange.actions.applying import Progress, Result, Sink, plan_file
from tandem.surfaces.exchange.actions.refusals import FileRefused, MappingRefused, NotNow
from tandem.surfaces.exchange.actions.writing import write_problems
from tandem.surfaces.exchange.catalogue import targets, walking
from tandem.surfaces.exchange.columns import Proposal
from tandem.surfaces.exchange.erp import columns as erp
from tandem.surfaces.exchange.erp import walking as quotes
from tandem.surfaces.exchange.models import (
    CUSTOMERS,
    DAYS_KEPT,
    DONE,
    FAILED,
    PREVIEWED,
    QUOTES,
    RUNNING,
    TRANSITIONS,
    UNDOING,
    UPLOADED,
    ImportDocument,
    ImportPart,
    ImportProblem,
    ImportRun,
)
from tandem.surfaces.exchange.records import Problem, plain
from tandem.surfaces.exchange.tables import Table, TableError, open_table

# So many rows are checked while the person waits; longer files are checked by the worker.
AT_ONCE = 3000
_PART = 4 * 1024 * 1024
# Files that were not read in.
_LEFT = (UPLOADED, PREVIEWED, FAILED)
_VALUES_SHOWN = 3


@transaction.atomic
def begin(
    *,
    path: Path,
    file_name: str,
    by: User,
    at: datetime,
    kind: str = CUSTOMERS,
    documents: Iterable[tuple[str, bytes]] = (),
) -> ImportRun:
    """Keep an uploaded file, propose where its columns go, and check its rows (a long one in the background).
    `documents` (name, content) come with a list of quotes.

    Raises FileRefused when it holds no table. Nothing is written to customers.
    """
    queries.require_import(by, kind=kind)
    try:
        with open_table(path, file_name, most_bytes=settings.IMPORT_MAX_BYTES) as table:
            run = start(table=table, path=path, file_name=file_name, by=by, at=at, kind=kind)
    except TableError as error:
        raise FileRefused(error.reason) from error
    with path.open("rb") as file:
        for place, part in enumerate(iter(lambda: file.read(_PART), b"")):
            ImportPart.objects.create(run=run, place=place, content=part)
    for name, content in documents:
        ImportDocument.objects.create(run=run, name=name[:200], size=len(content), content=content)
    _check_rows(run)
    return run


def start(
    *,
    table: Table,
    path: Path,
    file_name: str,
    by: User | None,
    at: datetime,
    placed: Sequence[mapping.Placed] | None = None,
    state: str = UPLOADED,
    kind: str = CUSTOMERS,
) -> ImportRun:
    """The record of a run with its columns; `placed` where the command was told a mapping."""
    proposals = proposed(table, kind=kind, by=by)
    chosen = mapping.from_proposals(proposals) if placed is None else placed
    return ImportRun.objects.create(
        kind=kind,
        file_name=file_name[:200],
        sha256=_sha256(path),
        size=path.stat().st_size,
        state=state,
        by=by,
        at=at,
        columns=_described(proposals, table),
        mapping=mapping.stored(chosen),
        expected_rows=table.expected_rows,
    )


def proposed(table: Table, *, kind: str, by: User | None) -> list[Proposal]:
    """Where the columns of a file seem to go."""
    if kind == CUSTOMERS:
        return columns.propose(table.columns, table.sample)
    if kind == QUOTES:
        return erp.propose(table.columns)
    return targets.propose(table.columns, kind=kind, lists=targets.lists_of(by))


def chosen_columns(
    proposals: Sequence[Proposal], wishes: Mapping[int, str], *, kind: str, by: User | None
) -> list[mapping.Placed]:
    """The proposal with a person's wishes. Raises MappingError."""
    if kind == CUSTOMERS:
        return mapping.corrected(proposals, wishes)
    if kind == QUOTES:
        return erp.corrected(proposals, wishes)
    return targets.corrected(proposals, wishes, kind=kind, lists=targets.lists_of(by))


@transaction.atomic
def remap(*, run: ImportRun, wishes: Mapping[int, str], by: User) -> ImportRun:
    """Place the columns as the person says, and check the rows again."""
    queries.require_import(by, kind=run.kind)
    held = _move(run, to=UPLOADED)
    try:
        chosen = chosen_columns(_proposals(held), wishes, kind=held.kind, by=by)
    except mapping.MappingError as error:
        raise MappingRefused(error.reason) from error
    held.mapping = mapping.stored(chosen)
    held.save(update_fields=["mapping"])
    _check_rows(held)
    return held


@transaction.atomic
def ask_to_apply(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Accept the preview: the worker reads the rows in."""
    queries.require_import(by, kind=run.kind)
    if run.state == FAILED and not run.counts:
        raise NotNow(_("This file has not been checked yet. Place its columns first."))
    held = _move(run, to=RUNNING)
    jobs.apply.defer(run_id=held.pk)
    return held


@transaction.atomic
def ask_to_undo(*, run: ImportRun, by: User) -> ImportRun:
    """Take an import back: the worker removes and restores what nobody has touched since."""
    queries.require_import(by, kind=run.kind)
    if not run.can_be_undone:
        raise NotNow(_("This import cannot be undone. Read the earlier list in again."))
    held = _move(run, to=UNDOING)
    jobs.undo.defer(run_id=held.pk, by_id=by.pk)
    return held


@transaction.atomic
def discard(*, run: ImportRun, by: User) -> None:
    """Throw a file away that was not read in."""
    queries.require_import(by, kind=run.kind)
    held = ImportRun.objects.select_for_update().filter(pk=run.pk).first()
    if held is None:
        return
    if held.state not in _LEFT:
        raise NotNow(_("This file is being read in or has been; it cannot be thrown away any more."))
    held.delete()


@transaction.atomic
def forget_left(*, at: datetime) -> int:
    """Throw away the files that nobody read in for days, with everything known of their rows; how many."""
    left = ImportRun.objects.filter(state__in=_LEFT, at__lt=at - timedelta(days=DAYS_KEPT))
    # One that is being accepted right now is not left.
    held = list(left.select_for_update(skip_locked=True).values_list("pk", flat=True))
    ImportRun.objects.filter(pk__in=held).delete()
    return len(held)


def preview(*, run: ImportRun, progress: Progress | None = None) -> ImportRun:
    """Say what would become of each row. Nothing is written to customers."""
    with transaction.atomic():
        held = (
            ImportRun.objects.select_for_update(of=("self",)).select_related("by").filter(pk=run.pk).first()
        )
        if held is None or held.state != UPLOADED:
            return held or run
    problems: list[Problem] = []
    try:
        with opened(held) as table:
            result = _looked_at(held, table, report=problems.extend, progress=progress)
    except (TableError, mapping.MappingError) as error:
        return fail(run=held, reason=error.reason)
    with transaction.atomic():
        ImportProblem.objects.filter(run=held).delete()
        write_problems(run=held, problems=problems)
        held.counts, held.samples, held.error = result.counts, result.samples, ""
        held.progress, held.expected_rows = 0, result.counts["rows"]
        held.save(update_fields=["counts", "samples", "error", "progress", "expected_rows"])
        return _move(held, to=PREVIEWED)


def _looked_at(
    held: ImportRun, table: Table, *, report: Sink, progress: Progress | None
) -> Result | walking.Result:
    """What would become of a file. Raises MappingError where no row could say anything."""
    if held.is_of_quotes:
        return quotes.plan(run=held, table=table, at=held.at, report=report, progress=progress)
    placed, day = queries.placed(held), timezone.localdate(held.at)
    if held.is_of_customers:
        mapping.require_name(placed)
        setting = queries.setting(by=held.by, day=day)
        return plan_file(table=table, placed=placed, setting=setting, report=report, progress=progress)
    targets.require(placed, kind=held.kind)
    walk = walking.Walk(kind=held.kind, table=table, placed=placed, by=held.by, day=day, progress=progress)
    return walk.plan(report=report)


@transaction.atomic
def fail(*, run: ImportRun, reason: str) -> ImportRun:
    """Nothing was read in; the reason stands beside the file. An undo that failed leaves the import as it was."""
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not held.is_at_work:
        return held
    held.state = DONE if held.state == UNDOING else FAILED
    held.error = reason
    held.save(update_fields=["state", "error"])
    return held


@contextmanager
def opened(run: ImportRun) -> Iterator[Table]:
    """The uploaded file as a table; its bytes lie in a temporary file meanwhile."""
    with tempfile.NamedTemporaryFile(prefix="tandem-import-") as file:
        for part in ImportPart.objects.filter(run=run).order_by("place").iterator(chunk_size=1):
            file.write(part.content)
        file.flush()
        with open_table(Path(file.name), run.file_name, most_bytes=settings.IMPORT_MAX_BYTES) as table:
            yield table


def _check_rows(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(error="", counts={}, samples={}, progress=0)
    if run.expected_rows is not None and run.expected_rows <= AT_ONCE:
        preview(run=run)
    else:
        jobs.preview.defer(run_id=run.pk)


def _move(run: ImportRun, *, to: str) -> ImportRun:
    """The next state of a run, or a sentence for whoever was too late."""
    held = ImportRun.objects.select_for_update(of=("self",)).select_related("by").filter(pk=run.pk).first()
    if held is None or to not in TRANSITIONS[held.state]:
        label = held.state_label if held else _("thrown away")
        raise NotNow(_("Somebody was faster: this import is now “%(state)s”.") % {"state": label})
    held.state = to
    held.save(update_fields=["state"])
    return held


def _described(proposals: Iterable[Proposal], table: Table) -> list[dict[str, Any]]:
    return [
        {
            "column": one.column,
            "heading": one.heading,
            "target": one.target,
            "confidence": one.confidence,
            "year": one.year,
            "factor": one.factor,
            "values": _some_values(one.column, table),
        }
        for one in proposals
    ]


def _some_values(column: int, table: Table) -> list[str]:
    written = (
        plain(row[column])[:60] for row in table.sample if column < len(row) and row[column] is not None
    )
    return list(dict.fromkeys(value for value in written if value))[:_VALUES_SHOWN]


def _proposals(run: ImportRun) -> list[Proposal]:
    return [
        Proposal(**{name: value for name, value in one.items() if name != "values"}) for one in run.columns
    ]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
