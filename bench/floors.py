"""The floor of a page: its own SQL, sent bare to the same database, the way the page sends it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from django.test import Client

from bench.load import Ask
from tandem.base.tools import reads


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a page; `is_kept`: its values are sent apart (its places read `$1`), so that the database may
    keep its plan.
    """

    sql: str
    params: Any
    is_kept: bool

    @property
    def only_reads(self) -> bool:
        """Whether it can be asked again and again: no lock, and no function that puts a job into the queue."""
        text = self.sql.lstrip().upper()
        kept_out = ("FOR UPDATE", "PROCRASTINATE_DEFER")
        return text.startswith(("SELECT", "WITH")) and not any(part in text for part in kept_out)


def statements(*, user: object, ask: Ask) -> list[Statement]:
    """The SQL that one request sends, as the test client of Django sees it (the session's own included)."""
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: Any, params: Any, *more: Any) -> Any:
        _many, context = more
        # A read's own cursor; Django's are of a class that puts the values into the SQL.
        found.append(Statement(str(sql), params, type(context["cursor"].cursor) is psycopg.RawCursor))
        return execute(sql, params, *more)

    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # a people.User
    with connection.execute_wrapper(note):
        if ask.form is None:
            client.get(ask.path)
        else:
            client.post(ask.path, ask.form)
    return found


def bare_sql_ms(*, sql: list[Statement], rounds: int = 30) -> float:
    """The median time of reading all rows of these statements over an open connection, in milliseconds."""
    asked = [one for one in sql if one.only_reads]
    return _median(lambda: _read(asked), rounds)


def _read(asked: list[Statement]) -> None:
    for one in asked:
        if one.is_kept:
            reads.rows(one.sql, one.params, is_numbered=True)
            continue
        with connection.cursor() as cursor:
            cursor.execute(one.sql, one.params)
            cursor.fetchall()


def _median(act: Callable[[], None], rounds: int) -> float:
    for _ in range(3):  # until the plans are kept
        act()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        act()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)
