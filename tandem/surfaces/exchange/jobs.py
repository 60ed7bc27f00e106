"""Long files are checked, read in and undone in the background; each job may run twice and takes effect once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from tandem.essentials.people.models import User
from tandem.surfaces.exchange.models import RUNNING, ImportRun
from tandem.surfaces.exchange.tables import TableError

_EVERY_SECONDS = 0.5


@app.task(name="exchange.preview")
def preview(run_id: int) -> None:
    """Check the rows of an uploaded file."""
    from tandem.surfaces.exchange import actions

    run = _run(run_id)
    if run is not None:
        with _shown(run) as progress, _in_words_of(run, run.by):
            actions.preview(run=run, progress=progress)


@app.task(name="exchange.apply")
def apply(run_id: int) -> None:
    """Read the rows of an accepted file in."""
    from tandem.surfaces.exchange import actions
    from tandem.surfaces.exchange.actions import runs

    run = _run(run_id)
    # A second worker that was given the same job comes too late for the file, which is gone.
    if run is not None and run.state == RUNNING:
        with _shown(run) as progress, _in_words_of(run, run.by), runs.opened(run) as table:
            actions.apply(run=run, table=table, at=timezone.now(), progress=progress)


@app.task(name="exchange.undo")
def undo(run_id: int, by_id: int) -> None:
    """Take an import back."""
    from tandem.surfaces.exchange import actions

    run, by = _run(run_id), User.objects.filter(pk=by_id).first()
    if run is not None and by is not None:
        with _in_words_of(run, by):
            actions.undo(run=run, by=by, at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="exchange.forget_left", queueing_lock="exchange.forget_left")
def forget_left(timestamp: int) -> None:
    """Files that nobody read in are thrown away in the night."""
    from tandem.surfaces.exchange import actions

    actions.forget_left(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="* * * * *")
@app.task(name="exchange.quotes_folder", queueing_lock="exchange.quotes_folder")
def quotes_folder(timestamp: int) -> None:
    """Lists of quotes that an ERP has laid into the watched folder."""
    from tandem.surfaces.exchange.erp import folder

    with translation.override("de"):
        folder.look(at=timezone.localtime())


def _run(run_id: int) -> ImportRun | None:
    return ImportRun.objects.select_related("by").filter(pk=run_id).first()


@contextmanager
def _in_words_of(run: ImportRun, person: User | None) -> Iterator[None]:
    """Reasons are kept in the language of whoever reads them; what goes wrong stands beside the file."""
    from tandem.surfaces.exchange import actions

    with translation.override(person.language if person else None):
        try:
            yield
        except TableError as error:
            actions.fail(run=run, reason=error.reason)
        except DatabaseError:
            # Lost in a race with somebody who took the same number in, or the disk is full.
            actions.fail(
                run=run, reason=_("Nothing was written, because the database refused it. Try again.")
            )
            raise
        except Exception:
            actions.fail(run=run, reason=_("Nothing was written, because something unforeseen went wrong."))
            raise


@contextmanager
def _shown(run: ImportRun) -> Iterator[Callable[[int], None]]:
    """How far the work is, written twice a second over a connection of its own: the work is one transaction.

    Entered before the transaction begins and left after its end, as the last writing may wait for it.
    """
    reached, ended = [0], threading.Event()

    def show() -> None:
        shown = 0
        try:
            while not ended.wait(_EVERY_SECONDS):
                if reached[0] != shown:
                    shown = reached[0]
                    ImportRun.objects.filter(pk=run.pk).update(progress=shown)
        finally:
            connection.close()

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda rows: reached.__setitem__(0, rows)
    finally:
        ended.set()
        thread.join()
