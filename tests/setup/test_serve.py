"""`tandem serve` starts whole, stops in order, and says in a sentence what keeps it from serving."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.setup.running import logs, processes_of, serving, tandem, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_ctrl_c_leaves_no_process_and_a_second_start_keeps_the_data(home: Path) -> None:
    with serving(home) as first:
        assert first.interrupt() == 0
        assert "Tandem has stopped." in first.said.read_text()
        assert processes_of(home) == []
    key = (home / "secret_key").read_text()
    with serving(home) as second:
        assert second.answers()
    assert (home / "secret_key").read_text() == key
    assert processes_of(home) == []


def test_a_taken_port_is_told_in_a_sentence(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = tandem("serve", "--port", str(other.getsockname()[1]), home=home)
    assert done.returncode == 1
    assert "is in use already: choose another one with --port or PORT." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_instance_in_the_same_data_folder_is_refused(migrated: Path) -> None:
    with serving(migrated) as first:
        done = tandem("serve", "--port", str(first.port + 1), home=migrated)
        assert done.returncode == 1
        assert "Tandem already runs with the data folder" in done.stderr
        assert first.answers()


def test_a_killed_database_is_started_again_under_way(migrated: Path) -> None:
    with serving(migrated) as running:
        pid = int((migrated / "database" / "postmaster.pid").read_text().split("\n")[0])
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: "The database stopped unexpectedly" in running.said.read_text())
        wait_until(running.answers)
        assert "Traceback" not in running.said.read_text()
        assert running.interrupt() == 0
    assert processes_of(migrated) == []


def test_killing_it_takes_web_and_worker_along(migrated: Path) -> None:
    with serving(migrated) as running:
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait()
        wait_until(lambda: not running.answers())
    assert tandem("migrate", home=migrated).returncode == 0, logs(migrated)
    wait_until(lambda: processes_of(migrated) == [])


def test_data_of_a_newer_tandem_is_refused_with_a_sentence(migrated: Path) -> None:
    from tests.setup.test_backup import ask

    ask(migrated, "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_later', now())")
    done = tandem("serve", "--port", "1", home=migrated)
    assert done.returncode == 1
    done = tandem("migrate", home=migrated)
    assert done.returncode == 1
    assert "was last used by a newer Tandem" in done.stderr
    assert "make a backup first" in done.stderr
    assert "Traceback" not in done.stderr
