"""Keeping the keys of duplicates in step with the customers, and a note of who is to be compared again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tandem.essentials.customers.duplicates.finding import FILES, stored
from tandem.essentials.customers.duplicates.keys import keys_of

_A_FEW = 20


def write(cursor: Any, customer_ids: list[int]) -> None:
    """The keys of these customers anew; an alias has none, its survivor has them. Whoever calls holds the rows."""
    cursor.execute("DELETE FROM customers_duplicatekey WHERE customer_id = ANY(%s)", [customer_ids])
    cursor.execute(FILES, [customer_ids, customer_ids])
    companies = cursor.fetchall()
    if len(customer_ids) <= _A_FEW:
        pairs = list(_keys(companies))
        cursor.execute(
            "INSERT INTO customers_duplicatekey (key, customer_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
            [[key for key, _pk in pairs], [pk for _key, pk in pairs]],
        )
    else:
        with cursor.copy("COPY customers_duplicatekey (key, customer_id) FROM STDIN") as copy:
            for row in _keys(companies):
                copy.write_row(row)
    cursor.execute(
        "INSERT INTO customers_tocompare (customer_id) SELECT unnest(%s::bigint[])",
        [[row[0] for row in companies if row[1] is None]],
    )


def _keys(files: list[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Each pair once: what was merged into a file often has the same keys."""
    once = dict.fromkeys((key, row[1] or row[0]) for row in files for key in keys_of(stored(row[5:])))
    yield from once
