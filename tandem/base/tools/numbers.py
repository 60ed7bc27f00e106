"""Gapless document numbers."""

from __future__ import annotations

from django.db import connection


def draw(*, kind: str, year: int, first: int = 1) -> int:
    """The next number of this kind and year; gapless, because a transaction that fails gives it back.

    One row is locked until the surrounding transaction ends, so two senders wait for each other here and nowhere else.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A number is drawn inside the transaction that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tools_numberrange AS held (kind, year, last) VALUES (%s, %s, %s)
            ON CONFLICT (kind, year) DO UPDATE SET last = held.last + 1
            RETURNING last
            """,
            [kind, year, first],
        )
        return int(cursor.fetchone()[0])


def label(*, year: int, number: int) -> str:
    """How a quote or order number is written: 26-1184."""
    return f"{year % 100:02d}-{number:04d}"
