"""Killed in the middle, two at the same moment: nothing half-written, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tandem.base.journal.models import Entry
from tandem.base.tools import checks
from tandem.essentials.customers.models import Channel, Customer, SearchDocument
from tandem.essentials.people import actions as people
from tandem.essentials.people.models import User
from tandem.surfaces.exchange import actions, jobs, testing
from tandem.surfaces.exchange.models import DONE, RUNNING, ImportedRow, ImportRun

ROWS = 6000
# Reads a run in and stops in the middle, saying so, until it is killed.
_STOPS = """
import sys, time, django
django.setup()
from django.db import connections
connections.settings["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from tandem.surfaces.exchange import jobs
from tandem.surfaces.exchange.actions.writing import Writer
write = Writer.write
def slow(self, outcomes):
    states = write(self, outcomes)
    print("written", flush=True)
    time.sleep(60)
    return states
Writer.write = slow
jobs.apply(int(sys.argv[2]))
"""


def _person() -> User:
    people.found_company(name="Lechner", at=timezone.now())
    return people.add_user(
        email="anna@tandem.example",
        first_name="Anna",
        last_name="Reiter",
        roles=["inside"],
        by=None,
        at=timezone.now(),
    )


def _waiting(rows: int, *, by: User) -> ImportRun:
    content = testing.list_of(*({"Kd.-Nr.": str(place), "Firma": f"Firma {place}"} for place in range(rows)))
    run = testing.previewed(content, by=by)
    if run.state != "previewed":
        jobs.preview(run.pk)
    return actions.ask_to_apply(run=run, by=by, at=timezone.now())


def test_a_killed_import_leaves_nothing_and_is_done_when_its_job_is_taken_up_again(
    fresh_database: str,
) -> None:
    run = _waiting(ROWS, by=_person())
    root = Path(__file__).resolve().parents[4]
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPS, fresh_database, str(run.pk)],
        cwd=root,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.settings"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    _until_alone()
    run.refresh_from_db()
    assert run.state == RUNNING
    for table in (Customer, Channel, SearchDocument, Entry, ImportedRow):
        assert table.objects.count() == 0
    assert [one for one in checks.run_all() if one.invariant == "INV2" and "customer" in one.record] == []
    jobs.apply(run.pk)
    run.refresh_from_db()
    assert (run.state, Customer.objects.count(), Entry.objects.count()) == (DONE, ROWS, ROWS)


def test_of_two_imports_of_one_list_at_the_same_moment_the_second_finds_everything_there(
    fresh_database: str,
) -> None:
    person = _person()
    runs = [_waiting(300, by=person) for _ in range(2)]

    def work(pk: int) -> None:
        try:
            jobs.apply(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[run.pk]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run in runs:
        run.refresh_from_db()
    assert sorted((run.state, run.counts["created"], run.counts["unchanged"]) for run in runs) == [
        (DONE, 0, 300),
        (DONE, 300, 0),
    ]
    assert Customer.objects.count() == 300


def _until_alone() -> None:
    """The server takes a moment to notice that a client is gone."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.1)
    pytest.fail("a connection of the killed process stays")
