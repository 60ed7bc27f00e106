"""Starting, asking and stopping the server of the embedded database."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from tandem import home
from tandem.embedded import cluster, programs
from tandem.embedded.errors import EmbeddedError, explained

# Recovery after a crash replays at most a gigabyte of log; on a slow disk that takes minutes.
_PATIENCE_START = 300.0
_PATIENCE_FAST = 30.0
_PATIENCE_IMMEDIATE = 30.0
_PATIENCE_KILL = 10.0
_STEP = 0.02


def superuser(*, database: str = "postgres") -> "psycopg.Connection[Any]":
    """A connection that may do everything, for making databases; the application never has one."""
    return psycopg.connect(
        host=str(home.socket_folder()),
        port=home.SOCKET_PORT,
        user="postgres",
        dbname=database,
        autocommit=True,
        connect_timeout=10,
    )


def is_running() -> bool:
    """Whether a server, not the zombie of one, works on our files."""
    pid = _written_pid()
    return pid is not None and _works_here(pid)


def start(*, durable: bool, max_connections: int) -> None:
    """Start the server and wait until it takes connections. Raises EmbeddedError with its reason."""
    cluster.prepare(durable=durable, max_connections=max_connections)
    _clear_after_a_kill()
    began = _log_size()
    _wait_until_ready(_launch(), began=began)
    _make_role_and_database()


def join_running() -> bool:
    """Wait for a server that runs already, for instance while it recovers; False where there is none."""
    pid = _written_pid()
    if pid is None or not _works_here(pid):
        return False
    try:
        _wait_until_ready(pid, began=_log_size())
    except EmbeddedError:
        if _alive(pid):
            raise
        # It was killed just now.
        return False
    _make_role_and_database()
    return True


def stop() -> None:
    """Stop: ask connections to leave, then without tidying up, then by force. Data is safe each time."""
    pid = _written_pid()
    if pid is None or not _works_here(pid):
        return
    for how, patience in (
        (signal.SIGINT, _PATIENCE_FAST),
        (signal.SIGQUIT, _PATIENCE_IMMEDIATE),
    ):
        _send(pid, how)
        if _gone_within(pid, patience):
            return
    for worker in _processes_here():
        _send(worker, signal.SIGKILL)
    if not _gone_within(pid, _PATIENCE_KILL):
        raise EmbeddedError(
            f"The database (process {pid}) did not stop: end it before you start Tandem again."
        )


def _launch() -> int:
    # The shell leaves at once, so the server belongs to init and neither a Ctrl+C nor our end reaches it.
    command = programs.as_server([programs.program("postgres"), "-D", cluster.data_folder()])
    try:
        with cluster.log_file().open("ab") as log:
            launched = subprocess.run(
                ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=programs.environment(),
                cwd="/",
                start_new_session=True,
                check=True,
            )
    except OSError as error:
        raise explained("The database could not be started", words=str(error)) from error
    return int(launched.stdout)


def _wait_until_ready(pid: int, *, began: int) -> None:
    deadline = time.monotonic() + _PATIENCE_START
    while time.monotonic() < deadline:
        try:
            superuser().close()
            return
        except psycopg.OperationalError:
            if not _alive(pid):
                raise explained(
                    "The database did not start", words=_log_since(began), log=cluster.log_file()
                ) from None
            time.sleep(_STEP)
    raise explained("The database did not become ready", words=_log_since(began), log=cluster.log_file())


def _make_role_and_database() -> None:
    try:
        with superuser() as connection:
            role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [home.DATABASE_ROLE])
            if not role.fetchone():
                connection.execute(f"CREATE ROLE {home.DATABASE_ROLE} LOGIN")
            database = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [home.DATABASE_NAME]
            )
            if not database.fetchone():
                connection.execute(f"CREATE DATABASE {home.DATABASE_NAME} OWNER {home.DATABASE_ROLE}")
    except psycopg.Error as error:
        raise explained(
            "The database could not be set up", words=str(error), log=cluster.log_file()
        ) from error


def _clear_after_a_kill() -> None:
    """A killed server leaves children that still write; wait for them, then remove its marks."""
    deadline = time.monotonic() + _PATIENCE_IMMEDIATE
    while _processes_here():
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"Processes of a killed database still work in {cluster.data_folder()}: "
                "end them and start again."
            )
        time.sleep(_STEP)
    socket = home.socket_folder() / f".s.PGSQL.{home.SOCKET_PORT}"
    for mark in (cluster.data_folder() / "postmaster.pid", socket, socket.with_name(socket.name + ".lock")):
        mark.unlink(missing_ok=True)


def _written_pid() -> int | None:
    try:
        first = (cluster.data_folder() / "postmaster.pid").read_text("utf-8").split("\n", 1)[0]
        return int(first)
    except (OSError, ValueError):
        return None


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state not in "ZX"


def _works_here(pid: int) -> bool:
    if not _alive(pid):
        return False
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.data_folder().resolve()
    except PermissionError:
        # Some containers forbid even root to look; the command line is open to all.
        return os.fsencode(cluster.data_folder()) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _processes_here() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_here(int(entry.name))]


def _send(pid: int, how: signal.Signals) -> None:
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return


def _gone_within(pid: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while _works_here(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(_STEP)
    return True


def _log_size() -> int:
    return cluster.log_file().stat().st_size if cluster.log_file().exists() else 0


def _log_since(began: int) -> str:
    try:
        with cluster.log_file().open("rb") as log:
            log.seek(began)
            return log.read(200_000).decode("utf-8", "replace")
    except OSError:
        return ""
