"""The book of a merge: every row that was moved, changed or laid aside, so that an undo puts back exactly these."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from tandem.essentials.customers.merging import Reference, Word

MOVE, ASIDE, CHANGE = "move", "aside", "change"

# A row by its table and key.
Node = tuple[str, int]


class Ledger:
    """Writes and remembers. `steps` is what is kept: each can be taken back, the last one first."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []

    def move(self, reference: Reference, *, was: int, to: int, word: Word) -> list[int]:
        """Let rows point at `to`; those that stand there already in the same words are laid aside."""
        if word.same_in:
            self.lay_aside(reference.model, _twins(reference, was=was, to=to, same_in=word.same_in))
        rows = reference.model._base_manager.filter(word.only, **{reference.column: was})
        pks = sorted(rows.values_list("pk", flat=True))
        if pks:
            point(reference.model, reference.column, pks=pks, was=was, to=to)
            column = column_of(reference.model, reference.column)
            self.steps.append(
                {"do": MOVE, "table": reference.table, "column": column, "was": was, "to": to, "pks": pks}
            )
        return pks

    def lay_aside(self, model: type[models.Model], pks: Iterable[int]) -> None:
        """Take rows out, whole; nothing hangs on them any more."""
        wanted = list(pks)
        if not wanted:
            return
        table, key = named(model)
        kept = _fetched(f"DELETE FROM {table} t WHERE {key} = ANY(%s) RETURNING to_jsonb(t)", [wanted])  # noqa: S608  # our own names
        rows = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in kept]
        self.steps.append({"do": ASIDE, "table": model._meta.db_table, "rows": rows})

    def change(self, model: type[models.Model], pk: int, **values: Any) -> None:
        """Write columns of a row (by the names of its fields, a foreign key as `..._id`)."""
        columns = [column_of(model, name) for name in values]
        before = columns_of(model, pk, columns)
        model._base_manager.filter(pk=pk).update(**values)
        after = columns_of(model, pk, columns)
        if before != after:
            self.steps.append(
                {"do": CHANGE, "table": model._meta.db_table, "pk": pk, "before": before, "after": after}
            )

    def came(self, model: type[models.Model]) -> set[int]:
        """The rows of a table that came along."""
        return self.moved().get(model._meta.db_table, set())

    def moved(self) -> dict[str, set[int]]:
        """The rows that came along, by table."""
        found: dict[str, set[int]] = {}
        for step in self.steps:
            if step["do"] == MOVE:
                found.setdefault(step["table"], set()).update(step["pks"])
        return found


def _twins(reference: Reference, *, was: int, to: int, same_in: tuple[str, ...]) -> list[int]:
    table, key = named(reference.model)
    column = quoted(column_of(reference.model, reference.column))
    same = " AND ".join(
        f"mine.{name} IS NOT DISTINCT FROM theirs.{name}"
        for name in (quoted(column_of(reference.model, one)) for one in same_in)
    )
    found = _fetched(
        f"SELECT mine.{key} FROM {table} mine JOIN {table} theirs ON {same}"  # noqa: S608  # our own names
        f" WHERE mine.{column} = %s AND theirs.{column} = %s ORDER BY 1",
        [was, to],
    )
    return [row[0] for row in found]


# --- rows by their tables


@lru_cache(maxsize=1)
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def model_of(table: str) -> type[models.Model] | None:
    """The model of a table; None for one that this version no longer has."""
    return _models().get(table)


def named(model: type[models.Model]) -> tuple[str, str]:
    """Table and key of a model, fit for SQL."""
    key = model._meta.pk
    assert key is not None  # every model has one
    return quoted(model._meta.db_table), quoted(str(key.column))


def quoted(name: str) -> str:
    """A name of our own, fit for SQL."""
    return str(connection.ops.quote_name(name))


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field, named with or without `_id`."""
    for one in model._meta.concrete_fields:
        if name in (one.name, one.attname, one.column):
            return str(one.column)
    raise LookupError(name)


def columns_of(model: type[models.Model], pk: int, columns: list[str]) -> dict[str, Any]:
    """What stands in some columns of a row, as JSON keeps it; empty where the row is gone."""
    table, key = named(model)
    found = _fetched(f"SELECT to_jsonb(t) FROM {table} t WHERE {key} = %s", [pk])  # noqa: S608  # our own names
    if not found:
        return {}
    row = json.loads(found[0][0]) if isinstance(found[0][0], str) else found[0][0]
    return {column: row[column] for column in columns}


def point(model: type[models.Model], column: str, *, pks: list[int], was: int, to: int) -> list[int]:
    """Let the rows among these that point at `was` point at `to`."""
    table, key = named(model)
    name = quoted(column_of(model, column))
    found = _fetched(
        f"UPDATE {table} SET {name} = %s WHERE {key} = ANY(%s) AND {name} = %s RETURNING {key}",  # noqa: S608  # our own names
        [to, pks, was],
    )
    return [row[0] for row in found]


def put_back(model: type[models.Model], row: Mapping[str, Any]) -> None:
    """A row that was laid aside, as it was."""
    table, _key = named(model)
    names = ", ".join(quoted(str(one.column)) for one in model._meta.concrete_fields if one.column in row)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608  # our own names
            f" FROM jsonb_populate_record(NULL::{table}, %s::jsonb)",
            [json.dumps(dict(row))],
        )


def write(model: type[models.Model], pk: int, values: Mapping[str, Any]) -> None:
    """Columns of a row, as JSON kept them."""
    table, key = named(model)
    names = ", ".join(quoted(column_of(model, name)) for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET ({names}) = (SELECT {names}"  # noqa: S608  # our own names
            f" FROM jsonb_populate_record(NULL::{table}, %s::jsonb)) WHERE {key} = %s",
            [json.dumps(dict(values)), pk],
        )


def _fetched(statement: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
