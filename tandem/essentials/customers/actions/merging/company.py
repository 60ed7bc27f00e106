"""What keeps company: rows that hang together go back together, or stay together once somebody has worked with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

from tandem.essentials.customers import merging
from tandem.essentials.customers.actions.merging.ledger import Node, model_of, named, quoted
from tandem.essentials.customers.models import Customer

_CUSTOMERS = Customer._meta.db_table


class Groups:
    """Which rows belong together (union and find)."""

    def __init__(self) -> None:
        self._above: dict[Node, Node] = {}

    def root(self, node: Node) -> Node:
        """The row that stands for the whole group."""
        above = self._above.setdefault(node, node)
        while above != node:
            node, above = above, self._above.setdefault(above, above)
        return node

    def join(self, one: Node, other: Node) -> None:
        """Two rows belong together."""
        self._above[self.root(one)] = self.root(other)

    def __iter__(self) -> Any:
        return iter(list(self._above))


def around(moved: Mapping[str, Iterable[int]]) -> Groups:
    """The moved rows and everything that hangs on them, down to the last line of a quote."""
    groups = Groups()
    waiting: list[tuple[str, set[int]]] = []
    for table, pks in moved.items():
        # Customers change all the time; of them only the column that was moved is looked at.
        if table != _CUSTOMERS and model_of(table) is not None:
            waiting.append((table, set(pks)))
    known = {(table, pk) for table, pks in waiting for pk in pks}
    for node in known:
        groups.root(node)
    while waiting:
        table, pks = waiting.pop()
        for model, column in merging.hanging().get(table, ()):
            fresh: set[int] = set()
            if f"{model._meta.db_table}.{column}" in _staying_columns():
                continue
            for pk, parent in _children(model, column, pks):
                child = (model._meta.db_table, pk)
                groups.join(child, (table, parent))
                if child not in known:
                    known.add(child)
                    fresh.add(pk)
            if fresh:
                waiting.append((model._meta.db_table, fresh))
    return groups


def _staying_columns() -> set[str]:
    return {
        one.key for to in merging.MERGED for one in merging.references(to) if not merging.word(one).follows
    }


def _children(model: type[models.Model], column: str, parents: set[int]) -> list[tuple[int, int]]:
    rows = model._base_manager.filter(**{f"{column}__in": sorted(parents)})
    return [(int(pk), int(parent)) for pk, parent in rows.order_by("pk").values_list("pk", column)]


def seen(groups: Groups) -> dict[str, Any]:
    """The rows as they stand now: a digest of each and the number of its group, as a merge keeps them."""
    numbers: dict[Node, int] = {}
    tables: dict[str, list[int]] = {}
    for table, pk in groups:
        tables.setdefault(table, []).append(pk)
        numbers.setdefault(groups.root((table, pk)), len(numbers))
    found: dict[str, Any] = {}
    for table, pks in sorted(tables.items()):
        model = model_of(table)
        assert model is not None  # it was walked through
        columns = [str(one.column) for one in model._meta.concrete_fields]
        rows = {
            str(pk): [digest, numbers[groups.root((table, pk))]]
            for pk, digest in digests(model, columns, pks).items()
        }
        found[table] = {"columns": columns, "rows": rows}
    return found


def digests(model: type[models.Model], columns: list[str], pks: Iterable[int]) -> dict[int, str]:
    """What the rows say in these columns, in a few letters each."""
    table, key = named(model)
    names = ", ".join(quoted(one) for one in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, md5(ROW({names})::text) FROM {table} WHERE {key} = ANY(%s)",  # noqa: S608  # our own names
            [sorted(pks)],
        )
        return {int(pk): str(digest) for pk, digest in cursor.fetchall()}


def staying(
    moved: Mapping[str, Iterable[int]], kept: Mapping[str, Any], *, since: int
) -> tuple[set[Node], list[Node]]:
    """The rows that stay because they or their company were touched since, and one touched row of each group."""
    groups = around(moved)
    touched = _touched(groups, kept) | _worked_on(moved, since=since)
    first: dict[int, Node] = {}
    for table, told in kept.items():
        for pk, (_digest, number) in told["rows"].items():
            groups.join((table, int(pk)), first.setdefault(number, (table, int(pk))))
    roots = {groups.root(node): node for node in sorted(touched, reverse=True)}
    return {node for node in groups if groups.root(node) in roots}, sorted(roots.values())


def _touched(groups: Groups, kept: Mapping[str, Any]) -> set[Node]:
    """Rows that read otherwise, have come or have gone since."""
    now: dict[str, set[int]] = {}
    for table, pk in groups:
        now.setdefault(table, set()).add(pk)
    found: set[Node] = set()
    for table in {*now, *kept}:
        model, told = model_of(table), kept.get(table, {"columns": [], "rows": {}})
        before = {int(pk): digest for pk, (digest, _number) in told["rows"].items()}
        columns = {one.column for one in model._meta.concrete_fields} if model is not None else set()
        if model is None or not columns.issuperset(told["columns"]):
            # Another version of Tandem, with other columns: nobody can tell any more.
            found |= {(table, pk) for pk in before}
            continue
        after = digests(model, told["columns"], now.get(table, set()) | set(before)) if before else {}
        found |= {
            (table, pk) for pk in now.get(table, set()) | set(before) if after.get(pk) != before.get(pk)
        }
        found |= {(table, pk) for pk in now.get(table, set()) - set(before)}
    return found


def _worked_on(moved: Mapping[str, Iterable[int]], *, since: int) -> set[Node]:
    found: set[Node] = set()
    for to in merging.MERGED:
        for reference, word in merging.following(to):
            pks = sorted(moved.get(reference.table, ()))
            if word.worked_on is not None and pks:
                found |= {(reference.table, pk) for pk in word.worked_on(pks, since)}
    return found
