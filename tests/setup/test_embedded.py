"""The embedded database starts, is shared, stops, and survives what happens to it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tandem import embedded, home


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "data"


def ask(statement: str) -> list[tuple[object, ...]]:
    settings = home.database_settings()
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"]
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def postmaster(place: Path) -> int:
    return int((place / "database" / "postmaster.pid").read_text().split("\n")[0])


def test_whoever_leaves_last_stops_it(place: Path) -> None:
    with embedded.attached():
        with embedded.attached():
            assert embedded.is_running()
        assert embedded.is_running()
    assert not embedded.is_running()


def test_the_data_is_there_at_the_second_start(place: Path) -> None:
    with embedded.attached():
        ask("CREATE TABLE kept AS SELECT 42 AS number")
    with embedded.attached():
        assert ask("SELECT number FROM kept") == [(42,)]


def test_the_data_folder_is_closed_and_its_parents_keep_their_rights(place: Path) -> None:
    before = place.parent.stat().st_mode
    with embedded.attached():
        assert place.stat().st_mode & 0o777 == 0o700
        assert (place / "database").stat().st_mode & 0o777 == 0o700
    assert place.parent.stat().st_mode == before


def test_the_application_can_neither_read_server_files_nor_run_programs(place: Path) -> None:
    with embedded.attached():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("SELECT pg_read_file('PG_VERSION')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask("COPY (SELECT 1) TO PROGRAM 'true'")


def test_it_listens_on_no_network_address(place: Path) -> None:
    with embedded.attached():
        assert ask("SHOW listen_addresses") == [("",)]


def test_a_killed_server_is_started_again_with_its_data(place: Path) -> None:
    with embedded.attached():
        ask("CREATE TABLE kept AS SELECT 42 AS number")
        os.kill(postmaster(place), signal.SIGKILL)
        with embedded.attached():
            assert ask("SELECT number FROM kept") == [(42,)]


def test_a_process_that_died_counts_no_longer(place: Path) -> None:
    code = "import os; from tandem import embedded; embedded.attach(); os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert embedded.is_running()
    with embedded.attached():
        pass
    assert not embedded.is_running()


def test_a_data_folder_of_a_newer_postgresql_is_refused_with_a_sentence(place: Path) -> None:
    with embedded.attached():
        pass
    (place / "database" / "PG_VERSION").write_text("19\n")
    with pytest.raises(embedded.EmbeddedError, match=r"is of PostgreSQL 19.*update Tandem"):
        embedded.attach()


def test_a_folder_with_other_files_is_refused_with_a_sentence(place: Path) -> None:
    (place / "database").mkdir(parents=True)
    (place / "database" / "letter.txt").write_text("mine")
    with pytest.raises(embedded.EmbeddedError, match="no PostgreSQL database"):
        embedded.attach()
    assert (place / "database" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["a folder with 'spaces' and \"quotes\", $HOME", "ü" * 60])
def test_any_folder_name_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / name))
    with embedded.attached():
        assert ask("SELECT 1") == [(1,)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=75m,mode=0700", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can be made by root only")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_told_by_name_and_data_survives_it(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_HOME", str(small_disk / "data"))
    with embedded.attached():
        ask("CREATE TABLE kept AS SELECT 42 AS number")
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space left"):
        ballast.write_bytes(b"\0" * 75_000_000)
    with pytest.raises(embedded.EmbeddedError, match="is full"):
        embedded.attach()
    ballast.unlink()
    with embedded.attached():
        assert ask("SELECT number FROM kept") == [(42,)]


def test_a_full_disk_at_the_first_start_leaves_nothing_half_made(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_HOME", str(small_disk / "data"))
    (small_disk / "ballast").write_bytes(b"\0" * 60_000_000)
    with pytest.raises(embedded.EmbeddedError, match="is full"):
        embedded.attach()
    assert not (small_disk / "data" / "database").exists()
