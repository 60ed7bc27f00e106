"""A list of an ERP's quotes by the browser: check it, read it in, throw it away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.essentials.people.models import User
from tandem.surfaces.exchange import queries
from tandem.surfaces.exchange.actions.refusals import FileRefused, NotNow
from tandem.surfaces.exchange.erp import taking_in
from tandem.surfaces.exchange.erp.columns import NoQuotes
from tandem.surfaces.exchange.erp.taking_in import Report
from tandem.surfaces.exchange.models import DAYS_KEPT, QuoteList
from tandem.surfaces.exchange.tables import TableError, open_table

# Somebody waits for it; longer lists go by the command or the folder.
MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 3000
PROBLEMS_KEPT = 500


@transaction.atomic
def check(*, content: bytes, file_name: str, by: User, at: datetime) -> QuoteList:
    """Keep a list and say what would become of its rows. Nothing is written to quotes. Raises FileRefused."""
    queries.require_import(by)
    report = _read(content, file_name, by=by, at=at, dry_run=True)
    # What nobody read in is thrown away after the days that other lists have.
    QuoteList.objects.filter(done_at=None, at__lt=at - timedelta(days=DAYS_KEPT)).delete()
    made = QuoteList(file_name=file_name[:200], content=content, by=by, at=at)
    return _told(made, report)


@transaction.atomic
def apply(*, held: QuoteList, by: User, at: datetime) -> QuoteList:
    """Read the rows in, once."""
    queries.require_import(by)
    current = _held(held)
    report = _read(bytes(current.content), current.file_name, by=by, at=at, dry_run=False)
    current.content, current.done_at = b"", at
    return _told(current, report)


@transaction.atomic
def discard(*, held: QuoteList, by: User) -> None:
    """Throw a list away that was not read in."""
    queries.require_import(by)
    _held(held).delete()


def _held(held: QuoteList) -> QuoteList:
    current = QuoteList.objects.select_for_update().filter(pk=held.pk).first()
    if current is None or current.done_at is not None:
        raise NotNow(_("Somebody was faster: this list is read in or thrown away."))
    return current


def _read(content: bytes, file_name: str, *, by: User, at: datetime, dry_run: bool) -> Report:
    try:
        with open_table(content, file_name, most_bytes=MOST_BYTES) as table:
            if (table.expected_rows or 0) > MOST_ROWS:
                raise FileRefused(
                    _("More than %(most)d rows: use the watched folder or the command.") % {"most": MOST_ROWS}
                )
            return taking_in.take_in(table=table, by=by, at=at, dry_run=dry_run)
    except (TableError, NoQuotes) as error:
        raise FileRefused(error.reason) from error


def _told(made: QuoteList, report: Report) -> QuoteList:
    made.counts = report.told()
    made.problems = [list(problem) for problem in report.problems[:PROBLEMS_KEPT]]
    made.save()
    return made
