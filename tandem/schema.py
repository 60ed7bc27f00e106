"""The database's tables and this version of Tandem: brought together, or refused with a sentence."""

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tandem import home
from tandem.progress import Progress, silent

# Any number; it only has to be the same in every Tandem.
_LOCK = 0x7A4D_0001


class NewerDatabase(home.HomeError):
    """The tables were made by a later Tandem than this one."""


class Stopped(home.HomeError):
    """A step towards this version failed."""


def migrate(*, progress: Progress = silent) -> bool:
    """Bring the tables up to date, one process at a time; whether there was anything to do. Raises Stopped."""
    refuse_newer(applied())
    if not pending():
        return False
    with _alone():
        refuse_newer(applied())
        steps = _Steps(progress, total=pending())
        try:
            call_command("migrate", verbosity=1, interactive=False, no_color=True, stdout=steps)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            # Each step is a transaction of its own.
            raise Stopped(
                f"The database could not be brought up to date: {steps.step} failed ({reason}). Nothing of this step "
                "was written, the steps before it are kept, and so is all data: `tandem migrate` goes on from there."
            ) from error
    return True


class _Steps(io.TextIOBase):
    """Hears which step Django takes, since its command tells only in words."""

    _WORDS = re.compile(r"Applying (\w+\.\w+)")

    def __init__(self, progress: Progress, *, total: int) -> None:
        self.step = "the first step"
        self._progress, self._taken, self._total = progress, 0, total

    def write(self, text: str) -> int:
        found = self._WORDS.search(text)
        if found:
            self.step, self._taken = found[1], self._taken + 1
            self._progress("Bringing the database up to date", self._taken, self._total)
        return len(text)


def applied() -> list[str]:
    """The migrations in the database, as 'room.name'."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def pending() -> int:
    """How many migrations of this version are missing in the database."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


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
