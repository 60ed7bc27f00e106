"""The walk through a list of quotes as every import takes it: looked at for the preview, read in when it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.catalogue.walking import Progress, Result, Sink
from tandem.surfaces.exchange.erp import columns, taking_in
from tandem.surfaces.exchange.erp.taking_in import Document, Report, Taken
from tandem.surfaces.exchange.models import ImportDocument, ImportRun
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.tables import Table


def plan(*, run: ImportRun, table: Table, at: datetime, report: Sink, progress: Progress | None) -> Result:
    """What would become of the list. Nothing is written. Raises MappingError where no row could be a quote."""
    return _result(_walked(run, table, at=at, dry_run=True, progress=progress), report=report)


def write(
    *, run: ImportRun, table: Table, at: datetime, report: Sink, progress: Progress | None
) -> tuple[Result, list[Taken]]:
    """Read the list in, within the transaction of the caller; also gives which quotes it made and changed."""
    told = _walked(run, table, at=at, dry_run=False, progress=progress)
    return _result(told, report=report), told.taken


def _walked(
    run: ImportRun, table: Table, *, at: datetime, dry_run: bool, progress: Progress | None
) -> Report:
    placed = queries.placed(run)
    columns.require(placed)
    documents = _uploaded(run)
    told = taking_in.take_in(
        table=table,
        by=run.by,
        at=at,
        documents=documents,
        places={one.target: one.column for one in placed},
        dry_run=dry_run,
        progress=progress,
    )
    told.problems += _without_row(documents, told.documents)
    return told


def _result(told: Report, *, report: Sink) -> Result:
    report(told.problems)
    return Result(counts={**told.told(), "problems": len(told.problems)}, samples=told.samples)


def _uploaded(run: ImportRun) -> list[Document]:
    """The documents that came with the list; each is read from the database where a row names it."""
    held = ImportDocument.objects.filter(run=run).order_by("pk").values_list("pk", "name", "size")
    return [Document(name=name, size=size, read=_reader(pk)) for pk, name, size in held]


def _reader(pk: int) -> Callable[[], bytes]:
    return lambda: bytes(ImportDocument.objects.values_list("content", flat=True).get(pk=pk))


def _without_row(uploaded: Sequence[Document], used: Sequence[Document]) -> list[Problem]:
    """The documents that belong to no row: nothing is done with them."""
    names = {one.name for one in used}
    reason = _("No row has this number; the document is left out.")
    return [Problem(0, "", one.name[:200], reason) for one in uploaded if one.name not in names]
