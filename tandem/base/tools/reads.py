"""Reads that a page makes on every request: their SQL is written once and asked again with other values.

The ORM takes 2 to 5 ms to write the SQL of a page's larger queries, ten times as long as the database needs to answer.
A `Read` keeps what the ORM has written, per process, and hands out the same model instances. Where the connection has
a `prepare_threshold`, the database keeps its plan as well.

    _OPEN = Read(lambda given: Matter.objects.filter(customer=given.customer, closed_at=None))
    matters = _OPEN(customer=customer.pk)

What differs between two asks comes in by `given`; what decides about the shape of the query (the door of who reads,
which filter is set) are further parameters of the function, hashable. It never closes over a value. Lists are compared
by `column__any_of=given.name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from itertools import count
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import Expression, Field, ForeignObject, Lookup, Model, QuerySet
from django.db.models.expressions import BaseExpression
from django.db.models.sql.compiler import SQLCompiler
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

Row = TypeVar("Row")
# Shapes kept per read; more than roles and filters can make.
_SHAPES = 64


class Given(Expression):
    """The place in a query where a value is put in when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        return "%s", [self]


class Givens:
    """`given.at` is the place of the value `at`."""

    def __getattr__(self, name: str) -> Any:
        return Given(name)


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """`column = ANY (list)`, where the list is one value or a query: the SQL stays, whatever its length."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = (
            compiler.compile(self.rhs) if isinstance(self.rhs, BaseExpression) else ("%s", [self.rhs])
        )
        # For a foreign key the type of the column it points to, without a length.
        kind = str(self.lhs.output_field.cast_db_type(connection) or "").split("(")[0]
        return f"{left} = ANY({right}::{kind}[])", [*left_params, *right_params]


@dataclass(frozen=True, slots=True)
class _Written:
    """A query with its SQL, whose only places are those of the values."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    # The same with `$1`, `$2`: as the database itself reads it, so that the driver has nothing to rewrite.
    numbered: str
    places: tuple[str, ...]
    # How values of the columns are read, as Django's compiler says: the same for every ask.
    converters: dict[int, Any]

    def filled(self, values: dict[str, object]) -> list[object]:
        return [values[name] for name in self.places]

    def rows(
        self, values: dict[str, object], *, keeps_plan: bool, around: str = "{}"
    ) -> list[tuple[Any, ...]]:
        """What the database answers for these values; `around` is a statement that takes this one."""
        connection = _ready()
        plain = _plain(connection) if keeps_plan else None
        sql = self.sql if plain is None else self.numbered
        with connection._prepare_cursor(plain) if plain else connection.cursor() as cursor:
            cursor.execute(around.replace("{}", sql), self.filled(values))
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


class _Asking(SQLCompiler):
    """What Django's iterables ask for rows: the kept SQL instead of new one."""

    def __init__(self, written: _Written, values: dict[str, object], *, keeps_plan: bool) -> None:
        super().__init__(written.queryset.query, _connection(), DEFAULT_DB_ALIAS)
        self._keeps_plan = keeps_plan
        model = written.compiler
        self.select, self.klass_info = model.select, model.klass_info
        self.annotation_col_map, self.col_count = model.annotation_col_map, model.col_count
        self._written, self._values = written, values

    def get_converters(self, expressions: Any) -> Any:
        return self._written.converters

    def execute_sql(self, *args: object, **kwargs: object) -> Any:
        return [self._written.rows(self._values, keeps_plan=self._keeps_plan)]


class Read(Generic[Row]):
    """A query that is written once for each shape; `write(given, ...)` returns the queryset.

    Where the values decide about the best way (a filter that fits a thousand customers or three), `keeps_plan=False`
    lets the database plan it with them.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Row]], *, keeps_plan: bool = True) -> None:
        self._keeps_plan = keeps_plan
        _given, *self._shape = signature(write).parameters
        self._kept = lru_cache(maxsize=_SHAPES)(lambda **shape: _written(write(Givens(), **shape)))

    def count(self, **values: object) -> int:
        """How many rows there are for these values."""
        written = self._take(values)
        if written is None:
            return 0
        counted = "SELECT count(*) FROM ({}) found"
        return int(written.rows(values, keeps_plan=self._keeps_plan, around=counted)[0][0])

    def _take(self, values: dict[str, object]) -> _Written | None:
        """The query of the shape that some of the values decide about; the others stay."""
        shape: dict[str, Hashable] = {name: values.pop(name) for name in self._shape}
        return self._kept(**shape)

    def __call__(self, **values: object) -> list[Row]:
        """The rows for these values; those that `write` names decide about the shape."""
        written = self._take(values)
        if written is None:
            return []
        compiler = _Asking(written, values, keeps_plan=self._keeps_plan)
        queryset = written.queryset
        asked = SimpleNamespace(
            model=queryset.model,
            db=DEFAULT_DB_ALIAS,
            query=SimpleNamespace(get_compiler=lambda *_using, **_more: compiler),
            _known_related_objects={},
            _fields=None,
        )
        flat = getattr(queryset, "_iterable_class")  # noqa: B009  (Django keeps it to itself)
        return list(flat(asked))


def prefetched(instance: Model, name: str, rows: list[Any]) -> None:
    """Let `instance.<name>.all()` answer with these rows, as if it had been fetched with `prefetch_related`."""
    related = getattr(instance, name).all()
    related._result_cache = rows
    vars(instance).setdefault("_prefetched_objects_cache", {})[name] = related


def _written(queryset: QuerySet[Any, Any]) -> _Written | None:
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    sql, places = _with_constants(sql, tuple(params))
    columns = [column for column, *_ in compiler.select[: compiler.col_count]]
    return _Written(
        queryset=queryset, compiler=compiler, sql=sql, numbered=_numbered(sql), places=places,
        converters=compiler.get_converters(columns),
    )  # fmt: skip


_PLACE = re.compile("%%|%s")


def _with_constants(sql: str, params: tuple[object, ...]) -> tuple[str, tuple[str, ...]]:
    """What is the same on every ask stands in the SQL: a plan that is kept uses an index `WHERE state = 'offered'` only
    where it reads 'offered', not where it is sent a value.
    """
    left, places = iter(params), []

    def put(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%%"
        value = next(left)
        if isinstance(value, Given):
            places.append(value.name)
            return "%s"
        return str(_connection().ops.compose_sql("%s", [value])).replace("%", "%%")

    return _PLACE.sub(put, sql), tuple(places)


def _numbered(sql: str) -> str:
    numbers = count(1)
    return _PLACE.sub(lambda place: "%" if place[0] == "%%" else f"${next(numbers)}", sql)


def _connection() -> DatabaseWrapper:
    connection = connections[DEFAULT_DB_ALIAS]
    assert isinstance(connection, DatabaseWrapper)  # Tandem runs on PostgreSQL only
    return connection


def rows(
    sql: str, params: dict[str, Any] | list[Any], *, keeps_plan: bool = True, is_numbered: bool = False
) -> list[tuple[Any, ...]]:
    """The rows of a statement written by hand, with a plan that the database keeps where it may; `is_numbered`: its
    places read `$1`.
    """
    connection = _ready()
    plain = _plain(connection) if keeps_plan else None
    if plain and not is_numbered:
        sql, names = _by_number(sql)
        params = params if isinstance(params, list) else [params[name] for name in names]
    with connection._prepare_cursor(plain) if plain else connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@lru_cache(maxsize=256)
def _by_number(sql: str) -> tuple[str, tuple[str, ...]]:
    """A statement with `$1`, and the names of its places. The driver rewrites a long one on every ask: 1 ms of 4 kB."""
    names: dict[str, int] = {}

    def put(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        # A value that has a name is sent once, however often it stands there.
        return f"${names.setdefault(place[1] or str(len(names)), len(names) + 1)}"

    return _NAMED.sub(put, sql), tuple(names)


_NAMED = re.compile(r"%%|%s|%\((\w+)\)s")


def _ready() -> Any:
    connection = _connection()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    return connection


def _plain(connection: Any) -> psycopg.RawCursor[Any] | None:
    """A cursor that lets the database keep plans, where the connection is the process's own.

    Django's cursors put values into the SQL; only values that are sent apart leave a statement the same each time. A
    pooler that lends connections per transaction takes no kept statements: there `prepare_threshold` is not set. And
    only Django's own cursors can be logged with values.
    """
    raw = connection.connection
    if raw.prepare_threshold is None or connection.queries_logged:
        return None
    if raw.adapters.get_loader(_JSONB, Format.BINARY) is not _WrittenJson:
        raw.adapters.register_loader(_JSONB, _WrittenJson)
    plain = psycopg.RawCursor(raw)
    # A moment is read thirty times as fast from its bytes as from its text.
    plain.format = Format.BINARY
    return plain


class _WrittenJson(Loader):
    """JSON as text, which the fields of Django read themselves."""

    format = Format.BINARY

    def load(self, data: Buffer) -> str:
        # The first byte is the version of the format, always 1.
        return bytes(data[1:]).decode()


_JSONB = psycopg.adapters.types["jsonb"].oid
