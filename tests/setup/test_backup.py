"""A backup brings everything back, or changes nothing."""

import os
from pathlib import Path

import psycopg
import pytest

from tandem import embedded, home
from tests.setup.running import tandem

pytestmark = pytest.mark.slow


def ask(place: Path, statement: str) -> list[tuple[object, ...]]:
    """A statement in the database of a data folder, as the application."""
    before = os.environ["TANDEM_HOME"]
    os.environ["TANDEM_HOME"] = str(place)
    try:
        with (
            embedded.attached(),
            psycopg.connect(
                host=str(home.socket_folder()),
                port=home.SOCKET_PORT,
                user=home.DATABASE_ROLE,
                dbname=home.DATABASE_NAME,
            ) as connection,
        ):
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        os.environ["TANDEM_HOME"] = before


@pytest.fixture
def old(migrated: Path) -> Path:
    ask(migrated, "INSERT INTO django_content_type (app_label, model) VALUES ('kept', 'Ähre')")
    return migrated


def test_a_round_trip_brings_back_data_and_secret_key(old: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "tandem.backup", tmp_path / "new"
    written = tandem("backup", file, home=old)
    assert written.returncode == 0, written.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    restored = tandem("restore", file, home=new)
    assert restored.returncode == 0, restored.stderr
    assert ask(new, "SELECT model FROM django_content_type WHERE app_label = 'kept'") == [("Ähre",)]
    assert (new / "secret_key").read_text() == (old / "secret_key").read_text()
    tables = (
        "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
    )
    assert ask(new, tables) == ask(old, tables)


def test_data_that_is_there_is_replaced_only_when_asked_to(old: Path, tmp_path: Path) -> None:
    file = tmp_path / "tandem.backup"
    assert tandem("backup", file, home=old).returncode == 0
    ask(old, "DELETE FROM django_content_type WHERE app_label = 'kept'")
    refused = tandem("restore", file, home=old)
    assert refused.returncode == 1
    assert "There is data" in refused.stderr
    assert tandem("restore", file, "--replace", home=old).returncode == 0
    assert ask(old, "SELECT count(*) FROM django_content_type WHERE app_label = 'kept'") == [(1,)]


def test_a_damaged_file_is_refused_and_changes_nothing(old: Path, tmp_path: Path) -> None:
    file = tmp_path / "tandem.backup"
    file.write_bytes(b"no backup")
    refused = tandem("restore", file, "--replace", home=old)
    assert refused.returncode == 1
    assert "is no backup of Tandem, or it is damaged." in refused.stderr
    assert ask(old, "SELECT count(*) FROM django_content_type WHERE app_label = 'kept'") == [(1,)]


def test_a_backup_is_not_overwritten_by_accident(old: Path, tmp_path: Path) -> None:
    file = tmp_path / "tandem.backup"
    file.write_text("the only one")
    assert tandem("backup", file, home=old).returncode == 1
    assert file.read_text() == "the only one"
