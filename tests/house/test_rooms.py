"""Every room is furnished alike, and writes live in its actions."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest
from django.db import connection

from tandem.base.tools.holdings import Holding
from tests.house import rooms

WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
    "delete",
    "set_password",
}
# Forms and files are also "saved" and "deleted"; these modules hold none of a room's tables.
ALLOWED = {
    "base/files/pictures.py",  # a picture, into memory
    "base/tools/numbers.py",  # the locked row itself
    "essentials/people/web.py",  # an act and its key
}
LONGEST_FILE = 400


def writes(source: str) -> list[str]:
    """Calls in a module that write to the database through the ORM."""
    return [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        and _on_the_database(node.func)
    ]  # fmt: skip


def _on_the_database(call: ast.Attribute) -> bool:
    """Not a session, a cache or a form, which have the same words; and not another room's action of that name."""
    text = ast.unparse(call.value)
    is_action = isinstance(call.value, ast.Name) and call.attr == "create"
    return not is_action and not any(word in text for word in ("session", "cache", "workbook", "form"))


def test_the_rule_sees_a_write_and_lets_a_read_pass() -> None:
    assert writes("Customer.objects.create(name='x')") == ["line 1: .create()"]
    assert writes("customer.save()") == ["line 1: .save()"]
    assert writes("Customer.objects.filter(name='x').first()") == []
    assert writes("customers.create(name='x', by=anna, at=now)") == []


@pytest.mark.parametrize(
    "path",
    list(rooms.python_files(but=("actions", "actions.py"))),
    ids=lambda path: str(path.relative_to(rooms.ROOT)),
)
def test_writes_live_in_actions(path: Path) -> None:
    if str(path.relative_to(rooms.ROOT)) not in ALLOWED:
        assert writes(path.read_text()) == []


@pytest.mark.parametrize("room", rooms.rooms(), ids=lambda room: room.name)
def test_a_room_says_what_it_is_for(room: Path) -> None:
    readme = room / "README.md"
    assert readme.exists(), "every room has a README"
    assert len(readme.read_text().splitlines()) <= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    "room", [room for room in rooms.rooms() if (room / "models.py").exists()], ids=lambda room: room.name
)
def test_a_room_answers_whose_data_it_holds(room: Path) -> None:
    module = importlib.import_module(".".join((room.relative_to(rooms.ROOT.parent) / "personal").parts))
    with connection.cursor() as cursor:
        for holding in module.HOLDINGS:
            assert isinstance(holding, Holding)
            columns = {
                column.name
                for column in connection.introspection.get_table_description(cursor, holding.table)
            }
            assert holding.field in columns, f"{holding.table} has no column {holding.field}"


@pytest.mark.parametrize(
    "path", list(rooms.python_files()) + rooms.templates(), ids=lambda path: str(path.relative_to(rooms.ROOT))
)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
