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
    """A room adds its part when it is loaded. A name is one check's: another of that name would be lost unseen."""
    for check in checks:
        if _checks.setdefault(check.name, check) is not check:
            raise ValueError(f"Two checks are called “{check.name}”.")


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


def guards(*, invariant: str, table: str, triggers: tuple[str, ...]) -> Check:
    """A check that the database's own guards of a table are there and switched on (a restore may leave them off)."""
    names = ", ".join(f"'{trigger}'" for trigger in triggers)
    return sql(
        invariant=invariant,
        name=f"guard of {table}",
        query=f"""
            SELECT expected.name FROM unnest(ARRAY[{names}]) AS expected (name)
            WHERE NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = '{table}'::regclass
                              AND tgname = expected.name AND tgenabled IN ('O', 'A'))
            ORDER BY 1
        """,  # noqa: S608  # our own names
        sentence=f"The database no longer guards {table}: its trigger {{0}} is missing or switched off.",
    )
