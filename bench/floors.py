"""The floor of a page: its own SQL, sent bare to the same database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.load import Ask


def statements(*, user: object, ask: Ask) -> list[str]:
    """The SQL that one request sends, as the test client of Django sees it (the session's own included)."""
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # a people.User
    with CaptureQueriesContext(connection) as queries:
        if ask.form is None:
            client.get(ask.path)
        else:
            client.post(ask.path, ask.form)
    return [query["sql"] for query in queries.captured_queries]


def bare_sql_ms(*, sql: list[str], rounds: int = 30) -> float:
    """The median time of reading all rows of these statements over an open connection, in milliseconds."""
    reads = [one for one in sql if _only_reads(one.lstrip().upper())]
    return _median(lambda: _read(reads), rounds)


def _only_reads(statement: str) -> bool:
    """Whether it can be asked again and again: no lock, and no function that puts a job into the queue."""
    kept_out = ("FOR UPDATE", "PROCRASTINATE_DEFER")
    return statement.startswith(("SELECT", "WITH")) and not any(part in statement for part in kept_out)


def _read(reads: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in reads:
            cursor.execute(statement.replace("%", "%%"), ())
            cursor.fetchall()


def _median(act: Callable[[], None], rounds: int) -> float:
    act()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)
