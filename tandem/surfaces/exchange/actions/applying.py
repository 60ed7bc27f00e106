"""The walk through a file: planned for the preview, planned and written when it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.essentials.customers import actions as customers
from tandem.essentials.customers.jobs import find_pairs
from tandem.essentials.people import queries as people
from tandem.surfaces.exchange import queries, reading
from tandem.surfaces.exchange.actions.writing import DrawnNumbers, Writer, write_problems
from tandem.surfaces.exchange.catalogue import walking
from tandem.surfaces.exchange.erp import walking as quotes
from tandem.surfaces.exchange.erp.taking_in import Taken
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.models import (
    DONE,
    RUNNING,
    ImportDocument,
    ImportedRow,
    ImportPart,
    ImportProblem,
    ImportRun,
)
from tandem.surfaces.exchange.plan import (
    CONFLICT,
    CREATED,
    ERROR,
    OUTCOMES,
    UNCHANGED,
    UPDATED,
    Outcome,
    ParsedRow,
    Planner,
    Setting,
)
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.states import Numbers
from tandem.surfaces.exchange.tables import Table

SAMPLES = 50
_COUNTED = {
    CREATED: "created",
    UPDATED: "updated",
    UNCHANGED: "unchanged",
    CONFLICT: "conflicts",
    ERROR: "errors",
}

Progress = Callable[[int], None]
Sink = Callable[[Sequence[Problem]], None]


@dataclass(slots=True)
class Result:
    """What became of a file: counts in the words of the command, and the first rows of each outcome."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("rows", *_COUNTED.values(), "problems"), 0)
    )
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in OUTCOMES})

    def add(self, outcome: Outcome, *, setting: Setting) -> None:
        self.counts["rows"] += 1
        self.counts[_COUNTED[outcome.kind]] += 1
        self.counts["problems"] += len(outcome.record.problems)
        held = self.samples[outcome.kind]
        if len(held) < SAMPLES:
            held.append(_sample(outcome, setting))

    @property
    def all_taken(self) -> bool:
        return not (self.counts["conflicts"] or self.counts["errors"])


def _sample(outcome: Outcome, setting: Setting) -> dict[str, Any]:
    record, state = outcome.record, outcome.state
    tandem = setting.tandems.get(state.fields["tandem_id"], "") if state else ""
    return {
        "row": record.row,
        "number": record.number,
        "name": record.name,
        "place": f"{record.postcode} {record.fields.get('city', '')}".strip(),
        "tandem": tandem,
        "reason": outcome.reason,
        "customer": state.pk if state and state.pk > 0 else None,
        "changes": outcome.changes.told(setting.tandems) if outcome.changes else [],
    }


def plan_file(
    *,
    table: Table,
    placed: Sequence[Placed],
    setting: Setting,
    report: Sink,
    progress: Progress | None = None,
) -> Result:
    """What would become of the file. Nothing is written."""
    planner = _planner(table, placed, setting, Numbers(), lock=False)
    parsed = _parsed(table, placed, setting)
    return _walk(parsed, planner, setting, report=report, progress=progress, write=_only_settle)


def apply(
    *,
    run: ImportRun,
    table: Table,
    at: datetime,
    report: Sink | None = None,
    progress: Progress | None = None,
) -> ImportRun:
    """Read the file in: all of it in one transaction, so that whatever happens nothing is half-written (INV9).

    A second import waits until the first has ended. A run that is done already (its job was given to two workers) is
    left as it is.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Who comes second waits for this lock, which ends with the transaction; nobody merges meanwhile.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [customers.IMPORTING])
        held = ImportRun.objects.select_related("by").get(pk=run.pk)
        if held.state != RUNNING:
            return held
        ImportProblem.objects.filter(run=held).delete()
        if not held.is_of_customers:
            _finish(held, _write_other(held, table, at=at, report=report, progress=progress))
            return held
        _finish(held, _write(held, table, at=at, report=report, progress=progress))
        find_pairs.defer()
    return held


def _write_other(
    run: ImportRun, table: Table, *, at: datetime, report: Sink | None, progress: Progress | None
) -> walking.Result:
    """Products, prices and quotes: their room decides and writes."""

    def keep(problems: Sequence[Problem]) -> None:
        write_problems(run=run, problems=problems)
        if report is not None:
            report(problems)

    if run.is_of_quotes:
        result, taken = quotes.write(run=run, table=table, at=at, report=keep, progress=progress)
        _remember(run, taken)
        return result
    day = timezone.localdate(at)
    walk = walking.Walk(
        kind=run.kind, table=table, placed=queries.placed(run), by=run.by, day=day, progress=progress
    )
    return walk.write(run=run.pk, file_name=run.file_name, at=at, report=keep)


def _remember(run: ImportRun, taken: Sequence[Taken]) -> None:
    """Which quotes this list made and changed, for taking it back."""
    rows = [
        ImportedRow(
            run=run,
            row=one.row,
            customer_id=one.customer_id,
            outcome=one.outcome,
            changes={"quote": one.quote_id},
            revision=0,
        )
        for one in taken
    ]
    ImportedRow.objects.bulk_create(rows, batch_size=2000)


def _write(
    run: ImportRun, table: Table, *, at: datetime, report: Sink | None, progress: Progress | None
) -> Result:
    setting = queries.setting(by=run.by, day=timezone.localtime(at).date())
    company = people.company()
    writer = Writer(run=run, tandems=setting.tandems, currency=company.currency if company else "EUR", at=at)
    touched: dict[int, None] = {}

    def write(outcomes: Sequence[Outcome], planner: Planner) -> None:
        states = writer.write(outcomes)
        planner.keep(states)
        touched.update(dict.fromkeys(state.pk for state in states))

    def keep(problems: Sequence[Problem]) -> None:
        write_problems(run=run, problems=problems)
        if report is not None:
            report(problems)

    placed = queries.placed(run)
    planner = _planner(table, placed, setting, DrawnNumbers(), lock=True)
    result = _walk(
        _parsed(table, placed, setting), planner, setting, report=keep, progress=progress, write=write
    )
    customers.index(customer_ids=list(touched))
    return result


def _finish(run: ImportRun, result: Result | walking.Result) -> None:
    ImportPart.objects.filter(run=run).delete()
    ImportDocument.objects.filter(run=run).delete()
    run.state = DONE
    run.done_at = timezone.now()
    run.counts, run.samples, run.error = result.counts, result.samples, ""
    run.progress = result.counts["rows"]
    run.last_entry_id = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    run.save(update_fields=["state", "done_at", "counts", "samples", "error", "progress", "last_entry_id"])


def _planner(
    table: Table, placed: Sequence[Placed], setting: Setting, numbers: Numbers, *, lock: bool
) -> Planner:
    known = queries.Stored(lock=lock)
    return Planner(placed=placed, headings=len(table.columns), setting=setting, known=known, numbers=numbers)


def _parsed(table: Table, placed: Sequence[Placed], setting: Setting) -> Iterator[list[ParsedRow]]:
    return reading.parsed(table, placed, tandems=setting.tandems_by_key, country=setting.country)


def _walk(
    parsed: Iterable[list[ParsedRow]],
    planner: Planner,
    setting: Setting,
    *,
    report: Sink,
    progress: Progress | None,
    write: Callable[[Sequence[Outcome], Planner], None],
) -> Result:
    result = Result()
    for chunk in parsed:
        outcomes = list(planner.outcomes(chunk))
        for outcome in outcomes:
            result.add(outcome, setting=setting)
        write(outcomes, planner)
        report([problem for outcome in outcomes for problem in outcome.record.problems])
        if progress is not None:
            progress(result.counts["rows"])
    return result


def _only_settle(outcomes: Sequence[Outcome], planner: Planner) -> None:
    taken = (outcome.state for outcome in outcomes if outcome.kind in (CREATED, UPDATED))
    touched = {state.pk: state for state in taken if state is not None}
    for state in touched.values():
        state.settle()
    planner.keep(touched.values())
