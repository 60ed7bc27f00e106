"""`tandem import customers`, `products`, `prices` and `quotes`: the same imports on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.base.tools.errors import NotAllowed
from tandem.essentials.people import actions as people_actions
from tandem.essentials.people import queries as people
from tandem.essentials.people.models import User
from tandem.surfaces.exchange import actions, mapping, queries
from tandem.surfaces.exchange.actions.applying import plan_file
from tandem.surfaces.exchange.catalogue import walking
from tandem.surfaces.exchange.erp import taking_in as erp
from tandem.surfaces.exchange.erp.columns import NoQuotes
from tandem.surfaces.exchange.mapping import Placed
from tandem.surfaces.exchange.models import CUSTOMERS, RUNNING
from tandem.surfaces.exchange.records import Problem
from tandem.surfaces.exchange.tables import Table, TableError, open_table

ALL_TAKEN, SOME_NOT, UNREADABLE = 0, 1, 2
COUNTS = ("rows", "created", "updated", "unchanged", "conflicts", "errors")
PROBLEMS_SHOWN = 30


class CannotStart(Exception):
    """The command cannot even begin; the message is one sentence."""


def import_customers_command(
    *, path: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None
) -> int:
    """Import a list of customers; see `import_command`."""
    return import_command(kind=CUSTOMERS, path=path, mapping=mapping, dry_run=dry_run, as_json=as_json, by=by)


def import_command(
    *, kind: str, path: Path, mapping: str | None, dry_run: bool, as_json: bool, by: str | None
) -> int:
    """Import a file and say what became of it. Exit code 0: all rows taken, 1: some not, 2: not read at all."""
    try:
        actor = _actor(by)
        problems: list[Problem] = []
        counts = _run(
            kind=kind,
            path=path,
            wanted=mapping,
            dry_run=dry_run,
            by=actor,
            report=problems.extend,
            quiet=as_json,
        )
    except (CannotStart, TableError, NotAllowed) as reason:
        click.echo(f"tandem: {reason}", err=True)
        return UNREADABLE
    if as_json:
        _print_json(counts, problems)
    else:
        _print_words(counts, problems, dry_run=dry_run)
    return SOME_NOT if counts["conflicts"] or counts["errors"] else ALL_TAKEN


def import_quotes_command(*, path: Path, dry_run: bool, as_json: bool, by: str | None) -> int:
    """Take in the quotes that an ERP made, with the documents beside the list. Exit codes as for customers."""
    try:
        actor = _actor(by)
        with open_table(path, path.name, most_bytes=settings.IMPORT_MAX_BYTES) as table:
            if people.company() is None:
                raise CannotStart(_("There is no company yet. Read the customers in first."))
            with _bar(table, quiet=as_json) as progress:
                report = erp.take_in(
                    table=table, by=actor, at=timezone.now(), documents=erp.lying_in(path.parent), dry_run=dry_run,
                    progress=progress,
                )  # fmt: skip
    except (CannotStart, TableError, NoQuotes) as reason:
        click.echo(f"tandem: {reason}", err=True)
        return UNREADABLE
    counts = report.told()
    if as_json:
        _print_json(counts, report.problems)
    else:
        _print_words(counts, report.problems, dry_run=dry_run)
    return SOME_NOT if counts["conflicts"] or counts["errors"] else ALL_TAKEN


def _run(
    *,
    kind: str,
    path: Path,
    wanted: str | None,
    dry_run: bool,
    by: User | None,
    report: Callable[[Sequence[Problem]], None],
    quiet: bool,
) -> dict[str, int]:
    at = timezone.now()
    with open_table(path, path.name, most_bytes=settings.IMPORT_MAX_BYTES) as table:
        placed = _placed(table, wanted, kind=kind, by=by)
        if people.company() is None:
            # An import may be the very first act: a company without people, which the set-up goes on with.
            people_actions.found_company(name="Tandem", at=at)
        with _bar(table, quiet=quiet) as progress:
            if dry_run:
                return _looked_at(kind, table, placed, by=by, at=at, report=report, progress=progress)
            run = actions.start(
                table=table,
                path=path,
                file_name=path.name,
                by=by,
                at=at,
                placed=placed,
                state=RUNNING,
                kind=kind,
            )
            try:
                done = actions.apply(run=run, table=table, at=at, report=report, progress=progress)
            except BaseException:
                actions.fail(run=run, reason=_("The command was broken off. Nothing was written."))
                raise
            return dict(done.counts)


def _looked_at(
    kind: str,
    table: Table,
    placed: list[Placed],
    *,
    by: User | None,
    at: datetime,
    report: Callable[[Sequence[Problem]], None],
    progress: Callable[[int], None] | None,
) -> dict[str, int]:
    """What would become of the rows. Nothing is written."""
    day = timezone.localdate(at)
    if kind == CUSTOMERS:
        setting = queries.setting(by=None, day=day)
        return plan_file(table=table, placed=placed, setting=setting, report=report, progress=progress).counts
    walk = walking.Walk(kind=kind, table=table, placed=placed, by=by, day=day, progress=progress)
    return walk.plan(report=report).counts


def _placed(table: Table, wanted: str | None, *, kind: str, by: User | None) -> list[Placed]:
    proposals = actions.proposed(table, kind=kind, by=by)
    try:
        wishes = mapping.wishes_of(wanted, table.columns) if wanted else {}
        return actions.chosen_columns(proposals, wishes, kind=kind, by=by)
    except mapping.MappingError as error:
        raise CannotStart(error.reason) from error


def _actor(by: str | None) -> User | None:
    if by is None:
        return None
    person = people.colleagues().filter(email__iexact=by.strip()).first()
    if person is None:
        raise CannotStart(_("Nobody here has the address %(email)s.") % {"email": by})
    return person


@contextmanager
def _bar(table: Table, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A bar for whoever watches; nothing where the output goes into a file."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=table.expected_rows or 0, label=table.filename, file=sys.stderr) as bar:
        yield lambda rows: bar.update(rows - bar.pos)


def _print_json(counts: dict[str, int], problems: Sequence[Problem]) -> None:
    told = {name: counts[name] for name in COUNTS}
    listed = [problem._asdict() for problem in problems]
    click.echo(json.dumps({**told, "problems": listed}, ensure_ascii=False, indent=1))


def _print_words(counts: dict[str, int], problems: Sequence[Problem], *, dry_run: bool) -> None:
    words = _(
        "%(rows)d rows: %(created)d new, %(updated)d changed, %(unchanged)d unchanged, "
        "%(conflicts)d conflicts, %(errors)d errors."
    )
    click.echo(words % counts)
    for problem in problems[:PROBLEMS_SHOWN]:
        value = f" “{problem.value}”" if problem.value else ""
        click.echo(f"  {problem.row}  {problem.column}{value}: {problem.reason}")
    if len(problems) > PROBLEMS_SHOWN:
        more = _("%(count)d more; --json prints all of them.") % {"count": len(problems) - PROBLEMS_SHOWN}
        click.echo(f"  … {more}")
    if dry_run:
        click.echo(_("Nothing was written (dry run)."))
