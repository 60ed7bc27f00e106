"""Writing hundreds of thousands of rows: model rows by COPY, with ids drawn in one go."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

_BATCH = 50_000


class Sheet:
    """Rows of one table, kept until `write`. Nobody else may write to the table meanwhile."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._fields = [
            field for field in model._meta.concrete_fields if not getattr(field, "generated", False)
        ]
        self._names = [field.attname for field in self._fields]
        self._json = {field.attname for field in self._fields if isinstance(field, models.JSONField)}
        self._fill = {field.attname: _filler(field) for field in self._fields}
        self._next = self._first_id() if isinstance(model._meta.pk, models.AutoField) else 0
        self._rows: list[tuple[Any, ...]] = []

    @property
    def next_id(self) -> int:
        """The id that the next row gets."""
        return self._next

    def reset(self, next_id: int) -> None:
        """Go on with an id that was given out before, by `next_id` of an earlier sheet."""
        self._next = next_id

    def add(self, **values: Any) -> int:
        """Keep one row; its id."""
        pk = self._next
        if pk:
            self._next += 1
            values["id"] = pk
        self._rows.append(tuple(self._value(name, values) for name in self._names))
        return pk

    def _value(self, name: str, values: dict[str, Any]) -> Any:
        if name in values:
            value = values[name]
        else:
            fill = self._fill[name]
            value = fill() if callable(fill) else fill
        return Jsonb(value) if name in self._json else value

    def write(self) -> int:
        """COPY what is kept into the table; how many rows."""
        written = len(self._rows)
        table, columns = self.model._meta.db_table, ", ".join(f'"{field.column}"' for field in self._fields)
        with connection.cursor() as cursor:
            for start in range(0, written, _BATCH):
                with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                    for row in self._rows[start : start + _BATCH]:
                        copy.write_row(row)
            if self._next and written:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, self._next - 1])
        self._rows.clear()
        return written

    def _first_id(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [self.model._meta.db_table])
            return int(cursor.fetchone()[0])


def _filler(field: models.Field[Any, Any]) -> Any:
    """What stands in a column that is not given: the model's default, else empty or null."""
    if field.has_default():
        return field.default
    if not field.null and isinstance(field, models.CharField | models.TextField):
        return ""
    return None


def uuid_from(number: int) -> uuid.UUID:
    """The same identity for the same seed."""
    return uuid.UUID(int=number & ((1 << 128) - 1), version=4)
