"""The port of `tandem check`: each room says what must hold and how a violation reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class Violation:
    """One record that breaks an invariant."""

    invariant: str
    record: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the whole database. `find` yields its violations."""

    invariant: str
    name: str
    find: Callable[[], Iterable[Violation]]


_checks: dict[str, Check] = {}


def register(*checks: Check) -> None:
    """A room adds its part when it is loaded; a second registration of the same name replaces the first."""
    for check in checks:
        _checks[check.name] = check


def registered() -> list[Check]:
    """All checks, by invariant and name."""
    return sorted(_checks.values(), key=lambda check: (check.invariant, check.name))


def run_all() -> Iterator[Violation]:
    """Every violated invariant in the database, record by record."""
    for check in registered():
        yield from check.find()


def sql(*, invariant: str, name: str, query: str, sentence: str) -> Check:
    """A check told in SQL: the query's first column names the record; all columns fill `sentence` by position."""

    def find() -> Iterator[Violation]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            for row in cursor.fetchall():
                yield Violation(
                    invariant=invariant, record=f"{name} {row[0]}", sentence=sentence.format(*row)
                )

    return Check(invariant=invariant, name=name, find=find)
