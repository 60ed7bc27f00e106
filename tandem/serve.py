"""`tandem serve`: database, web and worker as one tree that starts whole and stops in order.

The database is started first and stopped last; web and worker run in sessions of their own, so that a
Ctrl+C reaches only this process, which then stops them one after the other.
"""

import errno
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from tandem import embedded, home, parents
from tandem.cli.database import set_up_django
from tandem.progress import on_terminal

_PATIENCE_START = 60.0
_PATIENCE_STOP = 20.0
_STEP = 0.1
_RESTARTS_PER_MINUTE = 3
_LARGEST_LOG = 10_000_000


class ServeError(home.HomeError):
    """Tandem cannot be served; the message is one sentence."""


class _Stopped(Exception):
    """Somebody asked us to stop: Ctrl+C, SIGTERM, or the terminal is gone."""


@dataclass
class Child:
    """The web server or the worker."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes]"
    restarts: list[float] = field(default_factory=list)


def serve(
    *,
    host: str,
    port: int,
    workers: int | None,
    verbose: bool = False,
    before: Callable[[], None] | None = None,
    announce: Callable[[], None] | None = None,
) -> None:
    """Serve until told to stop.

    `before` runs once the tables are ready, `announce` once the address answers.
    """
    with only_one(), _stopping_by_signal():
        refuse_taken_port(host=host, port=port)
        try:
            with embedded.attached():
                _prepare(before)
                _serve(host=host, port=port, workers=workers, verbose=verbose, announce=announce)
        except _Stopped:
            click.echo("Tandem has stopped.", err=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Refuse where another `tandem serve` works with the same data folder."""
    lock = os.open(home.ensure_folder() / "serve.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServeError(
                f"Tandem already runs with the data folder {home.folder()}: stop it first, "
                "or choose another folder with TANDEM_HOME."
            ) from error
        yield
    finally:
        os.close(lock)


def refuse_taken_port(*, host: str, port: int) -> None:
    """Raise ServeError where somebody else listens on the port, or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections of an earlier run that are still closing are no reason to refuse.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ServeError(
                    f"Port {port} is in use already: choose another one with --port or PORT."
                ) from error
            raise ServeError(f"Tandem cannot listen on {host}:{port}: {error.strerror}.") from error


def _prepare(before: Callable[[], None] | None) -> None:
    set_up_django()
    from django.conf import settings
    from django.db import connections

    from tandem import schema

    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise ServeError(
            "The built assets are missing: run `make setup` in the checkout, or install the wheel."
        )
    schema.migrate(progress=on_terminal)
    if before:
        before()
    connections.close_all()


def _serve(
    *, host: str, port: int, workers: int | None, verbose: bool, announce: Callable[[], None] | None
) -> None:
    shown = f"[{host}]" if ":" in host else host
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:tandem.web",
        "--bind",
        f"{shown}:{port}",
    ]
    gunicorn += ["--workers", str(workers)] if workers else []
    children: list[Child] = []
    try:
        for name, command in (
            ("web", [*gunicorn, "tandem.wsgi:application"]),
            ("worker", [sys.executable, "-m", "tandem", "worker"]),
        ):
            children.append(Child(name, command, _start(name, command, verbose=verbose)))
        _wait_until_answering(host, port, children)
        reachable = "127.0.0.1" if host in {"0.0.0.0", "::"} else shown  # noqa: S104  (compared, not bound)
        if announce:
            announce()
        else:
            _announce_first_link(f"http://{reachable}:{port}")
        click.echo(f"Tandem is ready: http://{reachable}:{port}   (Ctrl+C stops it)")
        _watch(children, verbose=verbose)
    finally:
        _stop(children)


def _start(name: str, command: list[str], *, verbose: bool) -> "subprocess.Popen[bytes]":
    # Two memory arenas instead of eight per core: threads that set documents would each keep one of their own.
    # What they have freed goes back from 4 MB on, instead of staying for a next document of the same size.
    environment = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": str(4 * 1024 * 1024)} | os.environ
    environment |= {parents.STARTER: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
    if verbose:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment, start_new_session=True)
    with _log(name).open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )


def _log(name: str) -> Path:
    place = home.folder() / "log" / f"{name}.log"
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if place.exists() and place.stat().st_size > _LARGEST_LOG:
        place.rename(place.with_suffix(".log.1"))
    return place


def _wait_until_answering(host: str, port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + _PATIENCE_START
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    while time.monotonic() < deadline:
        for child in children:
            if child.process.poll() is not None:
                raise ServeError(_why_it_ended(child))
        connection = http.client.HTTPConnection(target, port, timeout=5)
        try:
            connection.request("GET", "/health", headers={"Host": "127.0.0.1"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(_STEP)
        finally:
            connection.close()
    raise ServeError(
        f"The web server did not answer within {_PATIENCE_START:.0f} seconds; more in {_log('web')}."
    )


def _watch(children: list[Child], *, verbose: bool) -> None:
    """Until told to stop: start again what ended by itself, unless it keeps ending."""
    while True:
        time.sleep(_STEP * 5)
        if home.uses_embedded() and not embedded.is_running():
            click.echo("The database stopped unexpectedly and is started again; no data is lost.", err=True)
            embedded.attach().release()
        for child in children:
            if child.process.poll() is None:
                continue
            now = time.monotonic()
            child.restarts = [moment for moment in child.restarts if moment > now - 60] + [now]
            if len(child.restarts) > _RESTARTS_PER_MINUTE:
                raise ServeError(_why_it_ended(child))
            click.echo(f"The {child.name} process stopped unexpectedly and is started again.", err=True)
            child.process = _start(child.name, child.command, verbose=verbose)


def _why_it_ended(child: Child) -> str:
    return f"The {child.name} process ended at once or again and again; the reason is in {_log(child.name)}."


def _stop(children: list[Child]) -> None:
    # Whoever presses Ctrl+C twice must not leave processes behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE_STOP
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            click.echo(f"The {child.name} process does not stop and is ended by force.", err=True)
        _signal_group(child, signal.SIGKILL)
        child.process.wait()


def _signal_group(child: Child, number: signal.Signals) -> None:
    # While stopping, only the leader is asked: it stops its own workers. Force is for all.
    try:
        if number is signal.SIGKILL:
            os.killpg(child.process.pid, number)
        else:
            child.process.send_signal(number)
    except ProcessLookupError:
        return


@contextmanager
def _stopping_by_signal() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise _Stopped

    before = {
        number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce_first_link(address: str) -> None:
    """On the first start somebody has to set the company up: by a link that only this terminal shows."""
    from django.db import connections
    from django.urls import reverse
    from django.utils import timezone

    from tandem.essentials.people import actions as people

    token = people.first_link(at=timezone.now())
    if token:
        click.echo(f"Set up your company here, once:  {address}{reverse('people:begin', args=[token])}")
    connections.close_all()
