"""Databases for tests: one server for all runs of this checkout, one migrated template, cheap clones.

Loaded with `-p tests.database` before the settings are, because it chooses the data folder they read.
"""

import contextlib
import fcntl
import hashlib
import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("TANDEM_TEST_HOME", str(ROOT / ".tools" / "test-home"))
os.environ["TANDEM_HOME"] = os.environ["TANDEM_TEST_HOME"]
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")

from tandem import embedded, home  # noqa: E402  (reads the folder chosen above)

_MIGRATED_PACKAGES = ("django", "django-allauth", "procrastinate")
_KEPT_TEMPLATES = 4
_counter = itertools.count()


def use_server() -> embedded.Attachment:
    """The test server, without the durability that tests do not need."""
    attachment = embedded.attach(durable=False, max_connections=300)
    _drop_leftovers()
    return attachment


@contextmanager
def clone() -> Iterator[str]:
    """A database of one's own with all migrations applied; its name. Dropped afterwards."""
    template = migrated_template()
    name = f"clone_{os.getpid()}_{next(_counter)}"
    _create(name, template=template)
    try:
        yield name
    finally:
        _drop(name)


@contextmanager
def default_connection_to(name: str) -> Iterator[None]:
    """Django's default connection, of this thread and of all later ones, leads to another database."""
    from django.db import connections

    settings = connections.settings["default"]
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = connections["default"].settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = connections["default"].settings_dict["NAME"] = before


def migrated_template() -> str:
    """The name of the database to copy from, made anew when any migration differs."""
    name = f"template_{_migrations_mark()}"
    with _template_lock():
        if not _exists(name):
            draft = f"draft_{os.getpid()}"
            _drop(draft)
            _create(draft)
            try:
                _migrate(draft)
                _rename(draft, name)
            except BaseException:
                _drop(draft)
                raise
            _forget_old_templates(name)
    return name


def _migrations_mark() -> str:
    mark = hashlib.sha256()
    for package in _MIGRATED_PACKAGES:
        mark.update(f"{package}={version(package)}\n".encode())
    for path in sorted((ROOT / "tandem").glob("**/migrations/*.py")):
        mark.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    mark.update((ROOT / "tandem" / "settings.py").read_bytes())
    return mark.hexdigest()[:16]


def _migrate(name: str) -> None:
    from django.core.management import call_command

    # In a thread of its own: the caller's connection may be in the middle of something.
    problems: list[BaseException] = []

    def run() -> None:
        from django.db import connections

        try:
            call_command("migrate", verbosity=0, interactive=False)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    with default_connection_to(name):
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    if problems:
        raise problems[0]


def _create(name: str, *, template: str = "template1") -> None:
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(home.DATABASE_ROLE), sql.Identifier(template)
    )
    with embedded.superuser() as connection:
        for attempt in range(50):
            try:
                connection.execute(statement)
                return
            except psycopg.errors.ObjectInUse:
                # Another worker copies the same template, or its last connection is still closing.
                if attempt == 49:
                    raise
                time.sleep(0.1)


def _drop(name: str) -> None:
    with embedded.superuser() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _rename(name: str, new: str) -> None:
    with embedded.superuser() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))
        )


def _exists(name: str) -> bool:
    with embedded.superuser() as connection:
        return (
            connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        )


def _names(pattern: str) -> list[str]:
    with embedded.superuser() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid", [pattern]
        )
        return [row[0] for row in rows]


def _forget_old_templates(current: str) -> None:
    for old in [name for name in _names("^template_") if name != current][:-_KEPT_TEMPLATES]:
        with contextlib.suppress(psycopg.Error):
            _drop(old)


def _drop_leftovers() -> None:
    """Remove what runs that were killed left behind."""
    for name in _names("^(clone|draft)_"):
        pid = int(name.split("_")[1])
        if not Path(f"/proc/{pid}").exists():
            with contextlib.suppress(psycopg.Error):
                _drop(name)


@contextmanager
def _template_lock() -> Iterator[None]:
    with (home.folder() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
