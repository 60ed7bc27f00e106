"""Gapless document numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from tandem.base.tools import text as texts


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


@dataclass(frozen=True, slots=True)
class Sought:
    """A number somebody looks for: by how it begins (26-11), by what follows the year (1184), or both (26)."""

    beginning: str = ""
    serial: int | None = None


def sought(written: str) -> Sought | None:
    """What a query means as a document number; None where no number is written like that."""
    wanted = texts.clean(written, limit=40).replace(" ", "").removeprefix("#")
    if not wanted.isascii():
        return None
    begins = re.fullmatch(r"\d{1,2}(-\d*)?", wanted) is not None
    serial = int(wanted) if re.fullmatch(r"\d{1,9}", wanted) else None
    return Sought(wanted if begins else "", serial) if begins or serial is not None else None
