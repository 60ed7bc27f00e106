"""Long commands say how far they are, and what is kept when they fail."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from tandem import backup, progress, schema

Heard = list[tuple[str, int, int]]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_grows_and_elsewhere_each_part_is_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    for out in (_Terminal(), io.StringIO()):
        monkeypatch.setattr("sys.stderr", out)
        for done in (0, 1, 2):
            progress.on_terminal("Loading", done, 2)
        shown.append(out.getvalue())
    bar, lines = shown
    assert "  0 %" in bar
    assert " 50 %" in bar
    assert bar.endswith("100 %\n")
    assert lines == "  Loading\n"


def test_a_backup_tells_how_far_it_is(tmp_path: Path, fresh_database: str) -> None:
    heard: Heard = []
    backup.write(tmp_path / "tandem.backup", progress=lambda *step: heard.append(step))
    assert heard[-1] == ("Writing the database", 1, 1)
    shares = [done / total for _what, done, total in heard]
    assert shares == sorted(shares)
    assert len(shares) > 10


def test_a_backup_that_fails_keeps_the_earlier_one(
    tmp_path: Path, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tandem.backup"
    file.write_text("the earlier one")
    wrong = backup._environment() | {"PGDATABASE": "there_is_none"}
    monkeypatch.setattr(backup, "_environment", lambda: wrong)
    with pytest.raises(backup.BackupError, match=r"There is no new backup: .* is still the earlier one"):
        backup.write(file)
    assert file.read_text() == "the earlier one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_restore_that_fails_in_the_middle_keeps_what_was_there(
    tmp_path: Path, fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tandem.backup"
    backup.write(file)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (number int)")
    told = backup._told

    def torn(script: Path, report: progress.Progress) -> Iterator[bytes]:
        yield from told(script, report)
        yield b"SELECT nothing_of_this_name;\n"

    monkeypatch.setattr(backup, "_told", torn)
    with pytest.raises(
        backup.BackupError, match=r"Nothing was changed, what was there is kept.*nothing_of_this_name"
    ):
        backup.restore(file, replace=True)
    assert "kept" in connection.introspection.table_names()
    monkeypatch.undo()
    backup.restore(file, replace=True)
    assert "kept" not in connection.introspection.table_names()


def test_an_update_names_the_step_that_failed_and_counts_the_others(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: Heard = []

    def fails(_name: str, *, stdout: io.TextIOBase, **_more: object) -> None:
        stdout.write("  Applying people.0001_initial...")
        stdout.write(" OK\n")
        stdout.write("  Applying people.0002_second...")
        raise DatabaseError("there is no room left")

    monkeypatch.setattr(schema, "pending", lambda: 2)
    monkeypatch.setattr(schema, "call_command", fails)
    with pytest.raises(schema.Stopped, match=r"people\.0002_second failed \(there is no room left\)"):
        schema.migrate(progress=lambda *step: heard.append(step))
    assert [done for _what, done, _total in heard] == [1, 2]
