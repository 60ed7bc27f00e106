"""The database's tables and this version of Tandem: brought together, or refused with a sentence."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tandem import home

# Any number; it only has to be the same in every Tandem.
_LOCK = 0x7A4D_0001


class NewerDatabase(home.HomeError):
    """The tables were made by a later Tandem than this one."""


def migrate(*, verbosity: int = 0) -> bool:
    """Bring the tables up to date, one process at a time; whether there was anything to do."""
    refuse_newer(applied())
    if not pending():
        return False
    with _alone():
        refuse_newer(applied())
        call_command("migrate", verbosity=verbosity, interactive=False)
    return True


def applied() -> list[str]:
    """The migrations in the database, as 'room.name'."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def pending() -> bool:
    """Whether migrations of this version are missing in the database."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_newer(found: Iterable[str]) -> None:
    """Raise NewerDatabase where the migrations named hold some that this version does not know."""
    loader = MigrationExecutor(connection).loader
    known = {f"{app}.{name}" for app, name in loader.disk_migrations or ()}
    known |= {
        f"{app}.{name}"
        for migration in (loader.disk_migrations or {}).values()
        for app, name in migration.replaces
    }
    unknown = sorted(set(found) - known)
    if unknown:
        raise NewerDatabase(
            f"The data was last used by a newer Tandem (it knows {unknown[0]}, this one does not): "
            "update Tandem. "
            "To stay with this version, make a backup first and restore one that is as old as this version."
        )


@contextmanager
def _alone() -> Iterator[None]:
    # A transaction's lock, held by a connection of its own, works behind a transaction pooler as well.
    parameters: dict[str, Any] = connections["default"].get_connection_params()
    parameters.pop("context", None)
    parameters.pop("cursor_factory", None)
    with psycopg.connect(**parameters) as guard:
        guard.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
