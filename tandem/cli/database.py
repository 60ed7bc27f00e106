"""Commands that need the database: started if necessary, up to date, left in order; failures as sentences."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tandem import embedded, home


class Failed(click.ClickException):
    """A command could not do its work; the message says why in one sentence."""

    def show(self, file: object = None) -> None:
        click.echo(f"tandem: {self.format_message()}", err=True)


@contextmanager
def database(*, migrated: bool = True, language: str | None = "en") -> Iterator[None]:
    """Django is set up and the database answers within the block; sentences of the rooms are English there."""
    with sentences(), embedded.attached():
        set_up_django()
        if migrated:
            from tandem import schema

            schema.migrate()
        from django.utils import translation

        try:
            with translation.override(language):
                yield
        finally:
            from django.db import connections

            connections.close_all()


def set_up_django() -> None:
    """Load the settings and all rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.settings")
    import django

    django.setup()


@contextmanager
def sentences() -> Iterator[None]:
    """What may happen to any installation is told in a sentence; a traceback means a bug of ours."""
    try:
        yield
    except home.HomeError as error:
        raise Failed(str(error)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Failed(
                f"The disk is full: free some space and try again. The data folder is {home.folder()}."
            ) from error
        raise
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise Failed(told) from error


def _told(error: Exception) -> str | None:
    import django.db
    import psycopg

    from tandem.base.tools.errors import Refused

    if isinstance(error, Refused):
        return str(error)
    if not isinstance(
        error, django.db.OperationalError | django.db.InterfaceError | psycopg.OperationalError
    ):
        return None
    words = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
    if "No space left" in words:
        return f"The disk of the database is full ({words}): free some space and try again."
    if isinstance(
        error.__cause__ or error, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected
    ):
        return None
    return f"The database cannot be reached: {words}."
